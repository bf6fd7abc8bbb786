"""Where the record ends: whoever keeps it finds out whatever is rewritten before, by asking, or from the feed alone."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import clock, gone, groundwork, put, recommendation
from tests.conftest import client_of, nothing_given_again, said
from tests.documents import GUIDES
from tests.record.forging import rewritten, tampered
from tests.served import serving

PROGRAM = GUIDES[0].parent / "check_record.py"
OTHER = "0" * 64


@pytest.fixture
def asked(engine: Engine) -> Iterator[TestClient]:
    """A client to whom nothing is given again: what is written past the application is what it is asked about."""
    with nothing_given_again():
        yield client_of(engine)


def test_the_head_is_the_last_publication_and_an_empty_record_has_none(empty: Engine) -> None:
    client = client_of(empty)
    assert said(client.get("/v1/head"), 200) == {"sequence": 0, "hash": "", "published_at": None}

    with clock("2024-03-01"):
        put(empty, *groundwork())
    last = said(client.get("/v1/changes"), 200)["items"][-1]
    assert said(client.get("/v1/head"), 200) == {name: last[name] for name in ("sequence", "hash", "published_at")}
    assert last["published_at"] == "2024-03-01T12:00:00.000000Z"


def test_every_earlier_publication_says_where_the_record_ended_with_it(client: TestClient) -> None:
    rows = said(client.get("/v1/changes?limit=1000"), 200)["items"]
    for row in (rows[0], rows[100], rows[-1]):
        told = {name: row[name] for name in ("sequence", "hash", "published_at")}
        expected = told | {"since": len(rows) - row["sequence"], "stands": None}
        assert said(client.get(f"/v1/head/{row['sequence']}"), 200) == expected


def test_a_hash_that_was_kept_stands_while_more_is_published(empty: Engine) -> None:
    client = client_of(empty)
    put(empty, *groundwork())
    kept = said(client.get("/v1/head"), 200)
    for address in (f"?hash={kept['hash']}", f"?hash={kept['hash'].upper()}"):
        put(empty, recommendation(1 if address.endswith(kept["hash"]) else 2))
        answer = said(client.get(f"/v1/head/{kept['sequence']}{address}"), 200)
        assert answer["stands"] is True
    assert answer == kept | {"since": 2, "stands": True}


def test_what_never_was_does_not_stand(client: TestClient) -> None:
    ends = said(client.get("/v1/head"), 200)["sequence"]

    assert said(client.get(f"/v1/head/5?hash={OTHER}"), 200)["stands"] is False
    beyond = {"sequence": ends + 1, "hash": None, "published_at": None, "since": None, "stands": False}
    assert said(client.get(f"/v1/head/{ends + 1}?hash={OTHER}"), 200) == beyond
    assert said(client.get(f"/v1/head/{ends + 1}"), 404)["detail"].startswith("The record ends before")


@pytest.mark.parametrize("address", ["0", "-1", "x", "5?hash=", "5?hash=x", f"5?hash={OTHER}0", str(2**53)])
def test_what_is_no_sequence_or_no_hash_is_refused(client: TestClient, address: str) -> None:
    assert client.get(f"/v1/head/{address}").status_code == 400


def test_history_rewritten_with_hashes_that_fit_is_found_by_whoever_kept_one(engine: Engine, asked: TestClient) -> None:
    before, kept = (said(asked.get(address), 200) for address in ("/v1/head/4", "/v1/head"))

    rewritten(engine, 5, "newshire")

    def stands(head: dict[str, object]) -> object:
        return said(asked.get(f"/v1/head/{head['sequence']}?hash={head['hash']}"), 200)["stands"]

    assert said(asked.get("/v1/head"), 200)["sequence"] == kept["sequence"]
    assert stands(kept) is False
    assert stands(before) is True


def ran(address: str, *kept: object) -> tuple[int, str]:
    """How the program ends that the guide gives to everybody, and what it says."""
    words = [sys.executable, "-I", str(PROGRAM), address, *map(str, kept)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_anybody_works_the_chain_out_again_over_http_alone_before_and_after_an_erasure(engine: Engine) -> None:
    with serving(engine, TRACKER_FRONT_BYTES="0") as address:
        code, told = ran(address)
        assert (code, told.startswith("The record is whole. It ends with publication")) == (0, True), told
        sequence, hash_ = int(told.split(",")[0].split()[-1]), told.split()[-1]

        erasure = gone(engine, 7)
        code, told = ran(address, sequence, hash_)
        assert (code, erasure) == (0, sequence + 1), told
        assert told.endswith("Yes: what you kept stands. 1 publications came after it.\n")

        code, told = ran(address, sequence, OTHER)
        assert code == 1
        assert told.endswith(f"No: publication {sequence} does not have the hash that you kept.\n")


def test_what_was_tampered_with_is_found_by_working_it_out(engine: Engine) -> None:
    others = "UPDATE bodies SET body = (SELECT body FROM bodies WHERE sequence = 9) WHERE sequence = 7"
    found = {
        "DELETE FROM bodies WHERE sequence = 11": "these lost their text, and no erasure says so: [11]",
        others: "publication 7 is not what was hashed",
        "UPDATE publications SET said_by = 'newshire' WHERE sequence = 5": "publication 5 is not what was hashed",
    }
    with serving(engine, TRACKER_FRONT_BYTES="0") as address:
        for statement, told in found.items():
            tampered(engine, statement)
            assert ran(address) == (1, f"No: {told}.\n")


def test_the_program_is_served_and_short(client: TestClient) -> None:
    answer = client.get("/docs/check_record.py")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert answer.text == Path(PROGRAM).read_text(encoding="utf-8")
