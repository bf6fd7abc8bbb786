"""The week's work at the desk: each row as one person would do it, by keyboard alone, without scripts, at 320 px.

How much it takes is bounded by what it takes now: screens, presses, typed letters.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser
from sqlalchemy import Engine

from api.cli.demo import at_desk
from db.clock import today
from db.session import open_engine
from db.vocabulary import Role
from tests.browser.pages import NARROW, window
from tests.browser.person import Person
from tests.conftest import key_of
from tests.mailbox import Mailbox, served
from tests.served import serving, until

SOON = (today() + timedelta(days=9)).isoformat()
QUIET = ("anytown-streets-2025-2", "anytown-streets-2025-3", "anytown-streets-2025-4a")
ASSEMBLY = "anytown-streets-2025"
Comes = Callable[..., AbstractContextManager[Person]]


def days(begins: int, ends: int) -> dict[str, str]:
    """When an engagement begins and ends, in days from today."""
    return {name: (today() + timedelta(many)).isoformat() for name, many in (("begins", begins), ("ends", ends))}


class Desk:
    """A server with the demonstration: its address, and the link that signs in its people."""

    def __init__(self, base: str, link: str, engine: Engine) -> None:
        self.base, self.link, self.engine = base, link, engine

    def read(self, path: str) -> Any:
        return httpx2.get(f"{self.base}{path}").raise_for_status().json()

    def together(self) -> None:
        """Anytown publishes in both languages together."""
        rule = {"languages": ["en", "cy"], "post": "anytown-assembly-coordinator"}
        address = f"{self.base}/v1/admin/organisations/anytown/translation-rule"
        httpx2.post(address, json=rule, headers=key_of(self.engine, Role.editor, "anytown")).raise_for_status()

    def say(self, item: str, **body: Any) -> str:
        """The officer says something through the interface; its id."""
        key = key_of(self.engine, Role.officer, "anytown-head-of-streets")
        answer = httpx2.post(f"{self.base}/v1/admin/recommendations/{item}/updates", json=body, headers=key)
        return str(answer.raise_for_status().json()["id"])

    def register(self, organisation: dict[str, str]) -> None:
        """An administrator sets up an organisation through the interface."""
        self.post("organisations", {**organisation, "release": "self", "publish": True}, Role.admin)

    def survey(self, id_: str, name: str, **more: Any) -> None:
        """Anytown has a survey, which is public unless more is said of it."""
        body = {"id": id_, "form": "survey", "name": name, "commissioned_by": "anytown", "publish": True}
        self.post("engagements", body | more, Role.editor, "anytown")

    def answers(self, declared: str) -> None:
        """Anytown says that it shared a decision; and shows what was open, and that people were told."""
        shown = {"evidence": [{"kind": "report", "address": "https://anytown.example/parks"}]}
        asked = {"changed": ("yes", {}), "open_at_start": ("some", shown), "told": ("yes", shown)}
        given = [{"question": one, "answer": code, **more} for one, (code, more) in asked.items()]
        stages = [{"work_stage": "decision", "pen": "jointly"}]
        body = {"about": declared, "by": "anytown", "stages": stages, "answers": given, "publish": True}
        self.post("testimonies", body, Role.editor, "anytown")

    def mailbox_of(self, group: str, mailbox: str) -> None:
        """A group publishes its own mailbox."""
        post = {"id": f"{group}-desk", "organisation": group, "kind": "team", "name": "The group", "contact": mailbox}
        self.post("posts", post | {"publish": True}, Role.editor, group)

    def post(self, plural: str, body: dict[str, Any], role: Role, *covers: str) -> None:
        """Somebody enters something through the interface."""
        key = key_of(self.engine, role, *covers)
        httpx2.post(f"{self.base}/v1/admin/{plural}", json=body, headers=key).raise_for_status()

    def submit(self, id_: str) -> None:
        """And sends it for release."""
        key = key_of(self.engine, Role.officer, "anytown-head-of-streets")
        address = f"{self.base}/v1/admin/updates/{id_}/publication"
        httpx2.post(address, json={"submit": True}, headers=key).raise_for_status()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with served() as mailbox:
        yield mailbox


@pytest.fixture
def desk(templates: dict[str, str], tmp_path: Path, mailbox: Mailbox) -> Iterator[Desk]:
    file = tmp_path / "desk.sqlite3"
    shutil.copyfile(templates["sqlite-examples"].removeprefix("sqlite:///"), file)
    engine = open_engine(f"sqlite:///{file}")
    link = at_desk(engine, waits=True)
    with serving(engine, TRACKER_SMTP_URL=mailbox.url) as base:
        yield Desk(base, link, engine)
    engine.dispose()


@pytest.fixture
def comes(browser: Browser, desk: Desk) -> Comes:
    """Somebody signs in by the link of the demonstration, or with a key, and comes to Today."""

    @contextmanager
    def comes(name: str, language: str = "en", key: str = "") -> Iterator[Person]:
        with window(browser, desk.base, width=NARROW, scripts=False) as page:
            person = Person(page)
            if key:
                person.open("/desk/sign-in?lang=en").unfold("With a key").type("Your key", key).press("Sign in")
            else:
                person.open(f"{desk.link}?lang={language}")
                person.press({"en": f"Sign in as {name}", "cy": f"Mewngofnodi fel {name}"}[language])
            person.done.screens = person.done.presses = person.done.letters = 0
            yield person
            assert person.page.evaluate("document.documentElement.scrollWidth") <= NARROW

    return comes


@pytest.mark.parametrize(
    ("language", "says", "told"),
    [
        ("en", "Nothing new, still true", "Said: nothing new, still true."),
        ("cy", "Dim byd newydd, yn dal yn wir", "Dywedwyd: dim byd newydd, yn dal yn wir."),
    ],
)
def test_officer_nothing_new_on_one(desk: Desk, comes: Comes, language: str, says: str, told: str) -> None:
    desk.say(QUIET[1], progress="under_way", summary="It goes on.", next_update_due=SOON, publish=True)
    with comes("Sam Roe", language) as officer:
        officer.tick(says)
        officer.press({"en": "Say so of all that are ticked", "cy": "Dweud hynny am bopeth a diciwyd"}[language])

        assert told in officer.reads
        assert desk.read(f"/v1/recommendations/{QUIET[1]}/status")["still_true_on"] == today().isoformat()
        assert officer.done.at_most(screens=1, presses=2, letters=0)


def test_officer_nothing_new_on_many(desk: Desk, comes: Comes) -> None:
    for item in QUIET:
        desk.say(item, progress="under_way", summary="It goes on.", next_update_due=SOON, publish=True)
    with comes("Sam Roe") as officer:
        officer.open("/desk")
        for _ in QUIET:
            officer.tick("Nothing new, still true")
        officer.press("Say so of all that are ticked")

        assert "Said: nothing new, still true." in officer.reads
        assert officer.done.at_most(screens=2, presses=len(QUIET) + 1, letters=0)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_officer_late_gives_a_new_date_and_why(desk: Desk, comes: Comes, language: str) -> None:
    words = {
        "en": (
            "Make the walk to school safe",
            "There is a new date",
            "By when will it be done now?",
            "Why is it late?",
        ),
        "cy": (
            "Gwneud y daith gerdded",
            "Mae dyddiad newydd",
            "Erbyn pryd y caiff ei wneud bellach?",
            "Pam mae’n hwyr?",
        ),
    }[language]
    reason = {"en": "Waiting for another body", "cy": "Aros am gorff arall"}[language]
    look = {"en": "See what residents will read", "cy": "Gweld beth fydd trigolion yn ei ddarllen"}[language]
    with comes("Sam Roe", language) as officer:
        officer.press(words[0])
        officer.choose(words[1]).type(words[2], "05052035").select(words[3], reason)
        officer.press(look)
        assert {"en": "It is due by 5 May 2035", "cy": "Mae disgwyl hyn erbyn 5 Mai 2035"}[language] in officer.reads
        officer.press({"en": "Publish", "cy": "Cyhoeddi"}[language])
        status = desk.read("/v1/recommendations/anytown-streets-2025-4/status")

        assert (status["due"], status["times_moved"]) == ("2035-05-05", 1)
        assert officer.done.at_most(screens=3, presses=5, letters=8)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_officer_news_with_evidence_seen_before_it_is_public(desk: Desk, comes: Comes, language: str) -> None:
    said = {"en": "Seven of eight schools have a safer way in.", "cy": "Mae gan saith o wyth ysgol ffordd fwy diogel."}
    words = {
        "en": {
            "item": "Make the walk to school safe",
            "what": "What has changed? (English)",
            "stays": "There is no new date",
            "more": "Evidence, what works",
            "kind": "What sort of evidence is it?",
            "report": "Report",
            "called": "What is it called?",
            "where": "Where can it be read?",
            "look": "See what residents will read",
            "publish": "Publish",
        },
        "cy": {
            "item": "Gwneud y daith gerdded",
            "what": "Beth sydd wedi newid? (Cymraeg)",
            "stays": "Nid oes dyddiad newydd",
            "more": "Tystiolaeth, yr hyn sy’n gweithio",
            "kind": "Pa fath o dystiolaeth ydyw?",
            "report": "Adroddiad",
            "called": "Beth yw ei enw?",
            "where": "Ble gellir ei ddarllen?",
            "look": "Gweld beth fydd trigolion yn ei ddarllen",
            "publish": "Cyhoeddi",
        },
    }[language]
    with comes("Sam Roe", language) as officer:
        officer.press(words["item"])
        officer.type(words["what"], said[language]).choose(words["stays"])
        officer.unfold(words["more"]).select(words["kind"], words["report"])
        officer.type(words["called"], "A year on").type(words["where"], "https://anytown.example/a-year-on")
        officer.press(words["look"])
        would_be_read = officer.reads
        officer.press(words["publish"])
        sentence = desk.read("/v1/recommendations/anytown-streets-2025-4/status")["sentence"]

        assert " ".join(sentence[language].split()) in would_be_read
        told = desk.read("/v1/recommendations/anytown-streets-2025-4")["updates"][0]
        assert told["summary"] == {language: said[language]}
        assert told["evidence"][0]["address"] == "https://anytown.example/a-year-on"
        assert officer.done.at_most(screens=3, presses=6, letters=100)


def test_approver_compares_releases_many_and_sends_one_back(desk: Desk, comes: Comes) -> None:
    for number in range(1, 5):
        desk.submit(desk.say(f"{ASSEMBLY}-{number}", progress="under_way", summary=f"It goes on, number {number}."))
    with comes("Kim Poe") as approver:
        approver.press("Compare and release")
        assert "it goes on, number 4" in approver.reads
        approver.press("Make 20 mph the limit")
        approver.type("Or send it back", "Which street?").press("Send back with this note")
        assert "It went back, with your note." in approver.reads
        for _ in range(4):  # with the one that the demonstration begins with
            approver.tick("Release this")
        approver.press("Release all that are ticked")

        assert "Nothing waits for your release." in approver.reads
        assert approver.done.at_most(screens=4, presses=8, letters=15)


def test_a_projects_keeper_tells_her_news(desk: Desk, comes: Comes) -> None:
    with comes("Jo Bloggs") as keeper:
        keeper.press("Night Walks")
        keeper.type("What has changed?", "Forty people walked in October.")
        keeper.press("See what residents will read").press("Publish")
        told = desk.read("/v1/projects/anytown-walkers-night-walks")["updates"][0]

        assert told["summary"] == {"en": "Forty people walked in October."}
        assert keeper.done.at_most(screens=3, presses=3, letters=40)


def test_head_of_service_sees_what_is_late_and_whose_it_is(comes: Comes) -> None:
    with comes("Kim Poe") as head:
        assert re.search(r"Late \(4\).*An answer was due by 31 March 2026.?Head of Parks", head.reads)
        assert head.done.at_most(screens=0, presses=0, letters=0)


def links_in(mailbox: Mailbox) -> list[str]:
    """The links to texts that are to be translated."""
    bodies = [mail.get_body(("plain",)) for mail in mailbox.got]
    words = [word for body in bodies if body for word in body.get_content().split()]
    return list(dict.fromkeys(word for word in words if "/desk/translate/" in word))


def test_officer_sends_for_translation_and_the_translator_sends_it_back(
    desk: Desk, comes: Comes, browser: Browser, mailbox: Mailbox
) -> None:
    desk.together()
    with comes("Sam Roe") as officer:
        officer.open("/desk/items/anytown-streets-2025-3")
        officer.type("What has changed? (English)", "Two of five are closed.")
        officer.press("See what residents will read").press("Send for translation")
        assert "Once it is back it goes on by itself." in officer.reads
    until(lambda: links_in(mailbox))
    link = next(link for link in links_in(mailbox) if "?lang=" not in link)  # of the language that it is put into
    with window(browser, desk.base, width=NARROW, scripts=False, language="cy") as page:
        translator = Person(page).open(link)
        assert "Two of five are closed." in translator.reads
        translator.type("Cymraeg", "Mae dwy o’r pump ar gau.").press("Anfon y cyfieithiad")
        assert "Diolch" in translator.reads
        assert translator.done.at_most(screens=2, presses=1, letters=25)
    told = desk.read("/v1/recommendations/anytown-streets-2025-3")["updates"][0]["summary"]

    assert told == {"en": "Two of five are closed.", "cy": "Mae dwy o’r pump ar gau."}


def test_editor_answers_a_theme_together(desk: Desk, comes: Comes) -> None:
    with comes("Kim Poe") as editor:
        editor.press("Assemblies").press("Answer it").press("Tick all of Food").press("Answer what is ticked")
        editor.choose("One answer to all of them together")
        editor.to("Accepted", "radio").page.keyboard.press("Space")
        editor.type("Why?", "There is money for all of it.").type("What exactly do you promise?", "a food programme")
        editor.press("See what residents will read")
        assert "Accepted" in editor.reads
        editor.press("Publish")

        assert "It is public" in editor.reads
        answers = desk.read(f"/v1/recommendations/{ASSEMBLY}-16")["responses"]
        assert [one["theme"] for one in answers if one["response"] == "accepted"] == ["Food"]
        assert editor.done.at_most(screens=6, presses=7, letters=45)


def test_editor_gives_the_same_answer_to_two(desk: Desk, comes: Comes) -> None:
    with comes("Kim Poe") as editor:
        editor.open(f"/desk/assemblies/{ASSEMBLY}/answers")
        editor.tick("12").tick("16").press("Answer what is ticked")
        editor.to("Accepted", "radio").page.keyboard.press("Space")
        editor.type("What exactly do you promise?", "a bench and an allotment")
        editor.press("See what residents will read").press("Publish")

        assert "It is public" in editor.reads
        for item in ("12", "16"):
            assert desk.read(f"/v1/recommendations/{ASSEMBLY}-{item}/status")["response"] == "accepted"
        assert editor.done.at_most(screens=4, presses=5, letters=24)


def test_head_of_service_sees_what_is_late_and_at_which_post(comes: Comes) -> None:
    with comes("Sam Roe") as head:
        head.press("Late")

        assert "Make the walk to school safe Promised by 30 September 2026" in head.reads
        assert head.done.at_most(screens=1, presses=1, letters=0)


def test_monitoring_officer_sees_what_waits_and_who_released_what(comes: Comes) -> None:
    with comes("Kim Poe") as officer:
        officer.press("Holds")

        assert "No election is near" in officer.reads
        assert officer.done.at_most(screens=1, presses=1, letters=0)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_convenor_corrects_the_wording_of_a_recommendation(desk: Desk, comes: Comes, language: str) -> None:
    seat = {"en": "Somewhere to sit near the school gates", "cy": "Rhywle i eistedd wrth ymyl gatiau’r ysgol"}
    words = {
        "en": ("What the members asked for", "Correct or translate : Somewhere", "Title (English)", "What was wrong"),
        "cy": ("Yr hyn a ofynnodd", "Cywiro neu gyfieithu : Rhywle", "Teitl (Cymraeg)", "Beth oedd yn anghywir"),
    }[language]
    mistake = {"en": "A word was misread.", "cy": "Camddarllenwyd gair."}[language]
    field = {"en": f"{words[3]} before? (English)", "cy": f"{words[3]} o’r blaen? (Cymraeg)"}[language]
    with comes("Pat Doe", language) as convenor:
        convenor.press(words[0]).press(words[1])
        convenor.retype(words[2], seat[language]).type(field, mistake)
        convenor.press({"en": "See what residents will read", "cy": "Gweld beth fydd trigolion"}[language])
        assert seat[language] in convenor.reads
        convenor.press({"en": "Publish", "cy": "Cyhoeddi"}[language])
        told = desk.read(f"/v1/recommendations/{ASSEMBLY}-19")

        assert (told["title"][language], told["mistake"]) == (seat[language], {language: mistake})
        assert convenor.done.at_most(screens=4, presses=4, letters=65)


def test_convenor_corrects_a_figure_of_a_vote(desk: Desk, comes: Comes) -> None:
    with comes("Pat Doe") as convenor:
        convenor.press("What the members asked for").press("Correct or translate : Make 20 mph")
        convenor.press("Its votes, reasons and the rest").unfold("1. Assembly members").unfold("1. For, 92%")
        convenor.retype("The figure, as printed", "93%").unfold("This puts a mistake right")
        convenor.type("What was wrong in what this corrects (English)", "A figure was misread.")
        convenor.press("See what residents will read").press("Publish")
        told = desk.read(f"/v1/recommendations/{ASSEMBLY}-1")

        assert told["votes"][0]["results"][0]["value"] == "93%"
        assert told["mistake"] == {"en": "A figure was misread."}
        assert convenor.done.at_most(screens=5, presses=8, letters=24)


def test_convenor_says_what_became_of_a_wording(desk: Desk, comes: Comes) -> None:
    with comes("Pat Doe") as convenor:
        convenor.press("What the members asked for").press("Say what became of a wording")
        convenor.choose("Replaced").unfold("Choose").tick("flip-chart 7").unfold("Choose").tick("12 A bench")
        convenor.choose("Made by the members").to("Members agreed", "radio").choose("Members agreed")
        convenor.press("See what residents will read").press("Publish")
        told = desk.read(f"/v1/recommendations/{ASSEMBLY}-19")["lineage"]

        assert ("supersession", "members", "agreed") in [(one["kind"], one["by"], one["members"]) for one in told]
        assert convenor.done.at_most(screens=4, presses=11, letters=0)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_panel_gives_a_verdict_with_its_numbers(desk: Desk, comes: Comes, language: str) -> None:
    words = {
        "en": ("Give a verdict", "Give a verdict : Open five", "Partly met", "How many did?", "For “{}”"),
        "cy": ("Rhoi dyfarniad", "Rhoi dyfarniad : Agor pum", "Cyflawnwyd yn rhannol", "Faint wnaeth?", "Dros “{}”"),
    }[language]
    not_met = {"en": "Not met", "cy": "Ni chyflawnwyd"}[language]
    with comes("Lee Coe", language) as panel:
        panel.press(words[0]).press(words[1])
        panel.to({"en": "Met", "cy": "Cyflawnwyd"}[language], "radio").choose(words[2])
        panel.type(words[3], "12").type(words[4].format(words[2]), "9").type(words[4].format(not_met), "3")
        panel.press({"en": "See what residents will read", "cy": "Gweld beth fydd trigolion"}[language])
        assert {"en": "12 of 15 voted", "cy": "12 o 15"}[language] in panel.reads
        panel.press({"en": "Publish", "cy": "Cyhoeddi"}[language])
        told = desk.read(f"/v1/recommendations/{ASSEMBLY}-3")["verdicts"]

        assert [one["verdict"] for one in told if one.get("voted") == 12] == ["partly"]
        assert panel.done.at_most(screens=4, presses=5, letters=4)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_whoever_leaves_hands_the_post_over(comes: Comes, language: str) -> None:
    words = {
        "en": ("Posts and people", "Head of Streets", "Who begins?", "Hand it over"),
        "cy": ("Swyddi a phobl", "Pennaeth Strydoedd", "Pwy sy’n dechrau?", "Trosglwyddo’r swydd"),
    }[language]
    with comes("Sam Roe", language) as leaver:
        leaver.press(words[0]).press(words[1]).type(words[2], "Alex Roe").press(words[3])

        assert leaver.done.at_most(screens=3, presses=3, letters=8)
        assert "Alex Roe" in leaver.reads


# What a facilitator has: the report of her assembly, and what the council answered.
BOOK: dict[str, list[dict[str, str]]] = {
    "About": [
        {
            "Name of the assembly": "Rivershire Assembly on Water 2024",
            "Form": "Citizens’ assembly",
            "Question": "What should happen to our rivers?",
            "Commissioned by": "Rivershire Council",
            "Report published": "May 2024",
            "Record kept by": "Archive of Assemblies",
            "Last day you looked": "20/11/2026",
            "Texts word for word?": "yes",
        }
    ],
    "Recommendations": [
        {"Number": "1", "Title": "Clean the river", "Text": "We want the river to be clean by 2030.", "Page": "8"},
        {"Number": "2", "Title": "Meter the springs", "Text": "We want a meter on every spring.", "Page": "9"},
    ],
    "Answers": [
        {
            "Recommendations": "1; 3",
            "Answer": "Accepted",
            "Answered by": "Rivershire Council",
            "Date": "31/06/2024",
            "What was promised": "to clean the river",
            "Due": "December 2026",
            "Source": "https://rivershire.example/minutes",
        },
    ],
}


MENDED = {
    "Answers": [{"Recommendations": "1", "Date": "30/06/2024"}],
    "Sources": [
        {
            "Short name": "Report",
            "Title": "What we ask",
            "Web address": "https://rivershire.example/report",
            "Document of the assembly": "yes",
        }
    ],
}


def fill_in(book: Path, sheets: dict[str, list[dict[str, str]]]) -> None:
    """Write into a book, under its own headings, what is said of each sheet: in About on lines, else in rows."""
    workbook = load_workbook(book)
    for name, rows in sheets.items():
        sheet = workbook[name]
        for number, row in enumerate(rows, 2):
            for heading, content in row.items():
                at = next(cell for cell in (sheet["A"] if name == "About" else sheet[1]) if cell.value == heading)
                cell = sheet.cell(at.row, 2) if name == "About" else sheet.cell(number, at.column)
                cell.value = content
    workbook.save(book)


def test_a_facilitator_brings_in_an_assembly_from_a_spreadsheet(desk: Desk, comes: Comes, tmp_path: Path) -> None:
    book, assembly = tmp_path / "book.xlsx", "rivershire-assembly-on-water-2024"
    desk.register({"id": "rivershire", "name": "Rivershire Council", "kind": "council", "language": "en"})
    key = key_of(desk.engine, Role.record_keeper, "rivershire")["Authorization"].removeprefix("Bearer ")
    with comes("", key=key) as facilitator:
        facilitator.press("Bring in a record")
        facilitator.to("Download the book to fill in", "a")
        with facilitator.page.expect_download() as download:
            facilitator.page.keyboard.press("Enter")
        download.value.save_as(book)

        fill_in(book, BOOK)
        facilitator.page.set_input_files("#book", book)
        facilitator.press("Check the book")
        assert "3 things are wrong in the book. Nothing was changed here." in facilitator.reads
        assert "Row 2, column E “Page” say of which document: in the sheet Sources" in facilitator.reads
        assert "Row 2, column A “Recommendations” “3” is no recommendation" in facilitator.reads
        assert "Row 2, column G “Date” there is no 31 June" in facilitator.reads

        fill_in(book, MENDED)
        facilitator.page.set_input_files("#book", book)
        facilitator.press("Check the book")
        would_be_read = facilitator.reads
        assert "Before it is public" in would_be_read
        assert "who answers for it: none of 2 has it" in would_be_read
        facilitator.press("Publish")

        assert "It is public." in facilitator.reads
        for number in (1, 2):
            sentence = desk.read(f"/v1/recommendations/{assembly}-{number}/status")["sentence"]
            assert sentence["en"] in would_be_read
            assert sentence["cy"] in would_be_read
        assert facilitator.done.at_most(screens=4, presses=4, letters=0)


def test_a_survey_called_co_production_is_contested_by_a_mailed_link_and_then_called_a_consultation(
    desk: Desk, comes: Comes, browser: Browser, mailbox: Mailbox
) -> None:
    work, group, trees = "anytown-parks-asked", "anytown-tree-group", "trees@trees.example.org"
    desk.survey(work, "Co-producing our parks")
    desk.mailbox_of(group, trees)
    with comes("Kim Poe") as editor:
        editor.open(f"/desk/things/declarations/new?by=anytown&about={work}")
        editor.choose("Co-production").press("See what residents will read").press("Publish")
        (declared,) = desk.read(f"/v1/declarations?about={work}")["items"]
        desk.answers(declared["id"])
        editor.open(f"/desk/things/declarations/{declared['id']}").press("Ask the other side to answer")
        editor.select("Which partner?", "Anytown Tree Group").type("Its mailbox", trees)
        editor.press("See how it would be asked")
        assert "This mailbox is the partner’s own" in editor.reads
        editor.press("Send the link")
        assert "mails: 1 of 3" in editor.reads

        until(lambda: mailbox.to(trees))
        body = mailbox.to(trees)[-1].get_body(("plain",))
        assert body
        link = next(word for word in body.get_content().split() if "/desk/pens/" in word and word.endswith("en"))
        with window(browser, desk.base, width=NARROW, scripts=False) as page:
            partner = Person(page).open(link)
            partner.select("Deciding", "The council").select("Your answer", "No")
            partner.type("In a sentence", "It was drawn before we came.").press("Publish this for our group")
            partner.press("See what each side says")
            differ = (
                "Anytown Council and Anytown Tree Group differ on “One thing that residents changed” and “Deciding”."
            )
            assert differ in partner.reads
            assert partner.done.at_most(screens=3, presses=4, letters=30)

            editor.open(f"/desk/things/declarations/{declared['id']}")
            editor.choose("Consultation").press("See what residents will read").press("Publish")
            editor.press("The page that residents see")
            assert "Anytown Council calls this a consultation." in editor.reads
            assert "What was shown supports this." in editor.reads
            assert differ not in editor.reads
            assert "Called before Co-production: until" in editor.reads


def test_a_parks_survey_that_finds_a_health_survey_and_an_assembly_is_changed(desk: Desk, comes: Comes) -> None:
    whom = {"audiences": [{"code": "everyone"}], "places": [{"scheme": "anytown", "code": "town"}]}
    about = {"topics": [{"code": one} for one in ("parks", "walking_cycling")]}
    desk.survey("anytown-health-checks", "Health checks", **whom, **about, **days(-20, -10))
    plan, reason = "anytown-parks-next", "The checks asked about parks: we ask about benches alone."
    desk.survey(plan, "Our parks", **whom, **about, **days(20, 40), publish=False)
    with comes("Kim Poe") as editor:
        editor.open(f"/desk/things/engagements/{plan}").press("Before you ask again")
        assert "Health checks (Anytown Council): " in editor.reads
        assert "ends 30 days before this begins." in editor.reads
        assert "Anytown Assembly on Streets" in editor.reads
        editor.unfold("Say what you do about it : Health checks").select("What will you do?", "Ask less")
        editor.type("Why, in this language: English", reason).press("Keep it in the draft")
        assert f"What you decided: Ask less, or others: {reason}" in editor.reads
        editor.open(f"/desk/things/engagements/{plan}").press("See what residents will read").press("Publish")
        editor.press("The page that residents see")
        assert reason in editor.reads
        assert editor.done.at_most(screens=9, presses=10, letters=70)


def test_a_consultation_whose_outcome_comes_late_says_so_from_then_on(desk: Desk, comes: Comes) -> None:
    asked = "anytown-benches-asked"
    desk.survey(asked, "Where to sit", **days(-60, -40), results_promised=days(-40, -3)["ends"])
    with comes("Kim Poe") as editor:
        editor.open(f"/engagements/{asked}")
        assert re.search(r"\d days late", editor.reads)
        editor.open(f"/desk/things/engagements/{asked}").unfold("What was decided")
        editor.type("The decision, and why", "Six benches at the market.").type(
            "When", f"{today().day} {today():%B %Y}"
        )
        editor.press("See what residents will read").press("Publish").press("The page that residents see")
        assert "Six benches at the market." in editor.reads
        assert re.search(r"\d days late", editor.reads)
