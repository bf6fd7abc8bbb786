"""Every list and every thing is answered in a fixed number of statements, however much there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
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
    update,
    verdict,
)
from tests.conftest import client_of, said


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
    with counted(engine) as sent:
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
    ]


@pytest.fixture
def thirty(empty: Engine) -> Engine:
    """Thirty of each kind."""
    put(empty, *groundwork(), *(thing for number in range(1, 31) for thing in of_each_kind(number)))
    return empty


# The most statements each address may send; one of them begins the transaction on SQLite.
LISTS = {
    "recommendations": 12,
    "recommendations?total=true&q=streets&response=accepted&progress=under_way&sort=-updated": 13,
    "assemblies": 6,
    "projects": 6,
    "organisations": 5,
    "posts": 6,
}


@pytest.mark.parametrize("address", LISTS)
def test_a_page_of_thirty_takes_no_more_statements_than_a_page_of_one(thirty: Engine, address: str) -> None:
    client = client_of(thirty)
    joint = "&" if "?" in address else "?"

    one = statements(thirty, client, f"/v1/{address}{joint}limit=1")
    many = statements(thirty, client, f"/v1/{address}{joint}limit=30")

    assert len(many) == len(one), "\n".join(many)
    assert len(many) <= LISTS[address], "\n".join(many)


def more_about_everything() -> list[Any]:
    """Thirty more statements about each thing that has an address."""
    things: list[Any] = []
    for number in range(1, 31):
        news = update(item(1), "under_way", "2024-02-01")
        things += [
            news,
            reply(news.id, "2024-02-03"),
            reply(COUNCIL, "2024-02-03"),
            update(PROJECT, None, "2024-02-01", kind="fact"),
            update(ASSEMBLY, None, "2024-02-01", kind="fact"),
            response(f"answer-{number}", "accepted", "2024-02-01", recommendations=[item(1)]),
            response(f"answer-to-all-{number}", "accepted", "2024-02-01"),
            verdict(f"verdict-{number}", "met", "2024-02-02", recommendation=item(1)),
            verdict(f"verdict-on-all-{number}", "met", "2024-02-02"),
            accountability(item(1), role="responsible"),
            accountability(PROJECT, role="responsible"),
            contribution(item(1)),
            contribution(),
            lineage(f"lineage-{number}", [item(1)], [PROJECT]),
        ]
    return things


def one_of_each() -> list[Any]:
    """One statement of each of those kinds."""
    news = update(item(1), "under_way", "2024-02-01")
    return [
        news,
        reply(news.id, "2024-02-03"),
        reply(COUNCIL, "2024-02-03"),
        update(PROJECT, None, "2024-02-01", kind="fact"),
        update(ASSEMBLY, None, "2024-02-01", kind="fact"),
        response("answer", "accepted", "2024-02-01", recommendations=[item(1)]),
        response("answer-to-all", "noted", "2024-02-01"),
        verdict("verdict", "met", "2024-02-02", recommendation=item(1)),
        verdict("verdict-on-all", "met", "2024-02-02"),
        accountability(item(1)),
        accountability(PROJECT),
        contribution(item(1)),
        contribution(),
        lineage("lineage", [item(1)], [PROJECT]),
    ]


DETAILS = {
    f"recommendations/{item(1)}": 12,
    f"recommendations/{item(1)}/status": 12,
    f"recommendations/{item(1)}/history": 5,
    f"assemblies/{ASSEMBLY}": 11,
    f"assemblies/{ASSEMBLY}/record": 24,
    f"projects/{PROJECT}": 9,
    f"organisations/{COUNCIL}": 8,
    f"posts/{POST}": 9,
    "summary": 9,
    "summary?theme=Streets&q=trees": 9,
    "changes": 4,
}


@pytest.mark.parametrize("address", DETAILS)
def test_a_thing_with_much_about_it_takes_no_more_statements_than_one_with_little(empty: Engine, address: str) -> None:
    client = client_of(empty)
    put(empty, *groundwork(), recommendation(1), project(), *one_of_each())
    few = statements(empty, client, f"/v1/{address}")

    put(empty, *more_about_everything())

    many = statements(empty, client, f"/v1/{address}")
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= DETAILS[address], "\n".join(many)
