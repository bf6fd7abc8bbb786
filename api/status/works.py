"""What somebody says works: who may say so without showing it, and what stands beside it. Pure.

What works is listed where somebody other than the doer says so, or a doer shows it. Nothing is counted, and nothing is
set in an order by what came of it.
"""

from collections.abc import Collection, Mapping

from api.schemas.declarations import Declaration
from api.schemas.organisations import Organisation
from api.schemas.testimonies import Testimony
from api.schemas.updates import Update
from api.status.sides import belongs_to, side_of

SAY_WHAT_WORKS = ("update", "testimony")
_MEMBERS = "members_panel"
_CHECK = ("scrutiny", "audit")


def work_of(own: Update | Testimony) -> str:
    """The id of the work that it is about: that of a declaration is its work's and six letters."""
    return own.about.rpartition("-")[0] if isinstance(own, Testimony) else own.about


def is_doers(own: Update, doers: Collection[str], organisations: Mapping[str, Organisation]) -> bool:
    """Whether an update is by who does the work: the `doers`, who belongs to one of them, or who is paid to run it."""
    by = own.said_by
    if by.capacity == "members":
        return False
    if by.capacity == "project" or by.organisation in doers or by.organisation in (own.done_by or ()):
        return True
    known = organisations.get(by.organisation)
    if known is not None and own.about in (known.paid_to_run or ()):
        return True
    return any(belongs_to(by.organisation, one, organisations) for one in doers)


def is_shown(own: Update | Testimony) -> bool:
    """Whether something shows what it says works."""
    return isinstance(own, Update) and any(one.address or one.title for one in own.evidence or ())


def is_of_doer(own: Testimony, declaration: Declaration, organisations: Mapping[str, Organisation]) -> bool:
    """Whether a testimony is by whoever declares, or by somebody who stands beside both sides."""
    return side_of(declaration, own, organisations).place != "other"


def says_so(by: Organisation | None, *, both: bool) -> str:
    """Who says so, as a code of `says_so`; `both` where a doer and somebody else say that something works there."""
    if by is not None and by.kind == _MEMBERS:
        return "members"
    if by is not None and by.kind in _CHECK:
        return "checked"
    return "both" if both else "one_side"
