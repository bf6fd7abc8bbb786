"""Loading record documents: what is added, changed and left alone, and what is refused whole."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.clock import now
from db.vocabulary import Role
from tests.clock import travel
from tests.conftest import EXAMPLES, client_of, key_of, said
from tests.writing.given import (
    ANYTOWN,
    ASSEMBLIES,
    CAMDEN,
    ERASURES,
    ITEM,
    RECORDS,
    UPDATES,
    admin,
    erased,
    example,
    exported,
    history,
    load,
    officer,
    one,
    part,
    places,
    public_updates,
    stored,
)

JSON = {"Content-Type": "application/json"}
NEWS_ID = "anytown-streets-2025-3-kzkhhp"


def tombstone(id_: str = NEWS_ID, of: str = "update", **more: Any) -> dict[str, Any]:
    found = {"type": "tombstone", "of": of, "id": id_, "nature": "withdrawal", "by": "anytown"} | more
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize("assembly", [ANYTOWN, CAMDEN])
def test_an_empty_tracker_takes_a_whole_record_and_then_nothing_more(empty: Engine, assembly: str) -> None:
    client, key, document = client_of(empty), admin(empty), example(assembly)
    gone = sum(thing["type"] == "tombstone" for thing in document["things"])

    first = said(load(client, key, document), 201)

    numbers = (first["added"], first["changed"], first["withdrawn"], first["unchanged"])
    assert numbers == (len(document["things"]) - gone, 0, gone, 0)
    assert first["sequence"] == len(document["things"])
    before = stored(empty)
    again = said(load(client, key, document), 201)
    assert (again["added"], again["changed"], again["withdrawn"]) == (0, 0, 0)
    assert again["unchanged"] == len(document["things"])
    assert "no change" in again["sentence"]
    assert stored(empty) == before


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("marks", [1, 2])
def test_json_with_a_byte_order_mark_is_json(client: TestClient, engine: Engine, marks: int) -> None:
    def marked(body: Any) -> bytes:
        return b"\xef\xbb\xbf" * marks + json.dumps(body).encode()

    key, news = officer(engine), {"progress": "planned", "summary": "Two."}
    made = said(client.post(UPDATES, content=marked(news), headers=key | JSON), 201)
    change = {"Content-Type": "application/merge-patch+json", "If-Match": '"1"'}
    address = f"/v1/admin/updates/{made['id']}"

    said(client.patch(address, content=marked({"summary": "Three."}), headers=key | change), 200)
    report = said(client.post(RECORDS, content=marked(example(ANYTOWN)), headers=admin(engine) | JSON), 201)
    assert report["unchanged"] > 100
    elections = client.post("/v1/admin/elections", content=marked([]), headers=admin(engine) | JSON)
    assert said(elections, 201)["sentence"] == "No change."


def test_only_the_difference_is_published(client: TestClient, engine: Engine) -> None:
    document = example(ANYTOWN)
    one(document, "anytown-head-of-parks")["name"]["en"] = "Head of Parks and Trees"
    document["things"].append(one(document, "anytown-head-of-parks") | {"id": "anytown-head-of-ponds"})
    head = stored(engine)["head"][0]

    report = said(load(client, admin(engine), document), 201)

    assert (report["added"], report["changed"], report["withdrawn"]) == (1, 1, 0)
    assert report["sequence"] == head + 2
    changes = said(client.get(f"/v1/changes?after={head}"), 200)["items"]
    assert [row["thing"]["id"] for row in changes] == ["anytown-head-of-parks", "anytown-head-of-ponds"]
    assert changes[0]["published_at"] == changes[1]["published_at"]


def test_what_a_document_does_not_mention_is_left_alone(client: TestClient, engine: Engine) -> None:
    before = json.loads(exported(client, ANYTOWN))["things"]

    said(load(client, admin(engine), part(ANYTOWN)), 201)

    assert json.loads(exported(client, ANYTOWN))["things"] == before


def test_a_document_in_other_clothes_is_the_same_document(client: TestClient, engine: Engine) -> None:
    document = json.dumps(example(ANYTOWN), indent=3, sort_keys=False)

    report = said(client.post(RECORDS, content=document, headers=admin(engine) | JSON), 201)

    assert (report["added"], report["changed"], report["withdrawn"]) == (0, 0, 0)


def test_ten_faults_are_all_reported_by_path_and_nothing_is_loaded(client: TestClient, engine: Engine) -> None:
    key = admin(engine)
    document = example(ANYTOWN)
    at = {thing["id"]: number for number, thing in enumerate(document["things"])}
    broken: dict[str, tuple[str, str]] = {}

    def spoil(id_: str, place: str, rule: str, **more: Any) -> None:
        document["things"][at[id_]].update(more)
        broken[f"/things/{at[id_]}{place}"] = (rule, id_)

    spoil("anytown-head-of-parks", "/kind", "unknown-code", kind="wizard")
    spoil("anytown-food-team", "/name", "dict-type", name=5)
    spoil("anytown-streets-2025-1", "/position", "greater-than-equal", position=-1)
    spoil("anytown-streets-2025-2", "/titel", "unknown-field", titel={"en": "x"})
    spoil("anytown-streets-2025-12", "/theme", "string-pattern-mismatch", theme="a\x00b")
    spoil("anytown-streets-2025-1-fxjqgh", "/date/value", "partial-date", date={"value": "2026-02-30"})
    spoil("anytown-streets-2025-3-qvcszq", "/post", "unknown-id", post="anytown-nobody")
    spoil("anytown-streets-2025-10-pdqbcf", "/progress", "progress-missing", kind="news")
    document["things"][at["anytown-streets-2025-10-pdqbcf"]].pop("progress")
    spoil("anytown-play-streets", "/ends", "ends-before-begins", ends={"value": "2001"})
    spoil("anytown-streets-2025-verdict-1-members", "/voted", "more-than-eligible", eligible=1, voted=2)
    before = stored(engine)

    problem = said(load(client, key, document), 422)

    found = places(problem)
    assert {place: found.get(place) for place in broken} == {place: rule for place, (rule, _) in broken.items()}
    assert stored(engine) == before


@pytest.mark.parametrize(
    "things",
    [
        [{}],
        [5],
        [None],
        [[]],
        [{"type": "wizard"}],
        [{"type": 5}],
        [{"type": "post", "id": 5}],
        [{"type": {}}],
        "x",
        {},
    ],
)
def test_things_that_are_none(client: TestClient, engine: Engine, things: Any) -> None:
    key, document = admin(engine), part(ANYTOWN)
    document["things"] = things
    before = stored(engine)

    problem = said(load(client, key, document), 422)

    assert all(place.startswith(("/things", "/assembly")) for place in places(problem))
    assert stored(engine) == before


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"5", 422),
        (b"[]", 422),
        (b"null", 422),
        (b"{", 400),
        (b"\xff", 400),
        (b'{"a": NaN}', 400),
        (b"[" * 100_000, 400),
        (b'{"format": "assembly-record/2", "assembly": "anytown", "things": []}', 422),
        (b'{"format": "assembly-record/1", "assembly": "anytown", "things": []}', 409),
        (b'{"format": "assembly-record/1", "assembly": "\\ud800", "things": [], "\\ud800": 1}', 422),
        (b'{"format": "assembly-record/1", "assembly": "anytown", "things": [{"type": "\\ud800"}]}', 422),
        (b'{"format": "assembly-record/1", "assembly": "anytown", "things": [{"type": "post", "\\ud800": 1}]}', 422),
        (b"", 400),
    ],
)
def test_what_is_no_document(client: TestClient, engine: Engine, content: bytes, status: int) -> None:
    key = admin(engine)
    before = stored(engine)

    said(client.post(RECORDS, content=content, headers=key | JSON), status)

    assert stored(engine) == before


LONG: dict[str, tuple[Any, int]] = {
    "things that are none": ({"things": [{"type": "post"}] * 100}, 401),
    "names nobody knows": ({f"field {number}": 1 for number in range(4_000)}, 4_000),
    "a name that is too long": ({"x" * 900_000: 1}, 1),
    "a thing again and again": ({"things": [one(example(ANYTOWN), ANYTOWN)] * 102}, 101),
}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("more", "many"), LONG.values(), ids=LONG)
def test_a_list_of_faults_ends_and_says_how_many_there_are(
    client: TestClient, engine: Engine, more: Any, many: int
) -> None:
    answer = load(client, admin(engine), part(ANYTOWN) | more)

    problem = answer.json()
    assert answer.status_code in {409, 422}
    assert len(problem["errors"]) == min(many, 100)
    assert problem.get("errors_total") == (many if many > 100 else None)
    assert len(answer.content) < 100_000


def test_the_same_thing_twice_in_a_document(client: TestClient, engine: Engine) -> None:
    thing = one(example(ANYTOWN), "anytown-head-of-parks")

    problem = said(load(client, admin(engine), part(ANYTOWN, thing, thing)), 409)

    assert places(problem) == {"/things/1/id": "id-twice"}


def test_an_id_is_never_used_for_another_sort_of_thing(client: TestClient, engine: Engine) -> None:
    thing = one(example(ANYTOWN), "anytown-head-of-parks") | {"id": "anytown-play-streets"}

    problem = said(load(client, admin(engine), part(ANYTOWN, thing)), 409)

    assert places(problem)["/things/0/id"] == "id-taken"


def test_an_organisation_is_no_month(empty: Engine) -> None:
    document = example(ANYTOWN)
    one(document, "newshire")["id"] = "march"

    problem = said(load(client_of(empty), admin(empty), document), 409)

    assert "id-month" in places(problem).values()


def test_members_words_never_change(client: TestClient, engine: Engine) -> None:
    key, thing = admin(engine), one(example(ANYTOWN), ITEM)
    assert thing["text_basis"]["basis"] == "verbatim"
    other = thing | {"text": {tag: text + " Nearly." for tag, text in thing["text"].items()}}
    without = {name: value for name, value in thing.items() if name not in {"text", "text_basis"}}
    relabelled = thing | {"text_basis": thing["text_basis"] | {"basis": "paraphrase"}}
    translated = thing | {"text_basis": thing["text_basis"] | {"translated": list(thing["text"])}}
    before = stored(engine)

    for changed, place in (
        (other, "/things/0/text"),
        (without, "/things/0/text"),
        (relabelled, "/things/0/text_basis"),
        (translated, "/things/0/text_basis"),
    ):
        problem = said(load(client, key, part(ANYTOWN, changed)), 409)
        assert places(problem) == {place: "verbatim"}
    assert stored(engine) == before


def test_what_is_not_in_the_members_words_gives_way(client: TestClient, engine: Engine) -> None:
    thing = one(example(ANYTOWN), "anytown-streets-2025-19")
    assert thing["title_basis"]["basis"] == "paraphrase"
    thing = thing | {"title": {"en": "The members’ own title"}, "title_basis": {"basis": "verbatim"}}

    assert said(load(client, admin(engine), part(ANYTOWN, thing)), 201)["changed"] == 1


def test_a_tombstone_withdraws_and_loading_the_old_text_is_refused(client: TestClient, engine: Engine) -> None:
    key = admin(engine)

    report = said(load(client, key, part(ANYTOWN, tombstone(reason={"en": "Wrong street."}))), 201)

    assert report["withdrawn"] == 1
    assert NEWS_ID not in public_updates(client)
    assert "Wrong street." in client.get(f"/v1/recommendations/{ITEM}/history").text
    assert said(load(client, key, part(ANYTOWN, tombstone())), 201)["unchanged"] == 2
    before = stored(engine)
    problem = said(load(client, key, example(ANYTOWN)), 409)
    assert list(places(problem).values()) == ["was-withdrawn"]
    assert stored(engine) == before


def test_a_withdrawn_recommendation_is_gone_with_when_who_and_why(client: TestClient, engine: Engine) -> None:
    gone = tombstone(ITEM, "recommendation", reason={"en": "Counted twice."}, names=[ANYTOWN])
    said(load(client, admin(engine), part(ANYTOWN, gone)), 201)

    for address in (f"/v1/recommendations/{ITEM}", f"/v1/recommendations/{ITEM}/status"):
        problem = said(client.get(address), 410)
        assert problem["type"].endswith("/withdrawn")
        assert "anytown: Counted twice." in problem["detail"]
    assert history(client)[0]["nature"] == "withdrawal"
    listed = said(client.get(f"/v1/recommendations?assembly={ANYTOWN}&limit=200"), 200)["items"]
    assert ITEM not in [row["id"] for row in listed]
    said(client.post(UPDATES, json={"summary": "x", "progress": "planned"}, headers=officer(engine)), 404)


@pytest.mark.parametrize(
    ("change", "place", "rule"),
    [
        ({"nature": "erasure"}, "/things/0/ground", "ground"),
        ({"nature": "erasure", "ground": "rights"}, "/things/0", "stands-here"),
        ({"ground": "rights"}, "/things/0/ground", "ground"),
        ({"of": "verdict"}, "/things/0/of", "id-taken"),
        ({"by": "nowhere"}, "/things/0/by", "unknown-id"),
        ({"by": "anytown-head-of-parks"}, "/things/0/by", "unknown-id"),
    ],
)
def test_a_tombstone_that_cannot_be(
    client: TestClient, engine: Engine, change: dict[str, Any], place: str, rule: str
) -> None:
    key = admin(engine)
    before = stored(engine)

    problem = said(load(client, key, part(ANYTOWN, tombstone(**change))), 409)

    assert places(problem)[place] == rule
    assert stored(engine) == before


def test_what_was_erased_cannot_be_loaded_again(client: TestClient, engine: Engine) -> None:
    key = admin(engine)
    sequence = public_updates(client)[NEWS_ID]["sequence"]
    erased(client.post(ERASURES, json={"sequence": sequence, "ground": "rights", "by": "anytown"}, headers=key))
    before = stored(engine)

    loaded = said(load(client, key, example(ANYTOWN)), 201)

    assert loaded["left_out"] == 1
    assert "was-erased" in [one["rule"] for one in loaded["warnings"]]
    assert stored(engine) == before


@pytest.mark.parametrize(
    ("role", "covers", "id_"),
    [
        (Role.officer, "anytown-head-of-streets", NEWS_ID),
        (Role.editor, "anytown", "anytown-head-of-parks"),
        (Role.convenor, ANYTOWN, "anytown-streets-2025-10"),
        (Role.panel, ANYTOWN, "anytown-streets-2025-verdict-1-members"),
        (Role.keeper, "anytown-play-streets", "anytown-play-streets"),
    ],
)
def test_what_a_live_key_keeps_here_is_not_loaded_over(
    client: TestClient, engine: Engine, role: Role, covers: str, id_: str
) -> None:
    key = admin(engine)
    key_of(engine, role, covers)
    thing = one(example(ANYTOWN), id_)
    before = stored(engine)

    for loaded in (thing | {"note": {"en": "Changed elsewhere."}}, tombstone(id_, thing["type"])):
        problem = said(load(client, key, part(ANYTOWN, loaded)), 409)
        assert places(problem)["/things/0"] == "owner-has-key"
        assert covers in problem["detail"]
    assert said(load(client, key, example(ANYTOWN)), 201)["changed"] == 0
    assert stored(engine) == before


def test_a_thing_cannot_be_loaded_over_by_giving_it_another_owner(client: TestClient, engine: Engine) -> None:
    key = admin(engine)
    officer(engine)
    thing = one(example(ANYTOWN), NEWS_ID)
    thing = thing | {"said_by": {"organisation": "fair-table-trust", "capacity": "for_itself"}}

    assert places(said(load(client, key, part(ANYTOWN, thing)), 409)) == {"/things/0": "owner-has-key"}


def test_an_expired_key_keeps_nothing(client: TestClient, engine: Engine) -> None:
    key_of(engine, Role.editor, "anytown", days=3)
    thing = one(example(ANYTOWN), "anytown-head-of-parks") | {"note": {"en": "Changed elsewhere."}}

    with travel(now() + timedelta(days=4)):
        assert said(load(client, admin(engine), part(ANYTOWN, thing)), 201)["changed"] == 1


def test_a_seat_can_change_hands_in_one_document(client: TestClient, engine: Engine) -> None:
    seat = one(example(ANYTOWN), "anytown-streets-2025-3-qvcszq")
    other = seat | {"id": f"{ITEM}-bcdfgh", "post": "anytown-head-of-parks", "begins": {"value": "2026-11-01"}}
    ended = seat | {"ends": {"value": "2026-11-01"}}

    report = said(load(client, admin(engine), part(ANYTOWN, other, ended)), 201)

    assert (report["added"], report["changed"]) == (1, 1)


def test_a_seat_withdrawn_is_free_in_the_same_document(client: TestClient, engine: Engine) -> None:
    seat = one(example(ANYTOWN), "anytown-streets-2025-3-qvcszq")
    other = seat | {"id": f"{ITEM}-bcdfgh", "post": "anytown-head-of-parks"}

    report = said(load(client, admin(engine), part(ANYTOWN, other, tombstone(seat["id"], "accountability"))), 201)

    assert (report["added"], report["withdrawn"]) == (1, 1)
    assert client.post(UPDATES, json={"summary": "x"}, headers=officer(engine)).status_code == 403


def test_two_posts_change_seats_in_one_document(client: TestClient, engine: Engine) -> None:
    streets = one(example(ANYTOWN), "anytown-streets-2025-3-qvcszq")
    parks = one(example(ANYTOWN), "anytown-streets-2025-10-xwrpgr")
    assert parks["post"] == "anytown-head-of-parks"
    swapped = [streets | {"post": parks["post"]}, parks | {"post": streets["post"]}]

    assert said(load(client, admin(engine), part(ANYTOWN, *swapped)), 201)["changed"] == 2


def test_a_document_over_the_limit_that_says_so(client: TestClient, engine: Engine) -> None:
    headers = admin(engine) | JSON | {"Content-Length": "64000001"}

    assert said(client.post(RECORDS, content=b"{}", headers=headers), 413)["type"].endswith("/too-large")


def test_a_document_over_the_limit_that_does_not_say_so(client: TestClient, engine: Engine) -> None:
    pieces = iter([b" " * 1_000_000] * 65)

    problem = said(client.post(RECORDS, content=pieces, headers=admin(engine) | JSON), 413)

    assert "64 MB" in problem["detail"]


def test_a_document_over_a_megabyte_is_taken(client: TestClient, engine: Engine) -> None:
    body = (EXAMPLES / f"{ANYTOWN}.json").read_bytes() + b" " * 2_000_000

    assert said(client.post(RECORDS, content=body, headers=admin(engine) | JSON), 201)["changed"] == 0


def test_the_records_held_here_are_listed(client: TestClient, engine: Engine) -> None:
    listed = said(client.get(RECORDS, headers=admin(engine)), 200)

    assert [row["assembly"] for row in listed["items"]] == list(ASSEMBLIES)
    assert listed["items"][0]["record"].endswith(f"/v1/assemblies/{ANYTOWN}/record")
