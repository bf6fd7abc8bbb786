"""Parameters that an address does not know are named in a header of each answer, beside what is kept for all."""

import pytest
from starlette.testclient import TestClient

from tests.front.conftest import PAGE, STATUS

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HEADER = "ignored-parameters"
LIST = "/v1/recommendations"
FILE = "/open-data/recommendations.csv"


@pytest.mark.parametrize("address", [LIST, STATUS, STATUS.removesuffix("/status"), PAGE, "/v1/changes", "/v1", FILE])
def test_every_public_answer_names_what_it_ignored(kept: TestClient, address: str) -> None:
    for _ in range(2):  # as it is made, and as it is kept
        assert HEADER not in kept.get(address).headers
        answer = kept.get(f"{address}?nobody=knows&stauts=late&nobody=asks")
        assert (answer.status_code, answer.headers[HEADER]) == (200, "nobody, stauts")
        assert "Ignored-Parameters" in answer.headers["access-control-expose-headers"]


def test_only_what_is_ignored_is_named(kept: TestClient) -> None:
    assert HEADER not in kept.get(f"{LIST}?limit=2&progress=under_way").headers
    assert kept.get(f"{LIST}?limit=2&status=late").headers[HEADER] == "status"
    refused = kept.get(f"{LIST}?limit=0&status=late")
    assert (refused.status_code, refused.headers[HEADER]) == (400, "status")
    assert HEADER not in kept.get("/v1/nothing?status=late").headers


def test_what_did_not_change_names_it_too(kept: TestClient) -> None:
    tag = kept.get(LIST).headers["etag"]
    answer = kept.get(f"{LIST}?status=late", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers[HEADER]) == (304, "status")
    assert kept.head(f"{LIST}?status=late").headers[HEADER] == "status"


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("a%0D%0ASet-Cookie:%20x=1&b=2", "b, ..."),
        ("%3Cscript%3E=1", "..."),
        ("a%0A=1", "..."),
        ("\xe9=1&na.me-x_=2", "na.me-x_, ..."),
        ("=1", "..."),
        (f"{'a' * 50}=1&{'b' * 51}=1", f"{'a' * 50}, ..."),
        ("&".join(f"n{number}=1" for number in range(11)), ", ".join(f"n{number}" for number in range(10)) + ", ..."),
        ("&".join(f"n{number}=1" for number in range(400)), ", ".join(f"n{number}" for number in range(10)) + ", ..."),
        ("Limit=1", "Limit"),
    ],
)
def test_odd_names_are_not_sent_back(kept: TestClient, query: str, named: str) -> None:
    answer = kept.get(f"{LIST}?{query}")
    assert (answer.status_code, answer.headers[HEADER]) == (200, named)
    assert "set-cookie" not in answer.headers


def test_what_is_ignored_is_not_kept(kept: TestClient) -> None:
    kept.get(LIST)
    before = kept.app.state.front.kept
    bodies = {kept.get(f"{LIST}?n{number}=1").content for number in range(20)}
    assert kept.app.state.front.kept == before
    assert len(bodies) == 1
