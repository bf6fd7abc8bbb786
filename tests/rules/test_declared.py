"""What was shown for a word: each rule as a row of a table, and what holds of any answers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.status.declared import Declared, Matter, declared
from api.status.gathered import Sheet, gathered
from db.vocabulary import CODELISTS, LEVELS, PENS, QUESTIONS
from tests.builders import declaration, engagement, organisation, side

DAY = date(2027, 6, 1)
COUNCIL, COMPANY, CONTRACTOR, HEALTH, PANEL = "westmere", "westmere-homes", "polls-ltd", "health-board", "street-panel"
GARDENERS, WHEELS, TRUST, SHOP = "mill-lane-gardeners", "wheels", "care-trust", "corner-shop"
KNOWN = {
    one.id: one
    for one in (
        organisation(COUNCIL),
        organisation(COMPANY, "Westmere Homes", kind="business", owned_by=[COUNCIL], run_by_people=True),
        organisation(CONTRACTOR, "Polls Ltd", kind="charity", paid_to_run=["westmere-garden"]),
        organisation(HEALTH, "Health board", kind="public_body", run_by_people=True),
        organisation(PANEL, "Street panel", kind="residents_panel", appointed_by=COUNCIL, run_by_people=True),
        organisation(GARDENERS, "Mill Lane Gardeners", kind="community_group"),
        organisation(WHEELS, "Wheels", kind="community_group", funded_by=[COUNCIL]),
        organisation(TRUST, "Care trust", kind="charity", owned_by=[COMPANY]),
        organisation(SHOP, "Corner shop", kind="business"),
    )
}
WORK = "westmere-garden"
# Answers are written `framing=community` and `changed=yes`; what is shown, with a star: `changed=yes*`.
SHARED = "design=jointly* decision=jointly* delivery=jointly* changed=yes*"
AGREES = "design=jointly decision=jointly delivery=jointly changed=yes"
CO_DESIGN = "open_at_start=some* design=jointly* changed=yes*"
ASKED = "open_at_start=some* told=yes*"
LED = "framing=community decision=community delivery=community"


def answers(text: str) -> dict[str, Any]:
    """What a testimony says, as it is written here."""
    found: dict[str, Any] = {"stages": [], "answers": []}
    for name, _, code in (one.partition("=") for one in text.split()):
        shown = {"evidence": [{"kind": "minutes", "address": "https://minutes.example/1"}]} if code[-1] == "*" else {}
        if name in CODELISTS["work_stage"]:
            found["stages"].append({"work_stage": name, "pen": code.strip("*"), **shown})
        else:
            found["answers"].append({"question": name, "answer": code.strip("*"), **shown})
    return found


def result_of(
    level: str, said: dict[str, str], forms: Sequence[str] = (), by: str = COUNCIL, **more: dict[str, Any]
) -> Declared:
    """What comes of a claim, by what each says; `more` is said of testimonies, by who gives them."""
    given = [side(one, WORK, **answers(text), **more.get(one.replace("-", "_"), {})) for one, text in said.items()]
    return declared(
        declaration(by, WORK, level=level),
        given,
        KNOWN,
        [engagement(f"asks-{number}", form=form) for number, form in enumerate(forms)],
        DAY,
    )


@pytest.mark.parametrize(
    ("level", "said", "forms", "result", "named"),
    [
        # Nobody answered, and nobody but the council.
        ("co_production", {}, [], "not_answered", None),
        ("co_production", {GARDENERS: AGREES}, [], "not_answered", None),
        ("co_production", {COUNCIL: SHARED}, [], "one_sided", None),
        ("co_design", {COUNCIL: CO_DESIGN}, [], "one_sided", None),
        ("consultation", {COUNCIL: ASKED}, [], "supported", "consultation"),
        ("engagement", {COUNCIL: f"{ASKED} chair=jointly*"}, [], "supported", "engagement"),
        ("engagement", {COUNCIL: f"{ASKED} lost=with_reason*"}, [], "supported", "engagement"),
        ("informing", {COUNCIL: "told=yes"}, [], "supported", "informing"),
        # Both sides.
        ("co_production", {COUNCIL: SHARED, GARDENERS: AGREES}, [], "supported", "co_production"),
        ("co_design", {COUNCIL: CO_DESIGN, GARDENERS: "changed=yes"}, [], "supported", "co_design"),
        ("co_production", {COUNCIL: SHARED, GARDENERS: "changed=cannot_tell"}, [], "one_sided", None),
        ("co_production", {COUNCIL: SHARED, GARDENERS: "pay_access=paid"}, [], "one_sided", None),
        # Devon's words: it asked people, whatever it is called.
        ("co_production", {COUNCIL: ASKED}, ["call_for_evidence", "event"], "other_level", "consultation"),
        ("co_production", {COUNCIL: ASKED, GARDENERS: "told=yes"}, ["survey"], "other_level", "consultation"),
        ("engagement", {COUNCIL: f"{ASKED} chair=jointly*"}, ["survey"], "other_level", "consultation"),
        ("co_production", {COUNCIL: f"{SHARED} {ASKED}", GARDENERS: AGREES}, ["survey"], "supported", "co_production"),
        ("co_production", {COUNCIL: ASKED}, ["survey", "workshops"], "one_sided", None),
        ("consultation", {COUNCIL: ASKED}, ["survey"], "supported", "consultation"),
        # Hammersmith & Fulham: the reason alone, and no word for what was merely not answered.
        ("co_production", {COUNCIL: "pay_access=paid* chair=jointly* decision=authority"}, [], "other_level", None),
        ("co_production", {COUNCIL: "pay_access=paid* chair=jointly*"}, [], "one_sided", None),
        # A survey called co-production.
        (
            "co_production",
            {
                COUNCIL: "decision=jointly changed=yes open_at_start=some* told=yes*",
                GARDENERS: "decision=authority changed=no",
            },
            ["survey"],
            "contested",
            None,
        ),
        (
            "consultation",
            {
                COUNCIL: "decision=jointly changed=yes open_at_start=some* told=yes*",
                GARDENERS: "decision=authority changed=no",
            },
            ["survey"],
            "supported",
            "consultation",
        ),
        # One partner in three who differs is enough; so it is where each answers in another way.
        ("co_production", {COUNCIL: SHARED, GARDENERS: AGREES, WHEELS: "decision=authority"}, [], "contested", None),
        ("co_production", {COUNCIL: SHARED, GARDENERS: "vote_or_block=authority"}, [], "contested", None),
        # Whoever is bound to a party, public, paid to run it, or not said to be people's, is not the other side.
        ("co_production", {COUNCIL: SHARED, COMPANY: AGREES, CONTRACTOR: AGREES}, [], "one_sided", None),
        ("co_production", {COUNCIL: SHARED, PANEL: AGREES}, [], "one_sided", None),
        ("co_production", {COUNCIL: SHARED, HEALTH: AGREES}, [], "one_sided", None),
        ("co_production", {COUNCIL: SHARED, TRUST: AGREES}, [], "one_sided", None),
        ("co_production", {COUNCIL: SHARED, SHOP: AGREES}, [], "one_sided", None),
        ("co_production", {COUNCIL: SHARED, WHEELS: AGREES}, [], "supported", "co_production"),  # funded alone
        # The law decides.
        (
            "co_production",
            {COUNCIL: f"{CO_DESIGN} vote_or_block=law_fixes", GARDENERS: "changed=yes vote_or_block=law_fixes"},
            [],
            "other_level",
            "co_design",
        ),
        (
            "co_design",
            {COUNCIL: f"{CO_DESIGN} vote_or_block=law_fixes", GARDENERS: "changed=yes vote_or_block=law_fixes"},
            [],
            "supported",
            "co_design",
        ),
        ("co_production", {COUNCIL: f"{CO_DESIGN} vote_or_block=law_fixes"}, [], "other_level", None),  # alone
        # Too early; nothing shown; some of it.
        (
            "co_production",
            {COUNCIL: "decision=jointly* changed=yes* delivery=not_yet", GARDENERS: "decision=jointly"},
            [],
            "too_early",
            None,
        ),
        (
            "co_production",
            {COUNCIL: "decision=jointly* changed=yes* delivery=jointly*", GARDENERS: "decision=jointly"},
            [],
            "supported",
            "co_production",
        ),
        ("co_production", {COUNCIL: SHARED.replace("*", ""), GARDENERS: AGREES}, [], "not_shown", None),
        ("co_production", {COUNCIL: "changed=yes*", GARDENERS: AGREES}, [], "in_part", None),
        ("consultation", {COUNCIL: "told=no open_at_start=some*"}, [], "other_level", "informing"),
        # What shows more than was claimed shows what was claimed.
        ("engagement", {COUNCIL: SHARED, GARDENERS: AGREES}, [], "supported", "engagement"),
        # A claimant who contradicts themselves.
        ("co_production", {COUNCIL: f"{SHARED} vote_or_block=authority"}, [], "other_level", None),
    ],
)
def test_each_rule(level: str, said: dict[str, str], forms: list[str], result: str, named: str | None) -> None:
    found = result_of(level, said, forms)
    assert (found.result, found.level) == (result, named)


@pytest.mark.parametrize(
    ("level", "said", "result"),
    [
        # A community's own word stands as its word, and nothing more is demanded of a small group.
        ("community_led", {GARDENERS: LED}, "supported"),
        ("community_led", {GARDENERS: LED, COUNCIL: LED}, "supported"),
        ("community_led", {GARDENERS: LED, COUNCIL: "decision=authority"}, "contested"),
        ("community_led", {GARDENERS: f"{LED} framing=authority"}, "other_level"),
        ("co_production", {GARDENERS: AGREES}, "one_sided"),
        ("co_production", {GARDENERS: AGREES, COUNCIL: AGREES}, "supported"),
    ],
)
def test_what_people_declare_themselves(level: str, said: dict[str, str], result: str) -> None:
    assert result_of(level, said, by=GARDENERS).result == result


def test_a_council_that_calls_a_work_the_communitys_needs_the_community_to_say_so() -> None:
    led = LED.replace("=community", "=community*")
    assert result_of("community_led", {COUNCIL: led}).result == "one_sided"
    assert result_of("community_led", {COUNCIL: led, GARDENERS: LED}).result == "supported"


def test_what_differs_is_listed_with_names_and_what_decides_apart() -> None:
    found = result_of(
        "co_production",
        {COUNCIL: f"{SHARED} money=jointly", GARDENERS: "decision=authority changed=no money=authority"},
    )
    assert [(one.matter.code, one.ours, one.by, one.theirs, one.decides) for one in found.differ] == [
        ("changed", "yes", GARDENERS, "no", True),
        ("decision", "jointly", GARDENERS, "authority", True),
        ("money", "jointly", GARDENERS, "authority", False),
    ]


def test_what_binds_somebody_stands_beside_their_name() -> None:
    found = result_of("co_production", {COUNCIL: SHARED, COMPANY: AGREES, CONTRACTOR: AGREES, WHEELS: AGREES})
    assert {one.testimony.by: (one.place, [(tie.code, tie.to) for tie in one.ties]) for one in found.sides} == {
        COUNCIL: ("ours", []),
        COMPANY: ("beside", [("owned_by", COUNCIL)]),
        CONTRACTOR: ("beside", [("paid_to_run", None)]),
        WHEELS: ("other", [("funded_by", COUNCIL)]),
    }


@pytest.mark.parametrize("more", [{"as_staff": True}, {"address_from": COUNCIL}])
def test_staff_and_whoever_was_written_to_by_anothers_address_are_not_the_other_side(more: dict[str, Any]) -> None:
    found = result_of("co_production", {COUNCIL: SHARED, GARDENERS: AGREES}, mill_lane_gardeners=more)
    assert found.result == "one_sided"


def test_the_latest_testimony_of_each_side_counts() -> None:
    first = side(GARDENERS, WORK, "2027-01-01", **answers("decision=authority"))
    second = side(GARDENERS, WORK, "2027-03-01", **answers("decision=jointly"))
    council, claim = side(COUNCIL, WORK, **answers(SHARED)), declaration(COUNCIL, WORK, level="co_production")
    assert declared(claim, [second, first, council], KNOWN, [], DAY).result == "supported"
    assert declared(claim, [first, council], KNOWN, [], DAY).result == "contested"
    assert declared(claim, [second, first, council], KNOWN, [], date(2027, 2, 1)).result == "not_answered"


def test_what_is_missing_is_told_and_why_it_is_something_else() -> None:
    assert result_of("co_production", {COUNCIL: "changed=yes*"}).missing == ["power", "did_together", "own_voice"]
    assert result_of("co_production", {COUNCIL: "decision=authority"}).because == "power"
    assert result_of("co_production", {COUNCIL: ASKED}, ["survey"]).because == "cap"


# How good each result is, to whoever would use a lower word.
RANK = {
    **dict.fromkeys(("not_answered", "contested"), 0),
    "other_level": 1,
    "one_sided": 2,
    "not_shown": 3,
    **dict.fromkeys(("in_part", "too_early"), 4),
    "supported": 5,
}
ANSWERS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(CODELISTS["work_stage"]), st.sampled_from(PENS)),
        *(st.tuples(st.just(question), st.sampled_from(codes)) for question, codes in QUESTIONS.items()),
    ),
    max_size=8,
    unique_by=lambda one: one[0],
).flatmap(
    lambda found: st.tuples(*(st.sampled_from([f"{name}={code}", f"{name}={code}*"]) for name, code in found)).map(
        " ".join
    )
)
SAID = st.dictionaries(st.sampled_from(sorted(KNOWN)), ANSWERS.filter(bool), max_size=5)
FORMS = st.lists(st.sampled_from(("survey", "event", "workshops", "budget_vote")), max_size=3)


@given(SAID, FORMS, st.sampled_from(sorted(KNOWN)))
def test_a_lower_word_is_never_worse(said: dict[str, str], forms: list[str], by: str) -> None:
    ranks = [RANK[result_of(level, said, forms, by).result] for level in LEVELS[:-1]]
    assert ranks == sorted(ranks, reverse=True)


@given(SAID, FORMS, st.sampled_from(LEVELS), st.sampled_from(sorted(KNOWN)), ANSWERS.filter(bool))
def test_one_more_answer_never_removes_a_difference(
    said: dict[str, str], forms: list[str], level: str, another: str, more: str
) -> None:
    before = result_of(level, said, forms)
    if another in {COUNCIL, *said}:
        return
    after = result_of(level, said | {another: more}, forms)
    assert {*before.differ} <= {*after.differ}
    assert before.result != "contested" or after.result == "contested"


@given(SAID, FORMS, st.sampled_from(LEVELS), st.randoms())
def test_the_order_of_arrival_never_matters(said: dict[str, str], forms: list[str], level: str, chance: Any) -> None:
    given_ = [side(one, WORK, **answers(text)) for one, text in said.items()]
    mixed = [*given_]
    chance.shuffle(mixed)
    claim = declaration(COUNCIL, WORK, level=level)
    works = [engagement(f"asks-{number}", form=form) for number, form in enumerate(forms)]
    assert declared(claim, given_, KNOWN, works, DAY) == declared(claim, mixed, KNOWN, works, DAY)


# People who took part and belong to no group.


def people(text: str, by: str = GARDENERS, id_: str = "westmere-garden-pppppp") -> Any:
    """What is told of sheets: `decision=authority:12,jointly:3` says how many gave each answer."""
    columns = [
        (name, [one.split(":") for one in codes.split(",")]) for name, codes in (o.split("=") for o in text.split())
    ]
    most = max(sum(int(many) for _, many in codes) for _, codes in columns)
    sheets: list[dict[Matter, str]] = [{} for _ in range(most)]
    for name, codes in columns:
        matter = Matter("work_stage" if name in CODELISTS["work_stage"] else "testimony_question", name)
        given_ = [code for code, many in codes for _ in range(int(many))]
        for sheet, code in zip(sheets, given_, strict=False):
            sheet[matter] = code
    told = gathered(60, [Sheet("took_part", one) for one in sheets], 0)
    return side(by, WORK, id=id_, gathered=told)


def with_people(level: str, said: dict[str, str], *sheets: Any) -> Declared:
    given_ = [side(one, WORK, **answers(text)) for one, text in said.items()]
    return declared(declaration(COUNCIL, WORK, level=level), [*given_, *sheets], KNOWN, [], DAY)


@pytest.mark.parametrize(
    ("sheets", "result", "differs"),
    [
        # They make it two-sided, as a partner does, and bear out or contest what the council says.
        ("decision=jointly:12 changed=yes:12", "supported", []),
        ("decision=authority:12", "contested", ["authority"]),
        ("decision=jointly:30,authority:10", "contested", ["authority"]),  # ten are enough
        ("decision=jointly:30,authority:9", "supported", []),  # nine of 39 are not
        ("decision=authority:12,community:11,jointly:10", "contested", ["authority", "community"]),  # never averaged
        ("decision=jointly:9,authority:9", "one_sided", []),  # nothing is held
        ("decision=cannot_tell:40", "one_sided", []),
        # Seven care leavers: what more than half of them say stands.
        ("decision=authority:4,jointly:3", "contested", ["authority"]),
        ("decision=jointly:7", "supported", []),
        ("decision=authority:3,jointly:3,other:1", "one_sided", []),
        # What one or two said is nobody's to tell.
        ("decision=authority:2", "one_sided", []),
        ("decision=authority:3", "contested", ["authority"]),
        # What the word does not ask for decides nothing.
        ("review=authority:12 decision=jointly:12", "supported", []),
    ],
)
def test_what_people_who_took_part_hold(sheets: str, result: str, differs: list[str]) -> None:
    found = with_people("co_production", {COUNCIL: SHARED}, people(sheets))
    assert found.result == result
    assert [one.theirs for one in found.differ if one.decides] == differs
    assert all(one.gathered for one in found.differ)


def test_neither_people_nor_a_partner_outvote_the_other() -> None:
    agree, differ = people("decision=jointly:40"), people("decision=authority:40")
    assert with_people("co_production", {COUNCIL: SHARED, GARDENERS: "decision=authority"}, agree).result == "contested"
    assert with_people("co_production", {COUNCIL: SHARED, GARDENERS: AGREES}, differ).result == "contested"
    assert with_people("co_production", {COUNCIL: SHARED, GARDENERS: AGREES}, agree).result == "supported"
    two = people("decision=authority:40", WHEELS, "westmere-garden-qqqqqq")
    assert with_people("co_production", {COUNCIL: SHARED}, agree, two).result == "contested"


@pytest.mark.parametrize("by", [CONTRACTOR, COMPANY, HEALTH, SHOP, COUNCIL])
def test_what_is_gathered_by_who_was_paid_or_is_bound_makes_nothing_two_sided(by: str) -> None:
    found = with_people("co_production", {COUNCIL: SHARED}, people("decision=authority:40", by))
    assert found.result == "one_sided"
    assert [one.place for one in found.sides if one.testimony.gathered] == ["beside"]


SHEETS = st.lists(
    st.tuples(
        st.sampled_from(("framing", "design", "decision", "delivery", "review", "changed", "lost")),
        st.integers(0, 3),
        st.integers(1, 14),
    ),
    min_size=1,
    max_size=9,
).map(
    lambda rows: " ".join(
        f"{name}="
        + ",".join(f"{(QUESTIONS.get(name) or PENS)[place]}:{many}" for one, place, many in rows if one == name)
        for name in dict.fromkeys(one for one, _, _ in rows)
    )
)


@given(SAID, SHEETS, st.sampled_from(LEVELS), st.randoms())
def test_all_of_that_holds_with_people_who_took_part(
    said: dict[str, str], sheets: str, level: str, chance: Any
) -> None:
    told = people(sheets)
    before, after = with_people(level, said), with_people(level, said, told)
    assert {*before.differ} <= {*after.differ}
    assert before.result != "contested" or after.result == "contested"
    ranks = [RANK[with_people(one, said, told).result] for one in LEVELS[:-1]]
    assert ranks == sorted(ranks, reverse=True)
    mixed = [told, *(side(one, WORK, **answers(text)) for one, text in said.items())]
    claim = declaration(COUNCIL, WORK, level=level)
    first = declared(claim, mixed, KNOWN, [], DAY)
    chance.shuffle(mixed)
    assert declared(claim, mixed, KNOWN, [], DAY) == first
