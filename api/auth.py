"""Who is asking: keys, roles and what they cover."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from api.dependencies import engine
from api.problems import KINDS, Problem
from db.models.workbench import Key, KeyCover
from db.session import now, reading, writing
from db.vocabulary import Role

COVERS = {
    Role.admin: None,
    Role.editor: "organisation",
    Role.officer: "post",
    Role.convenor: "assembly",
    Role.panel: "assembly",
    Role.keeper: "project",
}


@dataclass(frozen=True)
class Principal:
    """Whoever holds a key: its number, its role and the ids it covers. Never a name."""

    key: int
    role: Role
    covers: frozenset[str]

    def may(self, *roles: Role) -> None:
        """Raises a problem that names the roles that may."""
        if self.role not in {Role.admin, *roles}:
            named = " or ".join(role.value for role in roles) or Role.admin.value
            raise Problem("wrong-role", f"A key with the role {named} may do this; yours has the role {self.role}.")


def secret_hash(secret: str) -> str:
    """Keys are random and long, so that a plain hash keeps them."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create_key(session: Session, role: Role, covers: list[str], holder: str, days: int) -> str:
    """Make a key and return its secret, which is kept nowhere."""
    secret = f"at_{secrets.token_urlsafe(32)}"
    created_at = now()
    key = Key(
        secret_hash=secret_hash(secret),
        holder=holder,
        role=role.value,
        created_at=created_at,
        expires_at=created_at + timedelta(days=days),
    )
    session.add(key)
    session.flush()
    session.add_all(KeyCover(key=key.id, thing=thing) for thing in sorted(set(covers)))
    return secret


_bearer = HTTPBearer(auto_error=False, scheme_name="Key", description="A key made with `assembly-tracker keys create`.")


def _principal(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Principal:
    opened = engine(request)
    key = live_key(opened, credentials.credentials) if credentials else None
    if key is None:
        raise Problem("key-missing", KINDS["key-missing"].meaning, headers={"WWW-Authenticate": "Bearer"})
    found, covers = key
    if found.last_used_on != now().date():
        with writing(opened) as session:
            session.execute(update(Key).where(Key.id == found.id).values(last_used_on=now().date()))
    return Principal(found.id, Role(found.role), covers)


def live_key(opened: Engine, secret: str) -> tuple[Key, frozenset[str]] | None:
    """The key with this secret and what it covers; None where it is unknown, expired or revoked."""
    with reading(opened) as session:
        found = session.scalars(select(Key).where(Key.secret_hash == secret_hash(secret))).one_or_none()
        if found is None or found.revoked_at is not None or found.expires_at <= now():
            return None
        covers = frozenset(session.scalars(select(KeyCover.thing).where(KeyCover.key == found.id)))
        session.expunge_all()
        return found, covers


Asker = Annotated[Principal, Depends(_principal)]
