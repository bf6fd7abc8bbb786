"""The shared field types: every text, code, date, id and number in the API is one of these.

The bounds are here once, so that nothing reaches the record that a database, an XML reader or a spreadsheet cannot
hold.
"""

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from typing_extensions import TypeAliasType

from api.schemas.dates import days_of
from db.vocabulary import CODELISTS, THING_TYPES

# Everything an XML 1.0 document, PostgreSQL and a JSON reader can all hold: no control characters but tab and newline,
# no surrogates, no non-characters; and at least one character that is not white space.
_KEPT = r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]"
_SEEN = r"[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff\ufffe\uffff]"
TEXT_PATTERN = f"^{_KEPT}*{_SEEN}{_KEPT}*$"
SLUG_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
# Its host holds no brackets: readers of addresses fall over one that is not closed.
ADDRESS_PATTERN = r"^https?://[!-.0->@-Z^-~]+([/?][!-~]*)?$"
MAILBOX_PATTERN = r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9-]+)+$"
# What each of these asks for, for whoever did not write regular expressions.
PATTERN_WORDS = {
    TEXT_PATTERN: "a text has something to read in it and no control characters",
    SLUG_PATTERN: "an id is lower-case letters, digits and single hyphens, and begins with a letter",
    LANGUAGE_PATTERN: "a language is a tag such as en, cy or pt-BR",
    ADDRESS_PATTERN: "an address begins with http:// or https:// and has no spaces",
    MAILBOX_PATTERN: "a mailbox is an e-mail address such as streets@anytown.example",
}
MAX_TEXT = 20_000
MAX_COUNT = 1_000_000_000
MAX_SEQUENCE = 2**53 - 1  # the last whole number that every reader of JSON holds exactly


# A field that takes a bare string or an object is judged as what it is, so that a fault names one place. The marks are
# steps of Pydantic's locations, never of a pointer.
BARE, WHOLE = "(bare)", "(whole)"


def bare_or_whole(value: object) -> str:
    """Which of the two was given."""
    return BARE if isinstance(value, str) else WHOLE


def _clean(value: str) -> str:
    """NFC, so that the same words are the same bytes however they were typed."""
    return unicodedata.normalize("NFC", value)


Text = TypeAliasType(
    "Text",
    Annotated[
        str,
        StringConstraints(min_length=1, max_length=MAX_TEXT, pattern=TEXT_PATTERN),
        AfterValidator(_clean),
    ],
)
Line = TypeAliasType(
    "Line",
    Annotated[
        str,
        StringConstraints(min_length=1, max_length=500, pattern=TEXT_PATTERN),
        AfterValidator(_clean),
    ],
)
Slug = Annotated[
    str,
    StringConstraints(min_length=3, max_length=80, pattern=SLUG_PATTERN),
]
LanguageTag = Annotated[str, StringConstraints(max_length=35, pattern=LANGUAGE_PATTERN)]
Address = Annotated[
    str,
    StringConstraints(min_length=8, max_length=2000, pattern=ADDRESS_PATTERN),
]
Mailbox = Annotated[
    str,
    StringConstraints(max_length=254, pattern=MAILBOX_PATTERN),
]


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


# JSON has one sort of number: 3.0 is the whole number 3.
AsWhole = BeforeValidator(_whole)
Count = Annotated[int, Field(ge=0, le=MAX_COUNT, strict=True), AsWhole]


class LangMapSchema:
    """Says of the keys exactly what is accepted; the generated schema would leave other keys open."""

    def __init__(self, **bounds: int) -> None:
        self.bounds = bounds

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        (text,) = handler(schema)["patternProperties"].values()
        return {
            "type": "object",
            "description": "A text by language tag.",
            "propertyNames": {"pattern": LANGUAGE_PATTERN, "maxLength": 35},
            "additionalProperties": text,
            **self.bounds,
        }


LangMap = TypeAliasType(
    "LangMap",
    Annotated[
        dict[LanguageTag, Text], Field(min_length=1, max_length=20), LangMapSchema(minProperties=1, maxProperties=20)
    ],
)


