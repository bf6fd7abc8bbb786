"""What is due of an item: only what the record says is owed, only from those who keep it."""

from datetime import date
from typing import Any

import pytest

from api.schemas.accountabilities import Accountability
from api.schemas.posts import Post
from api.status.due_items import due_of_project, due_of_recommendation
from api.status.facts import Facts
from tests.rules.build import COUNCIL, ITEM, PAPER, assembly, due, item, plan, promise, response, update, when
from tests.rules.build import facts as built

DAY = date(2026, 6, 1)
HEAD = f"{COUNCIL}-head"
POSTS = {
    id_: Post.model_validate(
        {"type": "post", "id": id_, "organisation": COUNCIL, "kind": "officer", "name": {"en": "Somebody"}}
    )
    for id_ in (HEAD, f"{COUNCIL}-second", f"{COUNCIL}-cabinet")
}


def answers_for(post: str | None = HEAD, role: str = "accountable", by: str = COUNCIL, **dates: str) -> Accountability:
    body: dict[str, Any] = {
        "type": "accountability",
        "id": f"{ITEM}-bcdfgh",
        "about": ITEM,
        "organisation": by,
        "role": role,
        "ground": "explicit",
    }
    return Accountability.model_validate(
        body | ({"post": post} if post else {}) | {key: when(value) for key, value in dates.items()}
    )


def facts(**differs: Any) -> Facts:
    return built(**({"accountabilities": (answers_for(),), "posts": POSTS} | differs))


def owed(differs: dict[str, Any], day: date = DAY) -> list[tuple[str, str, int]]:
    return [(one.kind, str(one.due), one.days) for one in due_of_recommendation(facts(**differs), day)]


def seats(*accountabilities: Accountability) -> list[tuple[str | None, tuple[str, ...], tuple[str, ...]]]:
    one = facts(updates=(update("under_way", "2026-01-01", next_update_due="2026-06-10"),))
    found = due_of_recommendation(built(**(vars(one) | {"accountabilities": accountabilities})), DAY)
    return [(due_.post, due_.seats.deputies, due_.seats.political_leads) for due_ in found if due_.keeps]


@pytest.mark.parametrize(
    ("differs", "expected"),
    [
        ({}, []),
        (
            {"updates": (update("under_way", "2026-01-01", next_update_due="2026-06-10"),)},
            [("update", "2026-06-10", 9)],
        ),
        ({"updates": (update("under_way", "2026-01-01", next_update_due="2026-05"),)}, [("update", "2026-05-31", -1)]),
        ({"updates": (update("delivered", "2026-01-01", next_update_due="2026-05"),)}, []),
        ({"updates": (update("stopped", "2026-01-01", next_update_due="2026-05"),)}, []),
        ({"updates": (update("under_way", "2026-01-01", due=due("2026-07-01")),)}, [("delivery", "2026-07-01", 30)]),
        ({"updates": (update("delivered", "2026-01-01", due=due("2026-07-01")),)}, []),
        ({"responses": (response("accepted", "2026-01-01", due="2026-03-01"),)}, [("delivery", "2026-03-01", -92)]),
        ({"responses": (response("rejected", "2026-01-01"),)}, []),
        ({"responses": (response("deciding", "2026-01-01", decide_by="2026-06-30"),)}, [("answer", "2026-06-30", 29)]),
        ({"assembly": assembly([promise(due="2026-06-30")])}, [("answer", "2026-06-30", 29)]),
        ({"assembly": assembly([promise(due="2026-06-30", by=PAPER)])}, []),
        (
            {"assembly": assembly([promise(due="2026-06-30")]), "responses": (response("noted", "2026-01-01"),)},
            [("answer", "2026-06-30", 29)],
        ),
        (
            {"assembly": assembly([promise(due="2026-06-30")]), "responses": (response("accepted", "2026-01-01"),)},
            [],
        ),
        ({"assembly": assembly([promise(due="2026-06-30")]), "recommendation": item(standing="not_adopted")}, []),
        (
            {"assembly": assembly([promise("report", made="2026-01-01", every_months=6)])},
            [("update", "2026-07-01", 30)],
        ),
        (
            {
                "assembly": assembly([promise("report", made="2026-01-01", every_months=6), promise(due="2026-06-30")]),
                "updates": (update("under_way", "2026-02-01", due=due("2026-06-05")),),
            },
            [("update", "2026-08-01", 61), ("delivery", "2026-06-05", 4), ("answer", "2026-06-30", 29)],
        ),
    ],
)
def test_what_is_owed(differs: dict[str, Any], expected: list[tuple[str, str, int]]) -> None:
    assert owed(differs) == expected


