"""`assembly-tracker setup`: five questions, asked or answered by options, and what comes of them."""

import os
import re
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from api.cli import app
from api.settings import settings
from db.session import open_engine
from tests.conftest import client_of, migrate, said
from tests.documents import written
from tests.operating.terminal import at_a_terminal
from tests.served import COMMAND

ANSWERS = {
    "address": "https://council.example/tracker",
    "languages": "en",
    "contact": "assembly's-team@council.example",
    "administrator": "Sam $Roe's",
}
KEY = re.compile(r"^  (at_\S+)$", re.MULTILINE)
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def new(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that has nothing in it."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'record.sqlite3'}"
        return
    engine: Engine = request.getfixturevalue("empty")
    migrate(engine, "base", down=True)
    yield engine.url.render_as_string(hide_password=False)


def set_up(file: Path, *words: str, status: int = 0, **answers: str) -> str:
    """Run it in this process, where nobody can be asked; all that it says."""
    options = [word for name, value in answers.items() for word in (f"--{name}", value)]
    done = CliRunner().invoke(app, ["setup", "--settings", str(file), *options, *words])
    assert done.exit_code == status, done.output
    return done.output


def as_a_shell_reads(file: Path) -> dict[str, str]:
    """The settings in a file, as the command of the guide takes them."""
    told = subprocess.run(
        ["env", "-i", "sh", "-euc", 'set -a; . "$0"; env -0', file], capture_output=True, text=True, check=True
    ).stdout
    named = (line.split("=", 1) for line in told.split("\0") if line.startswith("TRACKER_"))
    return dict(named)


def left(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def test_of_the_answers_comes_an_instance_that_is_ready(
    new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings"
    told = set_up(file, database=new, **ANSWERS)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert as_a_shell_reads(file) == {
        "TRACKER_BASE_URL": ANSWERS["address"],
        "TRACKER_DATABASE_URL": new,
        "TRACKER_LANGUAGES": "en",
        "TRACKER_CONTACT": ANSWERS["contact"],
    }
    assert "Sam $Roe's" in told
    assert KEY.findall(told)[0] not in written(file)
    for name, value in as_a_shell_reads(file).items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    engine = open_engine(new)
    client = client_of(engine)
    assert said(client.get("/readyz"), 200) == {"status": "ok", "index": "current"}
    enter_first_organisation(client, told)
    engine.dispose()
    settings.cache_clear()


def enter_first_organisation(client: Any, told: str) -> None:
    """Do what it says to do next, with the key that it showed."""
    path, body = re.findall(rf"curl {ANSWERS['address']}(\S+).*?-d '(.*?)'$", told, re.DOTALL | re.MULTILINE)[0]
    sent = {"Authorization": f"Bearer {KEY.findall(told)[0]}", "Content-Type": "application/json"}
    assert said(client.post(path, content=body, headers=sent), 201)["state"] == "clean"
    assert said(client.get("/v1/organisations/anytown"), 200)["name"] == {"en": "Anytown Council"}


@on_sqlite
@pytest.mark.parametrize(
    ("option", "answer", "fault"),
    [
        ("address", "council.example", "the public address is https://HOST"),
        ("address", " ", "it is empty"),
        ("database", "mysql://council.example/record", "is no address of a database"),
        ("database", "sqlite:///record.sqlite3", "with its whole path"),
        ("database", "sqlite:////nowhere/record.sqlite3", "/nowhere is no folder that this user can write to"),
        ("database", "postgresql://127.0.0.1:1/record", "it cannot be reached: "),
        ("languages", "en,xx", "there is no xx.po"),
        ("languages", "English", "String should match pattern"),
        ("contact", "the team", "write a mailbox"),
        ("administrator", "Sam\nTRACKER_OIDC=[]", "a character in it that cannot be seen"),
    ],
)
def test_an_answer_that_is_none_is_named_and_nothing_is_written(
    new: str, tmp_path: Path, option: str, answer: str, fault: str
) -> None:
    told = set_up(tmp_path / "settings", status=1, **ANSWERS | {"database": new, option: answer})

    assert re.search(rf"^--{option}: .*{re.escape(fault)}", told, re.MULTILINE), told
    assert "Nothing was written" in told
    assert not left(tmp_path)


@on_sqlite
def test_every_answer_that_is_missing_is_named_where_nobody_can_be_asked(new: str, tmp_path: Path) -> None:
    told = set_up(tmp_path / "settings", "--database", new, status=1)

    assert re.findall(r"^--(\w+) is missing", told, re.MULTILINE) == ["address", "contact", "administrator"]
    assert not left(tmp_path)


@on_sqlite
def test_a_file_of_settings_is_not_written_over_unless_it_is_said(new: str, tmp_path: Path) -> None:
    file = tmp_path / "settings"
    file.write_text("TRACKER_BASE_URL=https://elsewhere.example\n")

    assert "--overwrite" in set_up(file, status=1, database=new, **ANSWERS)
    assert left(tmp_path) == {"settings"}
    assert as_a_shell_reads(file) == {"TRACKER_BASE_URL": "https://elsewhere.example"}

    set_up(file, "--overwrite", database=new, **ANSWERS)
    assert as_a_shell_reads(file)["TRACKER_BASE_URL"] == ANSWERS["address"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "no folder that this user can write to" in set_up(tmp_path / "nowhere" / "settings", status=1)


def test_a_database_with_a_record_is_taken_as_it_is(engine: Engine, tmp_path: Path) -> None:
    """As where a backup was restored on another machine."""
    before = said(client_of(engine).get("/v1/changes?limit=1"), 200)["head"]
    address = engine.url.render_as_string(hide_password=False)

    (key,) = KEY.findall(set_up(tmp_path / "settings", database=address, **ANSWERS))

    assert said(client_of(engine).get("/v1/changes?limit=1"), 200)["head"] == before
    said(client_of(engine).get("/v1/admin/keys", headers={"Authorization": f"Bearer {key}"}), 200)


@on_sqlite
def test_what_the_environment_says_is_not_taken(new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_CONTACT", "nobody@elsewhere.example")
    monkeypatch.setenv("TRACKER_SMTP_URL", "smtps://elsewhere.example")
    set_up(tmp_path / "settings", database=new, **ANSWERS)

    assert as_a_shell_reads(tmp_path / "settings").keys() == {
        f"TRACKER_{name}" for name in ("BASE_URL", "DATABASE_URL", "LANGUAGES", "CONTACT")
    }
    assert (os.environ["TRACKER_CONTACT"], settings().contact) == ("nobody@elsewhere.example",) * 2


@on_sqlite
@pytest.mark.parametrize(
    ("statement", "status", "fault"),
    [
        ("CREATE TABLE publications (x)", 1, "Migrating ended there"),
        ("CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('0001')", 1, "older version"),
        ("CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('9999')", 1, "a later one"),
    ],
)
def test_a_database_that_cannot_be_set_up_leaves_no_settings(
    new: str, tmp_path: Path, statement: str, status: int, fault: str
) -> None:
    engine = open_engine(new, create=True)
    with engine.begin() as connection:
        for one in statement.split("; "):
            connection.execute(text(one))
    engine.dispose()

    assert fault in set_up(tmp_path / "settings", status=status, database=new, **ANSWERS)
    assert not [name for name in left(tmp_path) if "settings" in name]


@on_sqlite
def test_at_a_terminal_it_asks_until_an_answer_is_one(new: str, tmp_path: Path) -> None:
    file = tmp_path / "settings"
    told = at_a_terminal(
        [str(COMMAND), "setup", "--settings", str(file)],
        {
            "public address": ["council.example", ANSWERS["address"]],
            "database:": ["sqlite:///record.sqlite3", new],
            "languages": [""],
            "Where the public reaches": ["the team", ANSWERS["contact"]],
            "administrator": [ANSWERS["administrator"]],
        },
    )

    assert told.count("That is no answer: ") == 3
    assert KEY.findall(told.replace("\r", ""))
    assert as_a_shell_reads(file)["TRACKER_LANGUAGES"] == "en,cy"
    assert as_a_shell_reads(file)["TRACKER_DATABASE_URL"] == new
