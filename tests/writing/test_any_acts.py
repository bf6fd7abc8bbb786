"""Whatever is legally written: it exports and imports to the same bytes, and the index is what the record makes."""

import json
from typing import Any

import pytest
from hypothesis import example as tried
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from api.core.problems import Problem
from api.privacy.erasures import erase
from api.publishing.index import entries_of
from api.publishing.remaking import remake
from api.publishing.verify import faults_of_record
from api.record.document import record_document
from api.workbench.documents import Given, parse
from api.workbench.loading import load_document
from db.queries.moments import current
from db.queries.versions import held
from db.session import begin_write, reading, writing
from tests.builders import ADMINISTRATOR
from tests.conftest import copied
from tests.writing.given import ANYTOWN, example, part

THINGS = sorted(
    (thing for thing in example(ANYTOWN)["things"] if thing["type"] != "tombstone"), key=lambda one: one["id"]
)
NUMBERS = st.integers(0, len(THINGS) - 1)
ACTS = st.lists(st.tuples(st.sampled_from(["change", "withdraw", "erase"]), NUMBERS), min_size=1, max_size=6)


def _sent(thing: Any) -> Given:
    return parse(json.dumps(part(ANYTOWN, thing)).encode())


def _act(engine: Engine, kind: str, thing: Any, turn: int) -> None:
    """One write; what the record refuses leaves it as it was."""
    try:
        with writing(engine) as session:
            head = begin_write(session)
            if kind == "erase":
                erase(
                    session,
                    head,
                    ADMINISTRATOR,
                    held(session, head.sequence, [thing["id"]])[0].sequence,
                    "rights",
                    "anytown",
                )
            elif kind == "withdraw" and thing["id"] != ANYTOWN:
                gone = {"type": "tombstone", "of": thing["type"], "id": thing["id"], "nature": "withdrawal"}
                names = [ANYTOWN] if thing["type"] not in {"organisation", "post", "project"} else []
                load_document(session, head, _sent(gone | {"by": "anytown", "names": names}))
            else:
                called = {field: {"en": f"Turn {turn}"} for field in ("name", "title") if field in thing}
                renamed = called if thing["type"] in {"organisation", "post", "project", "assembly"} else {}
                load_document(session, head, _sent(thing | renamed | {"note": {"en": f"Turn {turn}."}}))
    except Problem as problem:
        assert problem.status == 409, problem.errors  # noqa: PT017


def _entries(engine: Engine) -> Any:
    with reading(engine) as session:
        found = entries_of(session, [thing["id"] for thing in THINGS])
        assert list(faults_of_record(session)) == []
        return {id_: (entry.from_sequence, entry.updated_at, content) for id_, (entry, content) in found.items()}


def _export(engine: Engine) -> bytes | None:
    with reading(engine) as session:
        moment = current(session)
        if held(session, moment.sequence, [ANYTOWN])[0].state != "standing":
            return None
        return record_document(session, moment, ANYTOWN)


@pytest.mark.parametrize(("database", "examples"), [("sqlite", 8), ("postgresql", 2)], indirect=["database"])
def test_any_acts(
    database: str, examples: int, templates: dict[str, str], postgres: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("acts")

    @settings(max_examples=examples)
    @given(ACTS)
    @tried([("erase", next(number for number, one in enumerate(THINGS) if one["type"] == "project"))])
    @tried([("withdraw", next(number for number, one in enumerate(THINGS) if one["id"] == "anytown-scrutiny"))])
    def check(acts: list[tuple[str, int]]) -> None:
        with (
            copied(f"{database}-examples", templates, postgres, folder) as here,
            copied(f"{database}-empty", templates, postgres, folder) as there,
        ):
            for turn, (kind, number) in enumerate(acts):
                _act(here, kind, THINGS[number], turn)
            kept = _entries(here)
            document = _export(here)
            if document is not None:
                with writing(there) as session:
                    load_document(session, begin_write(session), parse(document))
                assert _export(there) == document
            list(remake(here))
            assert _entries(here) == kept

    check()
