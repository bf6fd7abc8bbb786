"""What portals harvest: catalogues that software of others reads, that say whose each dataset is and under what it may
be used, and that stay the same whatever host they are served from.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.core.codelists import codelists
from api.core.headers import preferred
from api.open_data.licences import LICENCES, common, is_only_linked, known
from api.settings import settings
from db.clock import now
from tests.clock import travel
from tests.conftest import LOADED, client_of, said
from tests.open_data.portals import TAG, harvested, json_ld, packages, turtle
from tests.writing.given import ANYTOWN, ASSEMBLIES, CAMDEN, admin, example, load, officer, one, part, published

HERE = "http://127.0.0.1:8000"
SHAPES = Path(__file__).parent / "shapes" / "dcat-ap-3.0.0.ttl"
HOSTILE = '"""\\"@en . <x> a <y> .\n\\u0022 } ]]> </script><script>alert(1)</script> \u202e % {0} 🚲'
OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Sets what this instance is told, such as `base_url="https://…"`."""

    def tell(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"TRACKER_{name.upper()}", value)
        settings.cache_clear()

    yield tell
    monkeypatch.undo()
    settings.cache_clear()


def dataset(assembly: str, base: str = HERE) -> str:
    return f"{base}/open-data/datasets/{assembly}"


def described(page: str) -> Any:
    """What the head of a page says of its data."""
    (found,) = re.findall('<script type="application/ld\\+json">(.*?)</script>', page)
    return json.loads(found)


def edited(client: TestClient, engine: Engine, id_: str, **fields: Any) -> None:
    """A thing of Anytown's example as it stands, published with other fields."""
    thing = one(example(ANYTOWN), id_)
    said(load(client, admin(engine), part(ANYTOWN, {**thing, **fields})), 201)


@pytest.mark.parametrize("path", ["catalogue", "organisations/anytown/catalogue", "codelists"])
def test_both_forms_say_the_same(reader: TestClient, path: str) -> None:
    assert isomorphic(turtle(reader, path), json_ld(reader, path))


@pytest.mark.parametrize("path", ["catalogue", "organisations/anytown/catalogue", "organisations/camden/catalogue"])
def test_catalogues_keep_the_shapes_of_the_application_profile(reader: TestClient, path: str) -> None:
    shapes = Graph().parse(SHAPES, format="turtle")
    keeps, _, why = validate(turtle(reader, path), shacl_graph=shapes, inference="none")
    assert keeps, why


def test_a_portal_finds_formats_a_licence_and_tags_that_it_takes(reader: TestClient) -> None:
    found = packages(turtle(reader, "catalogue"))
    assert found.keys() == {*map(dataset, ASSEMBLIES), f"{HERE}/open-data/codelists"}
    camden = found[dataset(CAMDEN)]
    assert camden["licences"] == {"cc-by"}
    assert found[dataset(ANYTOWN)]["publisher_name"] == "Anytown Council"
    assert {one for package in found.values() for one in package["formats"].values()} == {
        *("CSV", "XLSX", "SQLite", "NDJSON", "JSON", "RDF Turtle", "JSON-LD"),
    }
    assert camden["formats"][f"{HERE}/open-data/assemblies/{CAMDEN}/recommendations-today.csv"] == "CSV"
    for package in found.values():
        assert package["tags"]
        assert all(TAG.fullmatch(one) for one in package["tags"])


def test_every_file_that_is_told_of_is_there(reader: TestClient) -> None:
    graph = turtle(reader, "catalogue")
    files = {str(file).removeprefix(HERE) for file in graph.objects(None, DCAT.accessURL)}
    described = {*graph.objects(None, DCAT.endpointURL), *graph.objects(None, DCAT.endpointDescription)}
    for address in files | {str(address).removeprefix(HERE) for address in described}:
        assert reader.head(address).status_code == 200, address
    for service in graph.subjects(RDF.type, DCAT.DataService):
        assert {str(one) for one in graph.objects(service, DCAT.servesDataset)} == {*map(dataset, ASSEMBLIES)}


