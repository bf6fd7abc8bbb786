"""A file of elections, read as holds: from the day of the notice of election to polling day, both included.

That is the pre-election period as councils keep it (Local Government Association, “A short guide to publicity during
the pre-election period”). Besides a spreadsheet of our own columns it takes what Democracy Club publishes at
`/api/elections/`, whose rows know no notice of election: that column is added by whoever loads it.
"""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from api.rules.checks import Fault
from api.schemas.organisations import Hold, Organisation

# What each column may be called; the first is ours, the others are Democracy Club's or plain words for it.
COLUMNS = {
    "election": ("election_id", "election"),
    "organisation": ("organisation", "official_identifier"),
    "notice": ("notice_of_election", "notice"),
    "poll": ("polling_day", "poll_open_date"),
    "name": ("name", "election_title"),
}
_ELECTION = re.compile(r"[a-z]+(?:\.[a-z0-9-]+)*\.([0-9]{4}-[0-9]{2}-[0-9]{2})")
_MEANING = {
    "election": "which election it is, by its id",
    "organisation": "for which organisation it is held",
    "notice": "the day of the notice of election",
    "poll": "polling day",
    "name": "what the election is called",
}
_MOST = 200  # characters in a cell


@dataclass(frozen=True)
class Elections:
    """What a file says: the holds by organisation, what is wrong with which row, and whom the record does not know."""

    holds: dict[str, list[Hold]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read_elections(data: bytes, organisations: Iterable[Organisation]) -> Elections:
    """The holds in a file of elections, CSV or JSON. A bad row is a fault with its pointer; the others still count.

    An organisation is named by its id here or by one of its identifiers. Elections above any one organisation, and
    those that were cancelled, are passed over. Elections at the same time are one hold, which the widest names.
    """
    try:
        rows = list(enumerate(_rows(data)))
    except (ValueError, RecursionError, csv.Error):
        return Elections(faults=[Fault("", "unreadable", "this is neither CSV nor JSON with a list of elections")])
    cells = {
        number: {column: _cell(row, column) for column in COLUMNS} for number, row in rows if not _passed_over(row)
    }
    missing = [column for column in COLUMNS if not any(row[column] for row in cells.values())]
    if cells and missing:
        faults = [
            Fault("", "column-missing", f"no row says {_MEANING[column]}: the column is {COLUMNS[column][0]}")
            for column in missing
        ]
        return Elections(faults=faults)
    known = _by_name(organisations)
    holds: dict[str, list[Hold]] = defaultdict(list)
    faults, unknown = [], set()
    for number, row in cells.items():
        found = [Fault(f"/{number}/{COLUMNS[column][0]}", rule, detail) for column, rule, detail in _faults(row, known)]
        faults += found
        if not found and row["organisation"] in known:
            (organisation,) = known[row["organisation"]]
            holds[organisation.id].append(_hold(row, organisation.language))
        elif not found:
            unknown.add(row["organisation"])
    return Elections({id_: _apart(these) for id_, these in sorted(holds.items())}, faults, sorted(unknown))


def _rows(data: bytes) -> list[Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")  # as Excel saves a CSV
    if text.lstrip()[:1] in {"[", "{"}:
        found = json.loads(text)
        rows = found.get("results") if isinstance(found, dict) else found
        if not isinstance(rows, list):
            raise ValueError(text[:40])
        return rows
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = [re.sub(r"[ -]+", "_", name.strip().lower()) for name in next(reader, [])]
    return [dict(zip(header, row, strict=False)) for row in reader if any(cell.strip() for cell in row)]


def _passed_over(row: Any) -> bool:
    """Whether an election binds no one organisation, or is not to be."""
    if not isinstance(row, Mapping):
        return False
    gone = any(str(row.get(name)).lower() in {"true", "yes"} for name in ("cancelled", "deleted"))
    return gone or (row.get("group_type") == "election" and not _cell(row, "organisation"))


def _cell(row: Any, column: str) -> str:
    """What a row says in a column; empty where it says nothing."""
    for name in COLUMNS[column]:
        value = row.get(name) if isinstance(row, Mapping) else None
        if isinstance(value, Mapping):
            value = value.get("official_identifier")
        if isinstance(value, str | int) and str(value).strip():
            return " ".join(str(value).split())
    return ""


def _by_name(organisations: Iterable[Organisation]) -> dict[str, list[Organisation]]:
    """The organisations by each name a file may give them: more than one where a register's number is not its own."""
    known: dict[str, list[Organisation]] = defaultdict(list)
    for organisation in organisations:
        for name in {organisation.id, *(one.value for one in organisation.identifiers or ())}:
            known[name].append(organisation)
    return dict(known)


def _faults(row: Mapping[str, str], known: Mapping[str, list[Organisation]]) -> Iterator[tuple[str, str, str]]:
    """Everything wrong with one row: in which column, which rule, and what to do about it."""
    for column, value in row.items():
        if not value:
            yield column, "required", f"say {_MEANING[column]}"
        elif len(value) > _MOST or not value.isprintable():
            yield column, "text", f"a text has at most {_MOST} characters, all of which can be seen"
    notice, poll = (_day(row[column]) for column in ("notice", "poll"))
    for column, day in (("notice", notice), ("poll", poll)):
        if row[column] and day is None:
            yield column, "day", f"'{row[column][:40]}' is not a day: write 2027-05-06 or 06/05/2027"
    if notice and poll and notice > poll:
        yield "notice", "after-the-poll", f"the notice of election comes before polling day, {poll}"
    election = _ELECTION.fullmatch(row["election"])
    if row["election"] and election is None:
        yield "election", "election-id", "the id is like local.anytown.2027-05-06"
    if election and poll and election[1] != poll.isoformat():
        yield "poll", "other-day", f"the election’s id says {election[1]}"
    if len(known.get(row["organisation"], ())) > 1:
        ids = " and ".join(one.id for one in known[row["organisation"]])
        yield "organisation", "ambiguous", f"both {ids} have this identifier: give the id"


def _day(value: str) -> date | None:
    """A day, as written in ISO 8601 or in Britain."""
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(value, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _hold(row: Mapping[str, str], language: str) -> Hold:
    begins, ends = ({"value": str(_day(row[column]))} for column in ("notice", "poll"))
    facts = {"begins": begins, "ends": ends, "occasion": {language: row["name"]}, "election": row["election"]}
    return Hold.model_validate(facts)


def _apart(holds: Iterable[Hold]) -> list[Hold]:
    """Holds that share a day as one, since an organisation is under one hold or none."""
    apart: list[Hold] = []
    for hold in sorted(holds, key=lambda one: one.begins.first):
        if apart and hold.begins.first <= apart[-1].ends.last:
            both = (apart[-1], hold)
            widest = min(both, key=lambda one: ((one.election or "").count("."), one.election))
            ends = max((one.ends for one in both), key=lambda end: end.last)
            apart[-1] = widest.model_copy(update={"begins": apart[-1].begins, "ends": ends})
        else:
            apart.append(hold)
    return apart
