"""The files of open data: what is in them, in each format, and how they are handed out."""

import csv
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.open_data.files import files
from api.open_data.spool import Spool
from api.open_data.tables import tables
from db.clock import now, today
from tests.builders import engagement, put
from tests.clock import travel
from tests.conftest import client_of, said
from tests.open_data.reading_back import csv_rows, got, json_rows, sheet_rows, table_rows
from tests.writing.given import ANYTOWN, CAMDEN, ERASURES, admin, example, load, officer, one, part, published

TODAY = "recommendations-today"
# What formats and those who read them stumble over.
HOSTILE = '=1+1,"x"\n;\t| é 🚲 \u202ertl _x0041_ \'=2 <script> \\N NULL #N/A\nlast'


def test_there_is_every_file_of_everything_of_an_assembly_and_of_an_organisation(client: TestClient) -> None:
    for place in ("", f"assemblies/{ANYTOWN}/", "organisations/anytown/"):
        every = {name: file for name, file in files(whole=not place).items() if not place or "-excel" not in name}
        for name, file in every.items():
            answer = client.get(f"/open-data/{place}{name}")
            assert answer.status_code == 200, f"{place}{name}: {answer.text[:200]}"
            assert answer.headers["content-type"] == file.media_type
            assert answer.headers["record-day"] == today().isoformat()
            assert answer.headers["record-sequence"] == str(said(client.get("/v1/changes"), 200)["head"])


def test_the_files_of_an_organisation_have_the_engagements_it_keeps(engine: Engine) -> None:
    client, others = (
        client_of(engine),
        {"organisation": "anytown", "capacity": "compiler", "checked_to": {"value": "2026"}},
    )
    own = engagement("trams", id="camden-trams", commissioned_by="camden")
    put(engine, own, engagement("bins", id="camden-bins", commissioned_by="camden", keeper=others))

    kept = {
        of: {row["id"] for row in csv_rows(got(client, f"organisations/{of}/engagements.csv"))}
        for of in ("camden", "anytown")
    }
    assert kept["camden"] == {"camden-trams"}
    assert "camden-bins" in kept["anytown"]
    assert "camden-trams" not in kept["anytown"]


def test_every_format_of_a_table_says_the_same(client: TestClient, tmp_path: Path) -> None:
    database, sheets = got(client, "record.sqlite"), load_workbook(io.BytesIO(got(client, "record.xlsx")))
    for table in tables():
        rows = csv_rows(got(client, f"{table.name}.csv"))
        assert list(rows[0] if rows else {}) in ([column.name for column in table.columns], [])
        assert table_rows(database, table.name.replace("-", "_"), tmp_path) == _as_numbers(table, rows)
        assert sheet_rows(sheets[table.name[:31]]) == rows
        lines = json_rows(got(client, f"{table.name}.ndjson"))
        assert [set(line) for line in lines] == [{name for name, cell in row.items() if cell} for row in rows]


def _as_numbers(table: Any, rows: Any) -> Any:
    """Rows as SQLite has them, which knows no true and false."""
    booleans = {column.name for column in table.columns if column.type == "boolean"}
    numbers = {"true": "1", "false": "0", None: None}
    return [{name: numbers[cell] if name in booleans else cell for name, cell in row.items()} for row in rows]


def test_the_table_of_today_says_what_the_list_says(client: TestClient) -> None:
    listed = said(client.get("/v1/recommendations?limit=200"), 200)["items"]
    rows = csv_rows(got(client, f"{TODAY}.csv"))
    assert [row["id"] for row in rows] == [item["id"] for item in listed]
    for row, item in zip(rows, listed, strict=True):
        status = item["status"]
        for name in ("response", "progress", "schedule", "due", "coded_by", "last_looked", "day"):
            assert row[name] == status[name]
        for tag in ("en", "cy"):
            assert row[f"sentence_{tag}"] == status["sentence"][tag]
            assert row[f"schedule_label_{tag}"] == status["labels"]["schedule"][tag]
        assert (row["owed"] or "").split("; ") == (status["owed"] or [""])
        assert (row["accountable"] or "").split("; ") == ([one["id"] for one in status["accountable"]] or [""])
        assert client.get(str(row["data_url"]).removeprefix("http://127.0.0.1:8000")).json()["id"] == row["id"]


