"""What is wrong with a cell is said at the cell, with the fix; the rows without a fault are read all the same."""

import time
from datetime import date, datetime
from typing import Any

import pytest

from api.core.codelists import to_choose
from api.readers.sheet import SheetRefused, columns, fold
from api.sheets.reading import read_sheet
from api.text.languages import languages
from tests.sheets.files import HEADINGS, ITEM, LINE, POST, book

ALL = (*HEADINGS, "delay_reason", "delay_text_en", "due")
WRONG: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "a date that is none": ({"date": "31/09/2026"}, "E3", "date", "September 2026 has 30 days"),
    "a month before the day": ({"date": "10/13/2026"}, "E3", "date", "write 13/10/2026"),
    "a number that is no date": ({"due": 7}, "H3", "date", "07/10/2019"),
    "a code nobody knows": ({"progress": "Nearly"}, "C3", "unknown-code", "it is one of Not started, Announced only"),
    "a code mistyped": ({"progress": "Under wya"}, "C3", "unknown-code", "did you mean “Under way”?"),
    "a code nobody can say": ({"progress": "unknown"}, "C3", "unknown-code", "it is one of"),
    "one of several codes": ({"delay_reason": "Funding; weather"}, "F3", "unknown-code", "“weather”"),
    "a formula": ({"summary_en": "=A1&B1"}, "D3", "formula", "it holds a formula"),
    "an error": ({"summary_en": "#NAME?"}, "D3", "error-value", "#NAME?"),
    "a text too long": ({"summary_en": "x" * 20_001}, "D3", "too-long", "it has 20,001 letters"),
    "nothing to see": ({"summary_en": "\u200b\ufeff"}, "D3", "summary-missing", "it is empty"),
    "a character no text may hold": ({"summary_en": "Two._x0007_"}, "D3", "text", "type it again"),
    "no id": ({"id": None}, "A3", "missing", "copy it from the sheet"),
    "no post": ({"post": " "}, "B3", "missing", "copy it from the sheet"),
    "an id that is none": ({"id": "Streets, three"}, "A3", "id", "“Streets, three” is not an id"),
    "no summary": ({"summary_en": None}, "D3", "summary-missing", "what changed"),
    "a date and nothing else": ({"summary_en": None, "progress": None}, "D3", "summary-missing", "what changed"),
    "a delay without its reason": ({"delay_text_en": "No bids."}, "F3", "delay-reason-missing", "why it is late"),
}


def line(number: int, **other: Any) -> list[Any]:
    kept = dict(zip(HEADINGS, LINE, strict=True)) | {"id": f"{ITEM}-{number}"} | other
    return [kept.get(name) for name in ALL]


@pytest.mark.parametrize("name", WRONG)
def test_a_fault_names_the_cell_the_rule_and_the_fix(name: str) -> None:
    other, cell, rule, words = WRONG[name]
    sheet = read_sheet(book(line(2), line(3, **other), line(4), headings=ALL))
    ((fault,),) = (sheet.faults,)
    assert (fault.cell, fault.rule) == (cell, rule)
    assert fault.column == ALL["ABCDEFGH".index(cell[0])]
    assert words in fault.detail
    assert [row.number for row in sheet.rows] == [2, 4]


def test_every_fault_of_a_row_is_named_at_once() -> None:
    sheet = read_sheet(book(line(2, progress="Nearly", date="soon"), headings=ALL))
    assert [fault.cell for fault in sheet.faults] == ["C2", "E2"]


