"""Who owns what: the one role that may change a thing, and whether somebody holds a live key for it here."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.workbench import Key, KeyCover
from db.session import now
from db.vocabulary import Role


def owners(thing: Any) -> Iterator[tuple[Role, str]]:
    """The roles, and what they cover, that own a thing; nothing where only an administrator does."""
    kind = thing.type
    if kind in {"post", "accountability"}:
        yield Role.editor, thing.organisation
    elif kind == "response":
        yield Role.editor, thing.by
    elif kind == "project":
        yield Role.keeper, thing.id
        yield Role.editor, thing.keeper or thing.lead
    elif kind == "contribution":
        yield Role.keeper, thing.project
    elif kind in {"recommendation", "lineage"}:
        yield Role.convenor, thing.assembly
    elif kind == "assembly":
        yield Role.convenor, thing.id
        yield Role.editor, thing.keeper.organisation
    elif kind == "verdict":
        yield Role.panel, thing.assembly
    elif kind in {"update", "reply"}:
        yield Role.editor, thing.said_by.organisation
        if thing.said_by.post is not None:
            yield Role.officer, thing.said_by.post


def live_owners(session: Session, things: Sequence[Any]) -> dict[str, str]:
    """The things among these whose owner holds a live key here, with the name of the role."""
    rows = session.execute(
        select(Key.role, KeyCover.thing)
        .join(KeyCover, KeyCover.key == Key.id)
        .where(Key.revoked_at.is_(None), Key.expires_at > now())
    )
    live = {(Role(row.role), row.thing) for row in rows}
    if not live:
        return {}
    return {
        thing.id: f"{role.value} of '{covered}'"
        for thing in things
        for role, covered in owners(thing)
        if (role, covered) in live
    }
