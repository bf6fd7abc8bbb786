"""Every address in an answer, whatever it is: of its headers, a page, JSON, a feed or a calendar."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin

from defusedxml.ElementTree import fromstring

from tests.html import Read

_WHOLE = re.compile(r"https?://[^\s\"'<>\\)`]+[^\s\"'<>\\)`.,;:]")


def addresses(answer: Any, at: str) -> set[str]:
    """All that an answer leads to, as a client at this address understands it."""
    return {urldefrag(urljoin(at, one)).url for one in _found(answer)}


def _found(answer: Any) -> Iterator[str]:
    headers, media = answer.headers, answer.headers.get("content-type", "")
    yield from (headers[name] for name in ("location", "content-location") if name in headers)
    yield from re.findall(r"<([^>]+)>", headers.get("link", ""))
    text = answer.text.replace("\r\n ", "")  # a calendar folds its lines
    yield from (whole.replace("&amp;", "&") for whole in _WHOLE.findall(unescape(text)))
    if "html" in media:
        elements = Read(text).elements if "<html" in text else []
        for element in elements:
            yield from (element.attrs[name] for name in ("href", "src", "action") if name in element.attrs)
        yield from re.findall(r'(?:fetch|open|replaceState|address =)\W*["\'](/[^"\']*)', text)
    elif "json" in media:
        yield from (one for one in _texts(json.loads(text)) if one.startswith("/v1/"))
    elif "atom" in media:
        yield from (element.attrib["href"] for element in fromstring(text).iter() if "href" in element.attrib)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in {"detail", "instance", "description", "example"}:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value
