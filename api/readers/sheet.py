"""The sheet: what an officer's posts answer for as rows, the same columns on the way out and on the way back.

A row is what one post says about one recommendation or project: its draft where it has one, else its latest public
statement. Writing, reading and the docs all follow the one table of columns here.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from api.core.json_text import Json
from api.schemas.updates import Update
from api.text.languages import languages
from api.text.localizer import localizer, own_name
from db.letters import without_invisible

# One upload. Five thousand rows of a paragraph each fit; a post answers for dozens of things.
MAX_ROWS = 5_000
_LETTERS = "bcdfghjklmnpqrstvwxz"  # no vowels, so that they never spell a word
Kind = Literal["slug", "text", "date", "code", "codes"]


@dataclass(frozen=True)
class Column:
    """One column: its name, what its cells hold, and in words (`sheet.…`) its heading and how to fill it in."""

    name: str
    kind: Kind
    width: int
    field: str = ""  # where it stands in an update; empty where it is only to be read
    language: str = ""  # of its texts
    codelist: str = ""
    helped: str = ""  # under which words, where not under its own, it says how to fill it in

    @property
    def key(self) -> bool:
        """Whether it says which row this is."""
        return self.kind == "slug"

    def heading(self, language: str) -> str:
        """What stands above it for somebody who reads this language."""
        words = localizer(language).words("sheet")
        if not self.language:
            return words[self.name]
        return f"{words[self.field]} ({words.get(f'in_{self.language}', own_name(self.language))})"

    def help(self, language: str) -> str:
        """How to fill it in."""
        return localizer(language).t(f"sheet.{self.helped or f'{self.field if self.language else self.name}_help'}")


def columns() -> tuple[Column, ...]:
    """The columns of a sheet, a text with one for each language of this instance."""
    return _columns(languages())


def by_name() -> Mapping[str, Column]:
    """The columns of a sheet, by their names."""
    return _by_name(languages())


@lru_cache
def _columns(tags: tuple[str, ...]) -> tuple[Column, ...]:
    return (
        Column("reference", "text", 11, helped="kept"),
        Column("title", "text", 36, helped="kept"),
        Column("progress", "code", 19, field="progress", codelist="progress"),
        *_text("summary", 40, tags),
        Column("date", "date", 13, field="date"),
        *_text("detail", 40, tags),
        *_text("works", 30, tags),
        Column("enablers", "codes", 22, field="enablers", codelist="enabler"),
        *_text("build_on", 30, tags),
        Column("build_on_date", "date", 15, field="build_on"),
        *_text("learned", 30, tags),
        Column("delay_reason", "codes", 22, field="delays", codelist="delay_reason"),
        *_text("delay_text", 30, tags),
        Column("next_update_due", "date", 15, field="next_update_due"),
        Column("due", "date", 15, field="due"),
        Column("last_update", "date", 13, helped="kept"),
        Column("assembly", "text", 26, helped="kept"),
        Column("version", "text", 12),
        Column("post", "slug", 26, helped="key"),
        Column("id", "slug", 26, helped="key"),
    )


@lru_cache
def _by_name(tags: tuple[str, ...]) -> dict[str, Column]:
    return {column.name: column for column in _columns(tags)}


def _text(name: str, width: int, tags: tuple[str, ...]) -> tuple[Column, ...]:
    """A text of an update, a column for each language."""
    return tuple(Column(f"{name}_{tag}", "text", width, field=name, language=tag) for tag in tags)


# What a cell holds: a text, a code, several codes, or a date as the record writes it; None where it is empty.
Value = str | tuple[str, ...] | None


@dataclass(frozen=True)
class SheetRow:
    """What one post says about one thing, and where in the sheet. A column that the sheet left out is absent."""

    number: int
    id: str
    post: str
    values: Mapping[str, Value]
    shown: Mapping[str, Value] = field(default_factory=dict)  # the columns that are only to be read


@dataclass(frozen=True)
class CellFault:
    """One thing wrong in a sheet: the cell as a spreadsheet names it, its column, and what to do about it."""

    cell: str
    column: str
    rule: str
    detail: str


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was read: the rows in which nothing is wrong, and everything that is wrong in the others."""

    rows: tuple[SheetRow, ...]
    faults: tuple[CellFault, ...]
    places: Mapping[str, str] = field(default_factory=dict)  # the letters of each column that it has
    name: str = field(default="", compare=False)  # of the worksheet; empty in CSV
    otherwise: tuple["Sheet", ...] = ()  # what the file says in the other encodings that it may be in

    def cell(self, row: int, column: str) -> str:
        """Where a column stands in a row; of one that the sheet left out, where the id does."""
        return f"{self.places.get(column, self.places['id'])}{row}"


