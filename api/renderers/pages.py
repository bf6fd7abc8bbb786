"""HTML pages, rendered from plain values."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from markupsafe import Markup, escape

from api.problems import ProblemKind
from api.retention import Kept
from api.rules.date_words import day_in_words

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "pages"),
    autoescape=True,
    undefined=ChainableUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _coded(text: str) -> Markup:
    """Plain text with what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped first


def _anchor(text: str) -> str:
    """Plain text as a fragment of an address can have it."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


_TEMPLATES.filters["coded"] = _coded
_TEMPLATES.filters["anchor"] = _anchor
_TEMPLATES.filters["day"] = day_in_words


def rendered(template: str, **gaps: object) -> str:
    """A page from its template; every text in it is escaped."""
    return _TEMPLATES.get_template(template).render(gaps)


def problem_page(name: str, kind: ProblemKind) -> str:
    """The page of one kind of problem."""
    return rendered("problem.html", name=name, kind=kind)


def personal_data_page(held: Sequence[tuple[Kept, int | None]]) -> str:
    """What personal data is held, why, and for how many days here."""
    return rendered("personal-data.html", held=held)


def docs_page(contract: dict[str, Any]) -> str:
    """The contract as one page: every operation with its parameters, an example, its answers and its problems."""
    operations: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in contract["tags"]}
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            operations[operation["tags"][0]].append({"path": path, "method": method.upper(), **operation})
    return rendered("docs.html", contract=contract, operations=operations, schemas=contract["components"]["schemas"])
