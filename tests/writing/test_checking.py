"""`assembly-tracker check`: what an import would say and do, and where everything would stand; nothing is loaded."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.commands import Done, command
from tests.conftest import EXAMPLES, client_of, said
from tests.writing.given import ANYTOWN, CAMDEN, ITEM, example, one, part, stored

ANYWHERE = f"{EXAMPLES / ANYTOWN}.json"


def alone(engine: Engine, folder: Path, *files: object) -> Done:
    """Check files where there is no database, which there is none of afterwards either."""
    missing = folder / "missing.sqlite3"
    done = command(engine, "check", *files, TRACKER_DATABASE_URL=f"sqlite:///{missing}")
    assert not missing.exists()
    return done


def written(folder: Path, document: Any) -> Path:
    file = folder / "document.json"
    file.write_text(json.dumps(document, indent=1))
    return file


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_sentence_is_the_one_that_is_read_once_it_is_loaded(engine: Engine, tmp_path: Path) -> None:
    done = alone(engine, tmp_path, ANYWHERE)

    assert (done.returncode, done.stderr) == (0, b"")
    first, _, *lines = done.stdout.decode().splitlines()
    assert first == f"{ANYWHERE}: would be loaded. {ANYTOWN}: 198 added, 0 changed, 1 withdrawn, 0 unchanged."
    shown = {lines[at]: lines[at + 1 : at + 3] for at in range(0, len(lines), 4)}
    listed = said(client_of(engine).get(f"/v1/recommendations?assembly={ANYTOWN}&limit=200&sort=order"), 200)["items"]
    assert list(shown) == [item["id"] for item in listed]
    sentence = said(client_of(engine).get(f"/v1/recommendations/{ITEM}/status"), 200)["sentence"]
    assert shown[ITEM] == [f"  en: {sentence['en']}", f"  cy: {sentence['cy']}"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("content", [b"id,title\r\n1,Trees\r\n", b"PK\x03\x04", b""])
def test_a_sheet_is_told_that_it_is_no_document_and_where_sheets_are_sent(
    engine: Engine, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "updates.csv"
    file.write_bytes(content)

    done = alone(engine, tmp_path, file)

    assert done.returncode == 1
    told = done.stdout.decode()
    assert "A record document is JSON and begins with {" in told
    assert "are sent to POST /v1/admin/sheet" in told


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_piece_says_what_it_stands_on(engine: Engine, tmp_path: Path) -> None:
    done = alone(engine, tmp_path, "--why", ANYWHERE)

    told = done.stdout.decode()
    pieces = said(client_of(engine).get(f"/v1/recommendations/{ITEM}/status?why=true"), 200)["why"]
    assert pieces
    for piece in pieces:
        assert f"    “{piece['text']['en']}” stands on {', '.join(piece['stands_on'])}\n" in told


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_faults_come_with_line_thing_and_what_to_write(engine: Engine, tmp_path: Path) -> None:
    document = example(ANYTOWN)
    one(document, ANYTOWN)["begins"] = 2019
    file = written(tmp_path, document)
    line = file.read_text().splitlines().index('   "begins": 2019,') + 1

    done = alone(engine, tmp_path, file, f"{EXAMPLES / CAMDEN}.json")

    assert done.returncode == 1
    told, refused, other, *_ = done.stdout.decode().splitlines()
    place = [thing["id"] for thing in document["things"]].index(ANYTOWN)
    at = f"{file}:{line}: {ANYTOWN}: /things/{place}/begins: model-type: "
    assert told.startswith(f"{at}a date is written 2019, 2019-autumn, 2019-10 or 2019-10-07, in quotation marks (")
    assert refused.startswith(f"{file}: would be refused. 1 fault, in line {line} of '{ANYTOWN}': ")
    assert "camden-climate-2019: 201 added" in other
    assert "camden-climate-2019-8" in done.stdout.decode()


def test_what_is_named_may_stand_in_the_database_of_which_nothing_changes(engine: Engine, tmp_path: Path) -> None:
    friends = {"type": "organisation", "id": "nobodys-friends", "kind": "other", "language": "en", "name": "Friends"}
    update = one(example(ANYTOWN), "anytown-streets-2025-3-kzkhhp") | {"id": f"{ITEM}-bcdfgh", "progress": "delivered"}
    file = written(tmp_path, part(ANYTOWN, update | {"summary": "all five are open", "date": "2026-11-20"}, friends))
    before = stored(engine)

    done = command(engine, "check", file)

    assert (done.returncode, stored(engine)) == (0, before)
    warning, first, *lines = done.stdout.decode().splitlines()
    assert warning.startswith(f"{file}:")
    assert "warning: nobodys-friends: /things/1: hangs-on-nothing" in warning
    assert first.endswith("2 added, 0 changed, 0 withdrawn, 1 unchanged.")
    assert "all five are open" in next(lines[at + 1] for at, line in enumerate(lines) if line == ITEM)
    refused = alone(engine, tmp_path, file)
    assert refused.returncode == 1
    assert "'anytown' was never published" in refused.stdout.decode()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_named_may_stand_in_a_document_before(engine: Engine, tmp_path: Path) -> None:
    file = written(tmp_path, part(ANYTOWN, one(example(ANYTOWN), ITEM)))

    assert alone(engine, tmp_path, file).returncode == 1
    assert alone(engine, tmp_path, ANYWHERE, file).returncode == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_no_json_is_told_with_its_line(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text('{"format":\n}')

    done = alone(engine, tmp_path, file)

    assert done.returncode == 1
    assert b"line 2, column 1" in done.stdout
