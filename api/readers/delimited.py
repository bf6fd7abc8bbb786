"""Rows out of CSV as people really send it: any common encoding and delimiter, line breaks inside quotation marks."""

import csv
import io
import re
from collections.abc import Iterator

from api.readers.grid import ERRORS, Broken, Content, GridRow, neither
from api.schemas.sheet import refused

_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DELIMITERS = ",;\t"
# What the writer put before a cell that a spreadsheet would run, it takes away again; see `renderers/sheet.py`.
_GUARDED = re.compile(r"'+[=+\-@\t＝＋－＠]")


def read_delimited(content: bytes) -> Iterator[GridRow]:
    """The rows of a CSV file, empty ones too, numbered as a spreadsheet would show them."""
    text = _decoded(content)
    told = re.match(r"sep=([,;\t])\r?\n", text)  # a line that Excel itself reads and does not show
    text = text[told.end() :] if told else text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=told[1] if told else _delimiter(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield GridRow(number, {at: _content(cell) for at, cell in enumerate(cells) if cell.strip()})
    except csv.Error:
        raise refused(
            "csv",
            f'Row {number + 1} cannot be read as CSV: look there for a quotation mark (") that is not closed.',
            cell=f"A{number + 1}",
        ) from None


def _decoded(content: bytes) -> str:
    """The text of the file: by its byte-order mark, else UTF-8, else as Windows wrote it."""
    known = next((name for bom, name in _BOMS.items() if content.startswith(bom)), None)
    for encoding in [known] if known else ["utf-8", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise neither()


def _delimiter(text: str) -> str:
    """The one that stands most often in the first line, outside quotation marks."""
    line = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").partition("\n")[0])
    return max(_DELIMITERS, key=line.count)


def _content(cell: str) -> Content:
    if cell.strip() in ERRORS:
        return Broken(cell.strip())
    return cell[1:] if _GUARDED.match(cell) else cell
