"""A file of elections, read as holds: from the day of the notice of election to polling day, both included.

That is the pre-election period as councils keep it (Local Government Association, “A short guide to publicity during
the pre-election period”). Besides a spreadsheet of our own columns it takes what Democracy Club publishes at
`/api/elections/`, whose rows know no notice of election: that column is added by whoever loads it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from json import JSONDecodeError

from api.core.faults import Fault
from api.core.json_text import read_json
from api.readers.cells import BadCell, value_of
from api.readers.damage import DamagedLettersError, mended
from api.readers.grid import Content, letters
from api.readers.sheet import Column, SheetRefused, refused
from api.readers.tables import Headings, Table, read_tables
from api.schemas.organisations import Hold, Organisation

# What each column may be called; the first is ours, the others are Democracy Club's or plain words for it.
COLUMNS = {
    "election": ("election_id", "election"),
    "organisation": ("organisation", "official_identifier"),
    "notice": ("notice_of_election", "notice"),
    "poll": ("polling_day", "poll_open_date"),
    "name": ("name", "election_title"),
}
_ELSE = ("cancelled", "deleted", "group_type")  # of Democracy Club's, what says whether an election counts
_HEADINGS = Headings(
    {name: name for names in (*COLUMNS.values(), _ELSE) for name in names}, tuple(COLUMNS.values()), most_rows=20_000
)
_DAYS = ("notice", "poll")
_CELLS = {name: Column(name, "date" if name in _DAYS else "text", 0) for name in COLUMNS}
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
    sheet: str = ""  # of a workbook, which was read


@dataclass(frozen=True)
class _Row:
    """One election: what it says under each name, and where the cell of a name stands."""

    said: object
    place: Callable[[str], str]

    def cell(self, column: str) -> tuple[Content | None, str]:
        """What it says in a column, under whichever of its names, and where; None where it says nothing."""
        for name in COLUMNS[column]:
            value = self.said.get(name) if isinstance(self.said, Mapping) else None
            if isinstance(value, Mapping):
                value = value.get("official_identifier")
            if isinstance(value, int) and not isinstance(value, bool):
                value = str(value)
            if value is not None and value != "" and isinstance(value, Content):
                return value, self.place(name)
        return None, self.place(COLUMNS[column][0])

    @property
    def passed_over(self) -> bool:
        """Whether an election binds no one organisation, or is not to be."""
        if not isinstance(self.said, Mapping):
            return False
        gone = any(str(self.said.get(name)).lower() in {"true", "yes"} for name in ("cancelled", "deleted"))
        return gone or (self.said.get("group_type") == "election" and self.cell("organisation")[0] is None)


def read_elections(data: bytes, organisations: Iterable[Organisation]) -> Elections:
    """The holds in a file of elections: a workbook, CSV or JSON. A bad row is a fault at its cell, or with its pointer;
    the others still count.

    An organisation is named by its id here or by one of its identifiers. Elections above any one organisation, and
    those that were cancelled, are passed over. Elections at the same time are one hold, which the widest names.
    """
    try:
        sheet, rows = _rows(data)
    except SheetRefused as wrong:
        return Elections(faults=[Fault(one.cell, one.rule, one.detail) for one in wrong.faults])
    counted = [row for row in rows if not row.passed_over]
    missing = [column for column in COLUMNS if all(row.cell(column)[0] is None for row in counted)]
    if counted and missing:
        faults = [
            Fault("", "column-missing", f"no row says {_MEANING[column]}: the column is {COLUMNS[column][0]}")
            for column in missing
        ]
        return Elections(faults=faults)
    known = _by_name(organisations)
    holds: dict[str, list[Hold]] = defaultdict(list)
    faults, unknown = [], set()
    for row in counted:
        values, found = _values(row)
        found += [Fault(row.cell(column)[1], rule, detail) for column, rule, detail in _faults(values, known)]
        faults += found
        if not found and values["organisation"] in known:
            (organisation,) = known[values["organisation"]]
            holds[organisation.id].append(_hold(values, organisation.language))
        elif not found:
            unknown.add(values["organisation"])
    return Elections({id_: _apart(these) for id_, these in sorted(holds.items())}, faults, sorted(unknown), sheet)


def _rows(data: bytes) -> tuple[str, list[_Row]]:
    """The name of the sheet that was read, if it has one, and the rows. Raises `SheetRefused`."""
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] in {b"[", b"{"}:
        return "", [_Row(said, f"/{number}/{{}}".format) for number, said in enumerate(_listed(data))]
    table = read_tables(data, _HEADINGS)[0]
    names = {at: name for at, content in table.head.cells.items() if (name := _HEADINGS.column(content))}
    if not names:
        wanted = ", ".join(names[0] for names in COLUMNS.values())
        raise refused("no-headings", f"Row {table.head.number} does not have the headings of elections: {wanted}.")
    return table.grid.name, list(_in_table(table, names))


def _listed(data: bytes) -> list[object]:
    try:
        found = read_json(data)
    except JSONDecodeError as wrong:
        raise refused("unreadable", f"this is no JSON. {wrong.msg}") from None
    rows = found.get("results") if isinstance(found, dict) else found
    if not isinstance(rows, list):
        raise refused("unreadable", "elections as JSON are a list, or an object that holds one as `results`")
    return rows


def _in_table(table: Table, names: Mapping[int, str]) -> Iterator[_Row]:
    ordered = sorted(names.items(), reverse=True)  # of a column that stands there twice, the first counts
    columns = {name: letters(at) for at, name in ordered}

    def place(number: int, name: str) -> str:
        return f"{columns.get(name, 'A')}{number}"

    for row in table.rows:
        said = {name: row.cells[at] for at, name in ordered if at in row.cells}
        yield _Row(said, partial(place, row.number))


def _values(row: _Row) -> tuple[dict[str, str], list[Fault]]:
    """What a row says in each column, and what is wrong with each of its cells; a column that is wrong is not there."""
    values, faults = {}, []
    for column, meaning in _MEANING.items():
        content, place = row.cell(column)
        try:
            if (value := value_of(_CELLS[column], content)) is None:
                faults.append(Fault(place, "required", f"say {meaning}"))
            else:
                values[column] = _day(str(value)) if column in _DAYS else _words(str(value))
        except BadCell as bad:
            faults.append(Fault(place, bad.rule, f"{COLUMNS[column][0]}: {bad.detail}"))
    return values, faults


def _day(value: str) -> str:
    if len(value) != len("2027-05-06"):
        raise BadCell("day", f"“{value}” is not one day: write 2027-05-06 or 06/05/2027")
    return value


def _words(value: str) -> str:
    try:
        line = " ".join(mended(None, value).split())
    except DamagedLettersError as damaged:
        raise BadCell("lost-letters", str(damaged)) from None
    if len(line) > _MOST:
        raise BadCell("text", f"a text has at most {_MOST} characters")
    return line


def _by_name(organisations: Iterable[Organisation]) -> dict[str, list[Organisation]]:
    """The organisations by each name a file may give them: more than one where a register's number is not its own."""
    known: dict[str, list[Organisation]] = defaultdict(list)
    for organisation in organisations:
        for name in {organisation.id, *(one.value for one in organisation.identifiers or ())}:
            known[name].append(organisation)
    return dict(known)


def _faults(row: Mapping[str, str], known: Mapping[str, list[Organisation]]) -> Iterator[tuple[str, str, str]]:
    """Everything wrong between the cells of one row: in which column, which rule, and what to do about it."""
    notice, poll = row.get("notice"), row.get("poll")
    if notice and poll and notice > poll:
        yield "notice", "after-the-poll", f"the notice of election comes before polling day, {poll}"
    election = _ELECTION.fullmatch(row.get("election", ""))
    if "election" in row and election is None:
        yield (
            "election",
            "election-id",
            f"“{row['election'][:40]}” is no id of an election: local.anytown.2027-05-06 is",
        )
    if election and poll and election[1] != poll:
        yield "poll", "other-day", f"it says {poll}, and the election’s id says {election[1]}"
    if len(known.get(row.get("organisation", ""), ())) > 1:
        ids = " and ".join(one.id for one in known[row["organisation"]])
        yield "organisation", "ambiguous", f"both {ids} have this identifier: give the id"


def _hold(row: Mapping[str, str], language: str) -> Hold:
    begins, ends = ({"value": row[column]} for column in _DAYS)
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
