"""The shared table of recommendations: what keeps to it, and what is told of a table that does not."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import Workbook
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.cli import app
from api.open_data.standard import EXAMPLE, REQUIRED, check_table
from tests.open_data.reading_back import got

Rows = list[list[str]]


def _rows() -> Rows:
    return list(csv.reader(io.StringIO(EXAMPLE)))


def _written(rows: Rows) -> bytes:
    kept = io.StringIO(newline="")
    csv.writer(kept).writerows(rows)
    return kept.getvalue().encode()


def _with(column: str, value: str) -> Rows:
    """The smallest table with another value in a column, which it has from now on."""
    head, first = _rows()
    if column not in head:
        return [[*head, column], [*first, value]]
    first[head.index(column)] = value
    return [head, first]


@pytest.mark.parametrize(
    "name", ["recommendations-today.csv", "recommendations-today-excel.csv", "recommendations-today.xlsx"]
)
def test_our_own_table_keeps_to_it(reader: TestClient, name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(got(reader, name))
    told = CliRunner().invoke(app, ["check", str(file)])
    assert told.exit_code == 0, told.output
    assert "is a shared table of 53 recommendations" in told.output


def test_the_smallest_table_keeps_to_it_in_csv_and_in_a_workbook() -> None:
    assert check_table(EXAMPLE.encode()).faults == []
    assert [*_rows()[0]] == [*REQUIRED]
    book = Workbook()
    for row in _rows():
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    assert check_table(kept.getvalue()).faults == []


@pytest.mark.parametrize(
    ("rows", "cell", "rule", "says"),
    [
        (_with("progress", "splendid"), "H2", "unknown-code", "write one of"),
        (_with("progress", "Under way"), "H2", "unknown-code", "write under_way for it"),
        (_with("assurance", "claimed; nobody"), "H2", "unknown-code", "“nobody” is no code"),
        (_with("due", "soon"), "H2", "date", "due:"),
        (_with("day", ""), "F2", "empty", "day is empty"),
        (_with("title", ""), "D2", "empty", "title is empty"),
        (_with("licence", " "), "G2", "empty", "licence is empty"),
        ([*_rows(), _rows()[1]], "A3", "id-twice", "stands in row 2 already"),
        ([row[1:] for row in _rows()], "A1", "column-missing", "no heading “id”"),
        ([[*row, row[3]] for row in _rows()], "H1", "column-twice", "keep one of the two"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_told_with_its_cell_and_with_what_to_write(
    rows: Rows, cell: str, rule: str, says: str
) -> None:
    (fault,) = check_table(_written(rows)).faults
    assert (fault.pointer, fault.rule) == (cell, rule)
    assert says in fault.detail


def test_words_that_may_not_be_copied_may_be_an_address() -> None:
    head, first = _with("document_url", "https://anytown.example/report.pdf")
    first[head.index("title")] = ""
    assert check_table(_written([head, first])).faults == []


def test_a_title_may_stand_in_any_language() -> None:
    head, first = _rows()
    assert check_table(_written([[name.replace("title", "title_cy") for name in head], first])).faults == []


@pytest.mark.parametrize(
    "content", [EXAMPLE.replace("trees", "café").encode("latin-1"), b"", b"\0\1\2", b"PK\3\4 not a workbook"]
)
def test_what_is_no_table_at_all_is_told_so(content: bytes, tmp_path: Path) -> None:
    assert check_table(content).faults
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    told = CliRunner().invoke(app, ["check", str(file)])
    assert told.exit_code == 1
    assert "/open-data/standard" in told.output


def test_a_table_and_a_document_are_told_apart_by_what_they_hold(tmp_path: Path) -> None:
    file = tmp_path / "anything"
    file.write_text(EXAMPLE)
    assert "is a shared table of 1 recommendation" in CliRunner().invoke(app, ["check", str(file)]).output


def test_the_page_says_what_the_checker_asks(reader: TestClient) -> None:
    for path in ("/open-data/standard", "/cy/open-data/standard"):
        page = reader.get(path).text
        for name in REQUIRED:
            assert f"<code>{name}</code>" in page
        assert "anytown-2025-1,Anytown Council" in page
