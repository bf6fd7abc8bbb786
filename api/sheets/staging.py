"""Staging a sheet: each row that says something else becomes a draft, or changes the one there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import ascii_uppercase
from typing import NoReturn

from api.core.faults import Fault
from api.core.principal import Principal
from api.core.problems import Problem
from api.publishing.publish import own_bytes
from api.readers.damage import DamagedLettersError, mended, same
from api.readers.sheet import CellFault, Sheet, SheetRow, Value, by_name, changes, columns, patch, version
from api.record.reader import RecordWriter
from api.schemas.dates import days_of
from api.sheets.rows import Line, covered, lines
from api.text.languages import default
from api.workbench import audit, inputs, working_copies
from db.clock import today


@dataclass
class Staged:
    """What became of the rows of a sheet."""

    made: list[str] = field(default_factory=list)  # new drafts, by id
    changed: list[str] = field(default_factory=list)  # drafts that were there
    reopened: list[str] = field(default_factory=list)  # those among them that waited for somebody, or for their time
    unchanged: int = 0
    sheet: str = ""  # which one of a workbook was read
    faults: list[CellFault] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """What happened, in words."""
        counts = ((len(self.made), "new"), (len(self.changed), "changed"), (self.refused_rows, "refused"))
        told = ", ".join(f"{count} {word}" for count, word in counts if count)
        if not told:
            return "No change: everything in the sheet is here already."
        again = f" {len(self.reopened)} had been submitted and must be submitted again." if self.reopened else ""
        quiet = "" if not (self.made or self.changed) else " Nothing is public until it is released."
        return f"Rows: {told}, {self.unchanged} without a change.{again}{quiet}"

    @property
    def refused_rows(self) -> int:
        """How many rows something is wrong in."""
        return len({_row(fault) for fault in self.faults})


class _Refused(Exception):  # noqa: N818 - it is a row that is refused
    """A row that is not taken: the column, the rule and the sentence."""

    def __init__(self, column: str, rule: str, detail: str) -> None:
        super().__init__(detail)
        self.column, self.rule, self.detail = column, rule, detail


def stage(record: RecordWriter, principal: Principal, sheet: Sheet, *, whole: bool) -> Staged:
    """Make drafts of what a sheet says that is not said yet, and leave out the rows in which something is wrong.

    With `whole`, anything wrong refuses everything with 409. The same sheet again changes nothing.
    """
    session = record.session
    posts = covered(record, principal)
    found = {(line.row.id, line.row.post): line for line in lines(record, posts, default())}
    sheet = max((sheet, *sheet.otherwise), key=lambda one: _known(found, one))
    done = Staged(faults=list(sheet.faults), sheet=sheet.name)
    organisations = set()
    for row in sheet.rows:
        try:
            line = _line_of(found, row)
            if _staged(record, principal, line, _mended(line, row), done):
                organisations.add(line.organisation)
            else:
                done.unchanged += 1
        except _Refused as refused:
            cell = sheet.cell(row.number, refused.column)
            done.faults.append(CellFault(cell, refused.column, refused.rule, refused.detail))
        except Problem as problem:
            done.faults += _faults(sheet, row, problem)
    done.faults.sort(key=lambda fault: (_row(fault), len(fault.cell), fault.cell))
    if whole and done.faults:
        _refuse(done.faults)
    for organisation in sorted(organisations):
        audit.note(session, principal, "upload", "sheet", "", organisation=organisation, reason=done.sentence)
    return done


def _known(found: Mapping[tuple[str, str], Line], sheet: Sheet) -> int:
    """How many values of a sheet are what is recorded: most, where it is read in the encoding it was saved in."""
    return sum(
        value == line.row.values.get(name)
        for row in sheet.rows
        if (line := found.get((row.id, row.post)))
        for name, value in row.values.items()
    )


def _mended(line: Line, row: SheetRow) -> SheetRow:
    """The row with the letters put back that a program damaged."""
    values = dict(row.values)
    for name, value in row.values.items():
        if isinstance(value, str) and by_name()[name].kind == "text":
            recorded = line.row.values.get(name)
            try:
                values[name] = mended(recorded if isinstance(recorded, str) else None, value) or None
            except DamagedLettersError as damaged:
                raise _Refused(name, "lost-letters", str(damaged)) from None
    return replace(row, values=values)


def _line_of(found: Mapping[tuple[str, str], Line], row: SheetRow) -> Line:
    """The row as it stands. It says the same of what is not there and of what is somebody else's."""
    line = found.get((row.id, row.post))
    if line is None:
        detail = f"“{row.post}” is no post of yours that answers for “{row.id}” today: download the sheet again"
        raise _Refused("id", "not-in-your-sheet", detail)
    title = row.shown.get("title")
    if title is not None and not any(same(one, str(title)) for one in line.titles):
        detail = "it is not the title of this id: part of the sheet was sorted. Download it again, and sort all of it"
        raise _Refused("title", "other-title", detail)
    return line


