"""Whatever texts a record has, its book says the same, as a workbook and as CSV; or names what it cannot carry."""

import copy
import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from api.books.compiling import compiled as compiled_book
from api.books.layout import LAYOUTS
from api.books.turning import turned
from api.books.writing import write_csv, write_xlsx
from api.readers.sheet import fold
from api.schemas.base import Line, Text
from tests import compiled

_TEXT, _LINE = TypeAdapter(Text), TypeAdapter(Line)


def _is(kind: TypeAdapter[str], words: str) -> bool:
    try:
        return kind.validate_python(words) == words
    except ValidationError:
        return False


WORDS = st.one_of(st.text(max_size=60), st.text("ab;,\n\t '\"=+-–@#%ŵé’1/().", max_size=20))
TEXTS = WORDS.filter(lambda words: _is(_TEXT, words))
LINES = WORDS.filter(lambda words: _is(_LINE, words))


def _record(text: str, line: str, other: str) -> dict[str, Any]:
    """A record in which these stand in a text, in two languages, in lines, and in names that other cells say."""
    document = copy.deepcopy(compiled.document())
    for thing in document["things"]:
        if thing["id"] == compiled.CODED:
            thing |= {"text": {"en": text, "cy": other}, "text_basis": {"basis": "verbatim"}, "theme": line}
            thing["reference"] = line
        if thing["id"] == compiled.PROGRAMME:
            thing |= {"name": {"en": other}, "other_partners": [line, "Friends"]}
        if thing["id"] == compiled.TOWN:
            thing["name"] = {"en": text}
        if thing["type"] == "response":
            thing["sources"] = [{"title": line, "page": "4"}]
    return document


@settings(max_examples=30)
@given(text=TEXTS, line=LINES, other=TEXTS)
@example(text="=1+1", line="'=A1", other="–")
@example(text="a \nb\t", line="1-2", other="x;y")
@example(text="all", line="all", other="new")
@example(text="Rivershire Council", line="2", other="Rivers bill")
def test_a_book_says_the_same_whatever_the_texts(text: str, line: str, other: str) -> None:
    document = _record(text, line, other)
    book = turned(json.dumps(document).encode())
    named = {words.partition(":")[0] for words in book.lost}

    for files in (write_csv(book.pages, book.language), {"book.xlsx": write_xlsx(book.pages, book.language)}):
        made = {one["id"]: one for one in compiled_book(files).things}
        for thing in document["things"]:
            if thing["type"] not in {"verdict", "tally"}:
                assert thing["id"] in named or made.get(thing["id"]) == thing


def test_no_two_columns_of_a_sheet_have_one_heading() -> None:
    for layout in LAYOUTS:
        meant = {}
        for language in ("en", "cy"):
            for column in layout.columns:
                assert meant.setdefault(fold(column.heading(language)), column.name) == column.name
    titles = [fold(layout.title(language)) for layout in LAYOUTS for language in ("en", "cy")]
    assert len(set(titles)) == len(titles)
