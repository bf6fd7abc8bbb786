"""What a record does not hold yet that readers look for: how complete it is, in plain sentences."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Thing = Mapping[str, Any]


def missing(things: Sequence[Thing]) -> list[str]:
    """What is missing, the most telling first."""
    (assembly,) = (one for one in things if one["type"] == "assembly")
    of = {
        type_: [one for one in things if one["type"] == type_]
        for type_ in ("recommendation", "response", "update", "accountability", "project")
    }
    items = of["recommendation"]
    found = [words for field, words in _OF_ASSEMBLY.items() if not assembly.get(field)]
    for lacks, words in _OF_ITEMS:
        lacking = [one for one in items if lacks(one)]
        if lacking:
            found.append(f"{words}: {_some(lacking, len(items))}")
    made = assembly.get("recommendations_made")
    held = sum(one["standing"] in {"adopted", "minority"} and one["kind"] not in _UNCOUNTED for one in items)
    if made is not None and made != held:
        found.append(f"recommendations: the assembly made {made}, and this book has {held}")
    answered = {id_ for one in of["response"] for id_ in one.get("recommendations", ())}
    whole = any("recommendations" not in one and "theme" not in one for one in of["response"])
    themes = {theme for one in of["response"] for theme in (one.get("theme"), *one.get("themes", ())) if theme}
    silent = [one for one in items if one["id"] not in answered and one.get("theme") not in themes and not whole]
    if silent:
        found.append(f"an answer: {_some(silent, len(items))}")
    told = {one["about"] for one in of["update"]}
    if quiet := [one for one in items if one["id"] not in told]:
        found.append(f"news of what happened: {_some(quiet, len(items))}")
    owned = {one["about"] for one in of["accountability"]}
    if unowned := [one for one in items if one["id"] not in owned]:
        found.append(f"who answers for it: {_some(unowned, len(items))}")
    return found


def _some(lacking: Sequence[Thing], all_: int) -> str:
    if len(lacking) == all_:
        return f"none of {all_} has it" if all_ > 1 else "it has none"
    shown = [str(one.get("reference") or one["id"]) for one in lacking[:8]]
    more = f" and {len(lacking) - len(shown)} more" if len(lacking) > len(shown) else ""
    return f"not for {', '.join(shown)}{more} ({len(lacking)} of {all_})"


_UNCOUNTED = {"part", "statement", "finding"}
_OF_ASSEMBLY = {
    "question": "the question that the assembly was asked",
    "sources": "a source for the assembly itself, such as its web page",
    "documents": "its report, as a document of the assembly (in the sheet Sources)",
    "begins": "when it began",
    "reported": "when its report was published",
    "members": "how many members it had",
    "recruited": "how its members were chosen",
    "promises": "what was promised to it: to answer, to report, by when",
    "recommendations_made": "how many recommendations its report counts",
    "licence": "the licence of this record",
}
_OF_ITEMS: tuple[tuple[Callable[[Thing], bool], str], ...] = (
    (lambda one: "text" not in one, "the text"),
    (lambda one: one.get("text_basis", one["title_basis"])["basis"] != "verbatim", "the members’ own words"),
    (lambda one: "sources" not in one and "stands_in" not in one, "a source"),
    (lambda one: not one.get("stands_in", {}).get("page"), "the page that it stands on"),
    (lambda one: "votes" not in one, "votes"),
    (lambda one: "asked" not in one, "who was asked to do it"),
    (lambda one: "theme" not in one, "a theme"),
)
