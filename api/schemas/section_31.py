"""The report on a request to take part, as section 31 of the Community Empowerment (Scotland) Act 2015 asks for it."""

from typing import Literal

from pydantic import Field

from api.schemas.base import Address, LangMap, Maybe, PartialDate, Reference, Schema, Slug
from api.schemas.testimonies import Shown


class Said(Schema):
    """One thing that somebody says: what it answers, by a code where there is one, and in their words."""

    asked: LangMap = Field(description="What it answers.")
    answer: Maybe[LangMap] = Field(None, description="The words for the code that was answered.")
    text: Maybe[LangMap] = Field(None, description="In their own words.")
    evidence: Maybe[list[Shown]] = None
    address: Maybe[Address] = Field(None, description="Where they published it.")


class Statement(Schema):
    """What somebody says of a point, at one place on one day."""

    date: PartialDate
    url: str = Field(description="Where it stands in this record.")
    said: list[Said]


class Speaking(Schema):
    """Somebody who says something of a point."""

    by: Reference
    beside_name: list[LangMap] = Field(description="What stands beside the name, such as who owns or appointed them.")
    statements: list[Statement]


class Point(Schema):
    """One of the four points, what each says of it, and what nobody said."""

    code: Literal["outcome", "influence", "told", "views"]
    question: LangMap
    sides: list[Speaking]
    missing: list[LangMap] = Field(description="What is missing, and of whom, in a sentence for each.")


class RequestReport(Schema):
    """The report: four points, always in this order, in the words of those who took part and in no others."""

    type: Literal["section_31_report"]
    id: Slug
    url: str
    engagement: Reference
    authority: Reference = Field(description="Who was asked, and has to publish the report.")
    asked_by: Reference | None = Field(description="Who asked to take part.")
    points: list[Point]
