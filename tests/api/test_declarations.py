"""Who held the pen: what each side says, the panel that is made of it, and what must never happen with it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

import api
from api.settings import settings
from db.vocabulary import CODELISTS, LEVELS, Role
from tests.builders import (
    COUNCIL,
    GROUP,
    PROJECT,
    changed,
    clock,
    declaration,
    engagement,
    gone,
    groundwork,
    organisation,
    project,
    put,
    side,
    withdrawal,
)
from tests.conftest import client_of, key_of, said
from tests.rules.test_declared import AGREES, SHARED, answers

SURVEY = f"{COUNCIL}-buses"
WORKS = f"{COUNCIL}-garden"
CLAIM = f"{WORKS}-bcdfgh"
ON = organisation(declares=True)


def told(client: TestClient, id_: str = CLAIM, **asked: str) -> Any:
    with clock("2027-09-01"):
        return said(client.get(f"/v1/declarations/{id_}", params=asked), 200)


def page_of(client: TestClient, path: str) -> str:
    with clock("2027-09-01"):
        return str(client.get(path, headers={"Accept": "text/html"}).text)


def closing(client: TestClient, id_: str = CLAIM, **asked: str) -> str:
    panel = told(client, id_, **asked)["panel"]
    return str(panel["closing"]["en"]) if panel else ""


def laid(engine: Engine, level: str = "co_production", **more: Any) -> TestClient:
    """A garden of the council's, with what it calls it."""
    with clock("2027-04-01"):
        put(engine, *groundwork(), project(WORKS, "Garden", kind="council_action", lead=COUNCIL, partners=[GROUP]))
        put(engine, ON, declaration(COUNCIL, WORKS, level, id=CLAIM, **more))
    return client_of(engine)


def answered(by: str, text: str, **more: Any) -> Any:
    return side(by, CLAIM, **answers(text), **more)


# What is read.


def test_the_panel_says_who_answered_and_what_was_shown(empty: Engine) -> None:
    client = laid(empty)
    assert told(client)["panel"] is None  # and so the page of the work says nothing
    assert "pens-" not in page_of(client, f"/projects/{WORKS}")
    with clock("2027-05-01"):
        put(empty, answered(COUNCIL, SHARED))
    assert closing(client) == "Only Westmere Council has answered."
    with clock("2027-05-02"):
        put(empty, answered(GROUP, AGREES))
    panel = told(client)["panel"]
    assert [line["code"] for line in panel["lines"]] == ["pen", "changed", "lost", "decides", "says"]
    assert [line["answered_by"] for line in panel["lines"]] == ["both", "both", "not_yet", "both", "both"]
    assert panel["claim"]["cy"] == "Westmere Council sy’n galw hyn yn gydgynhyrchu."
    assert panel["closing"] == {
        "en": "What was shown supports this.",
        "cy": "Mae’r hyn a ddangoswyd yn cefnogi hyn.",
    }
    html = page_of(client, f"/projects/{WORKS}")
    assert html.count("What was shown supports this.") == 1


def test_one_who_differs_is_named_and_both_are_printed(empty: Engine) -> None:
    client = laid(empty)
    with clock("2027-05-01"):
        put(empty, answered(COUNCIL, SHARED), answered(GROUP, "decision=authority changed=no"))
    pen = told(client)["panel"]["lines"][0]
    assert pen["answered_by"] == "differ"
    assert [text["en"] for text in pen["says"][1:]] == [
        "Deciding, says Westmere Council: both together.",
        "Deciding, says Westmere Wheels: the council or other public body.",
    ]
    assert closing(client) == (
        "Westmere Council and Westmere Wheels differ on “One thing that residents changed” and “Deciding”."
    )


def test_what_the_word_does_not_ask_for_is_told_apart_and_decides_nothing(empty: Engine) -> None:
    client = laid(empty)
    with clock("2027-05-01"):
        put(empty, answered(COUNCIL, f"{SHARED} money=jointly"), answered(GROUP, f"{AGREES} money=authority"))
    assert [one["en"] for one in told(client)["panel"]["lines"][4]["says"]][1:] == [
        "Beside what the word asks for, they differ on “Who controls the money”."
    ]
    assert closing(client) == "What was shown supports this."


