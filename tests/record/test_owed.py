"""What is owed is one rule: wherever it is counted or listed, on one day it is the same number of the same items."""

from sqlalchemy import Engine

from tests.builders import (
    COUNCIL,
    clock,
    contribution,
    due,
    groundwork,
    item,
    project,
    promise,
    put,
    recommendation,
    response,
    update,
)

# When the built record is read. Every day that matters passes between, while nobody publishes anything.
BEFORE, DAY = "2024-01-10", "2024-12-01"
FOLLOWED, NOT_FOLLOWED = f"{COUNCIL}-plan-2024", f"{COUNCIL}-plan-2023"
EXAMPLES = ("anytown-streets-2025", "camden-climate-2019")

# On which ground each item of the built record is owed, by its number; the last two are counted apart.
BUILT = {
    1: {"delivery", "no_news"},
    2: {"decision"},
    3: {"answer"},
    4: {"plan_ended"},
    5: {"plan_ended"},
    6: {"no_news"},
    7: set[str](),
    8: {"answer", "delivery"},
    9: {"delivery"},
}


def _build(engine: Engine) -> None:
    """A record with each ground: some on two, some of items that the report does not count, some in a hold."""
    with clock(BEFORE):
        put(engine, *groundwork(promises=[promise("answer_each", "2024-03-31")]))
        put(engine, *(recommendation(number, f"Item {number}", theme=f"Theme {number % 2}") for number in range(1, 8)))
        put(
            engine,
            recommendation(8, "A part", kind="part", parent=item(3)),
            recommendation(9, "A view", kind="statement"),
        )
        put(engine, *(project(id_, id_, kind="plan", lead=COUNCIL, ends="2024-06-30") for id_ in (NOT_FOLLOWED,)))
        put(engine, project(f"{FOLLOWED}-next", "The plan that followed", kind="plan", lead=COUNCIL))
        put(
            engine,
            project(FOLLOWED, "Plan", kind="plan", lead=COUNCIL, ends="2024-06-30", successor=f"{FOLLOWED}-next"),
        )
        put(
            engine,
            contribution(item(4), FOLLOWED, kind="delivers"),
            contribution(item(5), NOT_FOLLOWED, kind="delivers"),
        )
        answered = [item(number) for number in (1, 4, 5, 6, 7, 9)]
        put(engine, response("all", "accepted", "2024-01-09", recommendations=answered))
        put(engine, response("later", "deciding", "2024-01-09", recommendations=[item(2)], decide_by="2024-05-31"))
        put(engine, update(item(1), "planned", "2024-01-09", due=due("2024-04-30"), next_update_due="2024-05-15"))
        put(engine, update(item(6), "planned", "2024-01-09", next_update_due="2024-05-15"))
        put(engine, *(update(item(number), "planned", "2024-01-09", due=due("2024-07-31")) for number in (8, 9)))
