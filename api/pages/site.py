"""The pages of the site: what was composed, in the language and on the day somebody looks at it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from api.core.json_text import Json
from api.core.problems import Problem, ProblemKind
from api.pages.environment import rendered
from api.pages.view import View
from api.reading.head import Kept
from api.retention import retention
from api.text.languages import languages, others
from api.text.markup import words_as_html


def site_page(template: str, view: View, compiler: str | None = None, **gaps: object) -> str:
    """A page from its template, with what every page of the site has around it.

    `compiler` is who compiled the record that it is of: there it says “we”, and what was not found.
    """
    return rendered(
        f"{template}.html",
        view=view,
        language=view.language,
        languages=languages(),
        others=others(view.language),
        compiler=compiler,
        t=words_as_html(view.language, "page", found=compiler is not None),
        d=words_as_html(view.language, "panel"),
        menu=_menu(view),
        locale=_LOCALES.get(view.language, view.language),
        foreign=set(),  # filled while the page is rendered, and told of at its end
        **gaps,
    )


_LOCALES = {"en": "en_GB", "cy": "cy_GB"}  # a language and where it is spoken, as cards for sharing name them
_SEARCH = "/search"  # which only the application answers
# Where the lists are, and the rest that a header leads to: by which words.
_CALLED = {
    "/assemblies": ("list", "assemblies"),
    "/recommendations": ("list", "recommendations"),
    "/projects": ("list", "projects"),
    "/engagements": ("page", "engagements_title"),
    "/organisations": ("list", "organisations"),
    "/owed": ("page", "owed_title"),
    "/works": ("page", "works"),
    "/open-data": ("page", "open_data"),
    _SEARCH: ("search", "title"),
}
_MENU = ("/assemblies", "/recommendations", "/owed", "/organisations", "/works", "/open-data", _SEARCH)
# For whoever did not find what they looked for.
_LISTS = ("/recommendations", "/assemblies", "/projects", "/engagements", "/organisations", "/owed", "/works")


def _menu(view: View) -> list[tuple[str, Markup]]:
    """Where the header leads, and what that is called; a copy that nobody can search does not lead to the search."""
    return [one for one in _called(view, _MENU) if one[0] != _SEARCH or view.where_answered(_SEARCH)]


def to_find(view: View) -> dict[str, Any]:
    """What a page is given that helps somebody to find something: the words of the search, and where the lists are."""
    return {"s": words_as_html(view.language, "search"), "lists": _called(view, _LISTS)}


def _called(view: View, paths: Sequence[str]) -> list[tuple[str, Markup]]:
    return [(path, words_as_html(view.language, group)[name]) for path in paths for group, name in [_CALLED[path]]]


def record_page(
    template: str,
    view: View,
    day: date,
    today: date,
    dated_to: datetime | None = None,
    compiler: str | None = None,
    **gaps: object,
) -> str:
    """A page of the record as it stood on `day`. Up to yesterday it can be read as of any day.

    `dated_to` is where the record ends, where that is in the future: the page says so.
    """
    return site_page(
        template, view, compiler, day=day, yesterday=(today - timedelta(days=1)).isoformat(), dated_to=dated_to, **gaps
    )


def problem_page(view: View, kind: ProblemKind) -> str:
    """What one kind of problem means."""
    return site_page("problem", view, kind=kind, p=words_as_html(view.language, "problem"))


def refusal_page(view: View, problem: Problem, kind: ProblemKind, request_id: str) -> str:
    """What is wrong with a request, or what became of what was asked for."""
    words = words_as_html(view.language, "problem")
    return site_page("refusal", view, problem=problem, kind=kind, p=words, request_id=request_id, **to_find(view))


def personal_data_page(view: View, held: Sequence[tuple[str, retention.Kept, int | None]], contact: str) -> str:
    """What personal data is held, why, for how many days here, and whom to ask: a mailbox, or the address of a page."""
    words = words_as_html(view.language, "personal")
    return site_page("personal-data", view, held=held, contact=contact, p=words)


def head_page(view: View, head: Json, asked: Mapping[str, str], found: Kept | None) -> str:
    """Where the record ends, and what became of what somebody kept and asks about; `found` is None where that cannot be
    read.
    """
    return site_page(
        "head",
        view,
        h=words_as_html(view.language, "head"),
        head=head,
        published=head["published_at"] and datetime.fromisoformat(head["published_at"]),
        asked=asked,
        found=found,
        stands=found is not None and found.stands(asked["hash"]),
        filtered=urlencode(asked),
    )


def docs_page(view: View, guides: Sequence[tuple[object, Markup]], contract: Json) -> str:
    """The guides, each with what it is about; and the contract: every operation with its parameters, an example, its
    answers and its problems.
    """
    operations: dict[str, list[Json]] = {tag["name"]: [] for tag in contract["tags"]}
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            operations[operation["tags"][0]].append({"path": path, "method": method.upper(), **operation})
    schemas = contract["components"]["schemas"]
    return site_page("docs", view, guides=guides, contract=contract, operations=operations, schemas=schemas)
