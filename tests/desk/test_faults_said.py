"""What is wrong with a form is told in the language of whoever fills it in; programs are told in English."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

import api
from api.text.catalogue import messages
from db.vocabulary import Role
from tests.books.books import ITEMS, Rows, workbook
from tests.conftest import key_of, said
from tests.desk.conftest import At
from tests.desk.test_verdicts import ITEM, LIST, MEMBERS, VOTES
from tests.desk.visiting import Visitor

ROOT = Path(api.__file__).parent
# Whose faults a form of the desk can meet: what loads whole documents and files is not among these.
FILES = sorted(
    {*(ROOT / "record").glob("*.py"), *(ROOT / "publishing").glob("*.py"), *(ROOT / "workbench").glob("*.py")}
    - {
        ROOT / "workbench" / f"{name}.py"
        for name in ("loading", "documents", "elections", "loose_ends", "places", "record_keepers")
    }
)


def made(files: Iterable[Path]) -> Iterator[tuple[str, ast.Call]]:
    """Every place that makes a fault of what somebody sent, by the name of the function that does."""
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield node.func.id, node


def test_a_fault_that_a_form_can_meet_has_words_in_every_language() -> None:
    without = {
        rule.value
        for name, call in made(FILES)
        if name == "Fault" and len(call.args) > 1 and isinstance(rule := call.args[1], ast.Constant)
    }
    assert without == set(), "make it with `fault(…)`, and give its words to the catalogues"
    keys = {call.args[2].value for name, call in made(FILES) if name in {"fault", "refused"} and _has_key(call)}  # type: ignore[attr-defined]
    assert len(keys) > 60
    for language in ("en", "cy"):
        assert {key for key in keys if messages(language)[key].language != language} == set()


def test_a_refusal_that_somebody_at_the_desk_can_meet_has_words_in_every_language() -> None:
    files = [*FILES, *(ROOT / "desk").glob("*.py"), *(ROOT / "routers" / "desk").glob("*.py")]
    calls = [call for name, call in made(files) if name == "Problem" and _rule(call) in {"conflict", "not-yours"}]
    told = [call for call in calls if not call.keywords]  # else its faults are told
    bare = [ast.unparse(call) for call in told if any(_is_text(arg) for arg in call.args[1:])]
    assert len(told) > 30
    assert bare == [], "make it with `phrase(…)`, and give its words to the catalogues"


def _rule(call: ast.Call) -> object:
    return call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None


def test_what_is_wrong_with_a_book_or_a_cell_has_words_in_every_language() -> None:
    files = [*(ROOT / "books").glob("*.py"), *(ROOT / "readers").glob("*.py")]
    calls = [call for name, call in made(files) if name in {"BookFault", "BadCell", "refused", "CellFault"}]
    bare = [ast.unparse(call) for call in calls if any(_is_text(arg) for arg in call.args[1:])]
    assert len(calls) > 60
    assert bare == [], "make it with `phrase(…)`, and give its words to the catalogues"


def _is_text(node: ast.expr) -> bool:
    """Whether it is a sentence as it stands, and not the name of a rule."""
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and " " in str(node.value))


def test_a_refusal_that_is_about_no_field_is_told_in_welsh(at_desk: At) -> None:
    editor = at_desk(Role.editor, "anytown", language="cy").open(LIST, 403)
    assert "Ei banel sy’n rhoi dyfarniadau ‘anytown-streets-2025’." in editor.read
    assert 'lang="en"' not in _of_the_page(editor)


WRONG: Rows = [*ITEMS, ("3", "Ask the fish", "We ask the fish.", "=A1"), ("3", "", "", "Rivers")]


def test_what_is_wrong_with_a_book_is_told_in_welsh(at_desk: At) -> None:
    compiler = at_desk(Role.admin, language="cy").open("/desk/book")
    compiler.press("Gwirio’r llyfr", 422, files={"book.xlsx": workbook(Recommendations=WRONG)})
    assert "mae fformiwla ynddi" in compiler.read
    assert "mae gan res 4 y rhif “3” eisoes" in compiler.read
    assert 'lang="en"' not in _of_the_page(compiler)
    compiler.press("Gwirio’r llyfr", 422, files={"book.xlsx": b"\x89PNG" + b"\0" * 100})
    assert "book.xlsx: Nid llyfr gwaith Excel na ffeil CSV yw hon." in compiler.read


def test_what_a_book_lacks_and_what_was_chosen_for_it_is_told_in_welsh(at_desk: At) -> None:
    compiler = at_desk(Role.admin, language="cy").open("/desk/book")
    compiler.press("Gwirio’r llyfr", files={"book.xlsx": workbook()})
    for words in (
        "cymerir “Rivershire Council” yn sefydliad o’r math Cyngor: gall y ddalen Pobl a swyddi ddweud mwy amdano",
        "y cwestiwn a ofynnwyd i’r cynulliad",
        "pleidleisiau: nid yw gan yr un o’r 2",
        "Recommendations: 2 rhes, adnabuwyd 4 colofn",
    ):
        assert words in compiler.read


def _of_the_page(visitor: Visitor) -> str:
    """A page without what stands above and below each."""
    return visitor.page.text.partition("<main")[2].partition("</main>")[0]


def _has_key(call: ast.Call) -> bool:
    return len(call.args) > 2 and isinstance(call.args[2], ast.Constant)


def test_what_the_record_refuses_is_told_in_welsh_beside_the_field(at_desk: At) -> None:
    votes = VOTES | {"voted": "16"}
    panel = (
        at_desk(Role.panel, MEMBERS, language="cy")
        .open(f"{LIST}?by={MEMBERS}")
        .open(f"{LIST}/new?by={MEMBERS}&about={ITEM}")
    )
    panel.press("Gweld beth fydd trigolion yn ei ddarllen", 409, **votes)
    assert "pleidleisiodd 16 o’r 15 a allai" in panel.read
    assert "16 voted" not in panel.read


def test_what_a_schema_refuses_is_told_in_welsh_too(at_desk: At) -> None:
    editor = at_desk(Role.editor, "anytown", language="cy").open("/desk/things/posts/anytown-head-of-streets")
    editor.press("Gweld beth fydd trigolion yn ei ddarllen", 409, contact="no mailbox")
    assert "cyfeiriad e-bost yw blwch post" in editor.read
    assert "a mailbox is" not in editor.read


def test_a_handover_is_refused_in_welsh(at_desk: At) -> None:
    editor = at_desk(Role.editor, "anytown", language="cy").open("/desk/posts/anytown-head-of-streets")
    editor.press("Dweud pwy sy’n ei dal nawr", 409, to="Sam Roe", on="2999-01-01")
    assert "nid yw 2999-01-01 wedi dod" in editor.read


@pytest.mark.parametrize("language", ["en", "cy"])
def test_programs_are_told_in_english(client: TestClient, engine: Engine, language: str) -> None:
    verdict: dict[str, Any] = {
        "id": "anytown-streets-2025-verdict-more",
        "assembly": "anytown-streets-2025",
        "of": "process",
        "by": MEMBERS,
        "assessor": "members",
        "verdict": "met",
        "date": "2026-10-01",
        "eligible": 15,
        "voted": 16,
    }
    headers = key_of(engine, Role.panel, MEMBERS) | {"Accept-Language": language}
    refused = said(client.post("/v1/admin/verdicts", json=verdict, headers=headers), 409)
    assert refused["detail"] == "/voted: 16 voted of 15 who could"
    assert refused["errors"] == [
        {"pointer": "/voted", "rule": "more-than-eligible", "detail": "16 voted of 15 who could"}
    ]
