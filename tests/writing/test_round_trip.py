"""Export, import into an empty tracker, export again: the same bytes."""

import json
from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.publishing.verify import faults_of_record
from db.session import open_engine, reading
from db.vocabulary import Role
from tests.conftest import EXAMPLES, client_of, key_of, said
from tests.writing.given import (
    ANYTOWN,
    CAMDEN,
    ERASURES,
    ITEM,
    RECORDS,
    admin,
    erased,
    example,
    exported,
    load,
    officer,
    one,
    part,
    published,
)


def _faults(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(faults_of_record(session))


def _taken_elsewhere(other: Engine, *documents: bytes) -> TestClient:
    """A client of another tracker that has loaded these documents."""
    client, key = client_of(other), admin(other) | {"Content-Type": "application/json"}
    for document in documents:
        said(client.post(RECORDS, content=document, headers=key), 201)
    assert _faults(other) == []
    return client


def test_both_examples_in_one_tracker(client: TestClient, empty: Engine) -> None:
    documents = [exported(client, ANYTOWN), exported(client, CAMDEN)]

    other = _taken_elsewhere(empty, *documents)

    assert [exported(other, ANYTOWN), exported(other, CAMDEN)] == documents


def test_one_example_alone(client: TestClient, empty: Engine) -> None:
    document = exported(client, CAMDEN)

    assert exported(_taken_elsewhere(empty, document), CAMDEN) == document


def test_the_other_order_gives_the_same(client: TestClient, empty: Engine) -> None:
    documents = [exported(client, CAMDEN), exported(client, ANYTOWN)]

    other = _taken_elsewhere(empty, *documents)

    assert [exported(other, CAMDEN), exported(other, ANYTOWN)] == documents


def test_the_examples_are_their_own_export(client: TestClient) -> None:
    for assembly in (ANYTOWN, CAMDEN):
        held = (EXAMPLES / f"{assembly}.json").read_bytes()
        assert json.loads(exported(client, assembly)) == json.loads(held)


def test_an_officers_news_and_withdrawals_travel(client: TestClient, engine: Engine, empty: Engine) -> None:
    key = officer(engine)
    published(client, key, summary="Three are open.")
    gone = published(client, key, summary="Said too soon.")
    body = {"reason": "Too soon."}
    said(client.post(f"/v1/admin/updates/{gone['id']}/withdrawal", json=body, headers=key), 201)
    document = exported(client, ANYTOWN)

    other = _taken_elsewhere(empty, document)

    assert exported(other, ANYTOWN) == document
    assert b"Too soon." in document
    assert b"Said too soon." not in document


def test_an_erasure_travels_without_what_it_erased(client: TestClient, engine: Engine, empty: Engine) -> None:
    made = published(client, officer(engine), summary="Mx Bloggs lives at number 4.")
    body = {"sequence": made["published"]["sequence"], "ground": "personal_data", "by": "anytown"}
    erased(client.post(ERASURES, json=body, headers=admin(engine)))
    document = exported(client, ANYTOWN)

    other = _taken_elsewhere(empty, document)

    assert exported(other, ANYTOWN) == document
    assert b"Bloggs" not in document
    assert one(json.loads(document), made["id"])["ground"] == "personal_data"


def test_whoever_withdrew_travels_though_nothing_else_names_them(
    client: TestClient, engine: Engine, empty: Engine
) -> None:
    key = admin(engine)
    stranger = {"type": "organisation", "id": "stranger", "kind": "other", "language": "en", "name": {"en": "Stranger"}}
    speaker = {"organisation": "stranger", "capacity": "for_itself"}
    about = next(thing for thing in example(CAMDEN)["things"] if thing["type"] == "update")
    reply: dict[str, Any] = {"type": "reply", "id": f"{about['id']}-bcdfgh", "language": "en", "about": about["id"]}
    reply |= {"said_by": speaker, "text": {"en": "No."}, "date": {"value": "2026-10"}, "sources": about["sources"]}
    said(load(client, key, part(CAMDEN, stranger, reply)), 201)
    gone = {"type": "tombstone", "of": "reply", "id": reply["id"], "nature": "withdrawal", "by": "stranger"}
    said(load(client, key, part(CAMDEN, gone | {"names": [reply["about"]]})), 201)
    document = exported(client, CAMDEN)

    assert one(json.loads(document), "stranger")["name"] == {"en": "Stranger"}
    assert exported(_taken_elsewhere(empty, document), CAMDEN) == document


def _second_assembly() -> Any:
    """Another assembly of the same council, to which a project of the first contributes too."""
    document = example(ANYTOWN)
    own = one(document, ANYTOWN)
    second = {name: own[name] for name in ("type", "form", "language", "commissioned_by")}
    second |= {"id": "anytown-water-2026", "name": {"en": "Water"}}
    second["keeper"] = {"organisation": "anytown", "capacity": "answering_body"}
    asked = {"id": "anytown-water-2026-1", "assembly": second["id"], "type": "recommendation", "reference": "1"}
    asked |= {"position": 1, "kind": "recommendation", "standing": "adopted", "title": {"en": "Mend the pump"}}
    asked |= {"title_basis": {"basis": "verbatim"}}
    link = {"id": "anytown-play-streets-bcdfgh", "type": "contribution", "project": "anytown-play-streets"}
    link |= {"assembly": second["id"], "recommendation": asked["id"], "kind": "related", "made_by": "council"}
    return part(second["id"], second, asked, link | {"ground": "explicit"})


def test_assemblies_that_share_organisations_and_projects(client: TestClient, engine: Engine, empty: Engine) -> None:
    alone = exported(client, ANYTOWN)
    said(load(client, admin(engine), _second_assembly()), 201)
    documents = [exported(client, ANYTOWN), exported(client, "anytown-water-2026")]

    assert documents[0] == alone
    assert one(json.loads(documents[1]), "anytown-play-streets")
    assert one(json.loads(documents[1]), "anytown-play-streets-cfrqbp")["type"] == "update"
    assert ITEM.encode() not in documents[1].replace(b'"anytown-streets-2025-3-', b"")
    other = _taken_elsewhere(empty, *documents)
    assert [exported(other, ANYTOWN), exported(other, "anytown-water-2026")] == documents


def test_a_shared_document_taken_alone(client: TestClient, engine: Engine, empty: Engine) -> None:
    said(load(client, admin(engine), _second_assembly()), 201)
    document = exported(client, "anytown-water-2026")

    assert exported(_taken_elsewhere(empty, document), "anytown-water-2026") == document


def test_both_databases_export_the_same(client: TestClient, templates: dict[str, str], database: str) -> None:
    there = open_engine(templates[f"{'postgresql' if database == 'sqlite' else 'sqlite'}-examples"])

    same = [exported(client_of(there), assembly) == exported(client, assembly) for assembly in (ANYTOWN, CAMDEN)]

    there.dispose()
    assert same == [True, True]


def _unnamed() -> Any:
    """Anytown's record with an organisation, a post, a project and a panel's post in it that nothing names."""
    document = example(ANYTOWN)
    name = {"name": {"en": "Nobody names it"}}
    document["things"] += [
        {"type": "organisation", "id": "nobodys-friends", "kind": "other", "language": "en", **name},
        {"type": "post", "id": "nobodys-friends-chair", "organisation": "nobodys-friends", "kind": "team", **name},
        one(document, "anytown-head-of-parks") | {"id": "anytown-head-of-ponds", **name},
        one(document, "anytown-play-streets") | {"id": "anytown-ponds", **name},
    ]
    document["things"][-1].pop("successor", None)
    return document


UNNAMED = {"nobodys-friends", "nobodys-friends-chair", "anytown-head-of-ponds", "anytown-ponds"}


def _ids(document: bytes) -> set[str]:
    return {thing["id"] for thing in json.loads(document)["things"]}


def test_what_nothing_names_is_exported_where_it_was_imported(
    client: TestClient, engine: Engine, empty: Engine
) -> None:
    said(load(client, admin(engine), _unnamed()), 201)
    document = exported(client, ANYTOWN)

    other = _taken_elsewhere(empty, document)

    assert _ids(document) >= UNNAMED
    assert exported(other, ANYTOWN) == document
    assert not _ids(exported(client, CAMDEN)) & UNNAMED


def test_it_stays_when_it_was_here_already_and_the_document_only_holds_it(client: TestClient, engine: Engine) -> None:
    """Loaded with one assembly, then by a document of another, that publishes nothing."""
    key = admin(engine)
    said(load(client, key, _unnamed()), 201)
    friends = one(_unnamed(), "nobodys-friends")

    report = said(load(client, key, part(CAMDEN, friends)), 201)

    assert (report["added"], report["changed"], report["unchanged"]) == (0, 0, 2)
    assert _ids(exported(client, CAMDEN)) & UNNAMED == {"nobodys-friends"}


def test_what_is_said_later_of_what_nothing_names_is_exported(
    client: TestClient, engine: Engine, empty: Engine
) -> None:
    said(load(client, admin(engine), _unnamed()), 201)
    keeper = key_of(engine, Role.keeper, "anytown-ponds")
    news = {"summary": "Three are dug.", "publish": True}
    made = said(client.post("/v1/admin/projects/anytown-ponds/updates", json=news, headers=keeper), 201)
    document = exported(client, ANYTOWN)

    assert made["id"] in _ids(document)
    assert exported(_taken_elsewhere(empty, document), ANYTOWN) == document


def test_what_is_no_longer_named_stays_in_the_record_it_was_loaded_with(client: TestClient, engine: Engine) -> None:
    key = admin(engine)
    before = _ids(exported(client, ANYTOWN))
    first = one(example(ANYTOWN), f"{ANYTOWN}-1")
    assert "example-parliament" in str(first.pop("asked"))

    said(load(client, key, part(ANYTOWN, first)), 201)

    assert _ids(exported(client, ANYTOWN)) == before


def test_what_nothing_names_may_be_withdrawn_and_is_exported_as_that(
    client: TestClient, engine: Engine, empty: Engine
) -> None:
    key = admin(engine)
    said(load(client, key, _unnamed()), 201)
    gone = {"type": "tombstone", "of": "post", "id": "anytown-head-of-ponds", "nature": "withdrawal", "by": "anytown"}
    said(load(client, key, part(ANYTOWN, gone)), 201)
    document = exported(client, ANYTOWN)

    assert one(json.loads(document), "anytown-head-of-ponds")["type"] == "tombstone"
    assert exported(_taken_elsewhere(empty, document), ANYTOWN) == document
