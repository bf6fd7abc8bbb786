"""What an update says as a row, and what a row makes of an update."""

import json
from pathlib import Path
from typing import Any

import pytest

import db
from api.readers.sheet import SheetRow, changes, patch, said, version
from api.schemas.forms import whole
from api.schemas.kinds import BY_TYPE
from api.schemas.updates import Update
from api.sheets.reading import read_sheet
from api.sheets.writing import write_csv, write_xlsx
from api.workbench.inputs import merge_patch
from tests.sheets.files import EMPTY, POST

THINGS = json.loads((Path(db.__file__).parent / "examples" / "anytown-streets-2025.json").read_text("utf-8"))["things"]
UPDATES = {thing["id"]: Update.model_validate(thing) for thing in THINGS if thing["type"] == "update"}
SPEAKER = {"organisation": "anytown", "post": POST, "capacity": "for_itself"}


def update(**facts: Any) -> Update:
    held = {"type": "update", "id": "anytown-x-bcdfgh", "about": "anytown-x", "kind": "news", "date": {"value": "2026"}}
    return Update.model_validate(
        {**held, "said_by": SPEAKER, "entered_by": SPEAKER, "summary": {"en": "Two."}, **facts}
    )


@pytest.mark.parametrize("writer", [lambda rows: write_xlsx(rows, "en"), write_csv])
def test_what_was_published_comes_back_from_the_sheet_unchanged(writer: Any) -> None:
    rows = [
        SheetRow(at, one.about, f"{POST}-{at}", said(one, draft=False)) for at, one in enumerate(UPDATES.values(), 2)
    ]
    sheet = read_sheet(writer(rows))
    assert sheet.faults == ()
    assert len(sheet.rows) == len(rows) > 10
    assert [changes(before.values, after.values) for before, after in zip(rows, sheet.rows, strict=True)] == [{}] * len(
        rows
    )


@pytest.mark.parametrize("id_", UPDATES)
def test_a_row_on_nothing_is_a_whole_update(id_: str) -> None:
    values = said(UPDATES[id_], draft=True)
    said_here = changes({}, {name: value for name, value in values.items() if value is not None})
    facts = whole(Update, merge_patch({}, patch(said_here, values, UPDATES[id_])), "en")
    BY_TYPE["update"].create.model_validate(facts)
    held = {
        "type": "update",
        "id": id_,
        "about": UPDATES[id_].about,
        "kind": "news",
        "said_by": SPEAKER,
        "entered_by": SPEAKER,
    }
    assert said(Update.model_validate(held | facts), draft=True) == values


def test_a_changed_row_patches_what_it_names_and_no_more() -> None:
    before = said(update(detail={"en": "More.", "cy": "Mwy."}, progress="planned"), draft=True)
    after = before | {"detail_cy": None, "progress": "under_way", "due": "2027-03", "date": "2026-10-07"}
    made = patch(changes(before, after), after)
    assert made == {
        "detail": {"cy": None},
        "progress": "under_way",
        "due": {"date": {"value": "2027-03", "printed": None, "inferred": None}, "set_by": "responder"},
        "date": "2026-10-07",
    }


def test_a_column_that_was_left_out_and_an_empty_date_change_nothing() -> None:
    before = said(update(works={"en": "Asking."}), draft=True)
    assert before["date"] == "2026"
    assert changes(before, {"progress": None, "summary_en": "Two.", "date": None}) == {}


def test_reasons_and_words_about_the_delay_are_changed_together() -> None:
    delays = [{"reason": "legal", "text": {"en": "An appeal."}}, {"reason": "funding"}]
    before = said(update(delays=delays), draft=True)
    assert (before["delay_reason"], before["delay_text_en"]) == (("legal", "funding"), "An appeal.")
    after = before | {"delay_reason": ("legal",)}
    assert patch(changes(before, after), after) == {"delays": [{"reason": "legal", "text": {"en": "An appeal."}}]}
    after = before | {"delay_text_en": None, "delay_text_cy": "Apêl."}
    assert patch(changes(before, after), after, update(delays=delays)) == {
        "delays": [{"reason": "legal", "text": {"cy": "Apêl."}}, {"reason": "funding"}]
    }
    after = before | {"delay_reason": None, "delay_text_en": None}
    assert patch(changes(before, after), after) == {"delays": None}


def test_words_that_the_sheet_does_not_show_outlast_a_change_of_the_reasons() -> None:
    delays = [
        {"reason": "legal", "text": {"en": "An appeal.", "pl": "Apelacja."}},
        {"reason": "funding", "text": {"en": "Cut."}},
    ]
    before = said(update(delays=delays), draft=True)
    after = before | {"delay_text_en": "It went to appeal."}
    assert patch(changes(before, after), after, update(delays=delays)) == {
        "delays": [{"reason": "legal", "text": {"en": "It went to appeal.", "pl": "Apelacja."}}, delays[1]]
    }


def test_a_version_changes_with_what_a_row_says_and_looks_like_no_number() -> None:
    row = said(update(delays=[{"reason": "legal"}]), draft=True)
    assert version(row) == version(dict(reversed(row.items())))
    assert version(row) != version(row | {"summary_en": "Three."})
    assert all(version(row | {"summary_en": str(number)}).isalpha() for number in range(100))


def test_nobody_who_said_nothing_has_anything_in_their_row() -> None:
    assert said(None, draft=False) == EMPTY
    assert said(update(), draft=False)["date"] is None
