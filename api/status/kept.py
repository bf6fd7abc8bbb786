"""The status of a recommendation as it is kept: bytes for each span of days in which only counts of days change.

A kept status is the fixed shape with gaps where the day, the counts of days and the host of this instance belong. What
fills them (`filled`) gives the bytes that composing the answer on that day would give.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from api.core.codelists import source
from api.core.gaps import with_host, without_host
from api.record.graph import Graph
from api.schemas.dates import add_days
from api.status.composed import answer_of
from api.status.derived import Derived, derive, read_clock
from api.status.facts import checked_to, self_kept
from api.status.gathering import facts_of
from api.status.status import RULES, status_on
from api.status.timeline import turning_days
from api.text.catalogue import fingerprint
from db.queries.moments import Moment

FOREVER = date.max
_LONGEST = 1_100  # days that are foreseen after a last look whose date is as vague as that
# What stands for a gap, as for that of the host.
DAY, SINCE, AT_MOST = ("\udcfe", "\udcfd", "\udcfc")
_DATED = len("2026-11-28")
_OF_A_DATE = len("2026-11-28")


class KeptStatus(NamedTuple):
    """A status from a day up to, and not on, another."""

    begins: date
    ends: date
    body: bytes


def made_by() -> str:
    """A digest of the rules and words by which a status is made: what another made is not the same status."""
    return _digest(RULES, fingerprint())


@lru_cache
def _digest(rules: int, words: str) -> str:
    return hashlib.sha256(f"{rules} {words}".encode() + source()).hexdigest()[:16]


def kept_statuses(graph: Graph, id_: str) -> list[KeptStatus]:
    """The status of one recommendation from the graph's day on, for as long as nothing is published."""
    derived = derive(facts_of(graph, id_))
    bodies = (
        KeptStatus(begins, ends, _body(graph, id_, derived, begins, ends))
        for begins, ends in spans(derived, graph.moment.day)
    )
    return joined(bodies)


def joined(statuses: Iterable[KeptStatus]) -> list[KeptStatus]:
    """Spans that follow each other, as one where they say the same."""
    found: list[KeptStatus] = []
    for one in statuses:
        if found and found[-1].body == one.body:
            found[-1] = found[-1]._replace(ends=one.ends)
        else:
            found.append(one)
    return found


def filled(body: bytes, day: date, host: str) -> bytes:
    """A kept status as it is answered on a day of its span, by an instance whose addresses begin with `host`; several,
    with anything between them, as they are answered one by one.
    """
    today = day.isoformat().encode()
    filling = with_host(body, host).replace(b"\xfe", today)
    filling = _filled(filling, b"\xfd", lambda at: b"%d" % (day - date.fromisoformat(at.decode())).days)
    return _filled(filling, b"\xfc", lambda at: b'"%b"' % min(at, today))


def _filled(body: bytes, gap: bytes, filling: Callable[[bytes], bytes]) -> bytes:
    """With what fills the gaps of a sort, which is made of the date that follows each; both stand in quotes, and those
    go too. Text has no byte that is a gap: to look for it takes a tenth of what a pattern does.
    """
    if gap not in body:
        return body
    first, *others = body.split(gap)
    found = [first[:-1]]
    for other in others:
        found += filling(other[:_DATED]), other[_DATED + 1 : -1]
    return b"".join(found) + body[-1:]


def spans(derived: Derived, start: date) -> Iterator[tuple[date, date]]:
    """The days from which and up to which nothing but counts of days changes in a status, from `start` on."""
    days, ends, looked = turning_days(derived), FOREVER, checked_to(derived.facts)
    for own in derived.facts.accountabilities:
        days |= {own.begins.first} if own.begins else set()
        days |= {add_days(own.ends.last, 1)} if own.ends else set()
    if looked and not self_kept(derived.facts):
        foreseen = add_days(looked.first, _LONGEST)
        ends = foreseen if looked.last > foreseen else FOREVER
        days |= {looked.last, add_days(looked.last, 1), *_months(start, min(looked.last, ends))}
    return pairwise([start, *sorted(day for day in days if start < day < ends), ends]) if start < ends else iter(())


def _months(start: date, end: date) -> Iterator[date]:
    """The first days of the months in between: a compiler's last look is told to the month."""
    day = start
    while (day := add_days(day.replace(day=1), 32).replace(day=1)) <= end:
        yield day


def _body(graph: Graph, id_: str, derived: Derived, begins: date, ends: date) -> bytes:
    then = graph.at(Moment(graph.moment.sequence, begins))
    found = answer_of(then, id_, status_on(derived, begins), compiled=not self_kept(derived.facts))
    last = read_clock(derived, ends - timedelta(days=1))
    counts = {"days_late": last.schedule.days_late, "answer_days_late": last.answer.days_late}
    for field, then_late in counts.items():
        if found[field] is not None and then_late != found[field]:
            found[field] = f"{SINCE}{(begins - timedelta(days=found[field])).isoformat()}"
    looked = checked_to(derived.facts)
    if found["last_looked"] is not None and looked is not None:
        found["last_looked"] = f"{AT_MOST}{looked.last.isoformat()}"
    found["day"] = DAY
    return without_host(found)