def test_nobody_is_reminded_of_a_record_that_somebody_else_compiled() -> None:
    late = (update("under_way", "2026-01-01", next_update_due="2026-05", due=due("2026-05-01")),)

    assert owed({"updates": late})
    assert owed({"updates": late, "assembly": assembly(checked_to="2026-06-01")}) == []


def test_a_thing_late_is_heard_of_once_somebody_spoke_since() -> None:
    late = response("accepted", "2026-01-01", due="2026-03-01")
    before, since = (update("under_way", day) for day in ("2026-02-28", "2026-03-01"))

    assert [one.heard for one in due_of_recommendation(facts(responses=(late,), updates=(before,)), DAY)] == [False]
    assert [one.heard for one in due_of_recommendation(facts(responses=(late,), updates=(since,)), DAY)] == [True]


def test_accountable_posts_first_else_responsible_and_never_a_political_lead() -> None:
    second, cabinet = f"{COUNCIL}-second", f"{COUNCIL}-cabinet"
    lead = answers_for(cabinet, "political_lead")

    assert seats(answers_for(), answers_for(second, "responsible"), lead) == [(HEAD, (), (cabinet,))]
    assert seats(answers_for(second, "responsible"), answers_for(HEAD, "deputy")) == [(second, (HEAD,), ())]
    assert seats(lead) == [(None, (), (cabinet,))]
    assert [post for post, *_ in seats(answers_for(HEAD, "responsible"), answers_for(second, "responsible"))] == [
        HEAD,
        second,
    ]


def test_an_item_that_no_post_answers_for_is_due_all_the_same() -> None:
    assert seats() == seats(answers_for(None)) == [(None, (), ())]


def test_only_posts_of_the_keeper_that_stand_and_hold_it_today_count() -> None:
    assert seats(answers_for(by=PAPER)) == [(None, (), ())]
    assert seats(answers_for(f"{COUNCIL}-withdrawn")) == [(None, (), ())]
    assert seats(answers_for(ends="2026-05-31")) == seats(answers_for(begins="2026-06-02")) == [(None, (), ())]
    assert seats(answers_for(begins="2026-06-01", ends="2026-06-01")) == [(HEAD, (), ())]


def test_whoever_answers_for_an_item_of_anothers_record_owes_what_is_due_of_it() -> None:
    told = {"updates": (update("under_way", "2026-01-01", next_update_due="2026-06-10"),)}

    def owing(**differs: Any) -> list[tuple[str, str, bool]]:
        found = due_of_recommendation(facts(**told, **differs), DAY)
        return [(one.organisation, one.kind, one.keeps) for one in found]

    both = (answers_for(), answers_for(by=PAPER))
    assert owing(accountabilities=both) == [(COUNCIL, "update", True), (PAPER, "update", False)]
    assert owing(accountabilities=(answers_for(), answers_for(by=PAPER, ends="2026-05-31"))) == owing()
    assert owing() == [(COUNCIL, "update", True)]


def test_a_project_owes_what_its_latest_updates_say() -> None:
    _, own = plan(None)

    def of(*updates: Any, stage: str = "running") -> list[tuple[str, str]]:
        project = own.model_copy(update={"stage": stage})
        found = due_of_project(project, updates, (answers_for(),), POSTS, COUNCIL, DAY)
        return [(one.kind, str(one.due)) for one in found]

    first = update(None, "2026-01-01", 20, kind="fact", next_update_due="2026-06-10", due=due("2026-09-01"))
    assert of() == []
    assert of(first) == [("update", "2026-06-10"), ("delivery", "2026-09-01")]
    assert of(first, update("under_way", "2026-02-01", 21)) == [("delivery", "2026-09-01")]
    assert of(first, update("delivered", "2026-02-01", 21)) == of(first, stage="ended") == []
    assert of(update(None, "2026-01-01", kind="fact", by=PAPER, next_update_due="2026-06-10")) == []
    corrected = update(None, "2026-01-02", 21, kind="correction", corrects="update-20")
    assert of(first, corrected) == []
