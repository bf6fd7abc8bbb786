"""The sentence: Camden's seventh and eighth in both languages, and its length."""

from datetime import date, timedelta

import pytest

from api.status.facts import Facts
from api.status.status import status
from api.status.truncate import MAX_LENGTH, Part, shortened, truncated
from api.text.localizer import localizer
from db.vocabulary import ASSEMBLIES, CLOCK_RESPONSES, CODELISTS
from tests.rules.build import (
    COMPILER,
    COUNCIL,
    ITEM,
    ORGANISATIONS,
    assembly,
    due,
    facts,
    item,
    marks,
    organisation,
    plan,
    response,
    update,
    verdict,
    when,
)
from tests.rules.cases import CASES

TODAY = date(2026, 11, 23)
LONG = "a very long tale of lanes and streets and what was done to them " * 8


def camden(**differs: object) -> Facts:
    """The seventh and eighth as the public sources have them: compiled, one answer to all 17, a plan that ended."""
    council = organisation(COUNCIL, "council", {"en": "Camden Council", "cy": "Cyngor Camden"})
    return facts(
        counted=17,
        assembly=assembly(checked_to="2026-11-23"),
        organisations={**ORGANISATIONS, COUNCIL: council},
        responses=(response("accepted_in_principle", "2019-10-07", to="package", count=17),),
        contributions=(plan("2025"),),
        **differs,
    )


def test_camden_seven() -> None:
    said = status(camden(), TODAY).sentence
    assert said["en"] == (
        "Camden Council backed all 17 recommendations together in October 2019; we found no separate answer to this"
        " one. The plan ended in 2025, and we found nothing to show that anything was done (last"
        " looked November 2026)."
    )
    assert said["cy"] == (
        "Cefnogodd Cyngor Camden bob un o’r 17 argymhelliad gyda’i gilydd ym mis Hydref 2019; ni welsom ateb ar"
        " wahân i’r un hwn. Daeth y cynllun i ben yn 2025, ac ni chawsom hyd i ddim sy’n dangos bod unrhyw"
        " beth wedi’i wneud (edrychwyd ddiwethaf ym mis Tachwedd 2026)."
    )


def test_camden_eight() -> None:
    lanes = update(
        "partly_delivered",
        "2026",
        entered_by=COMPILER,
        summary={
            "en": "Over 25 km of protected lanes (2026) and 31 new school streets (2024).",
            "cy": "Dros 25 km o lonydd gwarchodedig (2026), 31 stryd ysgol newydd (2024).",
        },
        counts_differ=True,
        due={"date": when("2026"), "set_by": "responder", "promised": {"en": "30 km", "cy": "30 km"}},
    )
    said = status(camden(updates=(lanes,)), TODAY).sentence
    assert said["en"] == (
        "Camden Council backed all 17 recommendations together in October 2019; we found no separate answer to this"
        " one. The council says: over 25 km of protected lanes (2026) and 31 new school streets (2024); we count this"
        " as partly done. It promised 30 km by the end of 2026. Counts differ."
    )
    assert said["cy"] == (
        "Cefnogodd Cyngor Camden bob un o’r 17 argymhelliad gyda’i gilydd ym mis Hydref 2019; ni welsom ateb ar"
        " wahân i’r un hwn. Yn ôl y cyngor: dros 25 km o lonydd gwarchodedig (2026), 31 stryd ysgol newydd (2024);"
        " rydym yn cyfrif hyn fel wedi’i wneud yn rhannol. Addawyd 30 km erbyn diwedd 2026. Mae’r ffigurau’n amrywio."
    )


def test_a_summary_with_no_welsh_is_quoted() -> None:
    news = update("under_way", "2026-05", summary="Two of the five streets are open.")
    said = status(facts(updates=(news,)), TODAY).sentence["cy"]
    assert said.endswith(
        "Yn ôl y cyngor, mae’r gwaith ar y gweill: “Two of the five streets are open” (Saesneg; Mai 2026)."
    )


