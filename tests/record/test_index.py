"""The index: what publishing keeps is what the publications alone would make, and what the rules say on any day."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.publishing.remaking import remake
from api.publishing.verify import faults_of_record
from api.record.graph import load_around
from api.status.gathering import facts_of
from api.status.status import Status, status
from db.models.index import AccountablePost, ClockSpan, Count, Entry, Facet, Link, Listing, Version, Works
from db.models.record import Publication
from db.queries import moments
from db.queries.listings import CountRow, ListingRow
from db.session import reading
from db.vocabulary import CODELISTS, OWED
from tests.api.test_query_counts import counted
from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    GROUP,
    MEMBERS,
    PROJECT,
    accountability,
    assembly,
    changed,
    clock,
    contribution,
    due,
    go_on,
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
    speaker,
    tally,
    update,
    verdict,
    withdrawal,
)
from tests.conftest import client_of, said

COMPILED = "westmere-jury-2023"
AWAITING = "westmere-panel-2024"
PLAN = "westmere-street-plan"


def contents(engine: Engine) -> dict[str, Any]:
    """Every row of the index by what it says, without the numbers that entries happen to have."""
    with reading(engine) as session:
        entries = {
            entry.id: (
                entry.type,
                entry.thing,
                entry.from_sequence,
                entry.to_sequence,
                entry.assembly,
                entry.position,
                entry.updated_at,
                entry.due,
            )
            for entry in session.scalars(select(Entry))
        }
        return {
            "versions": {
                (row.sequence, row.to_sequence, row.type, row.thing, row.state)
                for row in session.scalars(select(Version))
            },
            "works": {tuple(row) for row in session.execute(select(*Works.__table__.columns))},
            "links": {(row.sequence, row.relation, row.target) for row in session.scalars(select(Link))},
            "accountable": {
                (row.thing, row.about, row.organisation, row.post) for row in session.scalars(select(AccountablePost))
            },
            "entries": sorted(entries.values()),
            "facets": {(entries[row.entry], row.axis, row.value) for row in session.scalars(select(Facet))},
            "clock": {
                (
                    entries[row.entry],
                    row.begins,
                    row.ends,
                    row.response,
                    row.answered_as,
                    row.schedule,
                    row.update_overdue,
                    row.in_hold,
                    row.owed,
                )
                for row in session.scalars(select(ClockSpan))
            },
            "listings": {ListingRow(*row) for row in session.execute(select(*Listing.__table__.columns))},
            "counts": {(CountRow(*row[:-1]), row[-1]) for row in session.execute(select(*Count.__table__.columns))},
        }


def rebuilt(engine: Engine) -> dict[str, Any]:
    """The same after making the index anew from the publications."""
    *_, (done, many) = remake(engine)
    assert done == many > 0
    return contents(engine)


def steps(engine: Engine) -> Iterator[str]:  # noqa: PLR0915 - a long story
    """A mixed sequence of writes, each on a day of its own; what it did is given after each."""
    base = groundwork(made=4, promises=[promise("answer_whole", "2024-06-30")])
    things = [recommendation(number, f"Item {number}", theme="Streets") for number in (1, 2, 3)]
    part = recommendation(4, "A part of the third", kind="part", parent=item(3))
    day = iter(date(2024, 1, 10) + timedelta(days=14 * number) for number in range(60))

    def on_the_next_day(*published: Any, **how: Any) -> list[int]:
        with clock(next(day).isoformat()):
            return put(engine, *published, **how)

    on_the_next_day(*base, *things, part)
    yield "a first load"
    seat = accountability(item(1))
    on_the_next_day(seat, response("answer", "noted", "2024-01-12"))
    yield "an answer to the whole, and an accountable post"
    news = update(item(1), "under_way", "2024-01-20", due=due("2024-12-31"))
    (said_first,) = on_the_next_day(news)
    yield "news that sets a date"
    on_the_next_day(changed(things[1], theme="Buses"), response("streets", "accepted", "2024-01-30", theme="Streets"))
    yield "a changed theme and an answer to the theme in one moment"
    on_the_next_day(changed(things[2], standing="not_adopted"))
    yield "a parent that falls takes its part with it"
    on_the_next_day(update(item(1), "delivered", "2024-02-20", kind="correction", corrects=news.id))
    yield "a correction"
    on_the_next_day(withdrawal(news))
    yield "a withdrawal"
    plan = project(PLAN, "Street plan", lead=COUNCIL, kind="plan", ends="2024-12-31")
    carries, helps = contribution(None, PLAN, kind="delivers"), contribution(item(2))
    on_the_next_day(plan, project(), carries, helps)
    yield "projects, one of them for the whole assembly"
    on_the_next_day(changed(plan, ends="2025-12-31"))
    yield "a plan that goes on for longer"
    on_the_next_day(withdrawal(carries), changed(helps, recommendation=item(4)))
    yield "one link withdrawn and one moved"
    judged = verdict("verdict-1", "met", "2024-04-01", recommendation=item(1), voted=20)
    on_the_next_day(judged, tally("tally-1", "2024-04-01"), lineage("lineage-1", [item(1)], [item(2), PROJECT]))
    yield "a verdict, a tally and a lineage"
    answered = reply(judged.id, "2024-04-10")
    on_the_next_day(answered)
    on_the_next_day(withdrawal(answered))
    yield "a reply, withdrawn again"
    on_the_next_day(post(name="Director of Streets"), organisation(name="Westmere City"), nature="relabelling")
    yield "renamings"
    over, coming = hold("2024-03-25", "2024-05-02"), hold("2024-08-01", "2024-09-05")
    on_the_next_day(organisation(holds=[over, coming]), organisation(GROUP, "Westmere Wheels", holds=[coming]))
    yield "holds, one of which was over when it was published"
    on_the_next_day(organisation(holds=[over, coming | {"ends": {"value": "2024-09-12"}}]))
    yield "a hold that will last longer"
    on_the_next_day(changed(seat, ends="2024-05-31"))
    on_the_next_day(post("westmere-mayor", "Mayor"), accountability(item(1), "westmere-mayor", begins="2024-06-01"))
    yield "a handover"
    on_the_next_day(changed(base[-1], promises=[promise("answer_each", "2024-09-30"), promise("report", "2025-01-31")]))
    yield "other promises"
    on_the_next_day(update(ASSEMBLY, None, "2024-05-20", kind="fact"), update(PROJECT, None, "2024-05-20", kind="fact"))
    yield "facts about the whole and about a project"
    on_the_next_day(withdrawal(things[1]))
    yield "a recommendation withdrawn"
    on_the_next_day(things[1])
    yield "a recommendation back again"
    with clock(next(day).isoformat()):
        gone(engine, said_first)
    yield "an erasure of what was withdrawn"
    (standing,) = on_the_next_day(update(item(2), "paused", "2024-08-01"))
    yield "news to be erased"
    with clock(next(day).isoformat()):
        gone(engine, standing)
    yield "an erasure of what stands"
    on_the_next_day(withdrawal(base[-1]))
    yield "the assembly withdrawn"
    on_the_next_day(base[-1])
    yield "and back again"
    with clock("2024-03-01"):  # the clock that is right, if it was wrong until now
        go_on(engine)
        put(engine, update(item(1), "continuing", "2024-02-28"))
    yield "something entered after a clock was wrong"


def test_the_index_kept_is_the_index_the_publications_make(empty: Engine) -> None:
    """Spans keep all that ever stood, so it is enough to look before an erasure makes it anew, and at the end."""
    for step in steps(empty):
        if step in {"a recommendation back again", "news to be erased", "something entered after a clock was wrong"}:
            kept = contents(empty)
            assert rebuilt(empty) == kept, step


def test_verifying_finds_no_fault_after_any_step(empty: Engine) -> None:
    for step in steps(empty):
        with reading(empty) as session:
            assert list(faults_of_record(session)) == [], step


def test_the_index_of_the_examples_is_the_one_their_publications_make(engine: Engine) -> None:
    kept = contents(engine)
    assert rebuilt(engine) == kept


def varied() -> list[Any]:
    """Twenty-seven items: every kind of answer, promise, date and news there is a clock for, kept by the council."""
    things = [
        organisation(
            "northgate", "Northgate", holds=[hold("2024-04-01", "2024-06-30"), hold("2025-09-20", "2025-10-01")]
        ),
        *(accountability(item(number), None, organisation="northgate") for number in (3, 9, 23, 26)),
        *groundwork(
            made=None,
            promises=[
                promise("answer_each", "2024-06-30"),
                promise("report", every_months=6, made={"value": "2024-03-01"}),
            ],
        ),
        *(recommendation(number, f"Item {number}", theme="Streets" if number < 9 else None) for number in range(1, 25)),
        recommendation(25, "A minority view", standing="minority"),
        recommendation(26, "Voted down", standing="not_adopted"),
        recommendation(27, "Hangs on what was voted down", kind="condition", parent=item(26)),
        project(PLAN, "Street plan", lead=COUNCIL, kind="plan", ends="2025-09-30"),
        contribution(None, PLAN, kind="delivers", theme="Streets"),
        response("whole", "accepted_in_principle", "2024-02-20"),
        response("theme", "other_way", "2024-02-25", theme="Streets"),
    ]
    answers = [code for code in CODELISTS["response"] if code not in ("awaiting", "no_answer")]
    for number, code in enumerate(answers, start=9):
        things.append(
            response(
                f"answer-{number}",
                code,
                "2024-02-28",
                recommendations=[item(number)],
                due=f"2025-{number - 8:02}" if number % 2 else None,
                decide_by="2024-autumn" if code == "deciding" else None,
                passed_to=GROUP if code == "passed_on" else None,
            )
        )
    progresses = [code for code in CODELISTS["progress"] if code != "unknown"]
    for number, code in enumerate(progresses, start=1):
        things.append(
            update(
                item(number + 8 if number % 3 else number),
                code,
                f"2024-02-{number:02}",
                next_update_due=f"2024-{number:02}" if number % 2 else None,
                due=due(f"2025-{number:02}-15", "law" if number % 4 else "responder") if number % 5 else None,
            )
        )
    things.append(update(item(24), "under_way", "2024-02-02", due=due("2024-winter")))
    things.append(update(item(23), "delivered", "2024-02-02", said_by=speaker(GROUP), entered_by=speaker(GROUP)))
    return things


def others() -> list[Any]:
    """An assembly kept by others, who looked for the last time in February, and one that is still to be answered."""
    return [
        assembly(AWAITING, form="standing_panel", promises=[promise("answer_whole", "2024-10-31")]),
        recommendation(1, "Awaited", assembly=AWAITING),
        assembly(
            COMPILED,
            form="jury",
            keeper={"organisation": MEMBERS, "capacity": "compiler", "checked_to": {"value": "2024-02-28"}},
            promises=[promise("answer_whole", "2023-12-31"), promise("consider", "2024-12-31")],
        ),
        recommendation(1, "Silent", assembly=COMPILED),
        recommendation(2, "Late up to the last look", assembly=COMPILED),
        update(f"{COMPILED}-2", "under_way", "2023-09", due=due("2024-01-31"), next_update_due="2024-01"),
        recommendation(3, "Not yet due at the last look", assembly=COMPILED),
        update(f"{COMPILED}-3", "under_way", "2023-09", due=due("2024-03-31"), next_update_due="2024-03"),
    ]


# From the day after the publications to years after, through the days around the dates above.
DAYS = sorted(
    {date(2024, 3, 2), date(2024, 6, 30), date(2025, 9, 30), date(2025, 10, 1), date(2026, 1, 1), date(2031, 7, 1)}
    | {date(2024, month, 1) for month in range(4, 13)}
    | {date(2025, month, 15 + month % 2) for month in range(1, 13)}
)
AXES = ("response", "schedule", "answered_as")


def told_by_the_rules(session: Session, ids: list[str], day: date) -> dict[str, Status]:
    """What the pure rules say of each on a day, from facts that were never near the index's clock."""
    moment = moments.Moment(moments.current(session).sequence, day)
    graph = load_around(session, moment, ids)
    return {id_: status(facts_of(graph, id_), day) for id_ in ids}