def test_a_lower_word_is_an_ordinary_relabelling_and_takes_the_quarrel_away(empty: Engine) -> None:
    client = laid(empty, since={"value": "2027-03"})
    asks = "open_at_start=some* told=yes* decision=jointly changed=yes"
    with clock("2027-05-01"):
        put(empty, answered(COUNCIL, asks), answered(GROUP, "decision=authority changed=no"))
    key = key_of(empty, Role.editor, COUNCIL)
    with clock("2027-07-01"):
        patch = {"level": "consultation", "since": {"value": "2027-07"}}
        headers = key | {"If-Match": '"0"', "Content-Type": "application/merge-patch+json"}
        address = f"/v1/admin/declarations/{CLAIM}"
        said(client.patch(address, content=json.dumps(patch), headers=headers), 200)
        said(client.post(f"{address}/publication", headers=key), 201)
        after = told(client)
        changes = said(client.get("/v1/changes?limit=1000"), 200)["items"]
    assert after["panel"]["closing"]["en"] == "What was shown supports this."
    assert after["called_before"] == [{"level": "co_production", "until": "2027-07-01"}]
    assert [one["nature"] for one in changes if one["thing"]["id"] == CLAIM] == ["news", "relabelling"]
    assert told(client, as_of="2027-06-01")["level"] == "co_production"
    assert closing(client, as_of="2027-06-01").startswith("Westmere Council and Westmere Wheels differ")


def test_who_owns_and_who_was_paid_stands_beside_the_name_and_makes_nothing_two_sided(empty: Engine) -> None:
    client = laid(empty)
    with clock("2027-05-01"):
        put(
            empty,
            organisation("westmere-homes", "Westmere Homes", kind="business", owned_by=[COUNCIL]),
            organisation("polls-ltd", "Polls Ltd", kind="business", paid_to_run=[WORKS]),
            answered(COUNCIL, SHARED),
            answered("westmere-homes", AGREES),
            answered("polls-ltd", AGREES),
        )
    line = told(client)["panel"]["lines"][4]
    assert line["answered_by"] == "one_side"
    assert line["says"][1]["en"] == (
        "Beside them, counted on neither side: Polls Ltd (paid to run this and nobody has said who runs it) and"
        " Westmere Homes (owned by Westmere Council and nobody has said who runs it)."
    )
    assert closing(client) == "Nobody on the other side has answered."


def test_what_is_withdrawn_or_erased_is_no_answer_any_more(empty: Engine) -> None:
    client, theirs = laid(empty), answered(GROUP, "decision=authority")
    with clock("2027-05-01"):
        put(empty, answered(COUNCIL, SHARED))
        sequences = put(empty, theirs)
    assert "differ" in closing(client)
    with clock("2027-05-02"):
        gone(empty, sequences[0])
    assert closing(client) == "Only Westmere Council has answered."
    with clock("2027-05-03"):
        assert said(client.get("/v1/changes?limit=1000"), 200)["items"][-1]["ground"] == "personal_data"
        put(empty, withdrawal(declaration(COUNCIL, WORKS, id=CLAIM)))
        said(client.get(f"/v1/declarations/{CLAIM}"), 410)


def test_a_partners_answer_shows_though_whoever_declared_takes_theirs_back(empty: Engine) -> None:
    client, ours = laid(empty), answered(COUNCIL, SHARED)
    with clock("2027-05-01"):
        put(empty, ours, answered(GROUP, "decision=authority"))
        put(empty, withdrawal(ours))
    assert closing(client) == "Westmere Council has not answered."
    assert told(client)["panel"]["lines"][0]["says"][0]["en"] == "Deciding: the council or other public body."


def test_two_declarations_stand_side_by_side_and_neither_takes_the_other_away(empty: Engine) -> None:
    mine, theirs = f"{PROJECT}-bcdfgh", f"{PROJECT}-jklmnp"
    with clock("2027-05-01"):
        put(empty, *groundwork(), project(), ON)
        led = answers("framing=community decision=community delivery=community")
        put(empty, declaration(GROUP, PROJECT, "community_led", id=theirs), side(GROUP, theirs, **led))
        put(empty, declaration(COUNCIL, PROJECT, "co_production", id=mine), side(COUNCIL, mine, **answers(SHARED)))
    html = page_of(client_of(empty), f"/projects/{PROJECT}")
    assert "Westmere Wheels calls this led by the community." in html
    assert "Westmere Council calls this co-production." in html


