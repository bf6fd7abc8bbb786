"""How much there is of what: counts of what filters leave, by axis and value. What stands is not counted for each who
asks: how much there is of everything is kept, and under filters it is counted over what they leave.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from db.models.index import Entry
from db.queries import entries, listings, standing
from db.queries.contents import contents_of, listings_of
from db.queries.filters import Filters
from db.queries.moments import Moment

Tally = Mapping[tuple[str, str, bool], int]  # by axis, value, and whether it is of what the assemblies' reports count


def tally(session: Session, filters: Filters, moment: Moment, axes: Collection[str]) -> Tally:
    """How many of what the filters leave have each value of these axes."""
    if not moment.is_listed:
        return _as_it_stood(session, filters, moment, axes)
    if filters == Filters(filters.type):
        return listings.numbers(session, filters.type, axes, moment.day)
    return standing.numbers(session, filters, moment.day, axes)


def number_of(found: Tally, axis: str, value: str) -> int:
    """How many have a value of an axis, whether or not the assemblies' reports count them."""
    return sum(found.get((axis, value, counted), 0) for counted in (True, False))


def tally_of_assemblies(session: Session, moment: Moment, ids: Sequence[str], axes: Collection[str]) -> Tally:
    """The same of the recommendations of these assemblies, which are some that follow each other, in order of their
    ids, by axes whose values begin with that of the assembly.
    """
    if not ids:
        return {}
    if moment.is_listed:
        return listings.numbers(session, "recommendation", axes, moment.day, within=(ids[0], ids[-1]))
    return _as_it_stood(session, Filters("recommendation", {"assembly": ids}), moment, axes)


def _as_it_stood(session: Session, filters: Filters, moment: Moment, axes: Collection[str]) -> Tally:
    found: Counter[tuple[str, str, bool]] = Counter()
    matched = entries.matching(session, filters, moment).with_only_columns(Entry.id)
    for entry, content in contents_of(session, matched, words=False).values():
        for row in listings_of(entry.thing, entry.type, content):
            if row.type == filters.type and row.axis in axes and row.begins <= moment.day < row.ends:
                found[row.axis, row.value, row.counted] += 1
    return found
