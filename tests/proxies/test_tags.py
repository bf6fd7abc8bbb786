"""Whatever a proxy makes of an ETag, it is the same version that a client has read."""

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.conftest import client_of, said
from tests.writing.given import NEWS, UPDATES, draft, officer, patch

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ITEM = "/v1/recommendations/anytown-streets-2025-3"
# What proxies make of a tag, and clients that take its quotes for those of a text.
FORMS = [
    'W/"{}"',  # nginx, Cloudflare, Caddy
    'w/"{}"',
    '"{}-gzip"',  # Apache's mod_deflate, lighttpd
    '"{}-br"',
    'W/"{}-gzip"',
    '"{}-gzip-gzip"',  # two of them
    '"{}--gzip"',  # Jetty
    '"{};br"',
    '"{};gzip"',
    '"{}:zstd"',
    "{}",
    "W/{}",
    "{}-gzip",
    ' "{}" ',
    '"unread", W/"{}"',
    '"unread","{}-gzip"',
]
OTHERS = ['W/"{}0"', '"{}0-gzip"', "{}0", '"{}-1"', '"-{}"', '"gzip-{}"', 'X/"{}"', '"{}', '"unread", "{}0"', "W/*"]


@pytest.fixture
def key(engine: Engine) -> dict[str, str]:
    return officer(engine)


@on_sqlite
def test_a_change_passes_with_its_version_in_any_form_a_proxy_makes(engine: Engine, key: dict[str, str]) -> None:
    client = client_of(engine)
    made = draft(client, key)
    for number, form in enumerate(FORMS, 1):
        note = {"note": f"Change {number}."}
        assert said(patch(client, key, made["id"], note, form.format(number)), 200)["revision"] == number + 1

    last = len(FORMS) + 1
    for form in [*FORMS, *OTHERS]:
        stale = patch(client, key, made["id"], {"note": "Late."}, form.format(last - 1))
        assert f"It is at revision {last} now" in said(stale, 412)["detail"], form
    for form in OTHERS:
        stale = patch(client, key, made["id"], {"note": "Late."}, form.format(last))
        problem = said(stale, 412)
        assert problem["detail"].endswith(f"`If-Match` says {form.format(last).strip()}."), form
        assert stale.headers["ETag"] == f'"{last}"'


@on_sqlite
@pytest.mark.parametrize("form", FORMS)
def test_a_draft_is_thrown_away_with_its_version_in_any_form(
    client: TestClient, key: dict[str, str], form: str
) -> None:
    made = said(client.post(UPDATES, json=NEWS, headers=key), 201)
    address = f"/v1/admin/updates/{made['id']}"

    assert client.delete(address, headers=key | {"If-Match": form.format(2)}).status_code == 412
    assert client.delete(address, headers=key | {"If-Match": form.format(1)}).status_code == 204


@pytest.mark.parametrize("reader", ["sqlite"], indirect=True)
def test_what_was_read_through_a_proxy_is_asked_for_again_without_its_body(reader: TestClient) -> None:
    tag = reader.get(ITEM).headers["etag"].strip('"')
    for form in FORMS:
        assert reader.get(ITEM, headers={"If-None-Match": form.format(tag)}).status_code == 304, form
    for form in OTHERS:
        assert reader.get(ITEM, headers={"If-None-Match": form.format(tag)}).status_code == 200, form
