"""Where text that was deleted may still be, place by place, in words: what is tried, and what is out of reach."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from api.core.caching import WHERE_WE_FAIL, fresh_for
from api.settings import settings
from db.publications import moment_text


class Place(NamedTuple):
    """A place in which text may still be, whether we can reach it, and until when at most where that is known."""

    place: str
    within_reach: bool
    detail: str
    until: datetime | None = None


def places(state: str, at: datetime, dialect: str) -> Iterator[Place]:
    """Where text may still be that was deleted at a moment, and of which the purge has this state."""
    if dialect == "sqlite":
        yield from _of_sqlite(state)
    else:
        yield from _of_postgresql(state)
    yield Place(
        "memory",
        within_reach=False,
        detail="The processes of the server may hold it in memory, where nobody is answered from it, until they end.",
    )
    yield _caches(at)
    for place, detail in _BEYOND.items():
        yield Place(place, within_reach=False, detail=detail)


def _of_sqlite(state: str) -> Iterator[Place]:
    again = f"The server tries again every {settings().tick:g} seconds, and `assembly-tracker purge` at once."
    if state == "pages":
        detail = f"The database file was not written anew since (VACUUM), and free space in it may hold it. {again}"
        yield Place("pages", within_reach=True, detail=detail)
    if state != "done":
        detail = f"The write-ahead log beside the file was not cut since: somebody reads what stood before. {again}"
        yield Place("log", within_reach=True, detail=detail)


def _of_postgresql(state: str) -> Iterator[Place]:
    if state != "done":
        yield Place(
            "pages",
            within_reach=True,
            detail="The pages of the tables hold it until each table is rewritten: `assembly-tracker purge --full`, run"
            " as the owner of the database, does that and locks each table meanwhile.",
        )
    yield Place(
        "postgresql_log",
        within_reach=False,
        detail="PostgreSQL's own write-ahead log (pg_wal), until it reuses those segments; archived ones until they are"
        " deleted. It cannot be looked into from here.",
    )
    yield Place(
        "replicas",
        within_reach=False,
        detail="Replicas follow by themselves; their pages are rewritten with ours, their logs are their own.",
    )


def _caches(at: datetime) -> Place:
    fresh = at + timedelta(seconds=fresh_for(at))
    return Place(
        "caches",
        within_reach=False,
        detail=f"Caches of browsers and CDNs may show it until {moment_text(fresh)}, and where this server does not"
        " answer for a day more. Purge a CDN of your own.",
        until=fresh + timedelta(seconds=WHERE_WE_FAIL),
    )


_BEYOND = {
    "copies": "Whoever has copied it: feed readers, servers that keep a fragment they included, loaded record"
    " documents, mirrors, web archives. `/v1/changes`, `/v1/removals` and the feeds tell them that it was erased.",
    "backups": "Backups made before, until they are deleted. After one is restored, erase it there again.",
    "logs": "This server logs no texts. What a proxy or the database itself logs is theirs to keep and delete.",
}