def test_titles_and_first_sentences_are_short_in_each_language(reader: TestClient) -> None:
    for package in packages(turtle(reader, "catalogue")).values():
        for tag, title in package["title"].items():
            before = re.split(", compiled by |, lluniwyd gan ", title)
            assert sum(map(len, (before[0], ", lluniwyd gan " if len(before) > 1 else ""))) <= 65, (tag, title)
        assert package["title"].keys() == {"en", "cy"}
    for text in turtle(reader, "catalogue").objects(None, DCTERMS.description):
        assert len(re.split(r"(?<=\.) ", str(text))[0]) <= 140, text


def test_what_somebody_compiled_is_theirs_and_says_so(reader: TestClient) -> None:
    found = packages(turtle(reader, "catalogue"))[dataset(CAMDEN)]
    assert found["publisher"] == f"{HERE}/organisations/assembly-tracker"
    assert found["title"]["en"] == "Camden Citizens' Assembly on the Climate Crisis, compiled by Assembly Tracker"
    assert packages(turtle(reader, "organisations/camden/catalogue")) == {}
    assert packages(turtle(reader, "organisations/assembly-tracker/catalogue")).keys() == {dataset(CAMDEN)}
    listed = said(reader.get("/open-data/organisations/assembly-tracker/data.json"), 200)["dataset"]
    assert [(one["identifier"], one["publisher"]["name"]) for one in listed] == [(dataset(CAMDEN), "Assembly Tracker")]
    assert "it is not a publication of Camden Council" in listed[0]["description"]


def test_the_catalogues_of_organisations_part_the_whole_between_them(reader: TestClient) -> None:
    whole = packages(turtle(reader, "catalogue"))
    organisations = [one["id"] for one in said(reader.get("/v1/organisations?limit=200"), 200)["items"]]
    parts = [packages(turtle(reader, f"organisations/{id_}/catalogue")) for id_ in organisations]
    named = [uri for part_ in parts for uri in part_]
    assert sorted(named) == sorted(whole.keys() - {f"{HERE}/open-data/codelists"})
    for id_, part_ in zip(organisations, parts, strict=True):
        assert {one["publisher"] for one in part_.values()} <= {f"{HERE}/organisations/{id_}"}
        assert part_ == {uri: whole[uri] for uri in part_}


@on_sqlite
def test_licences_are_the_strictest_of_all_rows(client: TestClient, engine: Engine) -> None:
    def licences() -> set[str]:
        address = f"{HERE}/open-data/assemblies/{ANYTOWN}/recommendations-today.csv"
        graph = turtle(client, "catalogue")
        (form,) = graph.subjects(DCAT.accessURL, URIRef(address))
        (found,) = graph.objects(form, DCTERMS.license)
        rights = {
            str(label)
            for right in graph.objects(form, DCTERMS.rights)
            for _, _, label in graph.triples((right, None, None))
        }
        return {
            str(graph.value(found, RDFS.label) or graph.value(found, DCTERMS.title)),
            *(one[:8] for one in rights if one.startswith("Licences")),
        }

    documents = one(example(ANYTOWN), ANYTOWN)["documents"]
    assert licences() == {"CC BY 4.0", "Licences"}  # the report; what may only be linked to is not in the table
    edited(client, engine, ANYTOWN, documents=[{**one, "licence": "OGL v3"} for one in documents])
    assert licences() == {"Open Government Licence v3.0"}
    edited(client, engine, ANYTOWN, documents=[{**one, "licence": "Ask the office"} for one in documents])
    assert licences() == {"Ask the office", "Licences"}
    (listed,) = said(client.get("/open-data/organisations/anytown/data.json"), 200)["dataset"]
    assert listed["license"] == f"{HERE}/docs/open-data#licences"


