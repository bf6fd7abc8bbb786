"""JSON Feed 1.1."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from api.feeds.model import ROOM, Author, Feed, FeedEntry, as_html, as_text
from api.pages.plain import one_line

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed, others: Sequence[str]) -> bytes:
    """The feed as JSON Feed; `others` are the other languages it comes in."""
    ours: dict[str, object] = {
        "about": feed.at("json", None),
        "updated": _moment(feed.updated),
        "languages": {tag: feed.at("json", tag) for tag in (feed.language, *others)},
    }
    if feed.rights:
        ours["licence"] = _line(feed.rights)
    found = {
        "version": VERSION,
        "title": _line(feed.title),
        "description": _line(feed.subtitle),
        "home_page_url": feed.url,
        "feed_url": feed.at("json", feed.lang),
        "language": feed.language,
        "authors": [_author(feed.author)],
        "_assembly_tracker": ours,
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _item(entry: FeedEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": _line(entry.title),
        "language": entry.language,
        "content_html": as_html(entry),
        "content_text": as_text(entry),
        "date_published": _moment(entry.published),
        "date_modified": _moment(entry.updated),
        **({"authors": [_author(entry.author)]} if entry.author else {}),
        "tags": [term.code for term in entry.terms],
    }


def _author(author: Author) -> dict[str, str]:
    return {"name": _line(author.name), "url": author.url}


def _line(text: str) -> str:
    return one_line(text, ROOM)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
