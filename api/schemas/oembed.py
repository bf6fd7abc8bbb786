"""What oEmbed answers (https://oembed.com, version 1.0), and how a provider is described to those who ask."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import Address, Schema

Pixels = Annotated[int, Field(ge=1)]


class OEmbed(Schema):
    """How to show one thing in another page. Its fields are promised for ever."""

    type: Literal["rich"]
    version: Literal["1.0"]
    title: str = Field(
        description="What it is, by its reference and its assembly, and that its status stands there. Never the status,"
        " nor anything else that goes stale: whoever asked may keep this."
    )
    author_name: str = Field(
        description="The organisation that commissioned the assembly, or keeps its record where that is not known."
    )
    author_url: Address
    provider_name: str = Field(description="Always `Assembly Tracker`; the entry of the provider says the same.")
    provider_url: Address
    cache_age: int = Field(
        description="For how many seconds this answer may be kept. What the frame shows is always new."
    )
    html: str = Field(
        description="A frame, then the title with a link for whoever shows no frames. No script, no style."
    )
    width: Pixels = Field(description="Of the frame; never more than `maxwidth`.")
    height: Pixels = Field(description="Of the frame; never more than `maxheight`. What is longer scrolls.")


class OEmbedEndpoint(Schema):
    """Where to ask, and about which addresses."""

    schemes: list[str]
    url: Address
    discovery: bool
    formats: list[str]


class OEmbedProvider(Schema):
    """An entry of a list of providers."""

    provider_name: str
    provider_url: Address
    endpoints: list[OEmbedEndpoint]
