"""What stands at an address, in one piece: of JSON:API every page, as each leads to the next."""

import asyncio
import json
from collections.abc import Mapping
from json import JSONDecodeError
from typing import Any
from urllib.parse import urljoin, urlsplit

from api.core.fetching import NotFetched, fetched
from api.core.json_text import read_json
from api.core.problems import Problem
from api.core.shared_loop import waited_for
from api.other_systems.found import host_of

SECONDS = 60.0  # for all pages together
MOST = 30_000_000  # bytes of all pages together
MOST_PAGES = 200


def is_web(where: str) -> bool:
    """Whether somebody gave an address of the web, and no file."""
    return where.lower().startswith(("http://", "https://"))


def at_address(address: str) -> bytes:
    """What an address answers, in bounded time and size. Redirections are not followed, but told.

    Raises a problem that says why there is nothing.
    """
    if not host_of(address):
        raise Problem("invalid-body", "This is no address of the web: write it with https://.")
    try:
        return waited_for(_within(address))
    except NotFetched as why:
        told = f": it leads to {urljoin(address, why.leads_to)[:200]}, which is not followed" if why.leads_to else ""
        raise Problem("invalid-body", f"Nothing was fetched, as {why}{told}.") from None


async def _within(address: str) -> bytes:
    try:
        async with asyncio.timeout(SECONDS):
            return await _pages(address)
    except TimeoutError:
        raise NotFetched(f"it has not answered after {SECONDS:g} s") from None


async def _pages(address: str) -> bytes:
    """The first page as it is, where there is no other; else all of them as one."""
    left = MOST
    data = await fetched(address, seconds=SECONDS, most=left)
    whole = _json_api(data)
    following = _next(whole, address) if whole else ""
    if whole is None or not following:
        return data
    seen = {address}
    while following:
        if following in seen or len(seen) >= MOST_PAGES:
            raise NotFetched("its pages do not end")
        seen.add(following)
        left -= len(data)
        data = await fetched(following, seconds=SECONDS, most=left)
        page = _json_api(data)
        if page is None:
            raise NotFetched("a page after the first is not as the first")
        for name in ("data", "included"):
            whole[name] = [*whole.get(name, ()), *page.get(name, ())]
        following = _next(page, following)
    whole["links"] = {}
    return json.dumps(whole).encode()


def _json_api(data: bytes) -> dict[str, Any] | None:
    """A page of JSON:API; None where it is something else."""
    if not data.lstrip().startswith(b"{"):
        return None
    try:
        page = read_json(data)
    except JSONDecodeError:
        return None
    lists = isinstance(page, dict) and isinstance(page.get("data"), list) and isinstance(page.get("included", []), list)
    return page if lists and isinstance(page, dict) else None


def _next(page: Mapping[str, Any], address: str) -> str:
    """The address of the next page; empty after the last. Raises `NotFetched` where it is on another server."""
    links = page.get("links")
    link = links.get("next") if isinstance(links, Mapping) else None
    href = link.get("href") if isinstance(link, Mapping) else link
    if not isinstance(href, str) or not href:
        return ""
    following = urljoin(address, href)
    if urlsplit(following)[:2] != urlsplit(address)[:2]:
        raise NotFetched("its next page is on another server")
    return following
