"""What the rules answer to the example records, kept: whatever changes a line of it raises `rules` and shows it here.

`python -m tests.rules.test_kept_answers` writes the files anew; the commit then shows each line that changed.
"""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.session import open_engine
from tests.clock import travel
from tests.conftest import EXAMPLES, LOADED, client_of, load_examples, migrate, said
from tests.documents import README

KEPT = Path(__file__).parent / "kept"
ASSEMBLIES = sorted(file.stem for file in EXAMPLES.glob("*.json"))
DAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
_AXES = ("response", "answered_as", "progress", "schedule", "assurance", "due", "days_late", "update_overdue")


def lines(client: TestClient, assembly: str) -> Iterator[str]:
    """A line for the rules, one for each axis and sentence of each recommendation, and one for who says each thing."""
    yield f"rules: {said(client.get('/v1/summary'), 200)['rules']}"
    for item in said(client.get(f"/v1/recommendations?assembly={assembly}&limit=200"), 200)["items"]:
        found = said(client.get(f"/v1/recommendations/{item['id']}/status"), 200)
        yield f"{item['id']}: {' '.join(f'{axis}={found[axis]}' for axis in _AXES)}"
        for language, sentence in sorted(found["sentence"].items()):
            yield f"{item['id']} {language}: {sentence}"
    changes: list[Any] = said(client.get("/v1/changes?limit=1000"), 200)["items"]
    held = {thing["id"] for thing in said(client.get(f"/v1/assemblies/{assembly}/record"), 200)["things"]}
    for row in sorted(changes, key=lambda row: str(row["thing"]["id"])):
        if row["thing"]["id"] in held:
            who = " ".join(f"{act}={' as '.join(row[act].values())}" for act in ("said_by", "entered_by"))
            yield f"{row['thing']['type']} {row['thing']['id']}: {row['nature']} {who}"


@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize("assembly", ASSEMBLIES)
def test_no_answer_to_an_example_changes_unseen(engine: Engine, assembly: str, database: str) -> None:  # noqa: ARG001
    with travel(DAY):
        now = list(lines(client_of(engine), assembly))

    assert now == (KEPT / f"{assembly}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_sentence_that_the_readme_quotes_is_what_is_said(engine: Engine) -> None:
    quoted = [line.removeprefix(">").strip() for line in README.read_text("utf-8").splitlines() if line.startswith(">")]

    with travel(DAY):
        found = said(client_of(engine).get("/v1/recommendations/camden-climate-2019-8/status"), 200)

    assert " ".join(filter(None, quoted)).endswith(f"Camden, 2019 {found['sentence']['en']}")


def _keep() -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/kept.sqlite3", create=True)
        migrate(engine)
        with travel(LOADED):
            load_examples(engine)
        KEPT.mkdir(exist_ok=True)
        with travel(DAY):
            for assembly in ASSEMBLIES:
                told = "\n".join(lines(client_of(engine), assembly))
                (KEPT / f"{assembly}.txt").write_text(f"{told}\n", "utf-8")


if __name__ == "__main__":
    _keep()
