"""Rows out of CSV as people really send it: any common encoding and delimiter, line breaks inside quotation marks."""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from api.readers.damage import ENCODINGS, decoded, likelihood
from api.readers.grid import ERRORS, Broken, Content, GridRow, neither
from api.readers.sheet import refused
from api.text.phrases import phrase

DELIMITERS = ",;\t|"
# What the writer put before a cell that a spreadsheet would run, it takes away again; see `renderers/sheet.py`.
_GUARDED = re.compile(r"'+[=+\-@\t＝＋－＠]")


@dataclass(frozen=True)
class Delimited:
    """The text of a CSV file, read with one delimiter."""

    text: str
    delimiter: str
    name: str = ""  # it has no sheets

    def rows(self) -> Iterator[GridRow]:
        """The rows, empty ones too, numbered as a spreadsheet shows them. Raises `SheetRefused` where it is no CSV."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, 1):
                yield GridRow(number, {at: _content(cell) for at, cell in enumerate(cells) if cell.strip()})
        except csv.Error:
            raise refused(
                "csv",
                phrase("in_file.csv", row=number + 1),
                cell=f"A{number + 1}",
            ) from None


def read_delimited(content: bytes) -> list[list[Delimited]]:
    """The file in each encoding it may be in, the likeliest first; of each with every delimiter it may have."""
    found = []
    for text in _texts(content):
        told = re.match(rf"sep=([{DELIMITERS}])\r?\n", text, re.IGNORECASE)  # which Excel reads and does not show
        rest = text[told.end() :] if told else text
        found.append([Delimited(rest, delimiter) for delimiter in (told[1] if told else DELIMITERS)])
    return found


def _texts(content: bytes) -> list[str]:
    """What the file may say: one text where it shows which encoding it is in."""
    encoding = json.detect_encoding(content)  # by its byte-order mark, or by where its zeros stand
    marked = encoding in {"utf-16", "utf-32", "utf-8-sig"}
    if not marked and encoding != "utf-8":
        raise refused("encoding", phrase("in_file.encoding", encoding=encoding[:6].upper()))
    try:
        found = [content.decode(encoding)]
    except UnicodeDecodeError:
        if marked and encoding != "utf-8-sig":
            raise neither() from None
        plain = content.removeprefix(codecs.BOM_UTF8)
        found = sorted((decoded(plain, one) for one in ENCODINGS), key=likelihood, reverse=True)
    if "\0" in found[0]:
        raise neither()
    return [text.lstrip("\ufeff") for text in dict.fromkeys(found)]


def _content(cell: str) -> Content:
    if cell.strip() in ERRORS:
        return Broken(cell.strip())
    return cell[1:] if _GUARDED.match(cell) else cell
