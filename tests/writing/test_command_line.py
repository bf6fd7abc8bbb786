"""The command line: migrating, loading, exporting, checking, keys and serving."""

import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests import builders
from tests.commands import command
from tests.conftest import EXAMPLES, migrate
from tests.served import COMMAND, environment, serving
from tests.writing.given import ANYTOWN, CAMDEN, stored


def run(engine: Engine, *arguments: object, status: int = 0) -> Any:
    done = command(engine, *arguments)
    assert done.returncode == status, done.stderr.decode()
    return done


def test_it_is_a_program(engine: Engine) -> None:
    """As it is started by hand, with nothing of the tests in its process."""
    words = [[str(COMMAND), "export", ANYTOWN], [str(COMMAND), "export", "nowhere"]]
    found, missing = (subprocess.run(one, env=environment(engine), capture_output=True, check=False) for one in words)

    assert (found.returncode, found.stderr) == (0, b"")
    assert found.stdout == run(engine, "export", ANYTOWN).stdout
    assert (missing.returncode, missing.stdout) == (1, b"")


def test_a_record_is_loaded_and_then_nothing_changes(empty: Engine, tmp_path: Path) -> None:
    file = EXAMPLES / f"{ANYTOWN}.json"

    first = run(empty, "import", file)
    before = stored(empty)
    second = run(empty, "import", file, EXAMPLES / f"{ANYTOWN}.json")

    assert b"198 added, 0 changed, 1 withdrawn, 0 unchanged" in first.stdout
    assert second.stdout.count(b"no change") == 2
    assert stored(empty) == before
    copy = tmp_path / "copy.json"
    copy.write_bytes(run(empty, "export", ANYTOWN).stdout)
    assert b"no change" in run(empty, "import", copy).stdout


def test_a_bad_document_is_refused_whole_with_every_path(empty: Engine, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text(
        '{"format": "assembly-record/1", "assembly": "abc", "things": [{}, {"type": "post", "id": "\\ud800"}]}'
    )
    before = stored(empty)

    refused = run(empty, "import", file, status=1)

    assert all(
        place in refused.stderr for place in (b"/things/0:", b"/things/1/id:", b"/things/1/name:", b"/assembly:")
    )
    assert b"nothing of it was loaded" in refused.stderr
    assert stored(empty) == before


def test_what_cannot_be_exported(engine: Engine) -> None:
    assert b"No assembly or engagement 'nowhere'" in run(engine, "export", "nowhere", status=1).stderr
    assert b"No assembly or engagement 'anytown'" in run(engine, "export", "anytown", status=1).stderr
    assert run(engine, "export", CAMDEN).stdout.startswith(b'{"assembly":"camden-climate-2019"')


@pytest.mark.parametrize(
    "words",
    [
        ["serve"],
        ["verify"],
        ["reindex"],
        ["export", ANYTOWN],
        ["import", EXAMPLES / f"{ANYTOWN}.json"],
        ["keys", "list"],
    ],
)
def test_a_database_that_is_not_migrated_is_refused_naming_what_to_run(empty: Engine, words: list[Any]) -> None:
    migrate(empty, "base", down=True)

    assert b"assembly-tracker migrate" in run(empty, *words, status=1).stderr


def test_migrate_makes_the_database_and_may_be_run_again(empty: Engine) -> None:
    migrate(empty, "base", down=True)

    for _ in range(2):
        assert b"up to date and guarded" in run(empty, "migrate").stdout
    assert b"The record is whole" in run(empty, "verify").stdout


HELD = [
    ("admin", None, None),
    ("editor", "--organisation", "anytown"),
    ("officer", "--post", "anytown-head-of-streets"),
    ("convenor", "--assembly", ANYTOWN),
    ("panel", "--assembly", ANYTOWN),
    ("keeper", "--project", "anytown-play-streets"),
]


def test_keys_of_every_role_are_made_listed_and_revoked(engine: Engine) -> None:
    secrets = []
    for role, option, id_ in HELD:
        covers = [option, id_] if option and id_ else []
        made = run(engine, "keys", "create", "--role", role, *covers, "--holder", "A. Holder").stdout.decode()
        secrets.append(made.splitlines()[-1])
    assert all(secret.startswith("at_") and " " not in secret for secret in secrets)

    listed = run(engine, "keys", "list").stdout.decode()
    rows = [line.split("\t") for line in listed.strip().splitlines()]
    assert [(role, covered) for _, role, covered, *_ in rows] == [(role, id_ or "") for role, _, id_ in HELD]
    assert {(holder, used) for *_, holder, until, used in rows if until.startswith("until ")} == {
        ("A. Holder", "never used")
    }
    with engine.connect() as connection:
        kept = str(connection.execute(text("SELECT * FROM keys")).all())
    assert not [secret for secret in secrets if secret in listed + kept]

    number = rows[2][0]
    run(engine, "keys", "revoke", number)
    revoked = [line for line in run(engine, "keys", "list").stdout.decode().splitlines() if "\trevoked\t" in line]
    assert [line.split("\t")[0] for line in revoked] == [number]
    run(engine, "keys", "revoke", number, status=1)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_key_for_what_is_not_there_is_refused(engine: Engine) -> None:
    for words in (
        ["--role", "officer"],
        ["--role", "officer", "--post", "anytown-nobody"],
        ["--role", "officer", "--post", "anytown"],
        ["--role", "officer", "--organisation", "anytown"],
        ["--role", "admin", "--post", "anytown-head-of-streets"],
        ["--role", "keeper", "--project", ANYTOWN],
    ):
        run(engine, "keys", "create", *words, status=1)

    assert run(engine, "keys", "list").stdout == b""


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], ["serve", "migrate", "import", "export", "verify", "reindex", "keys", "openapi", "TRACKER_DATABASE_URL"]),
        (["serve"], ["--host", "--port", "--public", "--admin"]),
        (["import"], ["Record documents", "whole or not at all"]),
        (["check"], ["load nothing", "exits 1", "every language"]),
        (["export"], ["ID", "engagement"]),
        (["keys", "create"], ["--role", "--post", "--organisation", "--assembly", "--project", "--days", "last line"]),
        (["keys", "revoke"], ["NUMBER"]),
    ],
)
def test_help_says_enough(empty: Engine, words: list[str], says: list[str]) -> None:
    shown = run(empty, *words, "--help").stdout.decode()

    assert [word for word in says if word not in shown] == []