def test_of_fewer_than_ten_no_number_is_told(empty: Engine) -> None:
    laid(empty)
    client, key = client_of(empty), key_of(empty, Role.editor, GROUP)
    body = {"about": CLAIM, "by": GROUP, "stages": [{"work_stage": "decision", "pen": "authority"}], "publish": True}
    with clock("2027-05-01"):
        few = said(client.post("/v1/admin/testimonies", json=body | {"people": {"count": 7}}, headers=key), 409)
        assert few["errors"][0]["pointer"] == "/people/count"
        fewer = {"people": {"fewer_than": 10}}
        said(client.post("/v1/admin/testimonies", json=body | fewer, headers=key), 201)
    assert "fewer than ten people" in told(client)["panel"]["lines"][4]["says"][0]["en"]


def test_a_survey_that_only_asked_supports_a_consultation_at_most(empty: Engine) -> None:
    id_ = f"{SURVEY}-bcdfgh"
    with clock("2027-05-01"):
        put(empty, *groundwork(), ON, engagement("buses"))
        put(empty, declaration(COUNCIL, SURVEY, "co_production", id=id_))
        put(empty, side(COUNCIL, id_, **answers("open_at_start=some* told=yes*")))
    assert closing(client_of(empty), id_) == "What was shown supports a consultation."


def test_a_survey_whose_name_says_co_producing_has_no_panel_and_no_remark(empty: Engine) -> None:
    with clock("2027-05-01"):
        put(empty, *groundwork(), engagement("parks", name={"en": "Co-producing our parks"}))
    html = page_of(client_of(empty), f"/engagements/{COUNCIL}-parks")
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    assert "pen" not in re.findall(r"\w+", re.sub("<[^>]+>", " ", main))
    assert "declared" not in main


# Who may.


def refused(client: TestClient, kind: str, body: dict[str, Any], key: dict[str, str]) -> str:
    answer = client.post(f"/v1/admin/{kind}", json=body | {"publish": True}, headers=key)
    assert answer.status_code in (403, 409, 422), answer.text
    return str(answer.json()["detail"])


def test_nobody_declares_or_answers_for_another_and_is_told_who_may(empty: Engine) -> None:
    client = laid(empty)
    council, admin = key_of(empty, Role.editor, COUNCIL), key_of(empty, Role.admin)
    theirs = {"about": CLAIM, "by": GROUP, "stages": [{"work_stage": "decision", "pen": "jointly"}]}
    for key in (council, admin):
        assert GROUP in refused(client, "testimonies", theirs, key)
    assert GROUP in refused(client, "declarations", {"about": WORKS, "by": GROUP, "level": "co_design"}, council)


def test_a_council_neither_sees_nor_changes_a_partners_answer(empty: Engine) -> None:
    client = laid(empty)
    council, partner = key_of(empty, Role.editor, COUNCIL), key_of(empty, Role.editor, GROUP)
    with clock("2027-05-01"):
        body = {"about": CLAIM, "by": GROUP, "stages": [{"work_stage": "decision", "pen": "authority"}]}
        made = said(client.post("/v1/admin/testimonies", json=body, headers=partner), 201)["id"]
        address = f"/v1/admin/testimonies/{made}"
        said(client.get(address, headers=council), 404)
        listed = said(client.get("/v1/admin/testimonies", headers=council), 200)["items"]
        assert made not in {one["id"] for one in listed}
        for verb in ("publication", "return", "withdrawal"):
            body = {"note": "No.", "reason": "No."} if verb == "withdrawal" else {"note": "No."}
            answer = client.post(f"{address}/{verb}", json=body if verb != "publication" else {}, headers=council)
            assert answer.status_code in (403, 404, 422), answer.text
        said(client.post(f"{address}/publication", headers=partner), 201)
        said(client.post(f"{address}/withdrawal", json={"reason": "No."}, headers=council), 403)


@pytest.mark.parametrize("field", ["result", "declared", "panel", "closing", "supported"])
def test_nobody_types_a_result(empty: Engine, field: str) -> None:
    client, key = laid(empty), key_of(empty, Role.editor, COUNCIL)
    body = {"about": WORKS, "by": COUNCIL, "level": "co_design", field: "supported"}
    answer = said(client.post("/v1/admin/declarations", json=body, headers=key), 422)
    assert answer["errors"][0]["rule"] == "unknown-field"


