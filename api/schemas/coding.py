"""Codes for where, about what and for whom: beside the words that stand there, so that records can be compared.

Absent means that nobody said; it never means everywhere, everything or everybody.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.schemas.base import AsWhole, CodeOf, LangMap, Maybe, Offers, Schema
from db.places import GSS, SCHEME_PATTERN
from db.vocabulary import CODELISTS

CODE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._/-]*$"
PLACE_PATTERN = r"^([a-z][a-z0-9-]*:)?[A-Za-z0-9][A-Za-z0-9._/-]*$"

Scheme = Annotated[str, StringConstraints(max_length=40, pattern=SCHEME_PATTERN)]
Code = Annotated[str, StringConstraints(max_length=40, pattern=CODE_PATTERN)]
Year = Annotated[int, Field(ge=1900, le=2199, strict=True), AsWhole]


class PlaceCode(Schema):
    """An area, by its code."""

    scheme: Maybe[Scheme] = Field(
        None, description="Whose code it is; left out of the Office for National Statistics’ (`gss`)."
    )
    code: Code
    name: Maybe[LangMap] = None
    year: Maybe[Year] = Field(None, description="Of which year's boundaries.")

    @property
    def key(self) -> str:
        """By what it is found: its scheme and its code."""
        return f"{self.scheme or GSS}:{self.code}"


class TopicCode(Schema):
    """What something is about, by a code of `/v1/codelists/topic`, or of another scheme that is named."""

    scheme: Maybe[Scheme] = Field(None, description="Whose code it is; left out of a code of /v1/codelists/topic.")
    code: Annotated[Code, Offers("topic")]
    local_label: Maybe[LangMap] = Field(None, description="What the organisation itself calls it.")

    @property
    def key(self) -> str:
        """By what it is found: its code, with its scheme before it where that is not ours."""
        return f"{self.scheme}:{self.code}" if self.scheme else self.code


class AudienceCode(Schema):
    """Whom something is meant for. It never says who a person is."""

    code: Annotated[str, CodeOf("audience")]
    note: Maybe[LangMap] = None
    local_label: Maybe[LangMap] = Field(None, description="What the organisation itself calls them.")


_FEW = Field(min_length=1, max_length=50)
Places = Maybe[Annotated[list[PlaceCode], _FEW]]
Topics = Maybe[Annotated[list[TopicCode], _FEW]]
Audiences = Maybe[Annotated[list[AudienceCode], _FEW]]
# The fields that a thing has of these, and by what path each is a facet.
FACETS = {"place": ("places.key",), "topic": ("topics.key",), "audience": ("audiences.code",)}


def _topic(value: str) -> str:
    if ":" not in value and value not in CODELISTS["topic"]:
        raise PydanticCustomError(
            "unknown_code",
            "'{value}' is not a code of the codelist {codelist}; the codes are {codes}",
            {"value": value[:80], "codelist": "topic", "codes": ", ".join(CODELISTS["topic"])},
        )
    return value


_Asked = Annotated[str, StringConstraints(max_length=81, pattern=PLACE_PATTERN)]
_OTHER_SCHEME = {"type": "string", "maxLength": 81, "pattern": PLACE_PATTERN.replace(":)?", ":)")}
_AskedTopic = Annotated[
    _Asked,
    AfterValidator(_topic),
    WithJsonSchema({"anyOf": [{"type": "string", "enum": [*CODELISTS["topic"]]}, _OTHER_SCHEME]}),
]
_MANY = Field(max_length=50)


class CodedFilters(BaseModel):
    """The filters that every list has of what can be coded."""

    model_config = ConfigDict(extra="ignore")

    place: Annotated[list[_Asked], _MANY] = Field(
        [],
        description="In, or around, one of these places, by their codes: `E09000007` of the Office for National"
        " Statistics, `scheme:code` of any other. What lies inside which is known of the places that this instance"
        " was told of; of others, the code itself is looked for.",
        examples=[["E09000007"]],
    )
    topic: Annotated[list[_AskedTopic], _MANY] = Field(
        [],
        description="About one of these topics: a code of /v1/codelists/topic, or `scheme:code` of another.",
        examples=[["parks"]],
    )
    audience: Annotated[list[Annotated[str, CodeOf("audience")]], _MANY] = Field(
        [], description="Meant for one of these."
    )


def place_keys(asked: Sequence[str]) -> list[str]:
    """Codes of places as they are asked for, as they are kept: with their schemes."""
    return [one if ":" in one else f"{GSS}:{one}" for one in asked]
