"""Refusals for people: what is wrong, in their language, and where to go from there."""

from api.languages import words_in
from api.problems import Problem, ProblemKind
from api.renderers.pages import rendered

WORDS = {
    "home": ("Everything in this record", "Popeth yn y cofnod hwn"),
    "number": ("The number of this request, if you write to somebody about it", "Rhif y cais, os ysgrifennwch ato"),
}


def refusal_page(problem: Problem, kind: ProblemKind, language: str, request_id: str) -> str:
    """The page for a refusal."""
    return rendered(
        "refusal.html",
        problem=problem,
        kind=kind,
        language=language,
        request_id=request_id,
        t=words_in(language, WORDS),
    )
