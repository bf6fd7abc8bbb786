"""Turning what the framework refuses into our problems."""

from typing import NamedTuple

from fastapi.exceptions import RequestValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from api.core.faults import Fault
from api.core.json_text import Json, escaped
from api.core.problems import KINDS, Problem
from api.schemas.base import (
    ADDRESS_PATTERN,
    BARE,
    MAILBOX_PATTERN,
    PATTERN_WORDS,
    SLUG_PATTERN,
    TEXT_PATTERN,
    WHOLE,
)
from api.text.phrases import Phrase, phrase
from db.unavailable import DatabaseUnavailableError, Why

# The word for a rule of the schema, where Pydantic's own would not read well.
_RULES = {"missing": "required", "extra_forbidden": "unknown-field", "null": "no-null"}
# What to write, where Pydantic would say of which class of ours a value should be.
_WORDS = {
    "missing": "'{name}' is missing, and must be given",
    "extra_forbidden": "there is no '{name}' here: correct the name, or leave it out",
    "string_type": 'write it in quotation marks: "…"',
    "int_type": "write a whole number, without quotation marks",
    "bool_type": "write true or false, without quotation marks",
    "list_type": "write a list: […]",
    "dict_type": 'write a text in quotation marks, or texts by language: {{"en": "…"}}',
}
# Words for what the schema refuses that somebody can type on a form, by the rule or by the pattern.
_KEYS = {
    "missing": "fault.missing",
    "string_too_long": "fault.too_long",
    "string_too_short": "fault.too_short",
    "too_long": "fault.too_many",
    "too_short": "fault.too_few",
    "greater_than_equal": "fault.too_small",
    "less_than_equal": "fault.too_large",
    "int_type": "fault.whole_number",
    "day": "fault.no_day",
    TEXT_PATTERN: "fault.pattern_text",
    SLUG_PATTERN: "fault.pattern_id",
    ADDRESS_PATTERN: "fault.pattern_address",
    MAILBOX_PATTERN: "fault.pattern_mailbox",
}
_OBJECTS = {
    "PartialDate": "a date is written 2019, 2019-autumn, 2019-10 or 2019-10-07, in quotation marks",
    "WholeDay": "a day is written 2019-10-07, in quotation marks",
}
_NAMES = {404: "not-found", 405: "method-not-allowed", 408: "body-too-slow", 413: "too-large", 415: "wrong-media-type"}


class Keeps(NamedTuple):
    """What keeps the database from doing something, in words, and after how many seconds to try again."""

    words: str
    seconds: int


KEEPS = {
    Why.locked: Keeps("Somebody else is writing to the record just now", 5),
    Why.slow: Keeps("It took longer than a request may", 30),
    Why.full: Keeps("There is no room left where the record is kept", 60),
    Why.read_only: Keeps("The record can only be read where it is now", 60),
    Why.failing: Keeps("What the record is kept on does not work", 60),
    Why.away: Keeps("The database cannot be reached", 10),
}


def from_validation(error: RequestValidationError) -> Problem:
    """400 where an address or a query is wrong, or a body is no JSON; 422 where the schema refuses the body."""
    details = list(error.errors())
    if (
        why := next((detail["ctx"]["error"] for detail in details if detail["type"] == "json_invalid"), None)
    ) is not None:
        return not_json(why)
    if isinstance(error.body, bytes):  # it was not read as JSON, because nothing says that it is
        return Problem("wrong-media-type", KINDS["wrong-media-type"].meaning)
    if any(detail["loc"] == ("header", "If-Match") and detail["type"] == "missing" for detail in details):
        return Problem("if-match-missing", KINDS["if-match-missing"].meaning)
    faults = [fault_of(detail) for detail in details]
    places = {detail["loc"][0] for detail in details}
    if "body" in places:
        return Problem("invalid-body", _summary(faults), errors=faults)
    return Problem("bad-query", _summary(faults), errors=faults)


def not_json(why: str) -> Problem:
    """A body that cannot be read as JSON, and the sentence that says why."""
    return Problem("bad-json", f"{KINDS['bad-json'].meaning} {why}")


def from_database(error: DatabaseUnavailableError, *, reads: bool) -> Problem:
    """What the database cannot do now. Who `reads` has nothing to be told of what was stored."""
    keeps, seconds = KEEPS[error.why]
    stored = "Nothing was stored."
    if error.uncertain:
        stored = "Whether it was stored is not known: look before you send it again."
    detail = f"{keeps}." if reads else f"{keeps}. {stored}"
    return Problem("unavailable", detail, headers={"Retry-After": str(seconds)})


def from_http(error: HTTPException) -> Problem:
    """Starlette's own refusals."""
    name = _NAMES.get(error.status_code)
    if name is None:
        name = "bad-json" if error.status_code < 500 else "server-error"  # noqa: PLR2004
    detail = error.detail if name == "too-large" else KINDS[name].meaning  # how much would not be
    return Problem(name, detail, headers=dict(error.headers or {}))


def fault_of(detail: ErrorDetails | Json, prefix: str = "") -> Fault:
    """One error of Pydantic's as a fault: a JSON pointer for a body, a name for a parameter."""
    where, *path = detail["loc"] or ("body",)
    if where == "body" or prefix:
        steps = path if not prefix else detail["loc"]
        pointer = prefix + "".join(f"/{escaped(str(step))}" for step in steps if step not in {BARE, WHOLE})
    else:
        pointer = str(path[0]) if path else str(where)
    rule = _RULES.get(detail["type"], detail["type"].replace("_", "-"))
    about = {name: shown(str(value)) for name, value in detail.get("ctx", {}).items()}
    gaps = {**about, "name": shown(str(detail["loc"][-1])) if detail["loc"] else ""}
    key = _KEYS.get(str(detail.get("ctx", {}).get("pattern", "")), _KEYS.get(detail["type"], ""))
    words = shown(_in_words(detail))
    return Fault(shown(pointer), rule, Phrase(phrase(key, **gaps).said, words) if key else words)


def _in_words(detail: ErrorDetails | Json) -> str:
    if detail["type"] == "string_unicode":
        return "it holds half a character (a lone surrogate), which is no text"
    about = detail.get("ctx", {})
    if detail["type"] in {"model_type", "model_attributes_type"}:
        return _OBJECTS.get(about.get("class_name", ""), "write an object, with names and values: {…}")
    if detail["type"] in _WORDS:
        return _WORDS[detail["type"]].format(name=detail["loc"][-1] if detail["loc"] else "")
    return PATTERN_WORDS.get(about.get("pattern", ""), detail["msg"])


def shown(text: str) -> str:
    """A text that may quote half a character, which no answer can hold, with that half written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _summary(faults: list[Fault]) -> str:
    first = f"{faults[0].pointer}: {faults[0].detail}"
    return first if len(faults) == 1 else f"{first}; and {len(faults) - 1} more, in `errors`."
