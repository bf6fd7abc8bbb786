"""The benchmark itself, briefly: its record is always the same and whole, and its tables are full. Nothing is timed."""

import re
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.publishing.verify import faults_of_record
from db.session import reading
from tests.benchmarks import results
from tests.benchmarks.client import ask_here
from tests.benchmarks.contenders import Size
from tests.benchmarks.generate import documents, load
from tests.benchmarks.run import bench

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SIZE = Size(recommendations=60, updates_each=1, rounds=1, seconds=0.05, connections=2)
# What has no package that would have to be fetched, and the columns it stands in.
HERE = {
    "nginx, a static file": {"E1", "E2"},
    "nginx as a cache before this project": {"E1", "E2"},
    "hello": {"E1", "E2", "E3", "E3d", "E5"},
    "lean ASGI, bodies in memory": {"E1", "E2", "E3", "E3d"},
    "lean ASGI, SQLite read each time": {"E1", "E2", "E3", "E3d"},
    "this project, SQLite, cold": {"E1", "E2", "E3", "E3d"},
    "this project, SQLite, warm": {"E1", "E2", "E3", "E3d", "E5"},
}
ELSEWHERE = {"PostGraphile", "Datasette", "FastAPI and SQLAlchemy’s ORM, as usually written", "Django REST framework"}


def test_the_record_is_always_the_same_and_a_small_one_begins_a_large_one() -> None:
    small, large = list(documents(250, 2)), list(documents(500, 2))

    assert small == list(documents(250, 2))
    assert small[:-1] == large[: len(small) - 1]
    assert sum(one["type"] == "recommendation" for document in large for one in document["things"]) == 500


@on_sqlite
def test_it_loads_through_the_door_without_faults_and_is_whole(empty: Engine) -> None:
    kept_by_council, compiled = [*documents(60, 2), *islice(documents(1_000, 1), 3, 4)]
    loaded = list(load(empty, [kept_by_council, compiled]))

    assert [len(one.warnings) for one in loaded] == [0, 0]
    assert {one["keeper"]["capacity"] for one in compiled["things"] if one["type"] == "assembly"} == {"compiler"}
    with reading(empty) as session:
        assert next(faults_of_record(session), None) is None
    assert [one.added for one in load(empty, [kept_by_council, compiled])] == [0, 0]


def test_the_tables_are_full_and_say_what_is_missing(tmp_path: Path) -> None:
    found = bench(SIZE, tmp_path, {"SQLite": f"sqlite:///{tmp_path}/record.sqlite3"}, None, ask_here)
    told = results.written(found, SIZE.recommendations, SIZE.updates_each, peers=False)

    first, others, once = (_rows(table) for table in re.findall(r"(?:^\|.*\n?)+", told, re.MULTILINE))
    assert {row: {column for column, cell in cells.items() if _is_number(cell)} for row, cells in first.items()} == {
        **HERE,
        **{row: set() for row in ELSEWHERE},
    }
    assert {row for row, cells in first.items() if set(cells.values()) == {"missing"}} == ELSEWHERE
    assert [row for row in ELSEWHERE if f"{row} (" not in told] == []
    assert set(others) == set(results.OTHERS.values())
    assert all(_is_number(cells["this project, SQLite, warm"]) for cells in others.values())
    assert all(_is_number(cells["SQLite"]) for cells in once.values())
    assert "no success" not in told


def _rows(table: str) -> dict[str, dict[str, str]]:
    """The cells of a table by their row and their column."""
    heads, _, *lines = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines())
    return {line[0]: dict(zip(heads[1:], line[1:], strict=True)) for line in lines}


def _is_number(cell: str) -> bool:
    return bool(re.match(r"[\d.,]+( |$)", cell))
