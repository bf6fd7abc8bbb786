"""Verifying reads a record bit by bit: a large one takes no more memory than a small one."""

import tracemalloc
from collections.abc import Iterable
from itertools import islice

import pytest
from sqlalchemy import Engine

from api.publishing import verify
from db.session import reading
from tests.benchmarks.generate import Json, documents, load

MANY, EACH = 1_000, 1  # recommendations, of which the first assemblies are taken, and updates of each
LONG = {"en": "It goes on. " * 700}


def grown(engine: Engine, assemblies: Iterable[Json]) -> int:
    """Add assemblies with long updates to the record; the most bytes that verifying all of it then holds at once."""
    given = list(assemblies)
    for thing in (thing for document in given for thing in document["things"] if thing["type"] == "update"):
        thing["detail"] = LONG
    assert all(one.added for one in load(engine, given))
    with reading(engine) as session:
        tracemalloc.start()
        assert list(verify.faults_of_record(session)) == []
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return most


def test_a_large_record_takes_no_more_memory(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "_AT_ONCE", 10)
    every = documents(MANY, EACH)

    small = grown(empty, islice(every, 1))
    large = grown(empty, islice(every, 2))

    assert large < small * 1.2
