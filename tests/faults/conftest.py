"""A database with the example records on a server of its own, which may be stopped and killed."""

from collections.abc import Iterator

import pytest

from tests.faults.cluster import Cluster, running


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of the test's own."""
    with running() as found:
        yield found
