"""A PostgreSQL server of one's own, which flushes what it commits, and can be stopped, killed and started again."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Engine

from db.session import open_engine
from tests.conftest import load_examples, migrate, new_postgres
from tests.served import until


class Cluster:
    """A server that runs; its database is at `url`."""

    def __init__(self, folder: Path | None = None) -> None:
        self._server = new_postgres(folder)
        self.url: str = self._server.get_uri()

    @property
    def processes(self) -> list[int]:
        """The numbers of all its processes, the one that begins the others first."""
        first = self._server.get_pid()
        children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="utf-8")
        return [first, *map(int, children.split())]

    def told(self, setting: str, value: str) -> None:
        """Change a setting of it, as its administrator does."""
        for statement in (f"ALTER SYSTEM SET {setting} = {value}", "SELECT pg_reload_conf()"):
            self.tell(statement)

    def tell(self, statement: str) -> None:
        """Have its administrator say something to it."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)

    def stop(self) -> None:
        """As its administrator does: whoever is connected is sent away."""
        self._server.stop()

    def kill(self) -> None:
        """All of it at once, by a signal that nobody can catch."""
        processes = self.processes
        for process in processes:
            os.kill(process, signal.SIGKILL)
        until(lambda: not any(Path(f"/proc/{process}").exists() for process in processes))

    def start(self) -> None:
        """Start it again; first it recovers what it had committed."""
        self._server.ensure_postgres_running()

    def remove(self) -> None:
        """Stop it, if it runs, and remove all that it kept."""
        self._server.cleanup()


@contextmanager
def running(folder: Path | None = None) -> Iterator[Cluster]:
    """A server until the end of the block, in this folder or where there is room."""
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        cluster.remove()


@contextmanager
def loaded(url: str) -> Iterator[Engine]:
    """An engine on a new database with the example records."""
    engine = open_engine(url, create=True)
    migrate(engine)
    load_examples(engine)
    try:
        yield engine
    finally:
        engine.dispose()
