"""Which datasets are told of together: all of this instance, or those that one organisation publishes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.open_data.datasets import (
    Dataset,
    Publisher,
    Texts,
    instance,
    of_assemblies,
    of_codelists,
    publisher,
    withdrawn,
    words,
)
from api.open_data.facts import Facts
from api.open_data.scopes import kept_by
from api.schemas.dates import days_of
from db.queries.moments import Moment


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Datasets that are told of together: all of this instance, or those of one organisation.

    `replaced_by` are the organisations that took over from one that ended.
    """

    path: str
    title: Texts
    description: Texts
    publisher: Publisher
    datasets: tuple[Dataset, ...]
    modified: datetime | None
    replaced_by: tuple[str, ...] = ()


def whole(session: Session, moment: Moment) -> Catalogue:
    """The catalogue of everything."""
    found = tuple(one for one in of_assemblies(session, moment) if not one.original)
    return Catalogue(
        path="/open-data",
        title=words("all_title"),
        description=words("all_description"),
        publisher=instance(),
        datasets=(*found, of_codelists()),
        modified=_last(found),
    )


def of_organisation(session: Session, moment: Moment, id_: str) -> Catalogue:
    """The catalogue of what one organisation keeps that stands."""
    organisation = Facts(session, moment.sequence).get(id_) or withdrawn(id_)
    kept = kept_by(session, moment, id_)
    found = tuple(one for one in of_assemblies(session, moment, kept) if not one.original)
    name: Texts = organisation["name"]
    return Catalogue(
        path=f"/open-data/organisations/{id_}",
        title=words("of_organisation_title", organisation=name),
        description=words("of_organisation_description", organisation=name),
        publisher=publisher(organisation),
        datasets=found,
        modified=_last(found),
        replaced_by=tuple(successors(organisation, moment.day)),
    )


def successors(organisation: Json, day: date) -> Iterator[str]:
    """Who took over from an organisation until a day, of one that ended before it."""
    if has_ended(organisation, day):
        for one in organisation.get("successors") or ():
            begins = one.get("begins")
            if begins is None or days_of(begins["value"])[0] <= day:
                yield one["organisation"]


def has_ended(organisation: Json, day: date) -> bool:
    """Whether an organisation had ceased to be by a day."""
    ended = organisation.get("ended")
    return ended is not None and days_of(ended.get("until") or ended["value"])[1] < day


def _last(found: Iterable[Dataset]) -> datetime | None:
    return max((one.span.modified for one in found if one.span), default=None)
