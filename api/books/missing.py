"""What a record does not hold yet that readers look for: how complete it is, in plain sentences."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.text.phrases import Phrase, joined, phrase

Thing = Mapping[str, Any]


def missing(things: Sequence[Thing]) -> list[Phrase]:
    """What is missing, the most telling first."""
    (assembly,) = (one for one in things if one["type"] == "assembly")
    of = {
        type_: [one for one in things if one["type"] == type_]
        for type_ in ("recommendation", "response", "update", "accountability", "project")
    }
    items = of["recommendation"]
    sheet = phrase("book.sheet_sources")
    found = [phrase(f"missing.{field}", sheet=sheet) for field in _OF_ASSEMBLY if not assembly.get(field)]
    for name, lacks in _OF_ITEMS.items():
        found += _of_some(name, [one for one in items if lacks(one)], len(items))
    made = assembly.get("recommendations_made")
    held = sum(one["standing"] in {"adopted", "minority"} and one["kind"] not in _UNCOUNTED for one in items)
    if made is not None and made != held:
        found.append(phrase("missing.made", made=made, held=held))
    answered = {id_ for one in of["response"] for id_ in one.get("recommendations", ())}
    whole = any("recommendations" not in one and "theme" not in one for one in of["response"])
    themes = {theme for one in of["response"] for theme in (one.get("theme"), *one.get("themes", ())) if theme}
    silent = [one for one in items if one["id"] not in answered and one.get("theme") not in themes and not whole]
    found += _of_some("answer", silent, len(items))
    told = {one["about"] for one in of["update"]}
    found += _of_some("news", [one for one in items if one["id"] not in told], len(items))
    owned = {one["about"] for one in of["accountability"]}
    found += _of_some("who_answers", [one for one in items if one["id"] not in owned], len(items))
    return found


def _of_some(name: str, lacking: Sequence[Thing], all_: int) -> list[Phrase]:
    """What some of the recommendations lack, and which; nothing where none does."""
    return [joined(": ", [phrase(f"missing.{name}"), _some(lacking, all_)])] if lacking else []


def _some(lacking: Sequence[Thing], all_: int) -> Phrase:
    if len(lacking) == all_:
        return phrase("missing.for_all", n=all_) if all_ > 1 else phrase("missing.for_one")
    shown = [str(one.get("reference") or one["id"]) for one in lacking[:_SHOWN]]
    more = len(lacking) - len(shown)
    key = f"missing.for_{'many' if more else 'some'}"
    return phrase(key, shown=", ".join(shown), more=more, many=len(lacking), all=all_)


_SHOWN = 8
_UNCOUNTED = {"part", "statement", "finding"}
# The fields that readers look for, each under `missing.…` in words.
_OF_ASSEMBLY = (
    *("question", "sources", "documents", "begins", "reported", "members", "recruited", "promises"),
    *("recommendations_made", "licence"),
)
_OF_ITEMS: Mapping[str, Callable[[Thing], bool]] = {
    "text": lambda one: "text" not in one,
    "own_words": lambda one: one.get("text_basis", one["title_basis"])["basis"] != "verbatim",
    "source": lambda one: "sources" not in one and "stands_in" not in one,
    "page": lambda one: not one.get("stands_in", {}).get("page"),
    "votes": lambda one: "votes" not in one,
    "asked": lambda one: "asked" not in one,
    "theme": lambda one: "theme" not in one,
}
