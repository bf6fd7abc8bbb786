"""No page is forgotten: each route answers with a page that is looked at, or with something else than a page."""

import httpx2
import pytest
from fastapi.routing import iter_route_contexts

from api.main import create_app
from tests.browser.pages import answered
from tests.browser.places import DESK, ELSEWHERE, FRAGMENTS, PLACES


def _is_page(answer: httpx2.Response) -> bool:
    return answer.status_code == 200 and answer.headers.get("content-type", "").startswith("text/html")


def test_every_route_has_a_place() -> None:
    listed = [place.partition("?")[0] for place in PLACES + FRAGMENTS + DESK + ELSEWHERE]
    routes = [one for one in iter_route_contexts(create_app().router.routes) if "GET" in (one.methods or ())]
    outside = [one for one in routes if not (one.path or "").startswith("/v1")]

    forgotten = [one.path for one in outside if not any(one.path_regex.fullmatch(path) for path in listed)]

    assert len(outside) >= 8
    assert not forgotten


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_a_page(base: str, place: str) -> None:
    assert _is_page(answered(base + place))


@pytest.mark.parametrize("place", ELSEWHERE)
def test_what_is_no_place_is_no_page(base: str, place: str) -> None:
    assert not _is_page(answered(base + place))
