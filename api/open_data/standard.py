"""A shared table of assembly recommendations: what a table must have so that those of many councils can be put
together, whichever program wrote them. `recommendations-today.csv` is one; a spreadsheet with seven columns can be one.

Tables are read as every other is here (`api/readers`): CSV in any encoding and with any delimiter, or a workbook.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from api.core.codelists import codes_of
from api.core.faults import Fault
from api.open_data.columns import in_name
from api.open_data.tables import tables
from api.open_data.today import NAME
from api.readers.cells import BadCell, value_of
from api.readers.grid import GridRow, letters
from api.readers.package import is_package
from api.readers.sheet import Column, Kind, SheetRefused, Value
from api.readers.tables import Headings, Table, read_tables
from api.schemas.answers import CodeText
from api.settings import settings
from db.vocabulary import CODELISTS

MOST_ROWS = 100_000
# What no table can do without. A text may be given as it is (`title`) or by language (`title_en`).
REQUIRED = ("id", "organisation_name", "assembly_name", "title", "keeper_kind", "day", "licence")
EXAMPLE = """\
id,organisation_name,assembly_name,title,keeper_kind,day,licence
anytown-2025-1,Anytown Council,Anytown Assembly,Plant trees in every street,answering_body,2026-11-28,OGL-UK-3.0
"""
_INSTEAD = {"title": "document_url"}
_DATES = frozenset({
    *("day", "last_looked", "answered_on", "answer_due", "progress_on", "happened_on", "still_true_on", "due"),
    *("first_due", "members_asked_by", "next_update_due", "news_due", "report_due"),
})  # fmt: skip
_SEVERAL = frozenset({"assurance", "owed"})
_TEXTS = ("organisation_name", "assembly_name", "title", "text", "sentence", "accountable_name", "keeper_name")


@dataclass(frozen=True)
class Checked:
    """What came of checking a table: how many rows it has, and what is wrong with it, by cell."""

    rows: int = 0
    faults: list[Fault] = field(default_factory=list)


def columns() -> dict[str, Column]:
    """The columns that a shared table may have, by name: those of our own, and texts without a language too."""
    (ours,) = (table for table in tables() if table.name == NAME)
    found = {one: Column(one, "text", 0) for one in _TEXTS}
    for column in ours.columns:
        codelist = column.name if column.name in _SEVERAL else column.codelist
        kind: Kind = "date" if column.name in _DATES else "text"
        found[column.name] = Column(column.name, kind, 0, codelist=codelist)
    return found


def check_table(content: bytes) -> Checked:
    """What is wrong with a table, if anything: each fault with its cell, in plain words and with what to write."""
    known = columns()
    if not is_package(content) and not _is_utf_8(content):
        detail = "the file is not UTF-8: save it as “CSV UTF-8”, so that nobody has to guess its letters"
        return Checked(faults=[Fault("A1", "encoding", detail)])
    try:
        table = read_tables(content, _headings(known))[0]
        return Checked(len(table.rows), list(_faults(table, known)))
    except SheetRefused as wrong:
        return Checked(faults=[Fault(one.cell, one.rule, one.detail) for one in wrong.faults])


def is_table(content: bytes) -> bool:
    """Whether a file is to be read as a table, and not as a record document: by what it holds, not by its name."""
    return is_package(content) or content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] not in {b"{", b"["}


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _headings(known: Mapping[str, Column]) -> Headings:
    return Headings({name: name for name in known}, [_names(name) for name in REQUIRED], most_rows=MOST_ROWS)


def _names(name: str) -> list[str]:
    """The headings that a column may have: without a language, with any of ours, or for whatever other it is in."""
    return [name, *(f"{name}_{in_name(tag)}" for tag in settings().tongues), f"{name}_other"]


def _faults(table: Table, known: Mapping[str, Column]) -> Iterator[Fault]:
    headings = _headings(known)
    names = {at: name for at, content in table.head.cells.items() if (name := headings.column(content))}
    missing = [name for name in REQUIRED if not {*_names(name)} & {*names.values()}]
    head = table.head.number
    if missing:
        for name in missing:
            yield Fault(f"A{head}", "column-missing", f"row {head} has no heading “{name}”: {_WHY[name]}")
        return
    yield from _twice(names, head)
    ids: dict[str, int] = {}
    for row in table.rows:
        yield from _faults_of_row(row, names, known, ids)


def _twice(names: Mapping[int, str], head: int) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for at, name in names.items():
        if name in seen:
            detail = f"the heading “{name}” stands here and in {letters(seen[name])}{head}: keep one of the two columns"
            yield Fault(f"{letters(at)}{head}", "column-twice", detail)
        seen.setdefault(name, at)


def _faults_of_row(
    row: GridRow, names: Mapping[int, str], known: Mapping[str, Column], ids: dict[str, int]
) -> Iterator[Fault]:
    values: dict[str, Value] = {}
    for at, name in names.items():
        try:
            values[name] = value = value_of(known[name], row.cells.get(at))
            if known[name].codelist and isinstance(value, str):
                _check_codes(known[name], value)
        except BadCell as wrong:
            yield Fault(f"{letters(at)}{row.number}", wrong.rule, f"{name}: {wrong}")
            values[name] = ""  # which is wrong, and not missing
    place = {name: f"{letters(at)}{row.number}" for at, name in names.items()}
    for name in REQUIRED:
        given = [one for one in _names(name) if one in place]
        instead = values.get(_INSTEAD.get(name, ""))  # words that nobody may copy are a link
        if all(values[one] is None for one in given) and not instead:
            yield Fault(place[given[0]], "empty", f"{name} is empty: {_WHY[name]}")
    id_ = values.get("id")
    if isinstance(id_, str) and id_:
        if id_ in ids:
            detail = (
                f"the id “{id_}” stands in row {ids[id_]} already: each recommendation has one row and an id of its own"
            )
            yield Fault(place["id"], "id-twice", detail)
        ids.setdefault(id_, row.number)


def _check_codes(column: Column, value: str) -> None:
    """Refuse what is no code as data has it, so that tables can be put together. Raises `BadCell`."""
    codes = CODELISTS[column.codelist]
    for one in value.split(";") if column.name in _SEVERAL else [value]:
        code = one.strip()
        if code not in codes:
            meant = next((known for known, text in codes_of(column.codelist).items() if _is_called(code, text)), None)
            instead = f"write {meant} for it" if meant else f"write one of {', '.join(codes)}, or leave it empty"
            raise BadCell("unknown-code", f"“{code[:40]}” is no code: {instead}")


def _is_called(words: str, code: CodeText) -> bool:
    return words.casefold() in {label.casefold() for label in code.label.values()}


_WHY = {
    "id": "an id of your own by which a recommendation is known for ever, such as anytown-2025-3",
    "organisation_name": "whose assembly it was, such as Anytown Council",
    "assembly_name": "what the assembly is called",
    "title": "what was asked for, in the members’ words where you can",
    "keeper_kind": "answering_body where whoever answers keeps this table, compiler where somebody else does",
    "day": "the day for which the row is true, such as 2026-11-28",
    "licence": "under which licence others may use the row, such as OGL-UK-3.0",
}