def test_the_table_of_today_names_who_answers_and_whose_record_it_is(client: TestClient, engine: Engine) -> None:
    council = one(example(ANYTOWN), "anytown")
    council["identifiers"] = [
        {"scheme": "GSS-2021", "value": "E07000999"},
        {"scheme": "local-authority-code", "value": "ANY"},
    ]
    assembly = one(example(ANYTOWN), ANYTOWN)
    assembly["identifiers"] = [{"scheme": "assembly-register", "value": "la-any-2025-streets"}]
    said(load(client, admin(engine), part(ANYTOWN, council, assembly)), 201)
    row = {row["id"]: row for row in csv_rows(got(client, f"{TODAY}.csv"))}[f"{ANYTOWN}-1"]
    assert (row["organisation_gss"], row["organisation_gss_year"]) == ("E07000999", "2021")
    assert (row["local_authority_code"], row["assembly_register_id"]) == ("ANY", "la-any-2025-streets")
    assert (row["keeper"], row["keeper_kind"]) == ("anytown", "answering_body")
    assert (row["accountable"], row["accountable_mailbox"]) == (
        "anytown-head-of-streets",
        "streets@anytown.example.org",
    )
    assert (row["licence"], row["text_licence"]) == ("OGL-UK-3.0", "CC BY 4.0")


def test_an_organisation_has_what_it_keeps_and_not_what_is_said_of_it(client: TestClient) -> None:
    compiled = {row["assembly"] for row in csv_rows(got(client, f"organisations/assembly-tracker/{TODAY}.csv"))}
    assert compiled == {CAMDEN}
    assert not csv_rows(got(client, f"organisations/camden/{TODAY}.csv"))
    kept = csv_rows(got(client, "organisations/anytown/things.csv"))
    assert kept == csv_rows(got(client, f"assemblies/{ANYTOWN}/things.csv"))


def test_words_that_may_only_be_linked_are_a_link_and_no_cell(
    client: TestClient, engine: Engine, tmp_path: Path
) -> None:
    item = one(example(ANYTOWN), f"{ANYTOWN}-1")
    item["text_basis"]["document"] = item["title_basis"]["document"] = "What the children asked"
    item["stands_in"] = {"document": "What the children asked"}
    said(load(client, admin(engine), part(ANYTOWN, item)), 201)
    words = item["text"]["en"]
    for name in (f"{TODAY}.csv", "recommendations.csv", f"{TODAY}.ndjson", "recommendations.ndjson"):
        assert words not in got(client, name).decode()
        assert "All rights reserved" in got(client, name).decode()
    found = {row["id"]: row for row in table_rows(got(client, "record.sqlite"), "recommendations", tmp_path)}[
        item["id"]
    ]
    assert found["text_en"] is found["title_en"] is None
    assert found["document_url"]


def test_hostile_words_survive_every_format(client: TestClient, engine: Engine, tmp_path: Path) -> None:
    made = published(client, officer(engine), summary=HOSTILE)["id"]
    text = said(client.get(f"/v1/recommendations/{ANYTOWN}-3"), 200)["updates"][0]["summary"]["en"]

    def mine(rows: Any) -> Any:
        return next(row["summary_en"] for row in rows if row["id"] == made)

    assert mine(csv_rows(got(client, "updates.csv"))) == text
    assert mine(json_rows(got(client, "updates.ndjson"))) == text
    assert mine(table_rows(got(client, "record.sqlite"), "updates", tmp_path)) == text
    assert mine(sheet_rows(load_workbook(io.BytesIO(got(client, "updates.xlsx")))["updates"])) == text
    assert mine(csv_rows(got(client, "updates-excel.csv"), "utf-8-sig")) == f"'{text}"  # which it would run otherwise


def test_csv_has_crlf_one_header_and_a_mark_for_excel_only(client: TestClient) -> None:
    body = got(client, f"{TODAY}.csv")
    assert body.startswith(b"id,")
    assert body.endswith(b"\r\n")
    assert len(list(csv.reader(io.StringIO(body.decode(), newline="")))) == 1 + len(csv_rows(body))
    assert got(client, f"{TODAY}-excel.csv").startswith(b"\xef\xbb\xbfid,")


