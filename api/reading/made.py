"""How much of what assemblies made the record holds: like with like, by kind and by standing."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from api.schemas.assemblies import Assembly
from api.text.catalogue import spoken
from api.text.localizer import Localizer, localizer

Held = Mapping[tuple[str, str, str], int]  # how many are held, by assembly, kind and standing


class Made(NamedTuple):
    """How many items of a kind, and of a standing where that is told, an assembly made, and how many are held."""

    kind: str
    standing: str | None
    made: int | None  # None where its own documents do not count them
    held: int


def items_of(own: Assembly, held: Held) -> list[Made]:
    """What one assembly made as its own documents count it, in their order, and then what is held besides.

    A count that tells no standing is of all that no other count of the kind tells of. Nothing where nothing is counted.
    """
    left = {(kind, standing): number for (assembly, kind, standing), number in held.items() if assembly == own.id}
    counted = own.items_made or []
    named = {(one.kind, one.standing) for one in counted}
    found = []
    for one in counted:
        of = [
            (kind, standing)
            for kind, standing in left
            if kind == one.kind and (standing == one.standing or (not one.standing and (kind, standing) not in named))
        ]
        found.append(Made(one.kind, one.standing, one.count, sum(left.pop(pair) for pair in of)))
    besides = [Made(kind, standing, None, number) for (kind, standing), number in sorted(left.items())]
    return [*found, *besides] if counted else []


def headline(
    made: int | None, items: Sequence[Made], counted: int, unclear: int, *, alone: bool, narrowed: bool
) -> dict[str, str]:
    """How much is held of what one assembly (`alone`) or several say they `made`, in a sentence or two, by language.

    `counted` is how many of what the assemblies' reports count are held, or left by filters that narrow it; of how many
    the standing is `unclear` is told where no `items` are.
    """
    what, whose = "left" if narrowed else "held", "one" if alone else "several"
    more = made is not None and counted > made
    key = f"summary.{what}{'' if made is None or more else '_of'}_{whose}"
    told = {}
    for one in map(localizer, spoken("summary")):
        sentence = one.plural(key, made or 0, held=one.number(counted))
        if one.language in spoken("made"):  # a language that lacks these words tells the sentence alone
            if more and not narrowed:
                sentence = one.t(f"made.more_{whose}", held=one.number(counted), made=one.number(made or 0))
            if items:
                sentence = _of_items(one, items)
            if unclear and not items:
                sentence = f"{sentence} {one.plural('made.unclear', unclear)}"
        told[one.language] = sentence
    return told


def made_by(assemblies: Sequence[Assembly]) -> int | None:
    """How many recommendations the assemblies say that they made; None where one does not say."""
    known = [own.recommendations_made for own in assemblies if own.recommendations_made is not None]
    return sum(known) if assemblies and len(known) == len(assemblies) else None


def _of_items(says: Localizer, items: Sequence[Made]) -> str:
    """That all items are held, or how many of how many, and of which kinds and standings; and what is held besides."""
    counted, besides = ([one for one in items if (one.made is None) == is_] for is_ in (False, True))
    made, held = sum(one.made or 0 for one in counted), sum(one.held for one in counted)
    list_ = ", ".join(_one(says, one) for one in counted)
    if besides:
        list_ = says.t("made.besides", list=list_, more=", ".join(_one(says, one) for one in besides))
    whole = all(one.held == one.made for one in counted)
    key = "all_items" if whole else "some_items" if held <= made else "more_items"
    return says.plural(f"made.{key}", made, held=says.number(held), list=list_)


def _one(says: Localizer, one: Made) -> str:
    """`11 of 12 resolutions adopted`; those that no document of the assembly counts by what is held alone."""
    told = says.plural(f"made.kind_{one.kind}", one.held if one.made is None else one.made)
    if one.made is not None and one.held != one.made:
        told = says.t("made.number_of", held=says.number(one.held), made=told)
    return says.t(f"made.standing_{one.standing}", items=told) if one.standing else told