def test_a_licence_is_known_however_it_is_written() -> None:
    for text in ("OGL-UK-3.0", "OGL v3", "Open Government Licence v3.0", "the Open Government Licence", OGL, OGL[:-1]):
        assert known(text) == LICENCES[1], text
    assert known("CC BY 4.0") == known("https://creativecommons.org/licenses/by/4.0/legalcode") == known("cc-by-4.0")
    assert known("CC BY") is known("CC BY 4.0 but for the photographs") is known("") is None
    for text in ("All rights reserved", "© Herald 2024", "Cedwir pob hawl", "No licence"):
        assert is_only_linked(text), text
    for text in ("© Crown copyright, Open Government Licence", "CC BY 3.0", "", None, "OGL"):
        assert not is_only_linked(text), text
    assert common(["OGL v3", "OGL-UK-3.0"])[0] == LICENCES[1]
    assert common(["OGL", "CC BY 4.0"]) == (None, "CC BY 4.0")
    assert common(["CC BY-NC 4.0", "Ask us", "OGL"]) == (None, "Ask us")
    assert common(["OGL", ""]) == (None, "")


@on_sqlite
def test_a_place_is_that_of_whoever_commissioned_it(client: TestClient, engine: Engine) -> None:
    for code, places in (("E07000999", ["E07000999"]), ("> <x> <", []), ("anywhere", [])):
        edited(client, engine, "anytown", identifiers=[{"scheme": "gss-2021", "value": code}])
        found = turtle(client, "organisations/anytown/catalogue").objects(URIRef(dataset(ANYTOWN)), DCTERMS.spatial)
        assert [str(one).rpartition("/")[2] for one in found] == places
    edited(client, engine, "anytown", identifiers=[{"scheme": "gss", "value": "E07000999"}])
    (listed,) = said(client.get("/open-data/organisations/anytown/data.json"), 200)["dataset"]
    assert listed["spatial"] == "http://statistics.data.gov.uk/id/statistical-geography/E07000999"


@on_sqlite
def test_hostile_words_survive_every_form(client: TestClient, engine: Engine, told: Callable[..., None]) -> None:
    told(contact='https://anytown.example/>"<\\ |^`{}é')
    edited(client, engine, "anytown", name={"en": HOSTILE, "cy": HOSTILE})
    edited(client, engine, ANYTOWN, name={"en": HOSTILE}, licence='"> <x> \\ "', documents=[])
    graph = turtle(client, "catalogue")
    assert isomorphic(graph, json_ld(client, "catalogue"))
    names = set(graph.objects(URIRef(f"{HERE}/organisations/anytown"), FOAF.name))
    kept = said(client.get("/v1/organisations/anytown"), 200)["name"]
    assert names == {Literal(kept["en"], "en"), Literal(kept["cy"], "cy")}
    (listed,) = said(client.get("/open-data/organisations/anytown/data.json"), 200)["dataset"]
    assert listed["publisher"]["name"] == kept["en"]
    assert listed["title"].startswith('"""\\"@en . <x> a <y> . \\u0022')


def test_data_json_has_what_its_readers_ask_for(reader: TestClient) -> None:
    found = said(reader.get("/open-data/data.json?no_such_parameter=1"), 200)
    assert said(reader.get("/open-data/data.json?page=2"), 200) == {**found, "dataset": []}
    assert found["conformsTo"] == "https://project-open-data.cio.gov/v1.1/schema"
    for listed in found["dataset"]:
        # The fields that DKAN (`schema/collections/dataset.json`) and data.gov.uk demand.
        assert {"title", "description", "identifier", "accessLevel", "keyword", "license"} <= listed.keys()
        assert {listed[name] for name in ("@type", "accessLevel")} == {"dcat:Dataset", "public"}
        assert listed["publisher"]["name"]
        assert listed["contactPoint"]["fn"]
        assert listed["language"] == ["en", "cy"]  # of a text, one of them joins the letters
        assert listed["accrualPeriodicity"] in {"R/P1D", "irregular"}
        assert listed["license"].startswith("http")
        assert all(one.keys() & {"downloadURL", "accessURL"} for one in listed["distribution"])
    assert {"modified", "issued", "temporal"} <= found["dataset"][0].keys()
    welsh = said(reader.get("/cy/open-data/data.json"), 200)
    assert [one["identifier"] for one in welsh["dataset"]] == [one["identifier"] for one in found["dataset"]]
    assert welsh["dataset"][0]["title"].endswith(": argymhellion")