def imported_by(modules: str) -> set[str]:
    """What a process has imported that imported these, and whether the collector of garbage is on."""
    asked = f"import gc, sys, {modules}; print(gc.isenabled(), *{{name.partition('.')[0] for name in sys.modules}})"
    return {*subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()}


def test_what_a_command_takes_is_said_without_importing_what_it_does() -> None:
    imported = imported_by("api.cli")

    assert "typer" in imported
    assert {"sqlalchemy", "fastapi", "pydantic"}.isdisjoint(imported)


def test_what_serves_is_imported_without_what_migrates_and_what_collects() -> None:
    imported = imported_by("api.cli, api.cli.commands, api.main")

    assert "fastapi" in imported
    assert {"alembic", "mako"}.isdisjoint(imported)
    assert "True" in imported  # the collector goes on once all is there


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own server
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.mark.parametrize(
    ("option", "public", "admin"), [("--public", 200, 404), ("--admin", 404, 401), (None, 200, 401)]
)
def test_it_serves_the_side_it_is_told_to_and_stops_cleanly(
    engine: Engine, option: str | None, public: int, admin: int
) -> None:
    with serving(engine, *([option] if option else []), anew=not option) as base:
        found = [_status(f"{base}{path}") for path in ("/readyz", "/v1/recommendations", "/v1/admin/updates")]
    assert found == [200, public, admin]


def test_what_the_record_does_not_bear_out_is_listed_and_stays(empty: Engine) -> None:
    own = builders.verdict("own", "met", "2026-01-03", by=builders.COUNCIL, assessor="researchers")
    checked = builders.update(builders.item(1), "planned", "2026-01-02", checked_by=builders.POST)
    builders.put(empty, *builders.groundwork(), builders.recommendation(1), checked, own)

    told = run(empty, "verify", "--report").stdout.decode()

    assert f"'{checked.id}' names '{builders.POST}' as having checked it" in told
    assert f"'{own.id}': '{builders.COUNCIL}' answers for it" in told
    assert "The record is whole" in told
    assert "Not borne out" not in run(empty, "verify").stdout.decode()


def test_what_would_be_said_by_somebody_else_today_is_counted(empty: Engine, engine: Engine) -> None:
    builders.put(empty, *builders.groundwork(), builders.recommendation(1), builders.recommendation(2))

    told = run(empty, "verify", "--report").stdout.decode()

    council = f"'{builders.COUNCIL}'"
    asked = f"2 of type recommendation as said by {council} (for_itself): by today's rule it is {council} (members)"
    assert asked in told
    assert "of type assembly" not in told
    assert "by today's rule" not in run(engine, "verify", "--report").stdout.decode()
