"""The pages of the desk, as its people see them: everybody can read them, they load nothing, and their cookie is
nobody else's.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Request
from sqlalchemy import Engine

from api.cli.demo import ITEM, PEOPLE, at_desk
from api.core.principal import Principal
from api.readers.tables import XLSX
from api.record.reader import begin
from api.workbench import gathering
from db.models.access import Actor
from db.session import open_engine, writing
from db.vocabulary import Grant, Role
from tests.books.books import ITEMS, workbook
from tests.browser import checks
from tests.browser.pages import window
from tests.browser.places import LANGUAGES
from tests.browser.test_markup import faults
from tests.conftest import key_of
from tests.served import serving

OFFICER, APPROVER, KEEPER, CONVENOR, PANEL = (name for name, *_ in PEOPLE)
STREETS = "/desk/assemblies/anytown-streets-2025"
ADMIN = "an administrator"  # who signs in with a key
WAITS = "the draft that waits"  # in place of its id
SHEETS = "the link of a facilitator"  # in place of its secret
# Whose page, at which address; nobody's for whoever is to sign in.
PAGES = (
    ("", "/desk/sign-in"),
    ("", "/desk/sign-in/link/0123456789abcdef"),
    ("", "/desk/sheet"),
    ("", f"/desk/sheets/{SHEETS}"),
    ("", f"/desk/sheets/{SHEETS}/print"),
    (OFFICER, "/desk"),
    (OFFICER, "/desk/items/anytown-streets-2025-4"),
    (OFFICER, f"/desk/drafts/{WAITS}"),
    (OFFICER, "/desk/sessions"),
    (APPROVER, "/desk"),
    (APPROVER, "/desk/assemblies"),
    (APPROVER, f"{STREETS}/answers"),
    (APPROVER, f"{STREETS}/answers/new?thing=anytown-streets-2025-12&thing=anytown-streets-2025-16"),
    (APPROVER, "/desk/items/anytown-streets-2025-4/answer"),
    (CONVENOR, "/desk"),
    (CONVENOR, f"{STREETS}/wording"),
    (CONVENOR, "/desk/items/anytown-streets-2025-19/wording"),
    (CONVENOR, f"{STREETS}/lineages/new"),
    (PANEL, "/desk"),
    (PANEL, f"{STREETS}/verdicts"),
    (PANEL, f"{STREETS}/verdicts/new?about=anytown-streets-2025-3"),
    (APPROVER, "/desk/late"),
    (APPROVER, "/desk/rules"),
    (APPROVER, "/desk/holds"),
    (APPROVER, "/desk/release"),
    (APPROVER, f"/desk/release/{WAITS}"),
    (KEEPER, "/desk"),
    (KEEPER, "/desk/items/anytown-walkers-night-walks"),
    (KEEPER, "/desk/things/contributions/new?project=anytown-walkers-night-walks"),
    (APPROVER, "/desk/things"),
    (APPROVER, "/desk/things/posts"),
    (APPROVER, "/desk/things/assemblies/anytown-streets-2025"),
    (CONVENOR, "/desk/things/recommendations/new?assembly=anytown-streets-2025"),
    (APPROVER, "/desk/partners/anytown-parks-workshops-fdqnbz"),
    (APPROVER, "/desk/posts"),
    (APPROVER, "/desk/posts/anytown-head-of-streets"),
    (APPROVER, "/desk/trail"),
    (ADMIN, "/desk/admin"),
    (ADMIN, "/desk/admin/keys"),
    (ADMIN, "/desk/admin/keys/new"),
    (ADMIN, "/desk/admin/keys/new?role=officer"),
    (ADMIN, "/desk/admin/accounts"),
    (ADMIN, "/desk/admin/accounts/new"),
    (ADMIN, "/desk/admin/people"),
    (ADMIN, "/desk/admin/sessions"),
    (ADMIN, "/desk/book"),
)
every_page = pytest.mark.parametrize(("who", "path"), PAGES, ids=lambda one: one or "nobody")
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


class Desk:
    """A server with the demonstration, and a window for each who looks."""

    def __init__(
        self, base: str, link: str, key: str, sheets: gathering.Sent, browser: Browser, opened: ExitStack
    ) -> None:
        self.base, self.link, self.key, self.sheets = base, link, key, sheets
        self.window: Callable[[str, str], Page] = cache(
            lambda who, language: self._opened(browser, opened, who, language)
        )

    def _opened(self, browser: Browser, opened: ExitStack, who: str, language: str) -> Page:
        page = opened.enter_context(window(browser, self.base))
        if who == ADMIN:
            page.goto(f"/desk/sign-in?lang={language}")
            page.fill("#key", self.key)
            page.locator('form[action$="/key"] button').click()
        elif who:
            page.goto(f"{self.link}?lang={language}")
            page.get_by_role("button", name=who).click()
        return page

    def open(self, who: str, path: str, language: str) -> Page:
        """The window of somebody who reads a language, at a page, which loads nothing else."""
        page, address, asked = self.window(who, language), self.path(path), list[Request]()

        def note(request: Request) -> None:
            asked.append(request)

        page.on("request", note)
        page.goto(address + ("" if who else f"?lang={language}"))
        page.remove_listener("request", note)
        assert len([one for one in asked if one.redirected_to is None]) == 1, asked
        assert page.locator("html").get_attribute("lang") == language
        return page

    @cache  # noqa: B019 - one desk for all tests of this file
    def waits(self) -> str:
        """The id of the draft that waits for release."""
        page = self.window(APPROVER, LANGUAGES[0])
        page.goto("/desk")
        found = page.locator('a[href^="/desk/release/"]').first.get_attribute("href")
        return str(found).rpartition("/")[2]

    def path(self, path: str) -> str:
        path = path.replace(SHEETS, self.sheets.secret)
        return path.replace(WAITS, self.waits()) if WAITS in path else path


@pytest.fixture(scope="module")
def desk(templates: dict[str, str], browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    file: Path = tmp_path_factory.mktemp("desk") / "desk.sqlite3"
    shutil.copyfile(templates["sqlite-examples"].removeprefix("sqlite:///"), file)
    engine = open_engine(f"sqlite:///{file}")
    link = at_desk(engine, waits=True)
    key = key_of(engine, Role.admin)["Authorization"].removeprefix("Bearer ")
    with serving(engine) as base, ExitStack() as opened:
        yield Desk(base, link, key, sheets_of(engine), browser, opened)
    engine.dispose()


def sheets_of(engine: Engine) -> gathering.Sent:
    """Three sheets that a council asked a facilitator to give out."""
    with writing(engine) as session:
        record, actor = begin(session), Actor(kind="key")
        session.add(actor)
        session.flush()
        editor = Principal(actor.id, frozenset({Grant(Role.editor, "anytown")}))
        sent = gathering.ask(
            record, editor, "anytown-parks-workshops-fdqnbz", "anytown-walkers", "walkers@walkers.example.org", 3
        )
        session.expunge_all()
        return sent


@in_each_language
@every_page
def test_everybody_can_read_a_page_and_it_loads_nothing(
    desk: Desk, who: str, path: str, language: str, pytestconfig: pytest.Config
) -> None:
    page = desk.open(who, path, language)
    colours = language == LANGUAGES[0] or pytestconfig.option.all  # the same in each language
    checks.unfold(page)

    assert not checks.inaccessible(page, colours=colours)
    assert not checks.too_wide(page)
    assert not checks.clipped(page)
    with checks.spaced(page):
        assert not checks.too_wide(page)
        assert not checks.clipped(page)
    if colours:
        page.emulate_media(color_scheme="dark")
        assert not checks.inaccessible(page, *checks.COLOURS)
    page.emulate_media(forced_colors="active", color_scheme="light")
    assert not checks.unreadable(page)
    page.emulate_media(forced_colors="none")


@in_each_language
def test_each_sheet_is_one_page_of_paper(desk: Desk, language: str) -> None:
    page = desk.open("", f"/desk/sheets/{SHEETS}/print", language)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 3


def test_whoever_holds_a_sheet_answers_on_a_page_that_all_can_read(desk: Desk) -> None:
    page = desk.open("", "/desk/sheet", "en")
    ((_, code), *_) = gathering.printed(desk.sheets.link, desk.sheets.secret)
    page.fill("#code", code)
    page.get_by_role("button", name="Open my sheet").click()
    page.get_by_role("button", name="Send my answers").click()
    assert not checks.inaccessible(page)
    assert not checks.too_wide(page)


def test_what_is_wrong_can_be_read_too(desk: Desk) -> None:
    for language, look in zip(LANGUAGES, ("See what residents will read", "Gweld beth fydd trigolion"), strict=True):
        page = desk.open(OFFICER, "/desk/items/anytown-streets-2025-4", language)
        page.get_by_role("button", name=look).click()
        assert page.get_by_role("alert").is_visible()
        assert not checks.inaccessible(page)
        page.get_by_role("alert").get_by_role("link").first.click()
        assert page.url.endswith(f"#summary_{language}")


def test_what_is_wrong_with_a_long_form_can_be_read_too(desk: Desk) -> None:
    page = desk.open(CONVENOR, "/desk/things/recommendations/new?assembly=anytown-streets-2025", LANGUAGES[0])
    page.get_by_role("button", name="See what residents will read").click()
    checks.unfold(page)
    assert not checks.inaccessible(page)
    assert not checks.too_wide(page)
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.url.endswith("#title.en")


def test_what_residents_will_read_can_be_read_by_all(desk: Desk) -> None:
    for language, look in zip(LANGUAGES, ("See what residents will read", "Gweld beth fydd trigolion"), strict=True):
        page = desk.open(OFFICER, f"/desk/items/{ITEM}", language)
        page.fill("#summary_en", "Two of the five streets are closed to through traffic.")
        page.get_by_role("button", name=look).click()
        assert page.locator(".then").count()
        checks.unfold(page)
        assert not checks.inaccessible(page)
        assert not checks.too_wide(page)


def test_a_book_that_was_checked_can_be_read_by_all(desk: Desk) -> None:
    for language, check in zip(LANGUAGES, ("Check the book", "Gwirio’r llyfr"), strict=True):
        for rows in (ITEMS, [*ITEMS, ("3", "=A1", "Of that cell.", "Rivers")]):
            page = desk.open(ADMIN, "/desk/book", language)
            file = FilePayload(name="book.xlsx", mimeType=XLSX, buffer=workbook(Recommendations=rows))
            page.set_input_files("#book", file)
            page.get_by_role("button", name=check).click()
            checks.unfold(page)
            assert not checks.inaccessible(page)
            assert not checks.too_wide(page)


def test_the_checker_says_nothing_against_the_pages_of_the_desk(desk: Desk, tmp_path: Path) -> None:
    files = []
    for number, (who, path) in enumerate(PAGES):
        for language in LANGUAGES:
            answer = desk.window(who, language).context.request.get(
                desk.base + desk.path(path) + ("" if who else f"?lang={language}"), headers={"Accept": "text/html"}
            )
            files.append(tmp_path / f"{number}-{language}.html")
            files[-1].write_text(answer.text(), encoding="utf-8")

    assert not {name: told for name, told in faults(*files).items() if told}


def test_the_cookie_of_a_session_is_sent_to_the_desk_alone(desk: Desk) -> None:
    page = desk.window(OFFICER, LANGUAGES[0])
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    page.on("request", note)
    for path in ("/desk", "/", "/assemblies/anytown-streets-2025", "/docs/working", "/v1/head", "/cy"):
        page.goto(path)
    page.remove_listener("request", note)
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}  # type: ignore[typeddict-item]

    sent = [one.url.removeprefix(desk.base) for one in asked if "cookie" in one.all_headers()]
    assert sent == ["/desk"]
    assert set(cookies) == {"desk", "desk-language"}
    for cookie in cookies.values():
        assert (cookie.get("path"), cookie.get("httpOnly"), cookie.get("sameSite")) == ("/desk", True, "Lax")


def test_nobody_sees_on_a_shared_computer_what_somebody_typed(browser: Browser, desk: Desk) -> None:
    with window(browser, desk.base, scripts=False) as page:
        page.goto(f"{desk.link}?lang=en")
        page.get_by_role("button", name=OFFICER).click()
        page.goto(f"/desk/items/{ITEM}")
        page.fill("#summary_en", "What the officer typed.")
        page.get_by_role("button", name="See what residents will read").click()
        page.get_by_role("button", name="Sign out").click()
        with page.expect_navigation(url="**/desk/sign-in**"):
            page.evaluate("history.go(-2)")  # to the form: what was answered to it the browser has no longer
        assert "What the officer typed" not in page.content()
        page.goto(f"{desk.link}?lang=en")
        page.get_by_role("button", name=KEEPER).click()
        page.goto("/desk/items/anytown-walkers-night-walks")
        assert "What the officer typed" not in page.content()