@pytest.fixture
def written(empty: Engine) -> Engine:
    """The varied record, published in two moments of one day."""
    with clock("2024-03-01"):
        put(empty, *varied())
        put(empty, *others())
    return empty


def test_a_list_by_the_clock_gives_on_every_day_what_the_rules_say(written: Engine) -> None:
    client = client_of(written)
    ids = [
        *(item(number) for number in range(1, 28)),
        *(f"{COMPILED}-{number}" for number in (1, 2, 3)),
        f"{AWAITING}-1",
    ]
    met: set[tuple[str, Any]] = set()
    for day in DAYS:
        with reading(written) as session:
            told = told_by_the_rules(session, ids, day)
        with clock(day.isoformat()):
            for axis in AXES:
                for code in CODELISTS[axis]:
                    expected = {id_ for id_, found in told.items() if getattr(found, axis) == code}
                    answer = said(client.get(f"/v1/recommendations?limit=200&{axis}={code}"), 200)
                    assert {one["id"] for one in answer["items"]} == expected, f"{axis}={code} on {day}"
                    met |= {(axis, code)} if expected else set()
            for overdue in (True, False):
                expected = {id_ for id_, found in told.items() if found.update_overdue is overdue}
                answer = said(client.get(f"/v1/recommendations?limit=200&update_overdue={overdue}".lower()), 200)
                assert {one["id"] for one in answer["items"]} == expected, f"update_overdue={overdue} on {day}"
            for name, grounds in OWED.items():
                expected = {id_ for id_, found in told.items() if {*found.owed} & {*grounds}}
                answer = said(client.get(f"/v1/recommendations?limit=200&owed={name}"), 200)
                assert {one["id"] for one in answer["items"]} == expected, f"owed={name} on {day}"
                met |= {("owed", name)} if expected else set()
            for held in (True, False):
                expected = {id_ for id_, found in told.items() if (found.hold is not None) is held}
                answer = said(client.get(f"/v1/recommendations?limit=200&in_hold={held}".lower()), 200)
                assert {one["id"] for one in answer["items"]} == expected, f"in_hold={held} on {day}"
    # The record is varied enough: there was a day for every code.

    assert met == {(axis, code) for axis in AXES for code in CODELISTS[axis]} | {("owed", name) for name in OWED}