def test_there_is_no_default_word(empty: Engine) -> None:
    client, key = laid(empty), key_of(empty, Role.editor, COUNCIL)
    answer = said(client.post("/v1/admin/declarations", json={"about": WORKS, "by": COUNCIL}, headers=key), 422)
    assert answer["errors"][0]["pointer"] == "/level"


@pytest.mark.parametrize("kind", ["declaration", "testimony"])
def test_whoever_compiles_a_record_writes_down_neither(empty: Engine, kind: str) -> None:
    keeper = {"organisation": "open-record", "capacity": "compiler", "checked_to": {"value": "2027-01-01"}}
    ground = [changed(one, keeper=keeper) if one.type == "assembly" else one for one in groundwork()]
    work = next(one.id for one in ground if one.type == "assembly")
    claim = declaration(COUNCIL, work, "consultation", id=f"{work}-bcdfgh", sources=[{"address": "https://a.example"}])
    witness = side(GROUP, claim.id, sources=[{"address": "https://a.example"}], **answers("decision=authority"))
    things = [*ground, organisation("open-record", "Open Record", kind="charity"), organisation(declares=True), claim]
    known = {one.id: one for one in [*things, *([witness] if kind == "testimony" else [])]}
    document = {
        "format": "assembly-record/1",
        "assembly": work,
        "things": [one.model_dump(exclude_none=True) for one in known.values()],
    }
    with clock("2027-06-01"):
        answer = client_of(empty).post("/v1/admin/records", json=document, headers=key_of(empty, Role.admin))
    assert "its-own-words" in {one["rule"] for one in said(answer, 409)["errors"]}
    assert f"editor of '{COUNCIL}'" in answer.text or COUNCIL in answer.text


