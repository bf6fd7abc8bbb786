"""The formats of bodies: which uses of a field make a second one, and that who knows only the first is never misled."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.conftest import said
from tests.record.test_changes import follow
from tests.writing.given import ANYTOWN, admin, example, load, one, part

# What format 1 of each kind was when there was no other, as its contract had it. Whoever reads it passes over fields it
# does not know, and takes a code as any text, for the contract says that there may be new ones.
FORMAT_1 = json.loads((Path(__file__).parent / "format_1.json").read_bytes())
KNOWN = {
    f"{name}/1": jsonschema.Draft202012Validator({"$defs": FORMAT_1["$defs"], **schema})
    for kind, schema in FORMAT_1["kinds"].items()
    for name in (("withdrawal", "erasure") if kind == "tombstone" else (kind,))
}

SPAN = {"value": "2025", "until": "2026-spring", "printed": "end of 2025 or early 2026"}
UPDATE, ANSWER, TALLY = f"{ANYTOWN}-1-fxjqgh", f"{ANYTOWN}-answer-1", f"{ANYTOWN}-tally-council"
ITEM, PROJECT = f"{ANYTOWN}-3", "anytown-play-streets"
TO_ALL = {"recommendations": None, "revises": None}

# A field that turns the meaning of the rest, or the absence of one that format 1 always had.
SECOND = {
    "a date that spans": (UPDATE, {"date": SPAN}),
    "a date that spans, deep inside": (ITEM, {"sources": [{"address": "https://a.example", "date": SPAN}]}),
    "an answer that leaves some out": (ANSWER, TO_ALL | {"excluding": [ITEM]}),
    "an answer to several themes": (ANSWER, TO_ALL | {"theme": "Food", "themes": ["Food", "Streets"]}),
    "an item without a reference": (ITEM, {"reference": None}),
    "an item without a place in the order": (ITEM, {"position": None}),
    "an item last looked for on a day of its own": (ITEM, {"checked_to": {"value": "2025-12"}}),
    "a promise last looked for on a day of its own": (
        ANYTOWN,
        {"promises": [{"by": "anytown", "what": "report", "checked_to": {"value": "2025-12"}}]},
    ),
    "a source without an address": (UPDATE, {"sources": [{"title": "Minutes, on paper"}]}),
    "a share without a count": (TALLY, {"counts": [{"label": {"en": "Done"}, "value": "62 %"}]}),
    "an assembly that nobody is known to have commissioned": (ANYTOWN, {"commissioned_by": None}),
}
# What says more, and leaves the rest as it was.
FIRST = {
    "a code that the keeper chose": (UPDATE, {"coded_by": "keeper"}),
    "a link": (UPDATE, {"link": {"made_by": "keeper", "ground": "inferred", "confidence": "low"}}),
    "an answer to so many": (ANSWER, TO_ALL | {"count": 17}),
    "an answer with a second code, in words of its own, by a post": (
        ANSWER,
        {"also": "other_way", "said_as": {"en": "Agree"}, "post": "anytown-head-of-streets"},
    ),
    "a heading between": (ITEM, {"subtheme": "Play"}),
    "a ballot with a note": (
        ITEM,
        {
            "votes": [
                {
                    "who": "members",
                    "kind": "percent",
                    "results": [{"label": {"en": "For"}, "value": "81 %"}],
                    "note": {"en": "The rest is not told."},
                    "source": {"address": "https://a.example"},
                }
            ]
        },
    ),
    "a statement": (ITEM, {"kind": "statement"}),
    "a count with its share": (TALLY, {"counts": [{"label": {"en": "Done"}, "count": 5, "value": "62 %"}]}),
    "a name for the middle of a sentence": ("anytown", {"name_inside": {"en": "the council of Anytown"}}),
    "an organisation of a new kind": ("anytown-herald", {"kind": "partnership"}),
    "a part of a plan": (PROJECT, {"part_of": "anytown-story-trail"}),
    "a project of a new kind": (PROJECT, {"kind": "legislation"}),
    "two who commissioned, kinds counted apart, names of themes": (
        ANYTOWN,
        {
            "also_commissioned_by": ["newshire"],
            "items_made": [{"kind": "recommendation", "count": 17}],
            "themes": [{"theme": "Food", "name": {"en": "What we eat"}}],
            "smallest_base": 5,
        },
    ),
    "a promise that is law": (ANYTOWN, {"promises": [{"by": "anytown", "what": "consider", "set_by": "law"}]}),
}


def _changed(id_: str, changes: dict[str, Any]) -> dict[str, Any]:
    """A thing of Anytown's record with these fields, and without those that are None."""
    whole = one(example(ANYTOWN), id_) | changes
    return {field: value for field, value in whole.items() if value is not None}


def _published(client: TestClient, engine: Engine, thing: dict[str, Any]) -> Any:
    """The row of the change feed that publishing a thing adds."""
    head = said(client.get("/v1/changes?limit=1"), 200)["head"]
    said(load(client, admin(engine), part(ANYTOWN, thing)), 201)
    (row,) = said(client.get(f"/v1/changes?after={head}"), 200)["items"]
    assert row["body"] == thing
    return row


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("use", SECOND)
def test_what_would_mislead_a_reader_of_the_first_format_is_of_the_second(
    client: TestClient, engine: Engine, use: str
) -> None:
    row = _published(client, engine, _changed(*SECOND[use]))

    assert row["format"] == f"{row['thing']['type']}/2"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("use", FIRST)
def test_what_only_says_more_stays_of_the_first_and_is_read_as_that(
    client: TestClient, engine: Engine, use: str
) -> None:
    row = _published(client, engine, _changed(*FIRST[use]))

    assert row["format"] == f"{row['thing']['type']}/1"
    KNOWN[row["format"]].validate(row["body"])


def _mirrored(rows: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], bool]]:
    """What a mirror does that knows only format 1 of each kind: it keeps every row, and reads those it knows."""
    for row in rows:
        known = KNOWN.get(row["format"])
        if known is not None:
            known.validate(row["body"])
        yield row, known is not None


def test_a_mirror_of_before_reads_all_it_knows_and_keeps_the_rest(reader: TestClient) -> None:
    kept = list(_mirrored(follow(reader, 1000)))

    assert {row["format"] for row, was_read in kept if not was_read} == {
        *("engagement/1", "declaration/1", "testimony/1"),  # kinds that came later
        *(f"{kind}/2" for kind in ("assembly", "recommendation", "response", "update", "tally")),
    }
    assert {row["format"] for row, was_read in kept if was_read} == {*KNOWN} - {"erasure/1"}


def test_what_leaves_out_what_the_first_format_always_had_is_none_of_it(reader: TestClient) -> None:
    """The mirror would notice: a body of the second format that leaves something out is no body of the first."""
    rows = {row["thing"]["id"]: row for row in follow(reader, 1000)}

    for id_ in ("jury-des-fontaines-2009", "rivemont-eau-2021-preamble", "rivemont-eau-2021-tally-2023"):
        with pytest.raises(jsonschema.ValidationError):
            KNOWN[f"{rows[id_]['thing']['type']}/1"].validate(rows[id_]["body"])