class CodeOf:
    """A code of one codelist: closed in requests, a plain string in answers, so that a new code breaks no reader."""

    def __init__(self, codelist: str, *, without: tuple[str, ...] = (), groups: tuple[str, ...] = ()) -> None:
        """Without some of its codes; with names that each stand for a group of them, where one can ask for those."""
        self.codelist = codelist
        self.groups = groups
        self.codes = (*groups, *(code for code in CODELISTS[codelist] if code not in without))

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, core_schema.str_schema())

    def _check(self, value: str) -> str:
        if value not in self.codes:
            raise PydanticCustomError(
                "unknown_code",
                "'{value}' is not a code of the codelist {codelist}; the codes are {codes}",
                {"value": value[:80], "codelist": self.codelist, "codes": ", ".join(self.codes)},
            )
        return value

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        groups = "".join(f", or `{name}`" for name in self.groups)
        described = {"type": "string", "description": f"A code of /v1/codelists/{self.codelist}{groups}."}
        return described if handler.mode == "serialization" else {**described, "enum": list(self.codes)}


class Offers:
    """What people choose from, of a field that takes other codes too where it is said whose they are; it checks
    nothing.
    """

    def __init__(self, codelist: str) -> None:
        self.codelist = codelist
        self.codes = CODELISTS[codelist]


def _real_date(value: str) -> str:
    try:
        days_of(value)
    except ValueError:
        raise PydanticCustomError(
            "partial_date",
            "'{value}' is not a date: give 2019, 2019-autumn, 2019-10 or 2019-10-07",
            {"value": value[:40]},
        ) from None
    return value


class _DateSchema:
    """What the schema says of a partial date: exact, so that everything it allows is accepted."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "pattern": r"^[12][0-9]{3}(-(0[1-9]|1[0-2]|spring|summer|autumn|winter))?$"},
            ],
            "description": "A date as precise as it is known: 2019, 2019-autumn, 2019-10 or 2019-10-07.",
        }


def _real_day(value: object) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("day", "'{value}' is not a day: write 2019-10-07", {"value": str(value)[:40]})
    return date.fromisoformat(value)


def _whole_day(value: str) -> str:
    return _real_day(value).isoformat()


# One whole day, in an address. Pydantic's own would also take a number of seconds, and a moment at midnight.
Day = Annotated[date, BeforeValidator(_real_day), WithJsonSchema({"type": "string", "format": "date"})]
DateValue = Annotated[str, Field(max_length=11), AfterValidator(_real_date), _DateSchema()]


class Format2:
    """Marks a field whose use, or whose absence, would mislead a reader of format 1: such a body is of format 2."""

    def __init__(self, *, absent: bool = False) -> None:
        self.absent = absent


class NotNull:
    """A field may be left out, never null: absent means not found, and there is one way to say it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._check, handler(source))

    def _check(self, value: object) -> object:
        if value is None:
            raise PydanticCustomError("null", "null is not a value here: leave the field out")
        return value

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        described = handler(schema)
        kept = [option for option in described.get("anyOf", []) if option != {"type": "null"}]
        return kept[0] if len(kept) == 1 else {**described, "anyOf": kept}


T = TypeVar("T")
Maybe = Annotated[T | None, NotNull()]


def _without_null_defaults(schema: dict[str, Any]) -> None:
    for described in schema.get("properties", {}).values():
        if described.get("default", ...) is None:
            del described["default"]