class SheetRefused(Exception):  # noqa: N818 - it is what it is called everywhere
    """A file that is not taken at all, and why."""

    def __init__(self, *faults: CellFault) -> None:
        super().__init__(faults[0].detail)
        self.faults = faults


def refused(rule: str, detail: str, cell: str = "", column: str = "") -> SheetRefused:
    """A file that is not taken for one reason."""
    return SheetRefused(CellFault(cell, column, rule, detail))


def fold(words: str) -> str:
    """Headings and labels are the same however they are cased, spaced and quoted, and whatever stands there unseen."""
    plain = (
        unicodedata.normalize("NFKC", without_invisible(words))
        .casefold()
        .replace("\u2019", "'")
        .replace("_", " ")
        .replace("-", " ")
    )
    return " ".join(plain.split())


def tidy(text: str) -> str:
    """A text as a sheet holds it: one sort of line break, NFC, nothing empty around it."""
    broken = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    return unicodedata.normalize("NFC", broken).strip()


def said(update: Update | None, *, draft: bool) -> dict[str, Value]:
    """What an update says, by column. Of a public one the date stays empty: what is said next is of another day."""
    values: dict[str, Value] = {column.name: None for column in columns() if column.field}
    if update is None:
        return values
    delays, steps = update.delays or [], update.build_on or []
    of_lists = {"delay_text": delays[0].text if delays else None, "build_on": steps[0].text if steps else None}
    for column in columns():
        if column.language:
            texts = of_lists[column.field] if column.field in of_lists else getattr(update, column.field)
            values[column.name] = tidy((texts or {}).get(column.language, "")) or None
    values["progress"] = update.progress
    values["enablers"] = tuple(update.enablers or ()) or None
    values["build_on_date"] = steps[0].date.value if steps and steps[0].date else None
    values["delay_reason"] = tuple(delay.reason for delay in delays) or None
    values["date"] = update.date.value if draft else None
    values["next_update_due"] = update.next_update_due.value if update.next_update_due else None
    values["due"] = update.due.date.value if update.due else None
    return values


def changes(before: Mapping[str, Value], after: Mapping[str, Value]) -> dict[str, Value]:
    """The columns in which a row says something else. An empty date says nothing about the date."""
    return {
        name: value
        for name, value in after.items()
        if value != before.get(name) and not (name == "date" and value is None)
    }


def version(values: Mapping[str, Value]) -> str:
    """How a row stands, as letters that no spreadsheet takes for a number."""
    held = {name: value for name, value in values.items() if value is not None}
    digest = hashlib.sha256(json.dumps(held, sort_keys=True).encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:10])


def patch(changed: Mapping[str, Value], values: Mapping[str, Value], update: Update | None = None) -> Json:
    """A merge patch of an update that makes these changes; on nothing, it is a whole update.

    A date that changes loses the words it was printed in. What the sheet cannot show of the reasons of a delay, or of
    next steps, stays.
    """
    found: Json = {}
    for name, value in changed.items():
        column = by_name()[name]
        if column.field in {"delays", "delay_text"}:
            found["delays"] = _delays(values, update)
        elif column.field == "build_on":
            found["build_on"] = _steps(values, update)
        elif column.language:
            found.setdefault(column.field, {})[column.language] = value
        elif column.field == "due" and value is not None:
            found["due"] = {"date": {"value": value, "printed": None, "inferred": None}, "set_by": "responder"}
        else:
            found[column.field] = list(value) if isinstance(value, tuple) else value
    return found


def _steps(values: Mapping[str, Value], update: Update | None) -> list[Json] | None:
    """The next steps of a row. Its cells are about the first; the others are as they were."""
    told = [step.model_dump(mode="json", exclude_none=True) for step in (update.build_on if update else None) or ()]
    before: Json = told[0] if told else {}
    cells = {tag: values.get(f"build_on_{tag}") for tag in languages()}
    text = {tag: words for tag, words in (before.get("text", {}) | cells).items() if words}
    day, dated = values.get("build_on_date"), before.get("date", {})
    date = {"date": dated if dated.get("value") == day else {"value": day}} if day else {}
    first = [{"text": text, **date}] if text or date else []
    return [*first, *told[1:]] or None


def _delays(values: Mapping[str, Value], update: Update | None) -> list[Json] | None:
    """The reasons of a row. The texts in its cells are about the first; those of the others are as they were."""
    told = {delay.reason: delay.text or {} for delay in (update.delays if update else None) or ()}
    found: list[Json] = []
    for reason in values.get("delay_reason") or ():
        text: Json = dict(told.get(reason, {}))
        if not found:
            cells = {tag: values.get(f"delay_text_{tag}") for tag in languages()}
            text = {tag: words for tag, words in (text | cells).items() if words}
        found.append({"reason": reason, **({"text": text} if text else {})})
    return found or None