@on_sqlite
def test_the_contact_is_the_mailbox_of_whoever_runs_it_or_a_page(client: TestClient, told: Callable[..., None]) -> None:
    for contact, field in (("team@anytown.example", "hasEmail"), ("https://anytown.example/help", "hasURL")):
        told(contact=contact)
        (listed,) = said(client.get("/open-data/organisations/anytown/data.json"), 200)["dataset"]
        assert listed["contactPoint"][field].removeprefix("mailto:") == contact
        place = turtle(client, "organisations/anytown/catalogue").objects(
            None, URIRef(f"http://www.w3.org/2006/vcard/ns#{field}")
        )
        assert [str(one).removeprefix("mailto:") for one in place] == [contact]


@on_sqlite
def test_harvested_twice_before_and_after_a_change_of_host_each_is_there_once(
    engine: Engine, told: Callable[..., None]
) -> None:
    old = "https://assemblies.anytown.example"
    addresses = ("/open-data/data.json", "/open-data/organisations/anytown/data.json")
    kept: dict[str, set[str]] = {address: set() for address in addresses}
    for host in (old, "https://data.newshire.example/assemblies"):
        told(base_url=host, dataset_base=old)
        client = client_of(engine)
        for address in addresses:
            found = harvested(client, address)
            assert len(found) == len(set(found))
            kept[address] |= set(found)
            assert set(
                packages(turtle(client, address.removeprefix("/open-data/").replace("data.json", "catalogue")))
            ) == set(found)
        (listed,) = said(client.get(addresses[1]), 200)["dataset"]
        assert listed["distribution"][0]["downloadURL"].startswith(f"{host}/open-data/assemblies/")
    assert kept[addresses[0]] == {*(dataset(one, old) for one in ASSEMBLIES), f"{old}/open-data/codelists"}
    assert kept[addresses[1]] == {dataset(ANYTOWN, old)}


@on_sqlite
def test_an_identifier_leads_to_what_it_is_of(client: TestClient) -> None:
    for asked, leads in (
        (f"datasets/{ANYTOWN}", f"/assemblies/{ANYTOWN}"),
        ("codelists", "/codelists"),
    ):
        answer = client.get(f"/open-data/{asked}")
        assert (answer.status_code, answer.headers["location"]) == (303, leads)
    assert said(client.get("/open-data/datasets/nowhere-2020"), 404)["type"].endswith("/problems/not-found")


@on_sqlite
def test_a_record_that_was_first_published_elsewhere_is_told_of_there_only(client: TestClient, engine: Engine) -> None:
    elsewhere = "https://first.example/open-data/datasets/anytown-streets-2025"
    edited(client, engine, ANYTOWN, identifiers=[{"scheme": "dataset", "value": elsewhere}])
    assert dataset(ANYTOWN) not in packages(turtle(client, "catalogue"))
    assert packages(turtle(client, "organisations/anytown/catalogue")) == {}
    assert harvested(client, "/open-data/organisations/anytown/data.json") == []
    page = client.get(f"/assemblies/{ANYTOWN}").text
    assert f'<a href="{elsewhere}"' in page
    assert described(page)["@id"] == described(page)["sameAs"] == elsewhere
    edited(client, engine, ANYTOWN, identifiers=[{"scheme": "dataset", "value": dataset(ANYTOWN)}])
    assert dataset(ANYTOWN) in packages(turtle(client, "catalogue"))  # as it is when ours comes home
    assert "sameAs" not in described(client.get(f"/assemblies/{ANYTOWN}").text)


