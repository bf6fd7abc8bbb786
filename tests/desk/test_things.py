"""Somebody sets up posts, assemblies, recommendations and projects on forms that are made from the schemas."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from api.desk.things import FORMS
from db.clock import now
from db.vocabulary import Role
from tests.builders import project, put
from tests.clock import travel
from tests.conftest import key_of, said
from tests.desk.conftest import At
from tests.desk.test_translating import RULE, TRANSLATORS
from tests.desk.visiting import Visitor
from tests.mailbox import named_in_settings

ASSEMBLY, ITEM, POST = "anytown-streets-2025", "anytown-streets-2025-4", "anytown-head-of-streets"
PROJECT = "anytown-walkers-night-walks"
PENS = ("declarations/anytown-bus-survey-vkrdnc", "testimonies/anytown-bus-survey-vkrdnc-gztpmh")
NEW = f"/desk/things/recommendations/new?assembly={ASSEMBLY}"
LOOK, KEEP = "See what residents will read", "Keep as a draft"
TITLE = "Plant a tree in every street"
WRITTEN = {
    "reference": "21",
    "position": "21",
    "title.en": TITLE,
    "title_basis.basis": "verbatim",
    "text.en": "We ask the council to plant a tree in every street.\nStart where there is none.",
    "text_basis.basis": "verbatim",
}


@pytest.fixture
def editor(at_desk: At) -> Visitor:
    return at_desk(Role.editor, "anytown")


@pytest.fixture
def admin(at_desk: At) -> Visitor:
    return at_desk(Role.admin)


def found(client: TestClient, path: str, status: int = 200) -> Any:
    return said(client.get(f"/v1/{path}"), status)


def rows(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() or 0)  # noqa: S608 - ours


def typed(visitor: Visitor, button: str = LOOK) -> dict[str, str]:
    """What the form around a button has in it."""
    return {name: value for name, value in visitor.form(button).fields if value}


def test_a_recommendation_is_written_looked_at_and_published(
    editor: Visitor, client: TestClient, engine: Engine
) -> None:
    before = [rows(engine, table) for table in ("working_copies", "publications", "audit_entries")]
    editor.open(NEW).press(LOOK, **WRITTEN)
    assert "Start where there is none." in editor.read
    assert "Word for word" in editor.read
    assert [rows(engine, table) for table in ("working_copies", "publications", "audit_entries")] == before
    editor.press("Publish")

    assert "It is public." in editor.read
    made = found(client, f"recommendations/{ASSEMBLY}-21")
    assert (made["title"], made["position"], made["standing"]) == ({"en": TITLE}, 21, "adopted")
    assert made["text"] == {"en": WRITTEN["text.en"]}
    assert made["text_basis"] == {"basis": "verbatim"}


def test_the_sentence_of_an_engagement_is_looked_at_before_it_is_public(editor: Visitor, client: TestClient) -> None:
    asked = "This is a survey: people answer questions. It is not said who decides. What can change: the benches."
    form = {"name.en": "Benches", "form": "survey", "begins": "4 January 2099", "open.0.text.en": "the benches"}
    editor.open("/desk/things/engagements/new?commissioned_by=anytown").press(LOOK, **form)

    assert f"{asked} It begins on 4 January 2099." in editor.read
    assert "Arolwg yw hwn: mae pobl yn ateb cwestiynau. Ni ddywedir pwy sy’n penderfynu." in editor.read
    assert "Where it stands then Planned" in editor.read
    editor.press("Publish")
    made = found(client, "engagements/anytown-benches")
    assert made["status"]["sentence"]["en"] == f"{asked} It begins on 4 January 2099."

    editor.open("/desk/things/engagements/anytown-benches").press(LOOK, **{"summary.en": "Where to sit."})
    assert "Where to sit." in editor.read
    assert editor.read.count(asked) == 1  # it stays the same
    editor.open("/desk/things/engagements/anytown-benches").press(
        LOOK, **{"decision.what.en": "x", "decision.by.en": "Cabinet"}
    )
    assert "Cabinet decides. What can change: the benches." in editor.read
    assert "It is not said who decides." in editor.read


def test_a_topic_is_chosen_from_a_list_and_one_of_another_list_stays(
    editor: Visitor, client: TestClient, engine: Engine
) -> None:
    put(engine, project("anytown-shade", lead="anytown", topics=[{"scheme": "eurovoc", "code": "2929"}]))
    editor.open("/desk/things/projects/anytown-shade")
    offered = editor.form(LOOK).offered
    assert {"", "parks", "2929"} <= set(offered["topics.0.code"])
    assert "trees_nature" in offered["topics.1.code"]
    assert "2929" not in offered["topics.1.code"]
    assert {"carers", "everyone"} <= set(offered["audiences.0.code"])

    editor.press(LOOK, **{"topics.1.code": "trees_nature", "audiences.0.code": "carers"})
    assert "Trees and nature" in editor.read
    editor.press("Publish")
    made = found(client, "projects/anytown-shade")
    assert made["topics"] == [{"scheme": "eurovoc", "code": "2929"}, {"code": "trees_nature"}]
    assert made["audiences"] == [{"code": "carers"}]


def test_several_codes_are_ticked_and_come_back_ticked(at_desk: At, client: TestClient) -> None:
    walkers, own = at_desk(Role.editor, "anytown-walkers"), "anytown-bus-survey-vkrdnc-pwxhsl"
    form = {"works.en": "We were asked early.", "enablers": ["time", "trust"], "build_on.0.text.en": "Ask us in May."}
    walkers.open(f"/desk/things/testimonies/{own}").press(LOOK, **form)
    assert "Trust" in walkers.read
    walkers.press("Publish").open(f"/desk/things/testimonies/{own}")

    ticked = [value for name, value in walkers.form(LOOK).fields if name == "enablers"]
    assert ticked == ["time", "trust"]
    (told,) = [one for one in found(client, "works")["items"] if one["id"] == own]
    assert (told["enablers"], told["works"]) == (ticked, {"en": "We were asked early."})


def test_votes_are_rows_with_room_for_another(editor: Visitor, client: TestClient) -> None:
    votes = {
        "votes.0.who": "members",
        "votes.0.kind": "percent",
        "votes.0.results.0.label.en": "For",
        "votes.0.results.0.value": "87 %",
    }
    editor.open(NEW).press("Add another: The votes on it, as printed and never recomputed", **WRITTEN, **votes)
    assert typed(editor)["votes.0.results.0.value"] == "87 %"
    more = {"votes.0.results.1.label.en": "Against", "votes.0.results.1.value": "13 %", "votes.1.who": ""}
    editor.press(LOOK, **more).press("Publish")

    (vote,) = found(client, f"recommendations/{ASSEMBLY}-21")["votes"]
    assert [(one["label"]["en"], one["value"]) for one in vote["results"]] == [("For", "87 %"), ("Against", "13 %")]


def test_a_row_that_is_emptied_is_gone_and_the_next_moves_up(editor: Visitor, client: TestClient) -> None:
    before = found(client, f"assemblies/{ASSEMBLY}")["documents"]
    page = editor.open(f"/desk/things/assemblies/{ASSEMBLY}")
    emptied = dict.fromkeys((name for name in typed(page) if name.startswith("documents.0.")), "")
    page.press(LOOK, **emptied).press("Publish")

    assert found(client, f"assemblies/{ASSEMBLY}")["documents"] == before[1:]


def test_what_is_sent_as_it_stands_changes_nothing(editor: Visitor) -> None:
    for path in (
        f"assemblies/{ASSEMBLY}",
        f"recommendations/{ITEM}",
        f"posts/{POST}",
        "projects/anytown-play-streets",
        *PENS,
    ):
        editor.open(f"/desk/things/{path}").press(LOOK)
        assert "Nothing: it says what is public already." in editor.read, path


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"title.en": ""}, "title.en"),
        ({"title_basis.basis": ""}, "title_basis.basis"),
        ({"position": "sixteenth"}, "position"),
        ({"text_basis.basis": ""}, "text_basis"),
        ({"timescale.printed.en": "Soon", "timescale.by": "the day after tomorrow"}, "timescale.by"),
        ({"votes.0.who": "members"}, "votes.0.kind"),
        ({"votes.1.who": "members", "votes.1.kind": "percent"}, "votes.0.results"),
        ({"sources.0.address": "a page of ours"}, "sources.0.address"),
    ],
    ids=str,
)
def test_a_fault_stands_beside_its_field_and_in_the_summary(
    editor: Visitor, engine: Engine, wrong: dict[str, str], place: str
) -> None:
    before = rows(engine, "working_copies")
    editor.open(NEW)
    form = editor.form(LOOK)
    fields = [(name, value) for name, value in form.fields if name not in WRITTEN | wrong]
    sent = [*fields, *(WRITTEN | wrong).items(), ("do", "preview")]
    editor.send(form.action, sent, 409 if place == "text_basis" else 422)
    page = editor.page.text

    assert f'href="#{place}"' in page, "the summary leads to the field"
    assert f'id="{place}"' in page
    assert f'id="{place}-fault"' in page
    label = {"title.en": "Its title", "position": "Its place in the assembly’s own order"}.get(place, "")
    assert f"{label}: " in editor.read, "the summary names the field"
    kept = typed(editor)
    assert kept.get("text.en", "").replace("\r", "") == WRITTEN["text.en"]
    assert rows(engine, "working_copies") == before


def test_a_text_that_is_needed_is_asked_for_in_the_language_of_the_page(at_desk: At) -> None:
    editor = at_desk(Role.editor, "anytown", language="cy")
    editor.open(NEW).press("Gweld beth fydd trigolion yn ei ddarllen", 422)

    assert "Ei deitl: mae ei angen." in editor.read
    assert 'href="#title.cy"' in editor.page.text


def test_dates_are_written_as_people_write_them(editor: Visitor, client: TestClient) -> None:
    timescale = {"timescale.printed.en": "By the spring after next", "timescale.by": "12 March 2027"}
    editor.open(NEW).press(LOOK, **WRITTEN, **timescale).press("Publish")

    assert found(client, f"recommendations/{ASSEMBLY}-21")["timescale"]["by"] == {"value": "2027-03-12"}


def test_a_change_says_what_was_and_what_will_be(editor: Visitor, client: TestClient) -> None:
    editor.open(f"/desk/things/posts/{POST}")
    editor.press(LOOK, **{"remit.en": "Looks after the streets and the trees in them.", "contact": ""})
    assert "Looks after the streets, crossings and speed limits of the town." in editor.read
    assert "Looks after the streets and the trees in them." in editor.read
    assert "Yn gofalu am strydoedd" not in editor.read, "what stays is not shown as a change"
    assert "Told to those who follow the record as: News" in editor.read
    editor.press("Publish")

    post = found(client, f"posts/{POST}")
    assert post["remit"]["en"] == "Looks after the streets and the trees in them."
    assert post["remit"]["cy"]
    assert "contact" not in post


def test_a_mistake_that_is_put_right_is_told_as_a_correction(editor: Visitor) -> None:
    editor.open(f"/desk/things/posts/{POST}")
    editor.press(LOOK, **{"remit.en": "Looks after streets.", "mistake.en": "It never looked after crossings."})

    assert "Told to those who follow the record as: Correction" in editor.read


def test_a_draft_is_kept_changed_and_thrown_away(editor: Visitor, engine: Engine) -> None:
    editor.open(NEW).press(KEEP, **WRITTEN)
    draft = editor.at.partition("?")[0]
    assert draft == f"/desk/things/recommendations/{ASSEMBLY}-21"
    editor.press(KEEP, **{"title.en": "Plant two trees in every street"})
    assert typed(editor)["title.en"] == "Plant two trees in every street"
    assert "Plant two trees" in editor.open("/desk/things/recommendations").read
    editor.open(draft).press("Throw this draft away")
    assert "thrown away" in editor.read
    assert rows(engine, "working_copies") == 0


def test_changes_of_what_is_public_are_thrown_away(editor: Visitor, client: TestClient) -> None:
    before = found(client, f"posts/{POST}")
    editor.open(f"/desk/things/posts/{POST}").press(KEEP, **{"name.en": "Head of Roads"})
    editor.press("Throw these changes away")

    assert typed(editor)["name.en"] == "Head of Streets"
    assert found(client, f"posts/{POST}") == before


def test_going_back_keeps_what_was_typed(editor: Visitor) -> None:
    editor.open(NEW).press(LOOK, **WRITTEN).press("Change it")

    assert {name: typed(editor)[name] for name in WRITTEN} == WRITTEN


def test_pressing_twice_makes_one(editor: Visitor, engine: Engine) -> None:
    editor.open(NEW).press(LOOK, **WRITTEN)
    form = editor.form("Publish")
    before = rows(engine, "publications")
    for _ in range(2):
        editor.send(form.action, [*form.fields, ("do", "publish")])

    assert "It is public." in editor.read
    assert rows(engine, "publications") == before + 1


def test_two_at_one_thing_lose_nothing(editor: Visitor, at_desk: At) -> None:
    second = at_desk(Role.editor, "anytown").open(f"/desk/things/posts/{POST}")
    editor.open(f"/desk/things/posts/{POST}").press(KEEP, **{"name.en": "Head of Roads"})
    second.press(KEEP, 409, **{"name.en": "Head of Lanes"})

    assert "Head of Roads" in second.read
    assert typed(second)["name.en"] == "Head of Lanes"
    second.press(KEEP)
    assert typed(second)["name.en"] == "Head of Lanes"


def test_what_is_public_is_withdrawn_with_a_reason(editor: Visitor, client: TestClient) -> None:
    path = "/desk/things/posts/anytown-deputy-head-of-streets"
    editor.open(path).press("Withdraw what is public", 422)
    assert 'href="#withdrawal.en"' in editor.page.text
    editor.press("Withdraw what is public", **{"withdrawal.en": "There is no such post any more."})

    assert "It is withdrawn." in editor.read
    gone = found(client, "posts/anytown-deputy-head-of-streets", 410)
    assert "There is no such post any more." in str(gone)


def test_where_a_second_person_releases_it_is_sent_and_can_be_taken_back(editor: Visitor) -> None:
    editor.open(NEW).press(LOOK, **WRITTEN).press("Send for release")
    assert "With somebody else, to be released" in editor.read
    editor.press("Take it back")
    assert typed(editor)["title.en"] == TITLE


def test_an_id_is_made_that_nobody_has(editor: Visitor) -> None:
    post = {"name.en": "Head of Streets", "kind": "officer"}
    editor.open("/desk/things/posts/new").press(KEEP, **post)

    assert editor.at.partition("?")[0] == f"/desk/things/posts/{POST}-2"


def test_what_can_be_one_thing_only_is_not_asked(editor: Visitor, admin: Visitor) -> None:
    assert "Anytown Council" in editor.open("/desk/things/posts/new").read
    assert "Choose one" in admin.open("/desk/things/posts/new").read
    admin.press("Go on", organisation="anytown")
    assert dict(admin.form(LOOK).fields)["organisation"] == "anytown"


def test_an_administrator_makes_an_organisation(admin: Visitor, client: TestClient) -> None:
    organisation = {"name.en": "Anytown Tree Wardens", "kind": "community_group", "language": "en"}
    admin.open("/desk/things/organisations/new").press(LOOK, **organisation).press("Publish")

    assert found(client, "organisations/anytown-tree-wardens")["name"] == {"en": "Anytown Tree Wardens"}


def test_the_next_is_one_link_away(editor: Visitor) -> None:
    editor.open(NEW).press(LOOK, **WRITTEN).press("Publish").follow("Add a recommendation")
    assert dict(editor.form(LOOK).fields)["assembly"] == ASSEMBLY
    editor.open(f"/desk/things/recommendations/{ASSEMBLY}-21").follow("Say who answers for something")
    assert dict(editor.form(LOOK).fields)["about"] == f"{ASSEMBLY}-21"
    editor.press(LOOK, post=POST).press("Publish")
    assert "It is public." in editor.read


def test_a_convenor_enters_what_the_members_asked(at_desk: At, client: TestClient) -> None:
    convenor = at_desk(Role.convenor, ASSEMBLY).open("/desk/things/recommendations/new")
    convenor.press(LOOK, **WRITTEN).press("Publish")

    assert found(client, f"recommendations/{ASSEMBLY}-21")["title"] == {"en": TITLE}


def test_a_keeper_says_which_recommendation_her_project_helps(at_desk: At, client: TestClient) -> None:
    """Three pages and four presses from her project, with nothing typed."""
    keeper = at_desk(Role.keeper, PROJECT).follow("Night Walks on Station Road").follow("Say what it helps with")
    keeper.press("Go on", assembly=ASSEMBLY).press(LOOK, recommendation=ITEM, kind="inspired_by").press("Publish")
    (made,) = [
        one for one in found(client, f"recommendations/{ITEM}")["contributions"] if one["project"]["id"] == PROJECT
    ]

    assert (made["kind"], made["made_by"], made["ground"]) == ("inspired_by", "project", "explicit")


def test_a_keeper_changes_the_text_of_her_project(at_desk: At, client: TestClient) -> None:
    keeper = at_desk(Role.keeper, PROJECT).open(f"/desk/items/{PROJECT}").follow("Change what is said of it")
    keeper.press(LOOK, **{"summary.en": "We walk on the first Friday."}).press("Publish")

    assert found(client, f"projects/{PROJECT}")["summary"]["en"] == "We walk on the first Friday."


@pytest.mark.parametrize(
    "path",
    [
        "/desk/things/posts/camden-cabinet-office",
        "/desk/things/posts/anytown-nothing",
        "/desk/things/updates",
        "/desk/things/splendours",
        "/desk/things/organisations/new",
    ],
)
def test_what_is_not_theirs_or_not_there_is_refused(editor: Visitor, path: str) -> None:
    answer = editor.client.get(path, headers={"Accept": "text/html"})

    assert answer.status_code in {403, 404}


def test_an_officer_has_nothing_to_set_up(at_desk: At) -> None:
    officer = at_desk(Role.officer, POST)

    assert "Setting up" not in officer.read
    officer.open("/desk/things", 403)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_kind_has_a_list_and_a_form_in_each_language(at_desk: At, language: str) -> None:
    admin = at_desk(Role.admin, language=language).open("/desk/things")
    lists = [link for link in admin.links("/desk/things/") if not link.endswith("/new")]
    assert len(lists) == len(FORMS)
    for path in lists:
        things = [link for link in admin.open(path).links(f"{path}/") if not link.endswith("/new")]
        if things:
            admin.open(things[0])
            assert admin.form({"en": LOOK, "cy": "Gweld beth fydd trigolion yn ei ddarllen"}[language])


def test_what_was_typed_outlives_the_session(engine: Engine, client: TestClient) -> None:
    key = key_of(engine, Role.editor, "anytown")["Authorization"].removeprefix("Bearer ")
    begun = now()
    with travel(begun, tick=False):
        editor = Visitor(client).sign_in(key).open(NEW)
    with travel(begun + timedelta(minutes=40), tick=False):
        editor.press(LOOK, **WRITTEN)
        assert "What you typed is kept" in editor.read
        form = editor.forms[-1]
        editor.send(form.action, [*[pair for pair in form.fields if pair[0] != "key"], ("key", key)])
        assert editor.at == "/desk/things/recommendations/new"
        assert {name: typed(editor)[name] for name in WRITTEN} == WRITTEN
        editor.press(LOOK).press("Publish")
    assert found(client, f"recommendations/{ASSEMBLY}-21")["title"] == {"en": TITLE}


def test_an_assembly_leads_to_its_recommendations(editor: Visitor) -> None:
    editor.open(f"/desk/things/assemblies/{ASSEMBLY}").follow("Recommendations")
    assert "Make the walk to school safe" in editor.read
    editor.follow("Add a recommendation")
    assert dict(editor.form(LOOK).fields)["assembly"] == ASSEMBLY


def test_a_draft_in_the_lists_of_today_leads_to_its_form(editor: Visitor) -> None:
    editor.open(NEW).press(KEEP, **WRITTEN).open("/desk").follow(TITLE)

    assert editor.at == f"/desk/things/recommendations/{ASSEMBLY}-21"


def test_where_both_languages_are_said_together_it_is_sent_for_translation(
    editor: Visitor, client: TestClient, engine: Engine
) -> None:
    key = key_of(engine, Role.editor, "anytown")
    said(client.post("/v1/admin/organisations/anytown/translation-rule", json=RULE, headers=key), 201)
    with named_in_settings() as mailbox:
        editor.open("/desk/things/posts/new")
        editor.press(LOOK, **{"name.en": "Tree Officer", "kind": "officer"}).press("Send for translation")
        assert "anytown-tree-officer" in editor.at
        assert "With the translator" in editor.read
        assert len(mailbox.to(TRANSLATORS)) == 1
    editor.press("Take it back").press(LOOK).press("Go on in one language", one_language="The council meets today.")
    assert found(client, "posts/anytown-tree-officer")["name"] == {"en": "Tree Officer"}


def test_whoever_holds_several_posts_says_as_which_they_reply(at_desk: At, client: TestClient, engine: Engine) -> None:
    posts, about = ("anytown-head-of-streets", "anytown-deputy-head-of-streets"), "anytown-streets-2025-3"
    form = f"/desk/things/replies/new?about={about}"
    officer = at_desk(Role.officer, *posts).open(form)
    assert officer.form(LOOK).offered["post"] == list(posts)
    for post in posts:
        officer.open(form).press(LOOK, post=post, **{"text.en": f"So says {post}."})
        officer.press("Change it").press(LOOK).press("Publish")

    key = key_of(engine, Role.officer, *posts)
    replies = said(client.get(f"/v1/admin/replies?about={about}", headers=key), 200)["items"]
    assert {one["text"]["en"]: one["said_by"]["post"]["id"] for one in replies} == {
        f"So says {one}.": one for one in posts
    }
    assert "As which post" not in at_desk(Role.officer, posts[0]).open(form).read


def test_who_held_the_pen_is_five_choices_and_two_sentences_and_the_panel_is_seen_first(
    editor: Visitor, client: TestClient
) -> None:
    editor.open("/desk/things/declarations/new?by=anytown&about=anytown-play-streets")
    editor.press(LOOK, level="co_design").press("Publish")
    (declared,) = found(client, "declarations?about=anytown-play-streets")["items"]
    assert "Play Streets – Anytown Council" in editor.open("/desk/things/testimonies/new").read

    editor.open(f"/desk/things/testimonies/new?by=anytown&about={declared['id']}")
    stages = [value for name, value in editor.form(LOOK).fields if name.endswith(".work_stage")]
    assert stages == ["framing", "design", "decision", "delivery", "review"]
    assert [value for name, value in editor.form(LOOK).fields if name.endswith(".question")][:2] == ["changed", "lost"]
    assert editor.form(LOOK).offered["answers.1.answer"][1:] == [
        *("with_reason", "without_reason", "nothing_lost", "cannot_tell")
    ]
    editor.press(
        LOOK, **{"stages.2.pen": "jointly", "answers.0.answer": "yes", "answers.0.text.en": "Two more streets."}
    )
    assert "Anytown Council calls this co-design." in editor.read
    assert "To call this co-design you would need" in editor.read
    editor.press("Publish")

    (testimony,) = found(client, f"declarations/{declared['id']}")["testimonies"]
    assert testimony["stages"] == [{"work_stage": "decision", "pen": "jointly"}]
    assert [one["question"] for one in testimony["answers"]] == ["changed"]  # what was left out is not told of
