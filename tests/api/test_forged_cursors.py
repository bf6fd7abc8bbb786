"""A cursor somebody made up around a good fingerprint is refused, and breaks nothing."""

import base64
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import said

FORGED: dict[str, list[Any]] = {
    "order": [
        ["camden", 1],
        ["camden", "1", "x"],
        [1, 1, "x"],
        ["camden", 2**62, "x"],
        ["camden", -1, "x"],
        ["camden", 1.5, "x"],
        ["camden", True, "x"],
        ["camden", 1, "\0"],
        ["camden", 1, "\ud800"],
        [["camden"], 1, "x"],
        "camden",
        None,
    ],
    "updated": [
        ["2026-01-01", "x"],
        [{"d": "2026-01-01"}, "x"],
        [{"d": "never"}, "x"],
        [{"e": 1}, "x"],
        [{"d": "0001-01-01T00:00:00+14:00"}, "x"],
    ],
    "due": [[{"d": "2026-01-01T00:00:00Z"}, "x"], [{"d": "2026-13-01"}, "x"], [{"d": 5}, "x"]],
}


def _read(address: str) -> list[Any]:
    text = address.rpartition("cursor=")[2]
    found: list[Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found


def _written(value: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(("sort", "place"), [(sort, place) for sort, places in FORGED.items() for place in places])
def test_a_made_up_place_is_refused(reader: TestClient, sort: str, place: Any) -> None:
    address = f"/v1/recommendations?sort={sort}&limit=1"
    fingerprint, sequence, day, _ = _read(said(reader.get(address), 200)["next"])

    problem = said(reader.get(f"{address}&cursor={_written([fingerprint, sequence, day, place])}"), 400)
    assert problem["type"].endswith("/problems/bad-cursor")


@pytest.mark.parametrize(
    ("number", "value"), [(1, -1), (1, 2**62), (1, "1"), (1, None), (2, "never"), (2, 5), (0, "x")]
)
def test_a_made_up_moment_is_refused(reader: TestClient, number: int, value: Any) -> None:
    address = "/v1/recommendations?limit=1"
    parts = _read(said(reader.get(address), 200)["next"])
    parts[number] = value

    said(reader.get(f"{address}&cursor={_written(parts)}"), 400)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_made_up_day_at_the_ends_of_the_calendar_breaks_nothing(reader: TestClient, day: str) -> None:
    address = "/v1/recommendations?limit=1"
    parts = _read(said(reader.get(address), 200)["next"])
    parts[2] = day

    assert reader.get(f"{address}&cursor={_written(parts)}").status_code in {200, 400}
