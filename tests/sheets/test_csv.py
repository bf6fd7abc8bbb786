"""CSV as people really send it."""

import pytest

from api.readers.sheet import SheetRefused
from api.settings import settings
from api.sheets.reading import read_sheet
from tests.sheets.files import ITEM, POST, text

HEAD = "id,post,progress,summary_en,summary_cy,date"
LINE = f'{ITEM},{POST},Under way,"Café’s open, at last",Mae’r caffi ar agor,07/10/2026'
SAID = {
    "progress": "under_way",
    "summary_en": "Café’s open, at last",
    "summary_cy": "Mae’r caffi ar agor",
    "date": "2026-10-07",
}
PLAIN = text(HEAD, LINE)
FILES = {
    "UTF-8": PLAIN.encode(),
    "UTF-8 with a byte-order mark": PLAIN.encode("utf-8-sig"),
    "Windows-1252, as Excel in Britain saves CSV": PLAIN.encode("cp1252"),
    "UTF-8 with two byte-order marks": b"\xef\xbb\xbf" + PLAIN.encode("utf-8-sig"),
    "UTF-8 with two byte-order marks and quotation marks": b"\xef\xbb\xbf"
    + PLAIN.replace("id", '"id"', 1).encode("utf-8-sig"),
    "Mac Roman, as Excel on a Mac saves CSV": PLAIN.encode("mac_roman"),
    "UTF-32": PLAIN.encode("utf-32"),
    "UTF-16, as Excel saves Unicode Text": PLAIN.encode("utf-16"),
    "UTF-16, the other way round": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "lines that end as on Unix": PLAIN.replace("\r\n", "\n").encode(),
    "lines that end as on an old Mac": PLAIN.replace("\r\n", "\r").encode(),
    "semicolons": text(HEAD.replace(",", ";"), LINE.replace(",", ";").replace("open;", "open,")).encode("cp1252"),
    "tabs": text(HEAD.replace(",", "\t"), LINE.replace(",", "\t").replace("open\t", "open,")).encode("utf-16"),
    "a line that says what separates": b"sep=,\r\n" + PLAIN.encode(),
    "bars": text(HEAD.replace(",", "|"), LINE.replace(",", "|").replace("open|", "open,")).encode(),
    "headings with what nobody sees in them": PLAIN.replace("progress", "\u200bpro\u00adgress\u200e\u00a0").encode(),
    "empty lines and columns": text(HEAD + ",,", LINE + ",,", ",,,,,,,", "", " , ,,,,,,").encode(),
    "headings in another case and order": text(
        "DATE, Summary_CY ,What changed (in English),Cynnydd,Post,ID",
        f'2026-10-07,Mae’r caffi ar agor,"Café’s open, at last",AR Y GWEILL,{POST},{ITEM}',
    ).encode(),
    "ids that a spreadsheet gave a capital": PLAIN.replace("anytown", "Anytown").encode(),
    "a code as itself": PLAIN.replace("Under way", "under_way").encode(),
    "letters and their accents apart": PLAIN.replace("é", "e\u0301").encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_every_sort_of_csv_says_the_same(name: str) -> None:
    sheet = read_sheet(FILES[name])
    assert sheet.faults == ()
    (row,) = sheet.rows
    assert (row.number, row.id, row.post, dict(row.values)) == (2, ITEM, POST, SAID)


def test_a_line_break_inside_quotation_marks_is_part_of_the_text() -> None:
    sheet = read_sheet(
        text(HEAD, f'{ITEM},{POST},planned,"One.\r\nTwo. ""Three.""",,', f"{ITEM}-4,{POST},soon,Four,,").encode()
    )
    assert sheet.rows[0].values["summary_en"] == 'One.\nTwo. "Three."'
    assert [fault.cell for fault in sheet.faults] == ["C3"], "rows are counted as a spreadsheet shows them"


ABOVE = {
    "a title": ("Our updates, autumn 2026,,,,",),
    "a title of several cells": ("Updates;Anytown, Streets;;", ";;;"),
    "blank lines": ("", ",,,", " "),
    "what nobody sees": ("\u200b,,", "\ufeff"),
}


@pytest.mark.parametrize("name", ABOVE)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_headings_are_found_below_what_stands_above_them(name: str, delimiter: str) -> None:
    lines = [line.replace("at last", "at_last").replace(",", delimiter) for line in (HEAD, LINE)]
    sheet = read_sheet(text(*ABOVE[name], *lines).encode())
    assert sheet.faults == ()
    assert [(row.number, row.id) for row in sheet.rows] == [(2 + len(ABOVE[name]), ITEM)]


WELSH = text(
    "Dynodwr,Swydd,Cynnydd,Beth sydd wedi newid (yn Gymraeg),I’w gwblhau erbyn,Pam mae’n hwyr",
    f"{ITEM},{POST},Wedi’i wneud,Mae’r tŷ ar agor,30/9/2027,",
)


@pytest.mark.parametrize("read_as", ["cp1252", "mac_roman", "latin-1"])
@pytest.mark.parametrize("times", [1, 2])
def test_headings_and_labels_are_known_however_they_were_read_before(read_as: str, times: int) -> None:
    damaged = WELSH
    for _ in range(times):
        damaged = damaged.encode().decode(read_as)
    (row,) = read_sheet(damaged.encode()).rows
    assert (row.values["progress"], row.values["due"]) == ("delivered", "2027-09-30")


def test_empty_lines_count_as_rows() -> None:
    sheet = read_sheet(text(HEAD, "", f"{ITEM},{POST},soon,Two.,,").encode())
    assert [fault.cell for fault in sheet.faults] == ["C3"]


REFUSED = {
    "nothing": (b"", "empty"),
    "only empty lines": (b"\r\n,,,\r\n", "empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not-a-sheet"),
    "UTF-16 that does not say so": (PLAIN.encode("utf-16-le"), "encoding"),
    "UTF-32 that does not say so": (PLAIN.encode("utf-32-be"), "encoding"),
    "half of UTF-16": (PLAIN.encode("utf-16")[:-1], "not-a-sheet"),
    "a letter": (b"Dear Sir,\r\nPlease find our update enclosed.\r\n", "no-headings"),
    "a quotation mark that is not closed": (text(HEAD, f'{ITEM},{POST},planned,"Two.,,', LINE).encode(), "csv"),
    "a file too large": (b"x" * (settings().max_sheet + 1), "too-large"),
    "a text without end": (text(HEAD, f"{ITEM},{POST},planned,{'x' * 200_000},,").encode(), "csv"),
    "too many rows": (
        text(HEAD, *[f"{ITEM}-{n},{POST},planned,Two.,," for n in range(5_001)]).encode(),
        "too-many-rows",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_whole(name: str) -> None:
    content, rule = REFUSED[name]
    with pytest.raises(SheetRefused) as refused:
        read_sheet(content)
    assert refused.value.faults[0].rule == rule


def test_as_many_rows_as_fit() -> None:
    lines = [f"{ITEM}-{number},{POST},planned,Two.,," for number in range(5_000)]
    assert len(read_sheet(text(HEAD, *lines).encode()).rows) == 5_000