def test_it_is_off_until_the_instance_and_the_organisation_switch_it_on(
    empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock("2027-05-01"):
        put(empty, *groundwork(), project(WORKS, "Garden", kind="council_action", lead=COUNCIL))
    client, key = client_of(empty), key_of(empty, Role.editor, COUNCIL)
    body = {"about": WORKS, "by": COUNCIL, "level": "consultation"}
    with clock("2027-05-02"):
        assert "switched on for itself" in refused(client, "declarations", body, key)
        switch = f"/v1/admin/organisations/{COUNCIL}/of-itself"
        other = key_of(empty, Role.editor, GROUP)
        said(client.post(switch, json={"declares": True, "publish": True}, headers=other), 403)
        said(client.post(switch, json={"declares": True, "publish": True}, headers=key), 201)
        monkeypatch.setenv("TRACKER_DECLARATIONS", "false")
        settings.cache_clear()
        try:
            assert "TRACKER_DECLARATIONS" in refused(client, "declarations", body, key)
        finally:
            monkeypatch.undo()
            settings.cache_clear()
        said(client.post("/v1/admin/declarations", json=body | {"publish": True}, headers=key), 201)


# What must never happen.


def test_no_list_is_sorted_filtered_or_counted_by_what_came_of_it(client: TestClient) -> None:
    contract = said(client.get("/openapi.json"), 200)
    for path, methods in contract["paths"].items():
        for operation in methods.values():
            for one in operation.get("parameters", ()):
                codes = json.dumps(one.get("schema", {}))
                assert not {f'"{code}"' for code in CODELISTS["declared"]} & {*re.findall(r'"[a-z_]+"', codes)}, path
    query = {one["name"] for one in contract["paths"]["/v1/declarations"]["get"]["parameters"]}
    assert not {"level", "result", "declared", "organisation", "by"} & query


def test_no_file_and_no_answer_has_a_code_of_what_came_of_it(client: TestClient) -> None:
    codes = {*CODELISTS["declared"]}
    for id_ in ("anytown-bus-survey-vkrdnc", "anytown-parks-workshops-fdqnbz", "anytown-makers-think-do-ckpbdf"):
        assert not codes & {*_values(said(client.get(f"/v1/declarations/{id_}"), 200))}
    for kind in ("declarations", "testimonies"):
        rows = client.get(f"/open-data/{kind}.csv").text
        assert rows.count("\n") > 1
        assert not codes & {*re.split(r"[,\n\r]", rows)}


def _values(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _values(one)]
    if isinstance(value, list):
        return [text for one in value for text in _values(one)]
    return [value] if isinstance(value, str) else []


def test_badge_title_and_feed_are_the_same_for_every_result(client: TestClient) -> None:
    badges = [
        re.findall("<tspan[^>]*>(.*?)</tspan>", client.get(f"/badge/declarations/{id_}.svg").text)
        for id_ in ("anytown-bus-survey-vkrdnc", "anytown-parks-workshops-fdqnbz", "anytown-makers-think-do-ckpbdf")
    ]
    assert {" ".join(one) for one in badges} == {"Who held the pen? See what each side says"}
    titles = {
        re.findall("<title>(.*?)</title>", client.get(f"/{medium}declarations/{id_}", headers=HTML).text)[0]
        for id_ in ("anytown-bus-survey-vkrdnc", "anytown-parks-workshops-fdqnbz")
        for medium in ("", "embed/")
    }
    assert {one.removesuffix(" – Assembly Tracker") for one in titles} == {"Who held the pen? See what each side says"}


HTML = {"Accept": "text/html"}


def test_none_of_our_words_call_anything_fake_failed_or_fallen() -> None:
    words = re.compile(
        r"\b(fake|sham|failed|failure|downgrad\w*|non-compliant|fatigue score|demoted|ffug|methiant|israddi\w*)\b",
        re.IGNORECASE,
    )
    folder = Path(api.__file__).parent / "text" / "locale"
    for language in ("en", "cy"):
        entries = (folder / f"{language}.po").read_text(encoding="utf-8").split("\n\n")
        ours = [one for one in entries if re.search(r'msgid "(declared|panel)\.', one)]
        assert len(ours) > len(LEVELS)
        assert not [one for one in ours if words.search(one)]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_each_sentence_of_a_panel_is_short_enough_to_be_read_out(client: TestClient, language: str) -> None:
    for id_ in ("anytown-bus-survey-vkrdnc", "anytown-parks-workshops-fdqnbz", "anytown-makers-think-do-ckpbdf"):
        panel = told(client, id_)["panel"]
        texts = [panel["claim"], panel["closing"], *(text for line in panel["lines"] for text in line["says"])]
        assert all(0 < len(text[language]) <= 300 for text in texts)


def test_embed_and_fragment_show_the_same_five_lines(client: TestClient) -> None:
    panel = told(client, "anytown-bus-survey-vkrdnc")["panel"]
    for medium in ("embed", "fragment"):
        html = client.get(f"/{medium}/declarations/anytown-bus-survey-vkrdnc").text
        plain = re.sub("<[^>]+>", "", html).replace("\u200b", "")
        for text in [panel["closing"], *(text for line in panel["lines"] for text in line["says"])]:
            assert text["en"] in plain


def test_whoever_declares_sees_the_panel_first_and_what_the_word_would_still_need(empty: Engine) -> None:
    client, council = laid(empty), key_of(empty, Role.editor, COUNCIL)
    shown = answers("open_at_start=most* design=jointly* changed=yes*")
    with clock("2027-05-01"):
        put(empty, answered(GROUP, "changed=yes"))
        made = said(
            client.post("/v1/admin/testimonies", json={"about": CLAIM, "by": COUNCIL, **shown}, headers=council), 201
        )
        pens = said(client.get(f"/v1/admin/testimonies/{made['id']}/preview", headers=council), 200)["pens"]
        assert pens["panel"]["closing"]["en"] == "Some of what this word asks for was shown."
        assert [one["en"] for one in pens["needs"]] == [
            "To call this co-production you would need: something that shows who could vote and something that shows"
            " that it is done together.",
            "Calling it co-design needs nothing more.",
        ]
        partner = key_of(empty, Role.editor, GROUP)
        body = {"about": CLAIM, "by": GROUP, **answers("changed=no")}
        theirs = said(client.post("/v1/admin/testimonies", json=body, headers=partner), 201)["id"]
        pens = said(client.get(f"/v1/admin/testimonies/{theirs}/preview", headers=partner), 200)["pens"]
        assert pens["needs"] == []
    assert [one["by"]["id"] for one in told(client)["testimonies"]] == [GROUP]  # nothing of it is public
