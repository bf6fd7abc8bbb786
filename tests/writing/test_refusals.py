"""What is refused: a problem names the field, the rule and the place, and nothing is stored."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from db.clock import now
from db.models.access import Key
from db.session import begin_write, writing
from db.vocabulary import Role
from tests.clock import travel
from tests.conftest import key_of, said
from tests.writing.given import (
    ANYTOWN,
    ERASURES,
    ITEM,
    NEWS,
    RECORDS,
    UPDATES,
    admin,
    example,
    load,
    officer,
    one,
    part,
    places,
    stored,
)

JSON = {"Content-Type": "application/json"}
BODIES: dict[str, tuple[Any, str, str]] = {
    "an unknown code": (NEWS | {"progress": "nearly"}, "/progress", "unknown-code"),
    "a code of the clock": (NEWS | {"progress": "unknown"}, "/progress", "unknown-code"),
    "a code in another letter case": (NEWS | {"progress": "Under_way"}, "/progress", "unknown-code"),
    "an unknown code inside a list": (NEWS | {"evidence": [{"kind": "rumour"}]}, "/evidence/0/kind", "unknown-code"),
    "a field nobody knows": (NEWS | {"summry": "Two."}, "/summry", "unknown-field"),
    "no summary": ({"progress": "under_way"}, "/summary", "required"),
    "a null": (NEWS | {"detail": None}, "/detail", "no-null"),
    "a text of spaces": (NEWS | {"summary": "  \n "}, "/summary", "string-pattern-mismatch"),
    "an empty text": (NEWS | {"summary": ""}, "/summary", "string-too-short"),
    "a text too long": (NEWS | {"summary": "x" * 20_001}, "/summary", "string-too-long"),
    "a text in no language": (NEWS | {"summary": {}}, "/summary", "too-short"),
    "a text in a language that is none": (
        NEWS | {"summary": {"EN!": "x"}},
        "/summary/EN!/[key]",
        "string-pattern-mismatch",
    ),
    "a control character": (NEWS | {"summary": "Two\x07."}, "/summary", "string-pattern-mismatch"),
    "a control character in a language": (
        NEWS | {"detail": {"en": "Two\x85."}},
        "/detail/en",
        "string-pattern-mismatch",
    ),
    "a NUL": (NEWS | {"summary": "Two\x00."}, "/summary", "string-pattern-mismatch"),
    "a non-character": (NEWS | {"summary": "Two\uffff."}, "/summary", "string-pattern-mismatch"),
    "half a character": (NEWS | {"summary": "Two\ud83d."}, "/summary", "string-unicode"),
    "a number for a text": (NEWS | {"summary": 2**70}, "/summary", "dict-type"),
    "a date that is not one": (NEWS | {"date": "2026-02-30"}, "/date", "partial-date"),
    "a date of another sort": (NEWS | {"date": "30/11/2026"}, "/date", "partial-date"),
    "a date inside an object that is not one": (NEWS | {"date": {"value": "2026-13"}}, "/date/value", "partial-date"),
    "a due date that is not one": (
        NEWS | {"due": {"date": {"value": "2027-00"}, "set_by": "law"}},
        "/due/date/value",
        "partial-date",
    ),
    "an id that is none": (NEWS | {"post": "Head of Parks"}, "/post", "string-pattern-mismatch"),
    "an address that is none": (
        NEWS | {"evidence": [{"kind": "photo", "address": "javascript:alert(1)"}]},
        "/evidence/0/address",
        "string-pattern-mismatch",
    ),
    "a word where true or false is asked": (NEWS | {"publish": "yes"}, "/publish", "bool-type"),
}
CONFLICTS: dict[str, tuple[Any, str, str]] = {
    "no progress code": ({"summary": "Two."}, "/progress", "progress-missing"),
    "a date that has not come": (NEWS | {"date": "2999"}, "/date", "in-the-future"),
    "a post where an organisation belongs": (
        NEWS | {"done_by": ["anytown-head-of-streets"]},
        "/done_by/0",
        "wrong-type",
    ),
    "an organisation nobody published": (NEWS | {"done_by": ["anytown", "nowhere"]}, "/done_by/1", "unknown-id"),
    "a correction of nothing": (NEWS | {"kind": "correction"}, "/corrects", "corrects"),
    "a correction of something about another thing": (
        NEWS | {"kind": "correction", "corrects": "anytown-streets-2025-1-fxjqgh"},
        "/corrects",
        "other-thing",
    ),
    "a fact with a code": (NEWS | {"kind": "fact"}, "/progress", "fact-without-code"),
}


def _refused(answer: Any, status: int, name: str) -> Any:
    problem = said(answer, status)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["type"].endswith(f"/problems/{name}")
    assert problem["detail"]
    return problem


@pytest.fixture
def key(engine: Engine) -> dict[str, str]:
    return officer(engine)


@pytest.fixture(autouse=True)
def _nothing_stored(engine: Engine) -> Iterator[None]:
    """Every test here compares what is stored before and after; but for the keys it makes."""
    before = stored(engine)
    yield
    after = stored(engine)
    before["keys"] = after["keys"]
    before |= {name: after[name] for name in ("grants", "actors", "people")}
    assert after == before


@pytest.mark.parametrize("case", BODIES)
def test_the_schema_refuses(client: TestClient, key: dict[str, str], case: str) -> None:
    body, pointer, rule = BODIES[case]

    problem = _refused(
        client.post(UPDATES, content=json.dumps(body | {"publish": body.get("publish", True)}), headers=key | JSON),
        422,
        "invalid-body",
    )

    assert places(problem) == {pointer: rule}


@pytest.mark.parametrize("case", CONFLICTS)
def test_the_record_refuses(client: TestClient, key: dict[str, str], case: str) -> None:
    body, pointer, rule = CONFLICTS[case]

    problem = _refused(client.post(UPDATES, json=body | {"publish": True}, headers=key), 409, "conflict")

    assert places(problem) == {pointer: rule}


def test_every_fault_is_named_at_once(client: TestClient, key: dict[str, str]) -> None:
    body = {"progress": "nearly", "date": "soon", "summary": "", "kind": "gossip", "extra": 1}

    problem = _refused(client.post(UPDATES, json=body, headers=key), 422, "invalid-body")

    assert set(places(problem)) == {"/progress", "/date", "/summary", "/kind", "/extra"}


def test_a_thing_the_post_does_not_answer_for(client: TestClient, engine: Engine) -> None:
    parks = officer(engine, "anytown-head-of-parks")

    problem = _refused(client.post(UPDATES, json=NEWS, headers=parks), 403, "not-yours")

    assert "anytown-head-of-streets" in problem["detail"]


def test_a_political_lead_answers_but_does_not_report(client: TestClient, engine: Engine) -> None:
    cabinet = officer(engine, "anytown-cabinet-member-streets")

    _refused(client.post(UPDATES, json=NEWS, headers=cabinet), 403, "not-yours")


def test_a_post_whose_time_is_over_answers_no_more(client: TestClient, key: dict[str, str]) -> None:
    handed_over = "/v1/admin/recommendations/anytown-streets-2025-8/updates"

    problem = _refused(client.post(handed_over, json=NEWS, headers=key), 403, "not-yours")

    assert "anytown-head-of-parks" in problem["detail"]
    assert "anytown-head-of-streets" not in problem["detail"]


def test_a_post_the_key_does_not_cover(client: TestClient, key: dict[str, str]) -> None:
    body = NEWS | {"post": "anytown-deputy-head-of-streets"}

    _refused(client.post(UPDATES, json=body, headers=key), 403, "not-yours")


@pytest.mark.parametrize("id_", ["anytown-streets-2025-99", "anytown", "anytown-play-streets"])
def test_an_unknown_recommendation(client: TestClient, key: dict[str, str], id_: str) -> None:
    _refused(client.post(f"/v1/admin/recommendations/{id_}/updates", json=NEWS, headers=key), 404, "not-found")


@pytest.mark.parametrize("id_", ["A", "a%00b", "%ED%A0%80", "x" * 81, "2025-10"])
def test_an_id_that_cannot_be_one(client: TestClient, key: dict[str, str], id_: str) -> None:
    _refused(client.post(f"/v1/admin/recommendations/{id_}/updates", json=NEWS, headers=key), 400, "bad-query")


@pytest.mark.parametrize(
    ("role", "covers"),
    [
        (Role.editor, "anytown"),
        (Role.convenor, ANYTOWN),
        (Role.panel, ANYTOWN),
        (Role.keeper, "anytown-play-streets"),
    ],
)
def test_a_role_that_may_not_names_the_one_that_may(
    client: TestClient, engine: Engine, role: Role, covers: str
) -> None:
    problem = _refused(client.post(UPDATES, json=NEWS, headers=key_of(engine, role, covers)), 403, "wrong-role")

    assert "officer" in problem["detail"]


@pytest.mark.parametrize(("address", "may"), [(RECORDS, Role.record_keeper), (ERASURES, Role.admin)])
def test_an_officer_neither_loads_nor_erases(client: TestClient, key: dict[str, str], address: str, may: Role) -> None:
    body = {"sequence": 1, "ground": "rights", "by": "anytown"} if address == ERASURES else part(ANYTOWN)

    problem = _refused(client.post(address, json=body, headers=key), 403, "wrong-role")

    assert f"The role {may.value} may" in problem["detail"]
    _refused(client.get(address, headers=key), 403, "wrong-role")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer at_nobody", "Basic YTpi", "Bearer \xff\xfe"])
def test_an_unknown_key(client: TestClient, header: str) -> None:
    headers = {"Authorization": header.encode("latin-1")} if header else {}

    answer = client.post(UPDATES, json=NEWS, headers=headers)

    _refused(answer, 401, "key-missing")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_expired_key(client: TestClient, key: dict[str, str]) -> None:
    with travel(now() + timedelta(days=366)):
        _refused(client.post(UPDATES, json=NEWS, headers=key), 401, "key-missing")


def test_a_revoked_key(client: TestClient, engine: Engine, key: dict[str, str]) -> None:
    with writing(engine) as session:
        begin_write(session)
        session.execute(update(Key).values(revoked_at=now()))

    _refused(client.post(UPDATES, json=NEWS, headers=key), 401, "key-missing")


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe{}", b'{"progress": NaN,,}', b"[" * 100_000])
def test_broken_json(client: TestClient, key: dict[str, str], content: bytes) -> None:
    answer = client.post(UPDATES, content=content, headers=key | JSON)

    if content:
        _refused(answer, 400, "bad-json")
    else:
        assert places(_refused(answer, 422, "invalid-body")) == {"": "required"}


NOT_UTF_8 = {
    "UTF-16 with a byte-order mark": ("utf-16", "It is UTF-16: save it as UTF-8"),
    "UTF-16 without one": ("utf-16-be", "It is UTF-16: save it as UTF-8"),
    "UTF-32": ("utf-32", "It is UTF-32: save it as UTF-8"),
    "Windows-1252": ("cp1252", "In line 1 it holds bytes that are not UTF-8"),
}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("address", [UPDATES, RECORDS, "/v1/admin/elections"])
@pytest.mark.parametrize("name", NOT_UTF_8)
def test_json_in_another_encoding_is_told_which(
    client: TestClient, key: dict[str, str], engine: Engine, address: str, name: str
) -> None:
    encoding, words = NOT_UTF_8[name]
    body = json.dumps({"summary": "Café"}, ensure_ascii=False).encode(encoding)

    answer = client.post(address, content=body, headers=(key if address == UPDATES else admin(engine)) | JSON)

    assert words in _refused(answer, 400, "bad-json")["detail"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None])
def test_a_body_that_is_not_said_to_be_json(client: TestClient, key: dict[str, str], kind: str | None) -> None:
    headers = key | ({"Content-Type": kind} if kind else {})

    _refused(client.post(UPDATES, content=json.dumps(NEWS), headers=headers), 415, "wrong-media-type")


@pytest.mark.parametrize("kind", ["text/plain", None])
def test_a_document_that_is_not_said_to_be_json(client: TestClient, engine: Engine, kind: str | None) -> None:
    headers = admin(engine) | ({"Content-Type": kind} if kind else {})

    _refused(client.post(RECORDS, content=json.dumps(part(ANYTOWN)), headers=headers), 415, "wrong-media-type")


def test_a_body_over_a_megabyte(client: TestClient, key: dict[str, str]) -> None:
    body = json.dumps(NEWS | {"detail": "x" * 1_000_000})

    _refused(client.post(UPDATES, content=body, headers=key | JSON), 413, "too-large")


def test_a_body_over_a_megabyte_that_does_not_say_how_long_it_is(client: TestClient, key: dict[str, str]) -> None:
    pieces = iter([b'{"summary": "', *[b"x" * 100_000] * 11, b'"}'])

    answer = client.post(UPDATES, content=pieces, headers=key | JSON)

    assert "content-length" not in answer.request.headers
    _refused(answer, 413, "too-large")


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 2**64, 10**400])
def test_a_number_no_database_can_hold(client: TestClient, engine: Engine, number: int) -> None:
    body = {"sequence": number, "ground": "rights", "by": "anytown"}

    problem = _refused(client.post(ERASURES, json=body, headers=admin(engine)), 422, "invalid-body")

    assert list(places(problem)) == ["/sequence"]


@pytest.mark.parametrize("number", ["9223372036854775808", "1" * 400, "1" * 5000, "1e400", "-1"])
def test_a_number_no_database_can_hold_in_a_document(client: TestClient, engine: Engine, number: str) -> None:
    document = json.dumps(part(ANYTOWN, one(example(ANYTOWN), ITEM) | {"position": 12345678})).replace(
        "12345678", number
    )

    answer = client.post(RECORDS, content=document, headers=admin(engine) | JSON)

    if len(number) == 5000:
        _refused(answer, 400, "bad-json")
    else:
        assert "/things/0/position" in places(_refused(answer, 422, "invalid-body"))


@pytest.mark.parametrize(
    ("change", "pointer", "rule"),
    [
        ({"ground": "inferred"}, "/things/0/ground", "inferred"),
        ({"begins": {"value": "2026-05"}, "ends": {"value": "2026-04"}}, "/things/0/ends", "ends-before-begins"),
        ({"begins": {"value": "2026-02-29"}}, "/things/0/begins/value", "partial-date"),
        ({"post": "newshire-head-of-highways"}, "/things/0/post", "other-organisation"),
        ({"id": "anytown-streets-2025-3-2"}, "/things/0/id", "id-prefix"),
    ],
)
def test_an_accountability_that_cannot_be(
    client: TestClient, engine: Engine, change: dict[str, Any], pointer: str, rule: str
) -> None:
    thing = one(example(ANYTOWN), "anytown-streets-2025-3-qvcszq") | change

    problem = said(load(client, admin(engine), part(ANYTOWN, thing)), 422 if rule == "partial-date" else 409)

    assert places(problem)[pointer] == rule


def test_a_second_accountable_post(client: TestClient, engine: Engine) -> None:
    first = one(example(ANYTOWN), "anytown-streets-2025-3-qvcszq")
    second = first | {"id": f"{ITEM}-bcdfgh", "post": "anytown-head-of-parks"}

    problem = _refused(load(client, admin(engine), part(ANYTOWN, second)), 409, "conflict")

    assert places(problem) == {"/things/0/post": "second-accountable"}
    assert first["id"] in problem["errors"][0]["detail"]


def test_a_response_without_its_reasons(client: TestClient, engine: Engine) -> None:
    answers = [thing for thing in example(ANYTOWN)["things"] if thing["type"] == "response"]
    thing = next(answer for answer in answers if answer["response"] not in {"accepted", "deciding", "passed_on"})
    thing = {name: value for name, value in thing.items() if name != "reasons"}

    problem = _refused(load(client, admin(engine), part(ANYTOWN, thing)), 409, "conflict")

    assert places(problem) == {"/things/0/reasons": "reasons-missing"}


def test_an_unknown_code_in_a_document(client: TestClient, engine: Engine) -> None:
    thing = one(example(ANYTOWN), ITEM) | {"standing": "beloved"}

    problem = _refused(load(client, admin(engine), part(ANYTOWN, thing)), 422, "invalid-body")

    assert places(problem) == {"/things/0/standing": "unknown-code"}


def test_a_fault_hidden_in_a_key_of_an_object(client: TestClient, key: dict[str, str]) -> None:
    body = b'{"progress": "under_way", "summary": "x", "\\ud800": 1, "detail": {"\\ud800": "x"}}'

    said(client.post(UPDATES, content=body, headers=key | JSON), 422)
