"""A server that is killed in the middle of things has lost nothing that it said was stored, and nothing of it stays.

A process that is killed leaves what it wrote to the system: what the disk has got is tried in `test_flushed`.
"""

from contextlib import closing
from itertools import islice
from random import Random

import pytest
from sqlalchemy import Engine

from tests.faults.cluster import Cluster, loaded
from tests.faults.killing import Round, rounds
from tests.writing.given import officer


def nothing_lost(found: list[Round]) -> None:
    assert [one for one in found if one.lost or one.faults] == []
    assert all(one.acknowledged for one in found)


@pytest.mark.parametrize("database", ["sqlite"])
def test_what_was_answered_as_stored_outlives_a_kill(engine: Engine) -> None:
    with closing(rounds(engine, officer(engine), Random(2))) as killed:
        nothing_lost(list(islice(killed, 2)))


def test_what_was_answered_as_stored_outlives_a_kill_of_postgresql(cluster: Cluster) -> None:
    """Alone, and with the server."""
    with loaded(cluster.url) as engine, closing(rounds(engine, officer(engine), Random(3), cluster)) as killed:
        nothing_lost(list(islice(killed, 2)))