def test_a_hold_reaches_every_item_its_organisation_answers_for_and_no_other(empty: Engine) -> None:
    """By each way of answering for one: seat, having it passed on, by itself or its theme, promise, commission."""
    client = client_of(empty)
    others = [f"northgate-{way}" for way in ("seat", "passed", "theme", "promise", "commission", "none")]
    seat, passed, theme, promised, commissioned, _ = others
    panel, jury = "westmere-answered-2024", f"{commissioned}-jury"
    with clock("2024-03-01"):
        put(
            empty,
            *groundwork(),
            *(organisation(id_, id_) for id_ in others),
            *(recommendation(number) for number in (1, 2)),
            accountability(item(1), None, organisation=seat, role="responsible"),
            response("passed", "passed_on", "2024-02-01", recommendations=[item(2)], passed_to=passed),
            assembly(panel, promises=[promise("answer_each", by=promised)]),
            *(recommendation(number, assembly=panel, theme="Buses" if number == 4 else None) for number in (3, 4)),
            response("buses", "passed_on", "2024-02-01", assembly=panel, by=promised, theme="Buses", passed_to=theme),
            assembly(jury, commissioned_by=commissioned),
            recommendation(1, assembly=jury),
        )
    reached: dict[str, set[str]] = {
        seat: {item(1)},
        passed: {item(2)},
        theme: {f"{panel}-4"},
        promised: {f"{panel}-3", f"{panel}-4"},
        commissioned: {f"{jury}-1"},
        "northgate-none": set(),
        COUNCIL: {item(1), item(2), f"{panel}-3", f"{panel}-4"},
    }
    for number, (id_, expected) in enumerate(reached.items()):
        begins = date(2025, number + 1, 1)
        with clock("2024-04-01"):
            put(empty, organisation(id_, id_, holds=[hold(begins.isoformat(), f"{begins:%Y-%m}-15")]))
        with clock(begins.isoformat()):
            answer = said(client.get("/v1/recommendations?in_hold=true"), 200)
        assert {one["id"] for one in answer["items"]} == expected, id_
        assert {one["status"]["hold"]["organisation"]["id"] for one in answer["items"]} <= {id_}
    with reading(empty) as session:
        assert list(faults_of_record(session)) == []


