"""A database that cannot do all it should: who reads goes on, who writes is told 503, and it goes on without a restart.

What befalls it comes one after the other, while one server runs.
"""

import json
from collections.abc import Iterator

import pytest

from tests.conftest import client_of, said
from tests.faults import outages
from tests.faults.outages import Fault, Outage, Victim, seen

NOT_STORED = "Nothing was stored."
NOT_KNOWN = "Whether it was stored is not known: look before you send it again."
FULL = f"There is no room left where the record is kept. {NOT_STORED}"
READ_ONLY = f"The record can only be read where it is now. {NOT_STORED}"
FAILING = f"What the record is kept on does not work. {NOT_KNOWN}"
AWAY = f"The database cannot be reached. {NOT_STORED}"
GONE = f"The database cannot be reached. {NOT_KNOWN}"  # while it committed


@pytest.fixture(scope="module")
def file() -> Iterator[Victim]:
    with outages.on_sqlite() as victim:
        yield victim


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Victim]:
    with outages.on_postgresql() as victim:
        yield victim


def survived(outage: Outage, *details: str, kept: int = 200, other: int = 200) -> None:
    """Each answer is as it should be, and nothing that was acknowledged is lost."""
    refusal = outage.refusal
    assert refusal.status == 503
    assert json.loads(refusal.body)["detail"] in details
    assert "content-type: application/problem+json" in refusal.head
    assert "retry-after: " in refusal.head
    assert (outage.kept, outage.other) == (kept, other)
    assert outage.went_on
    assert (outage.lost, outage.unsaid, outage.faults) == ([], 0, [])


def test_a_full_disk(file: Victim) -> None:
    """It is ready as long as there is room for the little that is tried."""
    survived(seen(file, outages.full), FULL)


def test_a_full_disk_of_postgresql(postgresql: Victim) -> None:
    survived(seen(postgresql, outages.full), FULL)


@pytest.mark.parametrize("fault", [outages.read_only_disk, outages.failing_disk])
def test_a_disk_that_takes_nothing(file: Victim, fault: Fault) -> None:
    outage = seen(file, fault)

    survived(outage, FAILING)
    assert outage.ready == 503


def test_a_postgresql_that_may_only_be_read(postgresql: Victim) -> None:
    outage = seen(postgresql, outages.read_only)

    survived(outage, READ_ONLY)
    assert outage.ready == 503


def test_who_only_reads_is_ready_where_postgresql_may_only_be_read(postgresql: Victim) -> None:
    """As a server on a standby is, that has no workbench."""
    with outages.read_only(postgresql):
        postgresql.engine.dispose()
        client = client_of(postgresql.engine)
        client.app.state.works = False
        said(client.get("/readyz"), 200)
    postgresql.engine.dispose()


def test_a_postgresql_that_is_stopped_and_started(postgresql: Victim) -> None:
    outage = seen(postgresql, outages.stopped)

    survived(outage, AWAY, other=503)
    assert outage.ready == 503


def test_a_postgresql_whose_disk_does_not_keep_what_it_is_given(postgresql: Victim) -> None:
    """It ends itself, and recovers once that does. What may have been erased as it did is not told to readers."""
    outage = seen(postgresql, outages.failing_disk)

    survived(outage, AWAY, GONE, kept=503 if GONE in outage.refusal.body else 200, other=503)
    assert outage.ready == 503