@on_sqlite
def test_who_took_over_is_told_of_and_their_catalogue_takes_the_place(client: TestClient, engine: Engine) -> None:
    took_over = [{"organisation": "newshire", "begins": {"value": "2026-01-01"}}]
    edited(client, engine, "anytown", ended={"value": "2025-12-31"}, successors=took_over)
    replaced = URIRef(f"{HERE}/open-data/organisations/anytown/catalogue"), DCTERMS.isReplacedBy
    graph = turtle(client, "organisations/anytown/catalogue")
    assert graph.value(*replaced) == URIRef(f"{HERE}/open-data/organisations/newshire/catalogue")
    assert packages(graph).keys() == {dataset(ANYTOWN)}

    edited(client, engine, ANYTOWN, keeper={"organisation": "newshire", "capacity": "answering_body"})
    for ending in ("catalogue.ttl", "catalogue.jsonld", "data.json"):
        moved = client.get(f"/open-data/organisations/anytown/{ending}")
        assert (moved.status_code, moved.headers["location"]) == (301, f"/open-data/organisations/newshire/{ending}")
    found = packages(turtle(client, "organisations/newshire/catalogue"))
    assert {uri: one["publisher"] for uri, one in found.items()} == {dataset(ANYTOWN): f"{HERE}/organisations/newshire"}


@on_sqlite
def test_who_has_not_ended_or_split_in_two_has_an_empty_catalogue(client: TestClient, engine: Engine) -> None:
    edited(client, engine, ANYTOWN, keeper={"organisation": "newshire", "capacity": "answering_body"})
    assert harvested(client, "/open-data/organisations/anytown/data.json") == []
    two = [{"organisation": "newshire"}, {"organisation": "everyshire-combined"}]
    edited(client, engine, "anytown", ended={"value": "2025-12-31"}, successors=two)
    graph = turtle(client, "organisations/anytown/catalogue")
    assert len(list(graph.objects(None, DCTERMS.isReplacedBy))) == 2


def test_a_version_is_that_of_the_last_publication_about_it(client: TestClient, engine: Engine) -> None:
    def told_of() -> tuple[Any, Any]:
        graph = turtle(client, "organisations/anytown/catalogue")
        about = URIRef(dataset(ANYTOWN))
        return packages(graph)[dataset(ANYTOWN)]["versions"], graph.value(about, DCTERMS.modified)

    versions, before = told_of()
    told = said(client.get("/v1/changes?limit=1000"), 200)["items"]
    assert versions == [
        str(max(one["sequence"] for one in told if datetime.fromisoformat(one["published_at"]) == before.value))
    ]
    with travel(now() + timedelta(days=1)):
        published(client, officer(engine))
        versions, after = told_of()
    assert versions == [str(said(client.get("/v1/changes"), 200)["head"])]
    assert after.value.date() > before.value.date()
    assert turtle(client, "organisations/anytown/catalogue").value(URIRef(dataset(ANYTOWN)), DCTERMS.issued)


@pytest.mark.parametrize("place", ["", "organisations/anytown/"])
def test_the_form_that_is_asked_for_is_led_to_whoever_asked_before(reader: TestClient, place: str) -> None:
    page = f"/open-data/{place}".rstrip("/")
    asked = {
        "": ".ttl",
        "*/*": ".ttl",
        "text/turtle": ".ttl",
        "application/ld+json": ".jsonld",
        "application/json": ".jsonld",
        "text/turtle;q=0.5, application/ld+json;q=0.9": ".jsonld",
        "application/rdf+xml, text/turtle;q=0.8, */*;q=0.1": ".ttl",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": None,
    }
    for accept, ending in [*asked.items(), *asked.items()]:
        answer = reader.get(f"/open-data/{place}catalogue", headers={"Accept": accept})
        leads = page if ending is None else f"/open-data/{place}catalogue{ending}"
        assert (answer.status_code, answer.headers["location"], answer.headers["vary"]) == (303, leads, "Accept")


