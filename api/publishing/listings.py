"""Where what stands is found in lists, and how much of it there is: kept with the index, from what its entries say."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from db.queries import listings
from db.queries.contents import Content, listings_of
from db.queries.listings import EVER, CountRow, ListingRow


class Listed(NamedTuple):
    """What an entry that stands says, and of which type its thing is."""

    type: str
    content: Content


def list_anew(session: Session, listed: Mapping[str, Listed | None]) -> None:
    """Let the listings of these things, and what is counted of them, be by what is said of each; None is nothing."""
    old = listings.of_things(session, listed.keys())
    new = {row for thing, one in listed.items() if one for row in listings_of(thing, *one)}
    listings.change(session, old - new, new - old)
    change = Counter(_counts(new - old))
    change.subtract(_counts(old - new))
    listings.count(session, {count: number for count, number in change.items() if number})


def _counts(found: Collection[ListingRow]) -> Counter[CountRow]:
    """How many more there are of each value from which days on, where these listings are."""
    more: Counter[CountRow] = Counter()
    for one in found:
        more[CountRow(one.type, one.axis, one.value, one.counted, one.begins)] += 1
        if one.ends < EVER.ends:
            more[CountRow(one.type, one.axis, one.value, one.counted, one.ends)] -= 1
    return more
