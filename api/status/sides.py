"""On which side somebody answers: for whoever declares, on the other side, or beside both. Pure.

The other side is people who live there, use the service or took part, and groups that they run. Public bodies, bodies
that a party owns, controls or appointed, and whoever was paid to run the work stand beside; the page says so at their
names.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from api.schemas.declarations import Declaration
from api.schemas.organisations import Organisation
from api.schemas.testimonies import Testimony

PUBLIC = ("council", "combined_authority", "government", "parliament", "public_body", "scrutiny", "audit")
# Of these people are taken to be in charge unless somebody says otherwise; of all others only where it is said.
_OF_PEOPLE = ("charity", "community_group")


class Tie(NamedTuple):
    """What binds somebody who answers."""

    code: str
    to: str | None = None


class Side(NamedTuple):
    """A testimony, where it stands, and what is shown beside the name of whoever gives it."""

    testimony: Testimony
    place: Literal["ours", "other", "beside"]
    ties: tuple[Tie, ...] = ()


def side_of(declaration: Declaration, testimony: Testimony, organisations: Mapping[str, Organisation]) -> Side:
    """On which side a testimony is."""
    if testimony.by == declaration.by:
        if testimony.gathered is not None:  # which nobody does who declares
            return Side(testimony, "beside")
        return Side(testimony, "beside", (Tie("staff"),)) if testimony.as_staff else Side(testimony, "ours")
    ties = tuple(_ties(declaration, testimony, organisations))
    if is_of_people(declaration.by, organisations):
        # Of what people declare, the other side is whoever they worked with: all but what is theirs.
        unheard = any(tie.code in ("staff", "address_from") for tie in ties)
        binding = unheard or belongs_to(testimony.by, declaration.by, organisations)
    else:
        binding = any(tie.code != "funded_by" for tie in ties)
    return Side(testimony, "beside" if binding else "other", ties)


def is_of_people(id_: str, organisations: Mapping[str, Organisation], above: frozenset[str] = frozenset()) -> bool:
    """Whether people run an organisation themselves, and nobody else owns, controls or appointed it."""
    own = organisations.get(id_)
    if own is None or id_ in above or own.kind in PUBLIC or not _run_by_people(own):
        return False
    return all(is_of_people(one, organisations, above | {id_}) for _, one in _holders(own))


def _run_by_people(own: Organisation) -> bool:
    return own.kind in _OF_PEOPLE if own.run_by_people is None else own.run_by_people


def _holders(own: Organisation) -> Iterator[tuple[str, str]]:
    for id_ in own.owned_by or ():
        yield "owned_by", id_
    if own.appointed_by is not None:
        yield "appointed_by", own.appointed_by


def belongs_to(
    id_: str, other: str, organisations: Mapping[str, Organisation], above: frozenset[str] = frozenset()
) -> bool:
    """Whether another organisation owns or appointed this one, or one that does."""
    own = organisations.get(id_)
    if own is None or id_ in above:
        return False
    holders = [one for _, one in _holders(own)]
    return other in holders or any(belongs_to(one, other, organisations, above | {id_}) for one in holders)


def _ties(declaration: Declaration, testimony: Testimony, organisations: Mapping[str, Organisation]) -> Iterator[Tie]:
    own = organisations.get(testimony.by)
    if own is None:
        yield Tie("not_said")
        return
    if own.kind in PUBLIC:
        yield Tie("public_body")
    for code, id_ in _holders(own):
        if id_ == declaration.by or not is_of_people(id_, organisations):
            yield Tie(code, id_)
    if declaration.about in (own.paid_to_run or ()):
        yield Tie("paid_to_run")
    if own.kind not in PUBLIC and not _run_by_people(own):
        yield Tie("not_said")
    if testimony.as_staff:
        yield Tie("staff")
    if testimony.address_from is not None and testimony.address_from != testimony.by:
        yield Tie("address_from", testimony.address_from)
    for id_ in own.funded_by or ():
        yield Tie("funded_by", id_)
