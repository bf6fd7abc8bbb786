"""Whether two occasions on which people are asked overlap, and how: from codes and dates alone, never from words.

Pure, given facts and what is known of places. It advises whoever plans one of them and decides nothing. What is not
said or not known hides nothing: where nobody can tell whether it is elsewhere, somebody is told to look.
"""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

EVERYONE = "everyone"
WHOLE = 0  # the number of what is asked as a whole, where no question says what it is about
# In the order in which they are told. Of each, what has to hold: see `_relation`.
RELATIONS = ("same", "sequel", "reuse", "related", "same_people", "look")


@dataclass(frozen=True)
class Occasion:
    """What is compared of an occasion: whom it asks, where, about what, for which decision, when; and which groups were
    asked for their time. Nothing where nobody said.
    """

    id: str
    begins: date | None = None
    ends: date | None = None
    places: AbstractSet[str] = frozenset()
    topics: AbstractSet[str] = frozenset()
    audiences: AbstractSet[str] = frozenset()
    decisions: AbstractSet[str] = frozenset()
    groups: AbstractSet[str] = frozenset()


@dataclass(frozen=True)
class Answer:
    """Something that is known already: a finding of an engagement, or a recommendation of an assembly."""

    id: str
    places: AbstractSet[str]
    topics: AbstractSet[str]
    audiences: AbstractSet[str]
    holds_until: date | None = None


@dataclass(frozen=True)
class Planned:
    """The occasion that is planned, with the topics of its questions by their numbers, or else of the `WHOLE`; what has
    to do with its places; and all places of which it is known where they lie.
    """

    occasion: Occasion
    questions: Mapping[int, AbstractSet[str]] = field(default_factory=dict)
    around: AbstractSet[str] = frozenset()
    known_places: AbstractSet[str] = frozenset()
    near: int = 90  # days between two occasions that the same people still feel as one


@dataclass(frozen=True)
class Overlap:
    """How another occasion overlaps: the relation, what of it holds, the days between them (negative where the other
    came before; None where that is not known), and the answers it holds, by the number of the question.
    """

    relation: str
    reasons: tuple[str, ...]
    days: int | None
    answers: Mapping[int, Sequence[str]]


def overlap(planned: Planned, other: Occasion, held: Collection[Answer] = ()) -> Overlap | None:
    """How another occasion, with the answers that it holds, overlaps with what is planned; None where it does not."""
    new = planned.occasion
    days = days_between(new, other)
    reasons = {
        "decision": "yes" if new.decisions & other.decisions else "",
        "place": place_of(planned, other.places),
        "people": people_of(new.audiences, other.audiences),
        "topic": "yes" if new.topics & other.topics else "",
        "time": _time(days, planned.near),
        "group": "yes" if new.groups & other.groups else "",
    }
    answers, sure = _answers(planned, held)
    relation = _relation(reasons, bool(answers), sure)
    if relation is None:
        return None
    told = (*(name for name, value in reasons.items() if _holds(name, value)), *(("held",) if answers else ()))
    return Overlap(relation, told, days, answers)


def order(found: Overlap) -> tuple[int, int]:
    """By which overlaps are told: by the relation, then the nearest in time, then those of which no day is known."""
    return RELATIONS.index(found.relation), abs(found.days) if found.days is not None else date.max.toordinal()


def days_between(new: Occasion, other: Occasion) -> int | None:
    """The days from the end of one to the beginning of the other: 0 where they meet, negative where the other came
    before. What has no end lasts.
    """
    first, second = _span(new), _span(other)
    if first is None or second is None:
        return None
    if second[0] > first[1]:
        return (second[0] - first[1]).days
    return -(first[0] - second[1]).days if first[0] > second[1] else 0


def place_of(planned: Planned, others: AbstractSet[str]) -> str:
    """Whether places meet: `meets`, `elsewhere`, or `unknown`, where one side says nothing or a code is not known."""
    own = planned.occasion.places
    if others & planned.around:
        return "meets"
    return "elsewhere" if own and others and own | others <= planned.known_places else "unknown"


def people_of(own: AbstractSet[str], others: AbstractSet[str]) -> str:
    """Whether the same people are addressed: `same`, `everyone` by one side, `others`, or `unknown`."""
    if (own & others) - {EVERYONE}:
        return "same"
    if EVERYONE in own | others:
        return EVERYONE
    return "others" if own and others else "unknown"


def _span(one: Occasion) -> tuple[date, date] | None:
    begins = one.begins or one.ends
    return None if begins is None else (begins, max(begins, one.ends or date.max))


def _time(days: int | None, near: int) -> str:
    if days is None:
        return "unknown"
    return "together" if days == 0 else "near" if abs(days) <= near else "far"


_NEAR = ("together", "near")
_HOLDS = {"place": ("meets",), "people": ("same", EVERYONE), "time": _NEAR}


def _holds(reason: str, value: str) -> bool:
    return value in _HOLDS.get(reason, ("yes",))


def _relation(reasons: Mapping[str, str], held: bool, sure: bool) -> str | None:
    """The first that fits."""
    decision, topic, group = (reasons[name] == "yes" for name in ("decision", "topic", "group"))
    place, people, near = (_holds(name, reasons[name]) for name in ("place", "people", "time"))
    maybe_there, maybe_they = reasons["place"] != "elsewhere", reasons["people"] != "others"
    maybe_near = reasons["time"] != "far"
    fits = {
        "same": decision and place and people and reasons["time"] == "together",
        "sequel": decision,
        "reuse": held and sure,
        "related": topic and place and people and near,
        "same_people": (reasons["people"] == "same" and place and near) or (group and near),
        "look": (topic and maybe_near and maybe_there and maybe_they) or held,
    }
    return next((name for name in RELATIONS if fits[name]), None)


def _answers(planned: Planned, held: Collection[Answer]) -> tuple[dict[int, list[str]], bool]:
    """What answers each question, by its number; and whether any of it is known to be about the same people."""
    found: dict[int, list[str]] = {}
    sure, new = False, planned.occasion
    for one in sorted(held, key=lambda one: one.id):
        people = people_of(new.audiences, one.audiences)
        over = one.holds_until is not None and new.begins is not None and one.holds_until < new.begins
        if over or people == "others" or place_of(planned, one.places) == "elsewhere":
            continue
        for number, topics in planned.questions.items():
            if topics & one.topics and one.id not in found.setdefault(number, []):
                found[number].append(one.id)
                sure = sure or people != "unknown"
    return {number: ids for number, ids in sorted(found.items()) if ids}, sure
