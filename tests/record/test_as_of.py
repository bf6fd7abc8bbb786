"""`as_of` a day is what every address showed at that day's end, whatever was published since."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.vocabulary import CODELISTS
from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    GROUP,
    MEMBERS,
    POST,
    PROJECT,
    accountability,
    changed,
    clock,
    contribution,
    due,
    gone,
    groundwork,
    hold,
    item,
    lineage,
    organisation,
    post,
    project,
    promise,
    put,
    recommendation,
    reply,
    response,
    tally,
    update,
    verdict,
    withdrawal,
)
from tests.conftest import client_of, said
from tests.pages.looking import AS_A_PERSON

LATER = "2027-05-05"
MAYOR = "westmere-mayor"
THINGS = [
    *(f"/v1/recommendations/{item(number)}" for number in range(1, 6)),
    f"/v1/assemblies/{ASSEMBLY}",
    f"/v1/projects/{PROJECT}",
    *(f"/v1/organisations/{id_}" for id_ in (COUNCIL, MEMBERS, GROUP)),
    *(f"/v1/posts/{id_}" for id_ in (POST, MAYOR)),
]
LISTS = [
    *(f"/v1/{plural}?total=true" for plural in ("recommendations", "assemblies", "projects", "organisations", "posts")),
    "/v1/recommendations?sort=-updated&q=streets",
    "/v1/recommendations?sort=due&updated_since=2024-03-01",
    *(
        f"/v1/recommendations?response={code}"
        for code in ("awaiting", "no_answer", "accepted_in_principle", "accepted")
    ),
    *(f"/v1/recommendations?schedule={code}" for code in CODELISTS["schedule"]),
    "/v1/recommendations?update_overdue=true",
    "/v1/recommendations?in_hold=true",
    "/v1/recommendations?answered_as=package",
    f"/v1/recommendations?organisation={GROUP}&organisation={COUNCIL}&progress=under_way",
    "/v1/summary",
    "/v1/summary?theme=Streets&progress=under_way",
]
ADDRESSES = [
    *THINGS,
    *(f"/v1/recommendations/{item(number)}/{part}" for number in range(1, 6) for part in ("status", "history")),
    f"/v1/assemblies/{ASSEMBLY}/record",
    *LISTS,
]


def days(engine: Engine) -> Iterator[str]:  # noqa: PLR0915 - a long story
    """A record built day by day; each day is given when everything of it was published."""
    base = groundwork(made=4, promises=[promise("answer_each", "2024-06-30"), promise("report", "2024-12-31")])
    recommendations = [recommendation(number, theme="Streets") for number in (1, 2, 3)]
    recommendations.append(recommendation(4, "A bench in every street", kind="part", parent=item(3)))
    with clock("2024-01-10"):
        put(engine, *base, *recommendations)
    yield "2024-01-10"

    whole = response("answer", "accepted_in_principle", "2024-02-01", due="2024-12-31")
    with clock("2024-02-01"):
        put(engine, whole)
    yield "2024-02-01"

    seat, news = accountability(item(1)), update(item(1), "under_way", "2024-02-09", next_update_due="2024-05-31")
    with clock("2024-02-10"):
        put(engine, seat, news)
    with clock("2024-02-10T18:00:00"):
        put(engine, update(item(2), "planned", "2024-02-08"))
    yield "2024-02-10"

    with clock("2024-03-01"):
        put(engine, post(name="Director of Streets"), organisation(name="Westmere City Council"), nature="relabelling")
    yield "2024-03-01"

    one = response("answer-1", "accepted", "2024-03-14", recommendations=[item(1)], due="2024-09-30")
    with clock("2024-03-15"):
        put(engine, one, update(item(1), "partly_delivered", "2024-03-15", kind="correction", corrects=news.id))
    yield "2024-03-15"
    yield "2024-03-20"

    with clock("2024-03-22"):
        put(engine, organisation(name="Westmere City Council", holds=[hold("2024-03-25", "2024-05-02")]))
    yield "2024-03-22"
    yield "2024-03-25"  # the hold begins, with nothing published

    with clock("2024-04-01"):
        put(engine, withdrawal(news, "It was about another street."))
    yield "2024-04-01"

    help_, by_members = contribution(item(2)), verdict("verdict-1", "partly", "2024-04-20", recommendation=item(1))
    with clock("2024-05-01"):
        put(engine, project(), help_, by_members)
        put(engine, reply(by_members.id, "2024-05-01"), tally("tally-1", "2024-04-30"))
        put(engine, lineage("lineage-1", [item(2)], [item(3)]), reply(PROJECT, "2024-05-01", "Not only ours."))
    yield "2024-05-01"

    with clock("2024-05-20"):
        put(engine, changed(base[-1], recommendations_made=5, promises=[promise("answer_whole", "2024-06-30")]))
        put(engine, changed(recommendations[2], theme="Buses", title={"en": "Buses at night"}), nature="correction")
    yield "2024-05-20"
    yield "2024-06-01"  # an update is overdue now, with nothing published

    with clock("2024-06-10"):
        put(engine, changed(one, recommendations=[item(1), item(2)]))  # an answer that names another item later
        put(engine, changed(news, about=item(1), summary={"en": "It was about this street after all."}))
    yield "2024-06-10"

    with clock("2024-07-01"):
        put(engine, withdrawal(recommendations[1], "Printed twice."), withdrawal(help_, "Not ours."))
    yield "2024-07-01"

    with clock("2024-08-01"):
        put(engine, post(MAYOR, "Mayor", kind="elected"), changed(seat, ends="2024-07-31"))
        put(engine, accountability(item(1), MAYOR, begins="2024-08-01"), recommendation(5, "Late in the report"))
    yield "2024-08-01"
    yield "2024-09-01"  # due within thirty days
    yield "2025-01-02"  # late

    with clock("2025-02-01"):
        put(engine, withdrawal(project(), "It ended."), update(item(3), "stopped", "2025-01-31", due=due("2025-03-31")))
    yield "2025-02-01"

    with clock("2025-03-01"):
        put(engine, withdrawal(base[-1], "Its record moves."))
    yield "2025-03-01"

    with clock("2025-03-05"):
        put(engine, changed(base[-1], recommendations_made=6), project(name="Repair shed"))
    yield "2025-03-05"


def shown(client: TestClient, address: str, as_of: str | None = None) -> tuple[int, Any]:
    """What an address shows, but for the id of the request; and of what was not there, that alone: whether it came
    later is not known then.
    """
    asked = f"{address}{'&' if '?' in address else '?'}as_of={as_of}" if as_of else address
    answer = client.get(asked)
    body = answer.json()
    body.pop("request_id", None)
    return answer.status_code, None if answer.status_code == 404 else body


def test_every_address_shows_for_ever_what_it_showed_at_each_days_end(empty: Engine) -> None:
    client = client_of(empty)
    then = {}
    for day in days(empty):
        with clock(f"{day}T23:59:59"):
            then[day] = {address: shown(client, address) for address in ADDRESSES}

    assert {status for answers in then.values() for status, _ in answers.values()} == {200, 404, 410}
    with clock(LATER):
        for day, answers in then.items():
            for address, answer in answers.items():
                assert shown(client, address, day) == answer, f"{address} as of {day}"


def test_a_day_before_a_hold_was_published_shows_none(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2024-03-20"):
        put(empty, *groundwork(), recommendation(1))
    with clock("2024-03-27"):
        put(empty, organisation(holds=[hold("2024-03-25", "2024-05-02")]))
    address = f"/v1/recommendations/{item(1)}/status"
    with clock("2024-06-01"):
        for day, held in (("2024-03-26", False), ("2024-03-27", True), ("2024-05-02", True), ("2024-05-03", False)):
            found = said(client.get(f"{address}?as_of={day}"), 200)
            assert (found["hold"] is not None, found["note"] is not None) == (held, held), day
        assert said(client.get(address), 200)["hold"] is None


def test_before_the_first_publication_there_was_nothing(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2024-01-10"):
        put(empty, *groundwork(), recommendation(1))

    with clock(LATER):
        for address in THINGS:
            assert shown(client, address, "2024-01-09")[0] == 404
        assert said(client.get("/v1/recommendations?as_of=0001-01-01&total=true"), 200)["total"] == 0
        assert said(client.get("/v1/summary?as_of=2024-01-09"), 200)["totals"]["held"] == 0


def test_a_day_before_a_thing_was_published_says_since_when_it_is(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2024-02-01"):
        put(empty, *groundwork())
    with clock("2024-03-05"):
        put(empty, recommendation(1))
    with clock(LATER):
        for address in (f"/v1/recommendations/{item(1)}{part}" for part in ("", "/status", "/history")):
            problem = said(client.get(f"{address}?as_of=2024-03-04"), 404)
            assert problem["type"].endswith("/problems/not-yet-published")
            assert problem["first_published"] == "2024-03-05"
            assert client.get(problem["today_url"], headers=AS_A_PERSON).status_code == 200
            assert "first_published" not in said(client.get(f"{address.replace('-1', '-9')}?as_of=2024-03-04"), 404)
        pasted = f"http://127.0.0.1:8000/recommendations/{item(1)}?as_of=2024-03-04"
        assert said(client.get("/oembed", params={"url": pasted}), 404)["first_published"] == "2024-03-05"
        for place in ("", "/embed", "/fragment", "/badge"):
            address = f"{place}/recommendations/{item(1)}{'.svg' if place == '/badge' else ''}?as_of=2024-03-04"
            for words in ({"en": "5 March 2024", "cy": "5 Mawrth 2024"}).items():
                answer = client.get(f"{address}&lang={words[0]}", headers=AS_A_PERSON)
                assert answer.status_code == 404
                assert words[1] in answer.text, (address, answer.text)


def test_a_day_that_has_not_passed_is_refused_everywhere(empty: Engine) -> None:
    client = client_of(empty)
    put(empty, *groundwork(), recommendation(1), project())
    with clock(f"{LATER}T23:59:59"):
        for address in ADDRESSES:
            for day in (LATER, "2027-05-06", "9999-12-31"):
                status, problem = shown(client, address, day)
                assert (status, problem["errors"][0]["pointer"]) == (400, "as_of"), address
    with clock("2027-05-06T00:00:00"):
        assert shown(client, "/v1/summary", LATER)[0] == 200


def test_the_last_moment_of_a_day_belongs_to_it_and_the_next_one_does_not(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2024-01-10T23:59:59.999999"):
        put(empty, *groundwork(), recommendation(1))
    with clock("2024-01-11T00:00:00"):
        put(empty, recommendation(2))

    with clock(LATER):
        assert said(client.get("/v1/recommendations?total=true&as_of=2024-01-10"), 200)["total"] == 1
        assert said(client.get("/v1/recommendations?total=true&as_of=2024-01-11"), 200)["total"] == 2


def test_later_pages_of_a_past_day_stay_on_that_day(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2024-01-10"):
        put(empty, *groundwork(), *(recommendation(number) for number in range(1, 6)))
    with clock("2024-01-11"):
        put(empty, *(recommendation(number) for number in range(6, 9)))

    found: list[str] = []
    with clock(LATER):
        following = "/v1/recommendations?limit=2&as_of=2024-01-10"
        while following:
            page = said(client.get(following), 200)
            found += [one["id"] for one in page["items"]]
            following = page["next"]
    assert found == [item(number) for number in range(1, 6)]


def test_an_erasure_reaches_back_into_every_past_day_and_shows_there(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2024-01-10"):
        put(empty, *groundwork(), recommendation(1))
    with clock("2024-01-11"):
        (sequence,) = put(empty, update(item(1), "under_way", "2024-01-11", "Mrs Unmistakable of 4 Mill Lane said so."))
    with clock("2024-01-12"):
        put(empty, update(item(1), "delivered", "2024-01-12"))
    with clock("2024-02-01"):
        gone(empty, sequence)

    with clock(LATER):
        for day in ("2024-01-11", "2024-01-12", "2024-02-01"):
            for address in ADDRESSES:
                assert "Unmistakable" not in str(shown(client, address, day)), f"{address} as of {day}"
        rows = said(client.get(f"/v1/recommendations/{item(1)}/history?as_of=2024-01-11"), 200)["items"]
        assert [(row["sequence"], row["body"]) for row in rows[:1]] == [(sequence, None)]
        assert said(client.get(f"/v1/recommendations/{item(1)}?as_of=2024-01-11"), 200)["updates"] == []
