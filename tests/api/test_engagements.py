"""Engagements: where each stands by its dates and by what was published, in one list with assemblies."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import ASSEMBLY, COUNCIL, clock, engagement, groundwork, hold, organisation, put
from tests.conftest import client_of, said

CLOSED: dict[str, Any] = {"begins": "2027-01-04", "ends": "2027-02-01"}
PROMISED = CLOSED | {"results_promised": "2027-05-01"}
OUTCOME = {"outcome": {"text": {"en": "Two buses fewer."}, "date": {"value": "2027-05-20"}}}
FEEDBACK = {"feedback": {"text": {"en": "Most want more."}, "date": {"value": "2027-03-20"}}}
CALLED_OFF = {"cancelled": {"date": {"value": "2027-01-20"}, "reason": {"en": "There is no money."}}}
DECISION = {"what": {"en": "Buses"}, "by": {"en": "Cabinet", "cy": "Y Cabinet"}, "due": {"value": "2027-07"}}


def compiled(looked: str) -> dict[str, Any]:
    return {"keeper": {"organisation": "open-record", "capacity": "compiler", "checked_to": {"value": looked}}}


def status_of(client: TestClient, day: str) -> Any:
    with clock(day):
        return said(client.get(f"/v1/engagements/{COUNCIL}-buses"), 200)["status"]


@pytest.mark.parametrize(
    ("facts", "days"),
    [
        ({}, {"2027-01-01": "open"}),
        ({"provisional": True}, {"2027-01-01": "planned"}),
        ({"begins": "2027-03"}, {"2027-02-28": "planned", "2027-03-01": "open", "2029-03-01": "open"}),
        (CLOSED, {"2027-01-03": "planned", "2027-01-04": "open", "2027-02-01": "open", "2027-02-02": "closed"}),
        (PROMISED, {"2027-02-02": "results_due", "2027-05-01": "results_due", "2027-05-02": "results_late"}),
        (PROMISED | {"results_promised": "2027-05"}, {"2027-05-31": "results_due", "2027-06-01": "results_late"}),
        (PROMISED | FEEDBACK, {"2027-05-02": "results_late"}),
        (PROMISED | OUTCOME, {"2027-06-01": "results_published"}),
        (PROMISED | CALLED_OFF, {"2027-05-02": "cancelled"}),
        (PROMISED | compiled("2027-04-10"), {"2027-05-02": "results_due", "2030-01-01": "results_due"}),
        (PROMISED | compiled("2027-05-03"), {"2027-06-01": "results_late"}),
    ],
)
def test_the_clock_says_what_came_of_it(empty: Engine, facts: dict[str, Any], days: dict[str, str]) -> None:
    with clock("2026-12-01"):
        put(empty, *groundwork(), organisation("open-record", "Open Record", kind="charity"))
    with clock(_known(facts)):
        put(empty, engagement("buses", **facts))
    client = client_of(empty)
    for day, state in days.items():
        assert status_of(client, day)["state"] == state, day
        with clock(day):
            for other in ("planned", "open", "closed", "results_due", "results_late", "results_published", "cancelled"):
                found = said(client.get(f"/v1/engagements?state={other}"), 200)["items"]
                assert [one["id"] for one in found] == [f"{COUNCIL}-buses"] * (other == state), (day, other)


def _known(facts: dict[str, Any]) -> str:
    """The day on which all of it can be said."""
    happened = [facts[name]["date"]["value"] for name in ("outcome", "feedback", "cancelled") if name in facts]
    looked = [facts["keeper"]["checked_to"]["value"]] if "keeper" in facts else []
    return max(["2026-12-01", *happened, *looked])


def test_days_late_are_counted_until_it_is_published_and_kept_then(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2026-12-01"):
        put(empty, *groundwork(), engagement("buses", **PROMISED))
    assert [status_of(client, day)["days_late"] for day in ("2027-05-01", "2027-05-02", "2027-05-12")] == [None, 1, 11]
    with clock("2027-05-20"):
        put(empty, engagement("buses", **PROMISED, **OUTCOME))
    after = status_of(client, "2028-01-01")
    assert (after["days_late"], after["published_on"]) == (19, "2027-05-20")
    assert "19 days later than promised" in after["sentence"]["en"]


def test_what_a_kept_status_says_is_what_composing_it_says(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2026-12-01"):
        put(empty, *groundwork(), engagement("buses", **PROMISED, decision=DECISION))
    for day in ("2026-12-02", "2027-01-04", "2027-02-02", "2027-05-02", "2027-06-09", "2027-08-01"):
        with clock(day):
            kept = said(client.get("/v1/engagements"), 200)["items"]
            detail = said(client.get(f"/v1/engagements/{COUNCIL}-buses"), 200)["status"]
        with clock("2027-08-02"):
            composed = said(client.get(f"/v1/engagements/{COUNCIL}-buses?as_of={day}"), 200)["status"]
        assert detail == composed
        assert next(one for one in kept if one["type"] == "engagement")["status"] == composed


def test_a_year_of_silence_is_told_only_as_far_as_somebody_looked(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2027-03-01"):
        put(empty, *groundwork(), organisation("open-record", "Open Record", kind="charity"))
        put(empty, engagement("buses", **CLOSED), engagement("parks", **CLOSED, **compiled("2027-03-01")))
    with clock("2028-03-01"):
        buses, parks = (
            said(client.get(f"/v1/engagements/{COUNCIL}-{id_}"), 200)["status"] for id_ in ("buses", "parks")
        )
    assert "A year later, nothing is published" in buses["sentence"]["en"]
    assert "A year later" not in parks["sentence"]["en"]
    assert parks["last_looked"] == "2027-03-01"
    assert "We last looked on 1 March 2027." in parks["sentence"]["en"]


def test_before_an_election_it_is_late_as_well_and_marked(empty: Engine) -> None:
    with clock("2026-12-01"):
        council = organisation(holds=[hold("2027-03-25", "2027-05-06")])
        put(empty, council, *groundwork()[1:], engagement("buses", **PROMISED))
    client = client_of(empty)
    told = {day: status_of(client, day) for day in ("2027-03-24", "2027-05-02", "2027-05-07")}
    assert [one["in_hold"] for one in told.values()] == [False, True, False]
    assert told["2027-05-02"]["state"] == "results_late"


@pytest.mark.parametrize(
    ("facts", "english", "welsh"),
    [
        pytest.param(
            {"decision": DECISION, "open": [{"text": {"en": "opening hours", "cy": "oriau agor"}}]}
            | {"fixed": [{"text": {"en": "the budget", "cy": "y gyllideb"}, "reason": {"en": "It is set."}}]},
            "This is a survey: people answer questions. Cabinet decides in July 2027. What can change: opening hours."
            " What cannot: the budget. It is open, and no end is given.",
            "Arolwg yw hwn: mae pobl yn ateb cwestiynau. Y Cabinet sy’n penderfynu ym mis Gorffennaf 2027."
            " Yr hyn a all newid: oriau agor. Yr hyn na all newid: y gyllideb. Mae ar agor, ac ni roddir diwedd iddo.",
            id="everything is said",
        ),
        pytest.param(
            {"name": {"en": "Co-producing our parks"}},
            "This is a survey: people answer questions. It is not said who decides. It is not said what can change."
            " It is open, and no end is given.",
            "Arolwg yw hwn: mae pobl yn ateb cwestiynau. Ni ddywedir pwy sy’n penderfynu."
            " Ni ddywedir beth a all newid. Mae ar agor, ac ni roddir diwedd iddo.",
            id="a name says nothing of power",
        ),
        pytest.param(
            {"form": "community_led", "decision": {"what": {"en": "x"}, "by": {"en": "Everybody who comes"}}},
            "This is a conversation led by the community: people ask each other. Everybody who comes decides."
            " It is not said what can change. It is open, and no end is given.",
            "Sgwrs dan arweiniad y gymuned yw hon: mae pobl yn holi ei gilydd. Everybody who comes sy’n penderfynu."
            " Ni ddywedir beth a all newid. Mae ar agor, ac ni roddir diwedd iddo.",
            id="another form",
        ),
    ],
)
def test_it_says_what_it_is_who_decides_and_what_can_change(
    empty: Engine, facts: dict[str, Any], english: str, welsh: str
) -> None:
    with clock("2026-12-01"):
        put(empty, *groundwork(), engagement("buses", **facts))
    assert status_of(client_of(empty), "2027-01-01")["sentence"] == {"en": english, "cy": welsh}


def test_the_list_has_assemblies_too_and_every_filter(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2026-12-01"):
        put(
            empty,
            *groundwork(),
            engagement(
                "buses", **CLOSED, topics=[{"code": "public_transport"}], decision=DECISION | {"reference": "K7"}
            ),
            engagement("zoo", form="workshops", summary={"en": "About lions"}),
        )

    def ids(query: str) -> list[str]:
        with clock("2027-01-10"):
            return [one["id"] for one in said(client.get(f"/v1/engagements?{query}"), 200)["items"]]

    buses, zoo = f"{COUNCIL}-buses", f"{COUNCIL}-zoo"
    assert ids("") == sorted([ASSEMBLY, buses, zoo])
    assert ids("sort=-order") == sorted([ASSEMBLY, buses, zoo], reverse=True)
    assert ids("form=survey&form=assembly") == sorted([ASSEMBLY, buses])
    assert ids(f"organisation={COUNCIL}&topic=public_transport") == [buses]
    assert ids("decision=K7") == [buses]
    assert ids("q=lions") == [zoo]
    assert ids("state=open&limit=1") == [buses]
    with clock("2027-01-10"):
        assert said(client.get("/v1/engagements?total=true"), 200)["total"] == 3
        assert [one["id"] for one in said(client.get("/v1/assemblies"), 200)["items"]] == [ASSEMBLY]
        then = said(client.get("/v1/engagements?as_of=2026-12-01&state=planned"), 200)["items"]
    assert [one["id"] for one in then] == [buses]


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (
            {"findings": [{"says": {"en": "x"}, "basis": "verbatim", "date": {"value": "2027"}, "question": 2}]},
            "no-question",
        ),
        ({"questions": [{"number": 1, "text": {"en": "x"}}, {"number": 1, "text": {"en": "y"}}]}, "number-twice"),
        ({"outcome": {"text": {"en": "x"}, "date": {"value": "2099-01-01"}}}, "in-the-future"),
        (
            {
                "findings": [
                    _finding := {"says": {"en": "x"}, "basis": "verbatim", "date": {"value": "2026"}}
                    | {"audiences": [{"code": "carers"}], "base": {"measure": {"en": "people"}, "value": "7"}}
                ]
            },
            "base-too-small",
        ),
        ({"keeper": {"organisation": COUNCIL, "capacity": "compiler"}}, "checked-to-missing"),
        ({"topics": [{"code": "nope"}]}, "unknown-topic"),
    ],
)
def test_what_cannot_be_is_refused(empty: Engine, facts: dict[str, Any], rule: str) -> None:
    with clock("2026-12-01"), pytest.raises(ValueError, match=rule):
        put(empty, *groundwork(), engagement("buses", **facts))
