"""HTML from templates and plain values."""

from pathlib import Path

from jinja2 import ChainableUndefined, Environment, FileSystemLoader

from api.pages.filters import FILTERS

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=ChainableUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters.update(FILTERS)


def rendered(template: str, **gaps: object) -> str:
    """A page from its template; every text in it is escaped."""
    return TEMPLATES.get_template(template).render(gaps)
