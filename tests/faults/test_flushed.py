"""What is answered as stored has been flushed to the disk before, whoever writes it, and whatever a server is set to.

A disk here forgets nothing by itself, so the flushes are counted.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text

from api.retention.purges import purge
from api.scheduler import Clockwork
from db.session import open_engine, reading
from tests.commands import command
from tests.conftest import EXAMPLES, client_of, said
from tests.faults.cluster import Cluster, loaded
from tests.faults.flushing import flushes_of_writes
from tests.writing.given import ANYTOWN, ERASURES, admin, erased, officer, published

DURABLE = {"sqlite": ("wal", 2), "postgresql": ("on",)}  # 2 is FULL: the log is flushed at each commit
_ASKED = {"sqlite": ("PRAGMA journal_mode", "PRAGMA synchronous"), "postgresql": ("SHOW synchronous_commit",)}
_READS = ("SELECT", "PRAGMA", "SHOW", "WITH", "BEGIN DEFERRED", "ROLLBACK")


@pytest.mark.parametrize("database", ["sqlite"])
def test_each_write_is_flushed_before_it_is_answered(engine: Engine, tmp_path: Path) -> None:
    counted = flushes_of_writes(engine, 6, tmp_path)

    assert len(counted) == 6
    assert min(counted) >= 1


def test_postgresql_flushes_each_write_before_it_is_answered(cluster: Cluster, tmp_path: Path) -> None:
    """Where its administrator has said that commits need not be flushed, too."""
    with loaded(cluster.url) as engine:
        cluster.told("synchronous_commit", "off")
        counted = flushes_of_writes(engine, 6, tmp_path, cluster)

    assert len(counted) == 6
    assert min(counted) >= 1


@pytest.mark.parametrize("database", ["postgresql"])
@pytest.mark.parametrize(("told", "found"), [("off", "on"), ("local", "local"), ("remote_apply", "remote_apply")])
def test_more_than_a_flush_is_left_as_it_is(engine: Engine, told: str, found: str) -> None:
    """As where each commit is to have reached a second server."""
    _tell(engine, told)
    other = open_engine(engine.url.render_as_string(hide_password=False))
    with reading(other) as session:
        assert session.scalar(text("SHOW synchronous_commit")) == found
    other.dispose()


def _tell(engine: Engine, commits: str) -> None:
    """Have the database say how commits are flushed, unless somebody says otherwise."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {engine.url.database} SET synchronous_commit = {commits}")
    engine.dispose()


@contextmanager
def noted() -> Iterator[set[tuple[str, tuple[object, ...]]]]:
    """In the block, of every statement of this process that may write: on which database, and how it is flushed."""
    found: set[tuple[str, tuple[object, ...]]] = set()

    def note(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().startswith(_READS):
            return
        name, driver = connection.dialect.name, connection.connection.driver_connection
        found.add((name, tuple(driver.execute(one).fetchone()[0] for one in _ASKED[name])))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _erase_and_purge(engine: Engine) -> None:
    client = client_of(engine)
    sequence = published(client, officer(engine))["published"]["sequence"]
    body = {"sequence": sequence, "ground": "personal_data", "by": "anytown"}
    erased(client.post(ERASURES, json=body, headers=admin(engine)))
    purge(engine)


def _run(engine: Engine, *words: object) -> None:
    done = command(engine, *words)
    assert done.returncode == 0, done.stderr


WRITERS: dict[str, Callable[[Engine, Path], object]] = {
    "a request": lambda engine, _: published(client_of(engine), officer(engine)),
    "an erasure and its purge": lambda engine, _: _erase_and_purge(engine),
    "the scheduler": lambda engine, _: Clockwork(engine, lambda: False).tick(),
    "a trial whether it is ready": lambda engine, _: said(client_of(engine).get("/readyz"), 200),
    "keys create": lambda engine, _: _run(engine, "keys", "create", "--role", "admin", "--holder", "Sam Roe"),
    "import": lambda engine, _: _run(engine, "import", EXAMPLES / f"{ANYTOWN}.json"),
    "publish-due": lambda engine, _: _run(engine, "publish-due"),
    "forget": lambda engine, _: _run(engine, "forget"),
    "reindex": lambda engine, _: _run(engine, "reindex"),
    "backup": lambda engine, folder: _run(engine, "backup", folder / "backup"),  # of which its file is written
}


def test_every_connection_that_writes_flushes_what_it_commits(engine: Engine, tmp_path: Path) -> None:
    if engine.dialect.name == "postgresql":
        _tell(engine, "off")
    for name, write in WRITERS.items():
        with noted() as found:
            write(engine, tmp_path)
        assert found, name
        assert found == {(database, DURABLE[database]) for database, _ in found}, name