def test_delivered_by_the_councils_word_alone_says_whose_word_it_is() -> None:
    said = status(facts(updates=(update("delivered", "2026-05-02"),)), TODAY).sentence
    assert "The council says it is done" in said["en"]
    assert "Yn ôl y cyngor, mae hyn wedi’i wneud" in said["cy"]


@pytest.mark.parametrize("case", [case for case in CASES if case.facts.assembly.keeper.capacity == "compiler"])
def test_a_compiled_record_never_says_has_not(case: object) -> None:
    said = status(case.facts, case.on).sentence  # type: ignore[attr-defined]
    assert "has not" not in said["en"]
    assert "Nobody" not in said["en"]


def test_the_least_important_goes_first_then_the_summary_is_cut() -> None:
    everything = facts(
        responses=(response("accepted", "2026-01", due="2027", promised={"en": "all of it"}),),
        updates=(
            update("delivered", "2026-02", due=due("2026-03-01"), summary=LONG),
            update("delivered", "2026-06", 22, kind="confirmation"),
        ),
        verdicts=(verdict("met", "2026-06", marks=marks(met=9, not_met=3)),),
    )
    said = status(everything, TODAY).sentence["en"]
    assert len(said) <= MAX_LENGTH
    assert "streets and what…" in said or "…" in said
    assert said.endswith("Members agree: 9 of 12.")
    assert "Still so" not in said


def test_a_sentence_of_long_names_is_still_whole_enough() -> None:
    names = {id_: organisation(id_, "council", {"en": LONG.strip()}) for id_ in ORGANISATIONS}
    said = status(facts(organisations=names, updates=(update("paused", "2026", summary="x" * 2000),)), TODAY).sentence
    assert len(said["en"]) <= MAX_LENGTH
    assert len(said["cy"]) <= 2 * MAX_LENGTH


def test_shortened_at_a_word() -> None:
    assert shortened("two of the five streets", 30) == "two of the five streets"
    assert shortened("two of the five streets", 16) == "two of the five…"
    assert shortened("two of the five streets", 13) == "two of the…"
    assert shortened("abcdefghijklmnop", 5) == "abcd…"
    assert shortened("two  of\nthe", 30) == "two of the"
    assert shortened("two", 0) == ""


def test_parts_that_run_on_share_a_full_stop() -> None:
    parts = [Part("One"), Part("; two", joins=True), Part("Three?"), Part("Four")]
    assert truncated({"en": parts}, "en") == {"en": "One; two. Three? Four."}


def test_every_code_has_words() -> None:
    words = localizer("en").words("sentence")
    codes = [code for code in CODELISTS["response"] if code not in (*CLOCK_RESPONSES, "not_held")]
    for code in codes:
        assert f"item_{code}" in words
        assert f"many_{code}" in words
    assert set(CODELISTS["progress"]) - {"unknown"} <= words.keys()
    assert {f"count_{code}" for code in CODELISTS["progress"] if code != "unknown"} <= words.keys()
    assert {f"linked_{code}" for code in CODELISTS["link_made_by"]} <= words.keys()
    assert {f"form_{form}" for form in ASSEMBLIES} <= words.keys()


def test_last_looked_is_never_after_the_day() -> None:
    open_ended = facts(assembly=assembly(checked_to="2026"))
    found = status(open_ended, TODAY)
    assert found.last_looked == TODAY
    assert "(last looked 2026)" in found.sentence["en"]
    assert status(open_ended, TODAY + timedelta(90)).last_looked == date(2026, 12, 31)


def test_a_condition_is_told_apart_from_what_it_hangs_on() -> None:
    fell = facts(ancestors=(item(f"{ITEM}-parent", standing="dropped"),))
    assert status(fell, TODAY).sentence["en"] == (
        "The assembly did not adopt what this belongs to, “Open five streets to walking”, so nobody is asked to act."
    )
