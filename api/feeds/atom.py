"""Atom (RFC 4287)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from api.feeds.model import ROOM, Author, Feed, FeedEntry, as_html
from api.pages.plain import one_line

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

ET.register_namespace("", _NAMESPACE)


def atom(feed: Feed, others: Sequence[str]) -> bytes:
    """The feed as Atom; `others` are the other languages it comes in."""
    root = Element(_name("feed"), {_LANG: feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _moment(feed.updated))
    _author(root, feed.author)
    if feed.rights:
        _text(root, "rights", feed.rights)
    _link(root, "self", MEDIA_TYPE, feed.at("atom", feed.lang))
    _link(root, "alternate", "text/html", feed.url)
    for other in others:
        _link(root, "alternate", MEDIA_TYPE, feed.at("atom", other), hreflang=other)
    _link(root, "alternate", "application/feed+json", feed.at("json", feed.lang))
    for entry in feed.entries:
        root.append(_entry(entry))
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(entry: FeedEntry) -> Element:
    found = Element(_name("entry"), {_LANG: entry.language})
    _text(found, "id", entry.id)
    _text(found, "title", entry.title)
    _text(found, "published", _moment(entry.published))
    _text(found, "updated", _moment(entry.updated))
    if entry.author:
        _author(found, entry.author)
    _link(found, "alternate", "text/html", entry.url)
    for term in entry.terms:
        scheme = {"scheme": term.scheme} if term.scheme else {}
        SubElement(found, _name("category"), {"term": term.code, "label": term.label, **scheme})
    SubElement(found, _name("content"), {"type": "html"}).text = as_html(entry)
    return found


def _author(parent: Element, author: Author) -> None:
    found = SubElement(parent, _name("author"))
    _text(found, "name", author.name)
    _text(found, "uri", author.url)


def _link(parent: Element, rel: str, media_type: str, href: str, **more: str) -> None:
    SubElement(parent, _name("link"), {"rel": rel, "type": media_type, "href": href, **more})


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, _name(name)).text = one_line(text, ROOM)


def _name(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
