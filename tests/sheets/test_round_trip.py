"""What is written and read again is the same, whatever the words: a workbook, CSV, and CSV for a spreadsheet."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from api.core.codelists import to_choose
from api.readers.grid import ERRORS
from api.readers.sheet import SheetRow, by_name, columns, tidy
from api.schemas.base import TEXT_PATTERN
from api.sheets.reading import read_sheet
from api.sheets.writing import write_csv, write_excel_csv, write_xlsx
from db.letters import without_invisible
from tests.sheets.files import row

WRITERS: dict[str, Callable[[list[SheetRow]], bytes]] = {
    "workbook": lambda rows: write_xlsx(rows, "en"),
    "workbook in Welsh": lambda rows: write_xlsx(rows, "cy"),
    "csv": write_csv,
    "csv for a spreadsheet": lambda rows: write_excel_csv(rows, "en"),
    "csv for a spreadsheet in Welsh": lambda rows: write_excel_csv(rows, "cy"),
}
HOSTILE = [
    "=1+1", "+44 20 7946 0000", "-3 degrees", "@x", "'tis", "'-3", "''=1", '"', "a\nb", "a;b\tc,d", "sep=;", "tŷ ŵ",
    "🚲", "_x0041_", "_x005F_x0041_", "007", "1e5", "2026-10-07", "TRUE", "a\u2028b", "a\u00a0b", "＝1", "<&]]>", "-",
    "'",
]  # fmt: skip
# Not `#REF!` and its like alone: whatever wrote them, that is what a spreadsheet leaves of words that it lost.
TEXTS = (
    (st.sampled_from(HOSTILE) | st.from_regex(TEXT_PATTERN).filter(lambda text: len(text) < 200))
    .map(lambda text: tidy(without_invisible(text)))
    .filter(lambda text: text != "" and text not in ERRORS)
)
DATES = st.dates(date(1000, 1, 1), date(2999, 12, 31)).map(date.isoformat) | st.sampled_from(
    ["2019", "2019-10", "2019-autumn", "1900-02-28", "1900-03-01", "1899-12-31"]
)


def values(name: str) -> st.SearchStrategy[Any]:
    column = by_name()[name]
    if column.kind == "text":
        return TEXTS
    if column.kind == "date":
        return DATES
    one = st.sampled_from(list(to_choose(column.codelist)))
    return one if column.kind == "code" else st.lists(one, min_size=1, unique=True).map(tuple)


@st.composite
def rows(draw: st.DrawFn) -> list[SheetRow]:
    found = []
    for number in range(2, 2 + draw(st.integers(0, 3))):
        kept = {column.name: draw(st.none() | values(column.name)) for column in columns() if not column.key}
        kept["summary_cy"] = draw(TEXTS)
        kept["delay_reason"] = draw(values("delay_reason"))
        found.append(row(number, f"anytown-streets-2025-{number}", **kept))
    return found


@pytest.mark.parametrize("writer", WRITERS)
@given(rows())
@settings(max_examples=60)
def test_any_rows_come_back_as_they_were(writer: str, given_: list[SheetRow]) -> None:
    sheet = read_sheet(WRITERS[writer](given_))
    assert sheet.faults == ()
    assert sheet.rows == tuple(given_)


@pytest.mark.parametrize("words", HOSTILE)
def test_other_readers_find_a_workbook_of_plain_words(words: str) -> None:
    """Another reader than ours finds no formula, and the words themselves."""
    sheet = load_workbook(io.BytesIO(write_xlsx([row(summary_en=words)], "en")))["Updates"]
    at = [cell.value for cell in sheet[1]].index("What changed (in English)") + 1
    cell = sheet.cell(2, at)
    assert cell.data_type == "s"
    assert "_x" in words or cell.value == words
    assert cell.number_format == "@"
    assert cell.quotePrefix == (words[0] in "'=+-@＝"), "or an edit in a spreadsheet would make something else of it"


def test_a_workbook_is_made_for_people() -> None:
    made = load_workbook(
        io.BytesIO(write_xlsx([row(date="2026-10-07", progress="under_way", summary_en="Two.")], "en"))
    )
    sheet = made["Updates"]
    cells = {cell.value: sheet.cell(2, at) for at, cell in enumerate(sheet[1], 1)}
    assert sheet.freeze_panes == "C2"
    assert cells["True on"].is_date
    assert cells["True on"].number_format == "dd/mm/yyyy"
    assert cells["Progress"].value == "Under way"
    several = cells["Why it is late"].coordinate
    choices = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    lists = {where: one.formula1 for where, one in choices.items()}
    assert [choices[where].showErrorMessage for where in ("C2", several)] == [True, False], (
        "several reasons may be typed"
    )
    assert lists["C2"] == "'Codes'!$A$2:$A$12"
    assert made.sheetnames == ["Updates", "How to fill this in", "Codes"]
    assert "Y diwrnod yr oedd yn wir" in str([cell.value for line in made.worksheets[1] for cell in line])


def test_csv_for_a_spreadsheet_runs_nothing_and_csv_as_data_changes_nothing() -> None:
    kept = [row(summary_en=words) for words in HOSTILE]
    for lines, guarded in ((write_excel_csv(kept, "en"), True), (write_csv(kept), False)):
        at = 3
        found = [line[at] for line in csv.reader(io.StringIO(lines.decode("utf-8-sig"), newline=""))][1:]
        assert len(found) == len(HOSTILE)
        if guarded:
            assert not [words for words in found if words[:1] in "=+-@＝" and words]
        else:
            assert [words for words in found if words in HOSTILE] == [
                words for words in HOSTILE if words not in {"'-3", "''=1"}
            ]
    assert write_excel_csv(kept, "en").startswith(b"\xef\xbb\xbf")
    assert not write_csv(kept).startswith(b"\xef\xbb\xbf")