def _staged(record: RecordWriter, principal: Principal, line: Line, row: SheetRow, done: Staged) -> bool:
    """Stage one row: whether anything changed. Of a row that is refused nothing is stored."""
    values = {**line.row.values, **{name: value for name, value in row.values.items() if name != "date" or value}}
    changed = _changes(principal, line, row)
    if not changed:
        return False
    if not any(value for name, value in values.items() if name.startswith("summary_")):
        raise _Refused("summary_en", "summary-missing", "it is empty: say in one plain sentence what changed")
    with record.session.begin_nested():  # what is refused may have been put into the session before
        if line.draft is None:
            thing = inputs.drafted(record, principal, "update", _whole(line, changed, values))
            done.made.append(working_copies.create(record, principal, thing).thing)
            return True
        made = patch(changed, values, line.current)
        thing = inputs.patched(record, principal, line.draft, made)
        if own_bytes(thing) == line.draft.body:
            return False
        waited = line.draft.state != "draft"
        working_copies.change(record, principal, line.draft, thing)
    done.changed.append(thing.id)
    done.reopened += [thing.id] if waited else []
    return True


def _changes(principal: Principal, line: Line, row: SheetRow) -> dict[str, Value]:
    """What a row says that is not said yet.

    A row that is as it was downloaded says nothing, whatever was said since. One that was changed here as well as in
    the sheet is refused, unless the same person did both: nobody overwrites what they have not read.
    """
    before = line.row.values
    changed = changes(before, row.values)
    if changed.get("due", "") is None and (line.draft is None or not getattr(line.current, "due", None)):
        del changed["due"]  # a date that is public stays until there is another
    downloaded = row.shown.get("version")
    if not changed or downloaded in {None, line.row.shown["version"]}:
        return changed
    if version({**before, **row.values}) == downloaded:
        return {}
    if line.draft is None or line.draft.changed_by != principal.actor:
        detail = "somebody changed this row here after you downloaded the sheet: download it again, and change that"
        raise _Refused("version", "changed-meanwhile", detail)
    return changed


def _whole(line: Line, changed: Mapping[str, Value], values: Mapping[str, Value]) -> dict[str, object]:
    """A new update from a row. Dates that hold already are said again only where they differ."""
    kept = {
        name: value
        for name, value in values.items()
        if value is not None and (name in changed or not _holds(name, value))
    }
    facts: dict[str, object] = inputs.merge_patch({}, patch(kept, values, line.current))
    return {**facts, "kind": "news", "about": line.row.id, "post": line.row.post}


def _holds(name: str, value: Value) -> bool:
    """Whether it stands as it was said before, or has passed, so that a new update need not repeat it."""
    if name == "due" or by_name()[name].field == "build_on":
        return True
    return name == "next_update_due" and days_of(str(value))[1] < today()


def _faults(sheet: Sheet, row: SheetRow, problem: Problem) -> list[CellFault]:
    """What the record does not allow, at the cells that say it."""
    if not problem.errors:
        return [CellFault(sheet.cell(row.number, "post"), "post", problem.name, problem.detail)]
    found = [(_column(error.pointer), error) for error in problem.errors]
    return [CellFault(sheet.cell(row.number, name), name, error.rule, error.detail) for name, error in found]


def _column(pointer: str) -> str:
    """The column of a place in an update; the id where the sheet has none."""
    field, *rest = pointer.strip("/").split("/")
    if field == "delays" and "text" in rest:
        field = "delay_text"
    if field == "build_on" and "date" in rest:
        return "build_on_date"
    names = [column.name for column in columns() if column.field == field]
    return next((name for name in names if name in {f"{field}_{step}" for step in rest}), (names or ["id"])[0])


def _row(fault: CellFault) -> int:
    return int(fault.cell.lstrip(ascii_uppercase))


def _refuse(faults: Sequence[CellFault]) -> NoReturn:
    more = f"; and {len(faults) - 1} more, in `errors`" if len(faults) > 1 else ""
    detail = f"{faults[0].cell}: {faults[0].detail}{more}. Nothing was stored."
    raise Problem("conflict", detail, errors=[Fault(one.cell, one.rule, one.detail) for one in faults])