class Schema(BaseModel):
    """The base of every request and answer: a field nobody knows is refused, with its name."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra=_without_null_defaults)


class Reference(Schema):
    """Another thing of the record: enough to name it and to link to it."""

    type: str = Field(description="What sort of thing it is.")
    id: Slug
    name: LangMap
    url: Address


class Ref:
    """Marks a field that names another thing of one of these types: an id in requests, a `Reference` in answers."""

    def __init__(self, *types: str) -> None:
        self.types = types

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        if handler.mode == "serialization":
            return handler(Reference.__pydantic_core_schema__)
        return {**handler(schema), "description": f"The id of {' or '.join(self.types)}."}


OrganisationRef = Annotated[Slug, Ref("organisation")]
PostRef = Annotated[Slug, Ref("post")]
AssemblyRef = Annotated[Slug, Ref("assembly")]
RecommendationRef = Annotated[Slug, Ref("recommendation")]
ProjectRef = Annotated[Slug, Ref("project")]


class PartialDate(Schema):
    """A date as the source gives it. It stands for its first and its last day: order uses the first, lateness the
    last.
    """

    value: DateValue
    until: Annotated[Maybe[DateValue], Format2()] = Field(
        None, description="Where it spans more than one value can say, the last of them: “end of 2021 or early 2022”."
    )
    printed: Maybe[Line] = Field(None, description="The words as printed.")
    inferred: Maybe[bool] = Field(None, description="True where the record's keeper worked the date out.")

    @property
    def first(self) -> date:
        return days_of(self.value)[0]

    @property
    def last(self) -> date:
        return days_of(self.until or self.value)[1]


DayValue = Annotated[str, AfterValidator(_whole_day), WithJsonSchema({"type": "string", "format": "date"})]


class WholeDay(PartialDate):
    """A date that is known to the day, because something begins or ends with it."""

    value: DayValue


class Source(Schema):
    """Where a fact comes from: by its address, or by its title where it has none."""

    address: Annotated[Maybe[Address], Format2(absent=True)] = Field(
        None, description="Left out where it stands on no web page; then it has a title."
    )
    title: Maybe[Line] = None
    publisher: Maybe[Line] = None
    date: Maybe[PartialDate] = None
    page: Maybe[Line] = None
    archived: Maybe[Address] = None
    licence: Maybe[Line] = None
    note: Maybe[LangMap] = None


class Identifier(Schema):
    """The identifier of a thing in somebody else's register."""

    scheme: Line
    value: Line


class Related(Schema):
    """Another thing this one has to do with, and how."""

    id: Annotated[Slug, Ref(*THING_TYPES)]
    kind: Line


class AlsoReported(Schema):
    """A fact that conflicts with what stands in `field`: both are kept, neither is chosen."""

    field: Line
    value: LangMap
    source: Source
    note: Maybe[LangMap] = None


class Figure(Schema):
    """A number as somebody published it, never recomputed."""

    measure: LangMap
    value: Line = Field(description="As printed.")
    unit: Maybe[Line] = None
    date: Maybe[PartialDate] = None
    said_by: Maybe[OrganisationRef] = None
    counting_rule: Maybe[LangMap] = None
    stage: Maybe[Annotated[str, CodeOf("money_stage")]] = Field(None, description="For money only.")
    source: Maybe[Source] = None


class Basis(Schema):
    """How a text stands to the source's own words. Only `verbatim` may be shown as the members' words."""

    basis: Annotated[str, CodeOf("basis")]
    by: Maybe[OrganisationRef] = Field(None, description="The organisation that made this text.")
    document: Maybe[Line] = None
    page: Maybe[Line] = None
    translated: Maybe[list[LanguageTag]] = Field(None, description="The languages that are translations.")
    note: Maybe[LangMap] = None


class Thing(Schema):
    """What every thing's own facts may carry. Absent means not found; an empty list means known to be none."""

    id: Slug
    language: Maybe[LanguageTag] = Field(None, description="The language of the original.")
    identifiers: Maybe[list[Identifier]] = None
    sources: Maybe[list[Source]] = None
    confidence: Maybe[Annotated[str, CodeOf("confidence")]] = None
    related: Maybe[list[Related]] = None
    also_reported: Maybe[list[AlsoReported]] = None
    note: Maybe[LangMap] = None
    mistake: Maybe[LangMap] = Field(
        None, description="What was wrong in what this corrects; only where it is published as a correction."
    )
