"""JSON Feed 1.1 as we give it."""

from typing import Literal

from pydantic import Field

from api.schemas.base import Maybe, Schema


class JsonFeedAuthor(Schema):
    """An organisation, or an assembly; never a person."""

    name: str
    url: str


class JsonFeedItem(Schema):
    """One thing that happened."""

    id: str = Field(description="A tag URI: the same for ever, and in every language.")
    url: str = Field(description="The page of what it is about.")
    title: str
    language: str = Field(description="The language of the record's own words in it.")
    content_html: str
    content_text: str
    date_published: str
    date_modified: str = Field(description="Later where it was withdrawn or erased since.")
    authors: Maybe[list[JsonFeedAuthor]] = Field(
        None, description="Who said it; absent where nobody did, but the clock, or many at once."
    )
    tags: list[str] = Field(
        description="Codes of the codelists `nature`, `thing_type` and `update_kind`; `clock` and what it changed"
        " (a code of the codelist `owed`) where only a day passed."
    )


class FeedExtension(Schema):
    """What JSON Feed has no place for."""

    about: str = Field(description="The address of the feed, whatever its language.")
    updated: str = Field(description="When its newest entry was.")
    languages: dict[str, str] = Field(description="The same feed in each language.")
    licence: Maybe[str] = Field(None, description="The licence of the record, where the feed is of one assembly's.")


class JsonFeed(Schema):
    """A feed, newest first (https://jsonfeed.org/version/1.1)."""

    version: Literal["https://jsonfeed.org/version/1.1"]
    title: str
    description: str
    home_page_url: str
    feed_url: str
    language: str
    authors: list[JsonFeedAuthor]
    tracker: FeedExtension = Field(alias="_assembly_tracker")
    items: list[JsonFeedItem]