def test_the_media_type_that_is_liked_best_is_found_whatever_is_sent() -> None:
    offered = ["text/turtle", "application/ld+json"]
    assert preferred("application/ld+json;q=0", offered) == "text/turtle"
    assert preferred("application/*", offered) == "application/ld+json"
    assert preferred("text/*;q=0.2, application/ld+json;q=0.3;v=1", offered) == "application/ld+json"
    for odd in (";;;,,,", "q=1", "text/turtle;q=nan", "text/turtle;q=1e400", "," * 10_000, "application/pdf"):
        assert preferred(odd, offered) == "text/turtle"


def test_codes_are_concepts_that_their_page_shows(reader: TestClient) -> None:
    graph = turtle(reader, "codelists")
    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == sum(len(one.codes) for one in codelists())
    page = reader.get("/codelists").text
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        assert f'id="{str(scheme).removeprefix(f"{HERE}/codelists#")}"' in page
        for concept in graph.objects(scheme, SKOS.hasTopConcept):
            assert graph.value(concept, SKOS.topConceptOf) == graph.value(concept, SKOS.inScheme) == scheme
            assert f'id="{str(concept).removeprefix(f"{HERE}/codelists#")}"' in page
            for said_ in (SKOS.prefLabel, SKOS.definition):
                assert {one.language for one in graph.objects(concept, said_) if isinstance(one, Literal)} >= {
                    "en",
                    "cy",
                }
            assert graph.value(concept, SKOS.notation)


def test_who_is_no_organisation_has_no_catalogue(reader: TestClient) -> None:
    for name in ("catalogue.ttl", "catalogue.jsonld", "data.json"):
        assert reader.get(f"/open-data/organisations/nobody/{name}").status_code == 404
        assert reader.get(f"/open-data/organisations/{ANYTOWN}/{name}").status_code == 404
        assert reader.head(f"/open-data/organisations/anytown/{name}").status_code == 200
    assert reader.get("/open-data/data.json?page=0").status_code == 400
    assert "recommendations-today.csv" in said(reader.get("/open-data/catalogue.rdf"), 404)["detail"]


def test_a_page_says_what_data_there_is_in_the_words_of_search_engines(reader: TestClient) -> None:
    (listed,) = said(reader.get("/cy/open-data/organisations/anytown/data.json"), 200)["dataset"]
    answer = reader.get(f"/cy/assemblies/{ANYTOWN}")
    found = described(answer.text)
    assert (found["@type"], found["@id"], found["name"]) == ("Dataset", dataset(ANYTOWN), listed["title"])
    assert found["license"] == listed["license"]
    assert found["creator"]["name"] == "Cyngor Tref Unman"
    urls = {one.get("downloadURL") or one["accessURL"] for one in listed["distribution"]}
    assert {one["contentUrl"] for one in found["distribution"]} == urls
    everything = described(reader.get("/open-data").text)
    assert {one["@id"] for one in everything["dataset"]} == {*map(dataset, ASSEMBLIES)}
    assert "script-src 'none'" in answer.headers["content-security-policy"]  # it is data, and runs nowhere
    with travel(now() + timedelta(days=1)):
        assert "ld+json" not in reader.get(f"/assemblies/{ANYTOWN}?as_of={LOADED.date()}").text


@on_sqlite
def test_hostile_words_do_not_end_what_a_page_says_of_its_data(client: TestClient, engine: Engine) -> None:
    edited(client, engine, ANYTOWN, name={"en": HOSTILE})
    page = client.get(f"/assemblies/{ANYTOWN}").text
    assert page.count("<script") == 1
    assert described(page)["name"].startswith('"""')