CELLS: dict[str, tuple[str, Any, Any]] = {
    "a date": ("date", date(2026, 10, 7), "2026-10-07"),
    "a date with a time": ("date", datetime(2026, 10, 7, 14, 30), "2026-10-07"),  # noqa: DTZ001 - as Excel keeps it
    "a day that lost its format": ("date", 46302, "2026-10-07"),
    "a year": ("due", 2027, "2027"),
    "a number for words": ("summary_en", 20, "20"),
    "a fraction for words": ("summary_en", 2.5, "2.5"),
    "a date for words": ("summary_en", date(2026, 10, 7), "07/10/2026"),
    "yes for words": ("summary_en", True, "TRUE"),
    "a label with a plain apostrophe": ("progress", "Wedi'i wneud", "delivered"),
    "a label with a printed apostrophe": ("progress", "wedi’i  WNEUD\u00a0", "delivered"),
    "several codes": ("delay_reason", "Funding; legal\nFunding", ("funding", "legal")),
    "what nobody sees": ("summary_en", "\ufeffTwo\u00ad str\u200beets\u200e.\u2060", "Two streets."),
    "what nobody sees in a date": ("date", "\u200e07/10/2026\u200b", "2026-10-07"),
    "what nobody sees in a label": ("progress", "Under\u00ad way\ufeff", "under_way"),
    "a moment": ("date", "2026-10-06T23:00:00Z", "2026-10-07"),
    "a label read in another encoding": ("progress", "Wediâ€™i wneud", "delivered"),
    "a label that lost a letter": ("progress", "Wedi?i wneud", "delivered"),
    "spaces around words": ("summary_en", " \u00a0Two streets.\n ", "Two streets."),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_is_read_as_it_was_meant(name: str) -> None:
    column, content, value = CELLS[name]
    sheet = read_sheet(book(line(2, **{column: content}), headings=ALL))
    assert sheet.faults == ()
    assert sheet.rows[0].values[column] == value


@pytest.mark.parametrize(
    ("format_", "value"),
    [
        ("mmm-yy", "2027-03"),
        ("yyyy", "2027"),
        ("d-mmm", "2027-03-01"),
        ("[$-809]dd mmmm yyyy;@", "2027-03-01"),
        ("General", "2027-03-01"),
    ],
)
def test_what_excel_made_of_a_month_stays_a_month(format_: str, value: str) -> None:
    def change(sheet: Any) -> None:
        sheet["E2"] = date(2027, 3, 1) if format_ != "General" else 46447
        sheet["E2"].number_format = format_

    assert read_sheet(book(LINE, change=change)).rows[0].values["date"] == value


def test_two_rows_about_one_thing_are_both_refused() -> None:
    sheet = read_sheet(book(line(2), line(3), line(2), line(2, post=f"{POST}-2"), headings=ALL))
    assert [(fault.cell, fault.rule) for fault in sheet.faults] == [("A2", "row-twice"), ("A4", "row-twice")]
    assert "rows 2, 4 are" in sheet.faults[0].detail
    assert [row.number for row in sheet.rows] == [3, 5]


def test_an_item_of_which_nothing_was_ever_said_is_no_fault() -> None:
    (row,) = read_sheet(book([ITEM, POST, None, None, None])).rows
    assert set(row.values.values()) == {None}


HEADS: dict[str, tuple[tuple[str, ...], list[tuple[str, str, str]]]] = {
    "an unknown one": ((*HEADINGS, "My notes"), [("F1", "unknown-column", "delete the column")]),
    "a mistyped one": ((*HEADINGS, "sumary_cy"), [("F1", "unknown-column", "did you mean “summary_cy”?")]),
    "one twice": ((*HEADINGS, "Progress"), [("F1", "column-twice", "a second time")]),
    "two missing": (HEADINGS[2:], [("", "missing-column", "“id”"), ("", "missing-column", "“post”")]),
}


@pytest.mark.parametrize("name", HEADS)
def test_headings_that_are_wrong_are_named(name: str) -> None:
    headings, wanted = HEADS[name]
    with pytest.raises(SheetRefused) as refused:
        read_sheet(book(headings=headings))
    assert [(fault.cell, fault.rule) for fault in refused.value.faults] == [(cell, rule) for cell, rule, _ in wanted]
    for fault, (_, _, words) in zip(refused.value.faults, wanted, strict=True):
        assert words in fault.detail


def test_very_many_headings_are_refused_soon() -> None:
    content = ",".join(["id", *(f"notes {number}" for number in range(100_000))]).encode()
    began = time.process_time()
    with pytest.raises(SheetRefused) as refused:
        read_sheet(content)
    assert len(refused.value.faults) < 30
    assert time.process_time() - began < 5


def test_words_in_a_column_without_a_heading_are_not_passed_over() -> None:
    with pytest.raises(SheetRefused) as refused:
        read_sheet(book(LINE, [*LINE, None, "by the way"]))
    assert [(fault.cell, fault.rule) for fault in refused.value.faults] == [("G3", "no-heading")]


def test_no_heading_and_no_label_means_two_things() -> None:
    words = [
        fold(word) for column in columns() for word in set(map(fold, (column.name, *map(column.heading, languages()))))
    ]
    assert len(words) == len(set(words))
    for column in columns():
        if column.codelist:
            labels = [
                fold(word)
                for code, its in to_choose(column.codelist).items()
                for word in {fold(code), *map(fold, its.label.values())}
            ]
            assert len(labels) == len(set(labels))
            assert not [label for label in labels if {",", ";"} & set(label)]
