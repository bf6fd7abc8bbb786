"""Rewriting history as somebody would who has the database and no scruples: past the guards, with hashes that fit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, delete, text, update
from sqlalchemy.orm import Session

from db.guards import create_guards, drop_guards
from db.models.index import Link, Version
from db.models.record import Body, Publication, RecordHead
from db.publications import chain_hash


@contextmanager
def unguarded(engine: Engine) -> Iterator[Connection]:
    """A connection to the record while it has no guards; what is done is committed, and the guards stand again."""
    with engine.begin() as connection:
        _switch(connection, drop_guards, "DISABLE")
        yield connection
        _switch(connection, create_guards, "ENABLE")


def _switch(connection: Connection, on_sqlite: Callable[[Connection], None], on_postgresql: str) -> None:
    if connection.dialect.name == "sqlite":
        on_sqlite(connection)
    else:
        for table in ("publications", "bodies", "record_head"):
            connection.exec_driver_sql(f"ALTER TABLE {table} {on_postgresql} TRIGGER USER")


def tampered(engine: Engine, statement: str) -> None:
    """Change something by hand, and leave the hashes as they were."""
    with unguarded(engine) as connection:
        connection.execute(text(statement))


def cut(engine: Engine, sequence: int) -> None:
    """Let the record end with a publication, as if nothing had come after it."""
    with unguarded(engine) as connection, Session(connection) as session:
        last = session.get_one(Publication, sequence)
        ends = {"sequence": last.sequence, "hash": last.hash, "published_at": last.published_at}
        session.execute(update(RecordHead).values(ends))
        for table in (Link, Version, Body, Publication):
            session.execute(delete(table).where(table.sequence > sequence))
        session.commit()


def rewritten(engine: Engine, sequence: int, organisation: str) -> None:
    """Put a publication in somebody else's mouth, and work out every hash from there on anew."""
    with unguarded(engine) as connection, Session(connection) as session:
        rows = session.query(Publication).filter(Publication.sequence >= sequence).order_by(Publication.sequence).all()
        rows[0].said_by = organisation
        previous = rows[0].previous_hash
        for row in rows:
            row.previous_hash = previous
            row.hash = previous = chain_hash(row)
        session.execute(update(RecordHead).values(hash=previous))
        session.commit()
