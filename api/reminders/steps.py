"""The ladder of reminders, published as the codelist `reminder_step`: who is reminded of what, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from api.schemas.dates import add_days
from api.status.due_items import DueItem

# How many days after the day it is due each step comes, and how far up it goes (`_rungs`).
_DAYS = {"coming": -14, "due": 0, "deputy": 7, "reporting": 28, "political_lead": 56}
_RUNG = {"coming": 0, "due": 0, "deputy": 1, "reporting": 2, "political_lead": 3}
STEPS = tuple(_DAYS)
ONLY_TOLD = ("coming", "due")  # the steps of what somebody said of their own accord: nobody is chased for it
_APART = timedelta(days=7)  # nobody further up hears of a thing before those below had a week with it
ROLES = ("post", "deputy", "reporting", "political_lead")


@dataclass(frozen=True)
class Addressee:
    """A mailbox a reminder goes to: of which post, and as what it is written to."""

    mailbox: str
    post: str
    role: str  # one of ROLES


def reach(day: date) -> date:
    """The last day of which anybody is reminded on this one."""
    return add_days(day, -_DAYS[STEPS[0]])


def step_due(due: date, day: date, reached: Mapping[str, date]) -> str | None:
    """The step a thing stands at today; None where it is not near. `reached` says when each step was first tried.

    It is the newest whose day has come, but climbs one at a time and no faster than once a week, and begins no higher
    than the day itself: after a holiday, or in a tracker just filled, nobody is flooded and nobody is passed over.
    """
    come = [number for number, step in enumerate(STEPS) if day >= add_days(due, _DAYS[step])]
    if not come:
        return None
    newest = come[-1]
    if not reached:
        return STEPS[min(newest, STEPS.index("due"))]
    last = max(reached, key=STEPS.index)
    number = STEPS.index(last)
    climbs = newest > number and day - reached[last] >= _APART
    return STEPS[number + climbs]


def addressees(item: DueItem, step: str, mailboxes: Mapping[str, str], owned: frozenset[str]) -> list[Addressee]:
    """Everybody this step goes to, each mailbox once, nearest first; nobody where none of the posts has a mailbox.

    A post that nobody holds, or that has no mailbox, is not waited for: the step goes at once as far as the next
    rung that has one. A political lead is told before their time only where nobody else can be.
    """
    found: dict[str, Addressee] = {}
    reached = False
    for number, (role, posts) in enumerate(zip(ROLES, _rungs(item), strict=True)):
        early = number > _RUNG[step]
        if early and (reached or (found and role == "political_lead")):
            break
        here = [Addressee(mailboxes[post], post, role) for post in posts if post in mailboxes]
        for one in here:
            found.setdefault(one.mailbox.lower(), one)
        reached = reached or any(one.post in owned or number > 0 for one in here)
    return list(found.values())


def _rungs(item: DueItem) -> Sequence[Sequence[str]]:
    seats = item.seats
    return ([seats.post] if seats.post else []), seats.deputies, seats.reporting, seats.political_leads