def test_a_file_is_handed_out_in_ranges_and_only_to_who_has_it_not(client: TestClient) -> None:
    at = f"/open-data/{TODAY}.csv"
    whole = client.get(at)
    size, tag = len(whole.content), whole.headers["etag"]
    for asked, first, end in (("0-9", 0, 10), ("10-", 10, size), ("-7", size - 7, size), (f"5-{size + 9}", 5, size)):
        some = client.get(at, headers={"Range": f"bytes={asked}"})
        assert (some.status_code, some.content) == (206, whole.content[first:end])
        assert some.headers["content-range"] == f"bytes {first}-{end - 1}/{size}"
    assert client.get(at, headers={"Range": f"bytes={size}-"}).status_code == 416
    for odd in ("bytes=9-3", "bytes=-", "lines=1-2", "bytes=0-1,4-5"):
        assert client.get(at, headers={"Range": odd}).content == whole.content
    assert client.get(at, headers={"Range": "bytes=0-9", "If-Range": '"another"'}).content == whole.content
    assert client.get(at, headers={"Range": "bytes=0-9", "If-Range": tag}).status_code == 206
    assert client.get(at, headers={"If-None-Match": tag}).status_code == 304
    head = client.head(at)
    assert (head.headers["content-length"], head.content) == (str(size), b"")
    packed = client.get(at, headers={"Accept-Encoding": "gzip"})
    assert (packed.headers["content-encoding"], packed.content) == ("gzip", whole.content)
    assert packed.headers["etag"] != tag
    assert {"Accept-Encoding"} == {one.headers["vary"] for one in (whole, packed)}
    workbook = client.get(f"/open-data/{TODAY}.xlsx", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in workbook.headers


def test_a_date_is_told_once_no_second_of_it_is_another(client: TestClient, engine: Engine) -> None:
    at = f"/open-data/{TODAY}.csv"
    told = client.get(at).headers["last-modified"]
    assert client.get(at, headers={"If-Modified-Since": told}).status_code == 304
    assert client.get(at, headers={"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}).status_code == 200
    published(client, officer(engine))
    assert client.get(at, headers={"If-Modified-Since": told}).status_code == 200


def test_a_file_stands_for_what_is_published_and_for_the_day(client: TestClient, engine: Engine) -> None:
    before = client.get("/open-data/updates.csv")
    published(client, officer(engine), summary="The seventh street is open.")
    after = client.get("/open-data/updates.csv")
    assert int(after.headers["record-sequence"]) == int(before.headers["record-sequence"]) + 1
    assert "The seventh street is open." in after.text
    assert after.headers["etag"] != before.headers["etag"]
    with travel(now() + timedelta(days=1)):
        tomorrow = csv_rows(got(client, f"{TODAY}.csv"))
        assert {row["day"] for row in tomorrow} == {today().isoformat()}


def test_a_file_of_a_day_that_has_passed_stays_as_it_was(client: TestClient, engine: Engine) -> None:
    day = today()
    with travel(now() + timedelta(days=2)):
        then = client.get(f"/open-data/{TODAY}.csv?as_of={day}")
        published(client, officer(engine), summary="Later news.")
        again = client.get(f"/open-data/{TODAY}.csv?as_of={day}")
        assert again.content == then.content
        assert {row["day"] for row in csv_rows(again.content)} == {day.isoformat()}
        assert "Later news." not in got(client, f"updates.csv?as_of={day}").decode()
        assert "Later news." in got(client, "updates.csv").decode()
        assert client.get(f"/open-data/{TODAY}.csv?as_of={today()}").status_code == 400


def test_what_is_erased_is_in_no_file_and_not_in_the_spool(client: TestClient, engine: Engine) -> None:
    made = published(client, officer(engine), summary="Zyxwvut lives at number 4.")
    sequence = said(client.get("/v1/changes?after=0&limit=1000"), 200)["head"]
    day = today()
    names = ("updates.csv", "updates.xlsx", "record.ndjson", "record.sqlite")
    for name in names[:1]:
        assert "Zyxwvut" in got(client, name).decode()
    with travel(now() + timedelta(days=2)):
        assert "Zyxwvut" in got(client, f"updates.csv?as_of={day}").decode()
        body = {"sequence": sequence, "ground": "personal_data", "by": "anytown"}
        assert client.post(ERASURES, json=body, headers=admin(engine)).status_code in {201, 202}
        for name in names:
            assert b"Zyxwvut" not in got(client, name)
        assert "Zyxwvut" not in got(client, f"updates.csv?as_of={day}").decode()
        (gone,) = [row for row in csv_rows(got(client, "erased.csv")) if row["thing"] == made["id"]]
        assert (gone["erases"], gone["ground"]) == (str(sequence), "personal_data")
        assert not any(b"Zyxwvut" in file.read_bytes() for file in _spooled(client))


def _spooled(client: TestClient) -> list[Path]:
    spool: Spool = client.app.state.spool  # type: ignore[attr-defined]
    return [file for file in spool._folder.iterdir() if file.is_file()]


def test_a_name_that_is_none_is_answered_with_those_there_are(client: TestClient) -> None:
    for name in ("updates.pdf", "nothing.csv", "record.csv", "updates"):
        refused = said(client.get(f"/open-data/{name}"), 404)
        assert "recommendations-today.csv" in refused["detail"]
    assert said(client.get("/open-data/assemblies/nowhere-2020/updates.csv"), 404)["detail"].startswith("No assembly")
    assert client.get(f"/open-data/organisations/{ANYTOWN}/updates.csv").status_code == 404
    assert client.get("/open-data/updates.csv?as_of=yesterday").status_code == 400
    assert client.get("/open-data/codelists.csv").status_code == 200
    assert client.get(f"/open-data/assemblies/{ANYTOWN}/codelists.csv").status_code == 404


def test_whoever_asks_at_once_has_one_file_made_for_all(tmp_path: Path) -> None:
    spool, writing, most = Spool(tmp_path, 10_000_000), [], 8
    barrier = threading.Barrier(most)

    def write(path: Path) -> None:
        writing.append(path)
        path.write_bytes(b"x" * 1_000)

    def ask(_: int) -> bytes:
        barrier.wait()
        with spool.made("0-one", write).file as file:
            file.seek(0)
            return file.read()

    with ThreadPoolExecutor(most) as pool:
        assert {*pool.map(ask, range(most))} == {b"x" * 1_000}
    assert len(writing) == 1


def test_the_spool_has_room_for_so_many_bytes_and_forgets_what_was_asked_for_longest_ago(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 2_500)
    for number in range(3):
        spool.made(f"0-{number}", lambda path: path.write_bytes(b"x" * 1_000) and None).file.close()
        kept = spool.kept("0-0")
        assert kept is not None
        kept.file.close()
    assert spool.kept("0-1") is None
    assert {file.name for file in tmp_path.iterdir() if not file.name.startswith(".")} == {"0-0", "0-2"}


def test_what_could_not_be_written_leaves_nothing(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 2_500)

    def fail(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        spool.made("0-one", fail)
    assert not [file for file in tmp_path.iterdir() if not file.name.startswith(".")]


def test_an_erasure_meanwhile_takes_nothing_from_whoever_writes(tmp_path: Path) -> None:
    spool, other = Spool(tmp_path, 10_000), Spool(tmp_path, 10_000)
    (tmp_path / "1-given-up.part").write_bytes(b"half")

    def write(path: Path) -> None:
        path.write_bytes(b"half, ")
        other.forget(before=2)
        with path.open("r+b") as file:  # as it is while it is written
            file.seek(0, 2)
            file.write(b"whole")

    with spool.made("1-one", write).file as file:
        other.forget(before=2)
        file.seek(0)
        assert file.read() == b"half, whole"
    assert not [file for file in tmp_path.iterdir() if not file.name.startswith(".")]


def test_a_spool_that_is_full_is_a_refusal_and_no_fault(engine: Engine, tmp_path: Path) -> None:
    client = client_of(engine)
    blocked = tmp_path / "spool"
    client.app.state.spool = Spool(blocked, 1_000_000)  # type: ignore[attr-defined]
    for file in blocked.iterdir():
        file.unlink()
    blocked.rmdir()  # nothing can be written where no folder is
    assert said(client.get("/open-data/updates.csv"), 503)["type"].endswith("/problems/unavailable")
    blocked.mkdir()
    assert client.get("/open-data/updates.csv").status_code == 200


def test_no_cookie_or_key_changes_a_file(client: TestClient, engine: Engine) -> None:
    plain = client.get("/open-data/updates.csv")
    for headers in ({"Cookie": "a=b"}, admin(engine), {"Origin": "https://elsewhere.example"}):
        other = client.get("/open-data/updates.csv", headers=headers)
        assert (other.content, other.headers["etag"]) == (plain.content, plain.headers["etag"])
        assert "set-cookie" not in other.headers
    assert plain.headers["access-control-allow-origin"] == "*"
