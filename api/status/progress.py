"""What has happened, and which news leads: the latest by a body that answers for the item, or that judges it.

A body judges it that is a panel of its members, scrutiny or audit. Anybody may say something of it, and is told in
their own words, but what others say makes no state; and what a party says stands on the page, in no sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from api.schemas.updates import Update
from api.status.answers import latest_answer
from api.status.facts import Facts, Stated, in_order, latest
from api.status.promises import answering_bodies

HAPPENINGS = ("news", "correction", "fact")
_JUDGES = ("members_panel", "scrutiny", "audit")  # kinds of organisation, which only an administrator sets
CLOSED = ("delivered", "continuing")


@dataclass(frozen=True)
class News:
    """What the updates say, in order and without those that were corrected."""

    bodies: frozenset[str]  # the organisations that answer for the item
    own: tuple[Stated[Update], ...]  # those that may lead: by a body that answers for the item, or judges it
    told: tuple[Stated[Update], ...]  # those, and what the record's keeper found that others say; no party
    leading: Stated[Update] | None  # says what has happened
    closed_by: Stated[Update] | None  # began the unbroken run of `delivered` and `continuing` that leads to now
    happening: Stated[Update] | None  # the last thing that happened, whoever says so


def news(facts: Facts) -> News:
    """Reads the updates about this item once, for all the rules."""
    bodies = answering_for(facts)
    standing = _standing_updates(facts, bodies)
    own = tuple(one for one in standing if _may_lead(facts, bodies, one.facts))
    public = tuple(one for one in standing if not is_party(facts, one.facts.said_by.organisation))
    coded = _coded(own)
    leading = latest(coded)
    return News(
        bodies=bodies,
        own=own,
        told=tuple(one for one in public if _may_lead(facts, bodies, one.facts) or _of_keeper(facts, one.facts)),
        leading=leading,
        closed_by=_closed_by(coded),
        # A confirmation or a changed label is nothing happening.
        happening=latest(one for one in public if one.facts.kind in HAPPENINGS),
    )


def leading_update(facts: Facts) -> Stated[Update] | None:
    """The update that says what has happened; None where nobody who may say so has."""
    return news(facts).leading


def answering_for(facts: Facts) -> frozenset[str]:
    """The organisations that answer for this item.

    Those accountable or responsible for it, those that promised an answer or commissioned the assembly, whoever gave
    the leading response, and whoever it was passed on to.
    """
    bodies = {*facts.assembly.commissioners, *answering_bodies(facts)}
    bodies.update(one.organisation for one in facts.accountabilities if one.role in ("accountable", "responsible"))
    if given := latest_answer(facts):
        bodies.add(given.facts.by)
        bodies.update({given.facts.passed_to} if given.facts.passed_to else ())
    return frozenset(bodies)


def _standing_updates(facts: Facts, bodies: frozenset[str]) -> list[Stated[Update]]:
    """The updates about this item, in order, without those that were corrected.

    A correction counts from whoever said or entered the update, from the record's keeper, or from somebody whose
    updates may lead: a stranger cannot take a council's statement away by calling their own a correction of it.
    """
    about = [
        one for one in facts.updates if one.facts.about == facts.recommendation.id and one.facts.kind != "sign_off"
    ]
    by_id = {stated.facts.id: stated.facts for stated in about}
    corrected = {
        one.facts.corrects
        for one in about
        if (other := by_id.get(one.facts.corrects or ""))
        and other is not one.facts
        and (_may_lead(facts, bodies, one.facts) or _of_keeper(facts, one.facts) or _same_source(one.facts, other))
    }
    return in_order(one for one in about if one.facts.id not in corrected)


def _coded(own: Sequence[Stated[Update]]) -> list[Stated[Update]]:
    """The updates with a code of ours; a confirmation only where nothing else has one. A `fact` has no code."""
    coded = [one for one in own if one.facts.progress and one.facts.kind != "fact"]
    return [one for one in coded if one.facts.kind != "confirmation"] or coded


def _closed_by(coded: Sequence[Stated[Update]]) -> Stated[Update] | None:
    first = None
    for stated in reversed(coded):
        if stated.facts.progress not in CLOSED:
            break
        first = stated
    return first


def _may_lead(facts: Facts, bodies: frozenset[str], update: Update) -> bool:
    by = update.said_by.organisation
    return by in bodies or _kind(facts, by) in _JUDGES


def _of_keeper(facts: Facts, update: Update) -> bool:
    return update.entered_by.organisation == facts.assembly.keeper.organisation


def is_party(facts: Facts, organisation: str) -> bool:
    """Whether it is a party: what it says and does stands on the page, in no sentence."""
    return _kind(facts, organisation) == "party"


def _kind(facts: Facts, organisation: str) -> str:
    held = facts.organisations.get(organisation)
    return held.kind if held else ""


def coded_by_keeper(update: Update) -> bool:
    """Whether the record's keeper chose the code of what somebody else says."""
    if update.coded_by is not None:
        return update.coded_by == "keeper"
    return update.said_by.organisation != update.entered_by.organisation


def _same_source(one: Update, other: Update) -> bool:
    return one.said_by.organisation == other.said_by.organisation or (
        one.entered_by.organisation == other.entered_by.organisation
    )
