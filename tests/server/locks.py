"""Somebody else who holds the write lock of a database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from db.session import begin_write, open_engine, writing


@contextmanager
def locked(engine: Engine) -> Iterator[None]:
    """In the block, another connection holds the one write lock."""
    other = open_engine(engine.url.render_as_string(hide_password=False))
    with writing(other) as session:
        begin_write(session)
        yield
        session.rollback()
    other.dispose()
