"""A copy that is kept in step by the change feed alone, while others write: it ends with the bytes of the files."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Engine

from db.vocabulary import Role
from tests.conftest import key_of
from tests.open_data.reading_back import json_rows
from tests.served import serving
from tests.writing.given import ANYTOWN, ERASURES, ITEM, officer

PROGRAM = Path(__file__).parent.parent.parent / "api" / "pages" / "guides" / "mirror.py"
SAME = ("record.ndjson", "publications.csv", "erased.csv")
SECRET = "Zyxwvut"


@pytest.fixture
def tracker(engine: Engine) -> Iterator[httpx2.Client]:
    with serving(engine, TRACKER_FRONT_EVERY="0") as address, httpx2.Client(base_url=address) as client:
        yield client


def _mirrored(client: httpx2.Client, folder: Path) -> None:
    told = subprocess.run(
        [sys.executable, PROGRAM, str(client.base_url), folder], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr


def _published(client: httpx2.Client, key: dict[str, str], summary: str) -> int:
    body = {"progress": "under_way", "summary": summary, "publish": True}
    answer = client.post(f"/v1/admin/recommendations/{ITEM}/updates", json=body, headers=key)
    assert answer.status_code in {201, 202}, answer.text
    return int(client.get("/v1/head").json()["sequence"])


def _erased(client: httpx2.Client, key: dict[str, str], sequence: int) -> None:
    body = {"sequence": sequence, "ground": "personal_data", "by": "anytown"}
    answer = client.post(ERASURES, json=body, headers=key)
    assert answer.status_code in {201, 202}, answer.text


def _words_removed(client: httpx2.Client, key: dict[str, str], sequence: int) -> None:
    (row,) = client.get(f"/v1/changes?after={sequence - 1}&limit=1").json()["items"]
    passage = {"field": "summary", "words": SECRET}
    body = {"thing": row["thing"]["id"], "passages": [passage], "ground": "personal_data", "by": "anytown"}
    answer = client.post("/v1/admin/redactions", json=body, headers=key)
    assert answer.status_code in {201, 202}, answer.text


def test_a_mirror_ends_as_the_files_do_while_others_write(
    tracker: httpx2.Client, engine: Engine, tmp_path: Path
) -> None:
    post, admin = officer(engine), key_of(engine, Role.admin)
    sequences: list[int] = []

    def write() -> None:
        for number in range(12):
            sequences.append(_published(tracker, post, f"{SECRET} says the number {number}."))
            if number % 4 == 3:
                _erased(tracker, admin, sequences[-1])

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        _mirrored(tracker, tmp_path / "meanwhile")
    writer.join()
    _erased(tracker, admin, sequences[0])
    _words_removed(tracker, admin, sequences[5])
    _words_removed(tracker, admin, sequences[9])
    _erased(tracker, admin, sequences[9])  # what is left of it
    assert len(sequences) == 12
    _mirrored(tracker, tmp_path / "meanwhile")
    _mirrored(tracker, tmp_path / "afterwards")
    for name in SAME:
        whole = tracker.get(f"/open-data/{name}").content
        for folder in ("meanwhile", "afterwards"):
            assert (tmp_path / folder / name).read_bytes() == whole, f"{folder}/{name}"
    gone = (f"{SECRET} says the number {number}." for number in (0, 3, 5, 7, 9, 11))
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or not any(words.encode() in file.read_bytes() for words in gone), file
    assert b"somebody] says the number 5." in (tmp_path / "meanwhile" / "record.ndjson").read_bytes()
    standing = {row["id"] for row in json_rows((tmp_path / "meanwhile" / "record.ndjson").read_bytes())}
    listed = tracker.get(f"/v1/recommendations?assembly={ANYTOWN}&limit=200").json()["items"]
    assert {item["id"] for item in listed} <= standing


def test_a_mirror_of_another_record_is_noticed(tracker: httpx2.Client, engine: Engine, tmp_path: Path) -> None:
    _mirrored(tracker, tmp_path)
    copy = tmp_path / "copy.sqlite"
    known = copy.read_bytes()
    assert b'"hash"' in known
    head = tracker.get("/v1/head").json()["hash"].encode()
    copy.write_bytes(known.replace(head, head[::-1]))
    _published(tracker, officer(engine), "Later.")
    told = subprocess.run(
        [sys.executable, PROGRAM, str(tracker.base_url), tmp_path], capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert "another record" in told.stderr
