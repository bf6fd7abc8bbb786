"""What is asked for often costs what it shows, not what there is: by the steps that SQLite takes, which no other work
on the machine changes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from db.session import open_engine
from tests.benchmarks.generate import documents, load
from tests.conftest import client_of, copy_of, nothing_given_again

SMALL, LARGE = 100, 300  # recommendations
FIRST = "ashford-1-climate-1"
_EACH = 10  # steps that are counted as one


class Measured(NamedTuple):
    client: TestClient
    steps: list[int]
    assemblies: int

    def cost(self, path: str) -> int:
        """Steps of the second time, as the first one reads what the database is made of."""
        for _ in range(2):
            self.steps.clear()
            answer = self.client.get(path)
            assert answer.status_code == 200, path
        return _EACH * len(self.steps)


@pytest.fixture(scope="module")
def sizes(templates: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Measured, Measured]]:
    folder = tmp_path_factory.mktemp("sizes")
    with nothing_given_again():
        small, large = (_measured(templates, folder, many) for many in (SMALL, LARGE))
        yield small, large


def _measured(templates: dict[str, str], folder: Path, many: int) -> Measured:
    engine = open_engine(copy_of("sqlite-empty", templates, None, folder))  # type: ignore[arg-type]
    made = list(documents(many, 1))
    for _ in load(engine, made):
        pass
    steps: list[int] = []
    _count(engine, steps)
    return Measured(client_of(engine), steps, len(made))


def _count(engine: Engine, steps: list[int]) -> None:
    @event.listens_for(engine, "checkout")
    def counting(connection: object, *_: object) -> None:
        connection.set_progress_handler(lambda: steps.append(1), _EACH)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/recommendations?limit=3",
        "/v1/recommendations?limit=3&sort=-order",
        "/v1/recommendations?limit=3&sort=-updated",
        "/v1/recommendations?limit=3&progress=planned",
        "/v1/recommendations?limit=3&progress=planned&progress=delivered&response=accepted",
        "/v1/recommendations?limit=3&in_hold=true",
        "/v1/recommendations?limit=3&owed=late",
        f"/v1/recommendations?limit=3&assembly={FIRST}&sort=-updated",
        "/v1/recommendations?limit=3&q=xylophone",
        "/v1/assemblies?limit=1",
        "/v1/organisations?limit=3",
        "/v1/posts?limit=3",
        "/v1/projects?limit=3",
        "/v1/summary",
        f"/v1/summary?assembly={FIRST}",
        f"/v1/recommendations/{FIRST}-5",
        f"/v1/recommendations/{FIRST}-5/status",
        f"/recommendations/{FIRST}-5",
        f"/assemblies/{FIRST}",
        f"/embed/recommendations/{FIRST}-5",
        f"/embed/assemblies/{FIRST}",
    ],
)
def test_what_is_asked_for_costs_what_it_shows_however_much_there_is(
    path: str, sizes: tuple[Measured, Measured]
) -> None:
    small, large = (one.cost(path) for one in sizes)

    assert 0 < large < 1.25 * small + 200


def test_the_front_page_costs_what_it_shows_of_each_assembly(sizes: tuple[Measured, Measured]) -> None:
    small, large = (one.cost("/") / one.assemblies for one in sizes)

    assert 0 < large < 1.25 * small