def test_a_hold_is_no_news_about_what_it_bears_on(written: Engine) -> None:
    client = client_of(written)
    with clock("2024-04-02"):
        put(written, organisation(holds=[hold("2024-04-02", "2024-05-02")]))
        updated = said(client.get("/v1/recommendations?updated_since=2024-04-02&total=true"), 200)
        assert updated["total"] == 0
        assert said(client.get(f"/v1/recommendations/{item(1)}/status"), 200)["hold"]["ends"] == "2024-05-02"


def test_the_clock_goes_on_where_it_was_when_what_is_published_is_about_something_else(written: Engine) -> None:
    client = client_of(written)
    with clock("2025-02-01"):
        put(written, post(name="Director of Streets"), update(item(24), "paused", "2025-01-31"))
    with clock("2026-02-02"):
        put(written, changed(recommendation(22, "Item 22"), position=40))
        with reading(written) as session:
            told = told_by_the_rules(session, [item(number) for number in range(1, 28)], date(2026, 2, 2))
        for code in CODELISTS["schedule"]:
            answer = said(client.get(f"/v1/recommendations?limit=200&assembly={ASSEMBLY}&schedule={code}"), 200)
            assert {one["id"] for one in answer["items"]} == {
                id_ for id_, found in told.items() if found.schedule == code
            }, code


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("each", [5, pytest.param(1, marks=pytest.mark.long)])
def test_whatever_is_erased_the_index_is_the_one_the_other_publications_make(empty: Engine, each: int) -> None:
    """What stands and what stood, of every kind, and withdrawals, in an order that mixes early and late."""
    for _ in steps(empty):
        pass
    with reading(empty) as session:
        left = list(session.scalars(select(Publication.sequence).where(Publication.nature != "erasure")))
        erased = set(session.scalars(select(Publication.erases)))
    left = sorted((number for number in left if number not in erased), key=lambda number: number * 29 % 61)[::each]
    with clock("2024-12-30"):
        for turn, sequence in enumerate(left):
            gone(empty, sequence)
            if turn % 5 == 0:
                kept = contents(empty)
                assert rebuilt(empty) == kept, sequence
        kept = contents(empty)
        assert rebuilt(empty) == kept


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_erasure_costs_what_it_touches_however_much_was_published_about_other_things(empty: Engine) -> None:
    with clock("2024-03-01"):
        put(empty, *groundwork(), *(recommendation(number) for number in range(1, 7)))

    def cost(others: int) -> int:
        with clock("2024-03-02"):
            (sequence,) = put(empty, update(item(1), "under_way", "2024-02-20"))
            for number in range(others):
                put(empty, update(item(2 + number % 5), "under_way", "2024-02-21"))
            with counted(empty) as sent:
                gone(empty, sequence)
        return len(sent)

    cost(0)
    assert cost(2) == cost(12)
