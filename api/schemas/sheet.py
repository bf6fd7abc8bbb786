"""The sheet: what an officer's posts answer for as rows, the same columns on the way out and on the way back.

A row is what one post says about one recommendation or project: its draft where it has one, else its latest public
statement. Writing, reading and the docs all follow the one table of columns here.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from api.schemas.updates import Update
from db.letters import without_invisible

LANGUAGES = ("en", "cy")
# One upload. Five thousand rows of a paragraph each fit; a post answers for dozens of things.
MAX_BYTES = 4_000_000
MAX_ROWS = 5_000
_LETTERS = "bcdfghjklmnpqrstvwxz"  # no vowels, so that they never spell a word
SHEET_NAMES = {"en": "Updates", "cy": "Diweddariadau"}

Kind = Literal["slug", "text", "date", "code", "codes"]


@dataclass(frozen=True)
class Column:
    """One column: its name and headings, what its cells hold, and how to fill it in."""

    name: str
    kind: Kind
    heading: Mapping[str, str]
    help: Mapping[str, str]
    width: int
    field: str = ""  # where it stands in an update; empty where it is only to be read
    language: str = ""
    codelist: str = ""

    @property
    def key(self) -> bool:
        """Whether it says which row this is."""
        return self.kind == "slug"


def _text(name: str, heading: tuple[str, str], help_: tuple[str, str], width: int = 40) -> tuple[Column, ...]:
    """A text of an update, a column for each language."""
    in_ = {"en": ("in English", "yn Saesneg"), "cy": ("in Welsh", "yn Gymraeg")}
    return tuple(
        Column(
            f"{name}_{language}",
            "text",
            {"en": f"{heading[0]} ({in_[language][0]})", "cy": f"{heading[1]} ({in_[language][1]})"},
            {"en": help_[0], "cy": help_[1]},
            width,
            field=name,
            language=language,
        )
        for language in LANGUAGES
    )


_KEPT = {"en": "Only to read: a change here is not taken.", "cy": "I’w ddarllen yn unig: ni dderbynnir newid yma."}
_KEY = {
    "en": "Leave as it is: it says which row this is.",
    "cy": "Gadewch fel y mae: mae’n dweud pa res yw hon.",
}

COLUMNS: tuple[Column, ...] = (
    Column("reference", "text", {"en": "Reference", "cy": "Cyfeirnod"}, _KEPT, 11),
    Column("title", "text", {"en": "Title", "cy": "Teitl"}, _KEPT, 36),
    Column(
        "progress",
        "code",
        {"en": "Progress", "cy": "Cynnydd"},
        {
            "en": "What has happened so far. Choose from the list.",
            "cy": "Beth sydd wedi digwydd hyd yma. Dewiswch o’r rhestr.",
        },
        19,
        field="progress",
        codelist="progress",
    ),
    *_text(
        "summary",
        ("What changed", "Beth sydd wedi newid"),
        (
            "One plain sentence. Needed, in either language, wherever you say anything.",
            "Un frawddeg syml. Mae ei hangen, yn y naill iaith neu’r llall, lle bynnag y dywedwch rywbeth.",
        ),
    ),
    Column(
        "date",
        "date",
        {"en": "True on", "cy": "Yn wir ar"},
        {
            "en": "The day it was true. Empty means today, or the day your draft has already.",
            "cy": "Y diwrnod yr oedd yn wir. Mae gwag yn golygu heddiw, neu’r diwrnod sydd eisoes yn eich drafft.",
        },
        13,
        field="date",
    ),
    *_text(
        "detail",
        ("More about it", "Mwy amdano"),
        ("Anything else readers should know.", "Unrhyw beth arall y dylai darllenwyr ei wybod."),
    ),
    *_text(
        "works",
        ("What works", "Beth sy’n gweithio"),
        ("What is going well.", "Beth sy’n mynd yn dda."),
        30,
    ),
    *_text(
        "learned",
        ("What we learned", "Beth a ddysgwyd"),
        ("What you would tell another council.", "Beth fyddech chi’n ei ddweud wrth gyngor arall."),
        30,
    ),
    Column(
        "delay_reason",
        "codes",
        {"en": "Why it is late", "cy": "Pam mae’n hwyr"},
        {
            "en": "Only if it is late. Choose from the list; for several, put a semicolon between them.",
            "cy": "Dim ond os yw’n hwyr. Dewiswch o’r rhestr; am sawl un, rhowch hanner colon rhyngddynt.",
        },
        22,
        field="delays",
        codelist="delay_reason",
    ),
    *_text(
        "delay_text",
        ("More about the delay", "Mwy am yr oedi"),
        ("A sentence about the first reason.", "Brawddeg am y rheswm cyntaf."),
        30,
    ),
    Column(
        "next_update_due",
        "date",
        {"en": "Next update due", "cy": "Diweddariad nesaf"},
        {
            "en": "When you will say more. A day, or a month such as 2027-03.",
            "cy": "Pryd y byddwch yn dweud mwy. Diwrnod, neu fis fel 2027-03.",
        },
        15,
        field="next_update_due",
    ),
    Column(
        "due",
        "date",
        {"en": "Now due by", "cy": "I’w gwblhau erbyn"},
        {
            "en": "Only if you set or move the date it is due. The first date stays on record.",
            "cy": "Dim ond os ydych yn pennu neu’n symud y dyddiad. Mae’r dyddiad cyntaf yn aros ar gofnod.",
        },
        15,
        field="due",
    ),
    Column("last_update", "date", {"en": "Last update", "cy": "Diweddariad diwethaf"}, _KEPT, 13),
    Column("assembly", "text", {"en": "Assembly", "cy": "Cynulliad"}, _KEPT, 26),
    Column(
        "version",
        "text",
        {"en": "Version", "cy": "Fersiwn"},
        {
            "en": "Leave as it is: it says how the row stood when you downloaded it.",
            "cy": "Gadewch fel y mae: mae’n dweud sut oedd y rhes pan lawrlwythoch hi.",
        },
        12,
    ),
    Column("post", "slug", {"en": "Post", "cy": "Swydd"}, _KEY, 26),
    Column("id", "slug", {"en": "Id", "cy": "Dynodwr"}, _KEY, 26),
)
BY_NAME = {column.name: column for column in COLUMNS}

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
    values: dict[str, Value] = {column.name: None for column in COLUMNS if column.field}
    if update is None:
        return values
    delays = update.delays or []
    for column in COLUMNS:
        if column.language:
            texts = (
                (delays[0].text if delays else None) if column.field == "delay_text" else getattr(update, column.field)
            )
            values[column.name] = tidy((texts or {}).get(column.language, "")) or None
    values["progress"] = update.progress
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


def patch(changed: Mapping[str, Value], values: Mapping[str, Value], update: Update | None = None) -> dict[str, Any]:
    """A merge patch of an update that makes these changes; on nothing, it is a whole update.

    A date that changes loses the words it was printed in. What the sheet cannot show of the reasons of a delay stays.
    """
    found: dict[str, Any] = {}
    for name, value in changed.items():
        column = BY_NAME[name]
        if column.field in {"delays", "delay_text"}:
            found["delays"] = _delays(values, update)
        elif column.language:
            found.setdefault(column.field, {})[column.language] = value
        elif column.field == "due" and value is not None:
            found["due"] = {"date": {"value": value, "printed": None, "inferred": None}, "set_by": "responder"}
        else:
            found[column.field] = value
    return found


def _delays(values: Mapping[str, Value], update: Update | None) -> list[dict[str, Any]] | None:
    """The reasons of a row. The texts in its cells are about the first; those of the others are as they were."""
    told = {delay.reason: delay.text or {} for delay in (update.delays if update else None) or ()}
    found: list[dict[str, Any]] = []
    for reason in values.get("delay_reason") or ():
        text: dict[str, Any] = dict(told.get(reason, {}))
        if not found:
            cells = {tag: values.get(f"delay_text_{tag}") for tag in LANGUAGES}
            text = {tag: words for tag, words in (text | cells).items() if words}
        found.append({"reason": reason, **({"text": text} if text else {})})
    return found or None
