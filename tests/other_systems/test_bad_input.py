"""What cannot be read is refused by its place, and nothing of it is kept; an address that gives nothing, in time."""

from typing import Any

import pytest

from api.other_systems import addresses
from tests.builders import COUNCIL
from tests.other_systems.conftest import Council
from tests.other_systems.given import Said, activity, as_json, node, nodes, serving, timed

OPEN_SEARCH = "/api/2.4/json_search_results?fields=all"
BAD_VALUES: dict[str, tuple[dict[str, Any], str]] = {
    "a day that is none": ({"startdate": "2027/02/30"}, "/1/startdate: date: “2027/02/30”: there is no such day"),
    "day first": ({"enddate": "30/04/2027"}, "/1/enddate: date: “30/04/2027” is no date with the year first"),
    "a number for a date": ({"enddate": 20270430}, "/1/enddate: string-type"),
    "an end before its beginning": ({"enddate": "2027/01/01"}, "/1/enddate: ends-before-begins"),
    "no title": ({"title": " <b></b> "}, "/1/title: required"),
    "no id": ({"id": ""}, "/1/id: required"),
    "no address": ({"url": "javascript:alert(1)"}, "/1/url: address"),
    "a title that is a list": ({"title": ["x"]}, "/1/title: string-type"),
    "a title that is a page": ({"title": "x" * 501}, "/1/title: too-long"),
    "5 MB of HTML": ({"overview": "<p>x</p>" * 625_000}, "/1/overview: too-long"),
    "20,001 letters": ({"overview": "<i>" * 9_000 + "x" * 20_001}, "/1/overview: too-long"),
    "codes that are none": ({"interests": [{"id": 7}]}, "/1/interests: codes"),
    "codes that are a text": ({"audiences": "all"}, "/1/audiences: codes"),
    "more codes than there is room for": (
        {"interests": [{"id": f"i{number}", "name": f"I {number}"} for number in range(51)]},
        "/1/interests: too-long",
    ),
}


@pytest.mark.parametrize(("more", "told"), BAD_VALUES.values(), ids=BAD_VALUES)
def test_a_bad_value_refuses_everything_or_is_left_out(council: Council, more: dict[str, Any], told: str) -> None:
    both = [activity(), activity("bad", **more)]
    refused = council.load(both, status=1).stderr.decode()
    assert told in refused
    assert "refused; nothing of it was loaded." in refused
    assert council.drafts() == []
    done = council.load(both, "--anyway")
    assert told in done.stderr.decode()
    assert done.stdout.startswith(f"{COUNCIL}: 1 new, 0 changed, 0 unchanged, 1 faults.".encode())
    assert council.drafts() == [f"{COUNCIL}-green-lanes"]


def test_of_two_with_one_number_none_is_taken(council: Council) -> None:
    three = [activity(), activity(title="Another"), activity("other")]
    assert b"id-twice: " in council.load(three, status=1).stderr
    council.load(three, "--anyway")
    assert council.drafts() == [f"{COUNCIL}-other"]


def test_rows_of_a_table_are_refused_by_their_cells(council: Council) -> None:
    table = b"id,name,form,begins,address\n1,One,survey,30/02/2027,x\n,Two,survey,,\n3,Three,,,\n4,Four,vote,,\n"
    told = council.load(table, status=1).stderr.decode()
    for place in ("D2: date: begins: ", "E2: address: ", "A3: required: ", "C4: unknown-form: ", "C5: unknown-form: "):
        assert place in told
    assert council.drafts() == []


def test_nested_tags_and_tags_that_never_end_are_read_in_time(council: Council) -> None:
    deep = "<div><ul><li>" * 60_000 + "Mill Lane" + "</li></ul></div>" * 10 + "<script>alert('<p>')"
    _, seconds = timed(lambda: council.load([activity(overview=deep, why="<b")]))
    assert seconds < 30
    words = council.draft("green-lanes")["summary"]["en"]
    assert words.replace("-", "").split() == ["Mill", "Lane", "<b"]


NO_DATA = {
    "a page": (b"<!DOCTYPE html><title>Consultations</title>", "This is a page of HTML, and no data."),
    "a page with a mark before it": (b"\xef\xbb\xbf\n<html>", "This is a page of HTML, and no data."),
    "JSON of another sort": (b'{"results": []}', "of neither Citizen Space nor LocalGov Drupal"),
    "a list of texts": (b'["one"]', "of neither Citizen Space nor LocalGov Drupal"),
    "JSON that is cut off": (b'[{"id": "x"', "line 1"),
    "JSON in UTF-16": ('[{"id": "x"}]'.encode("utf-16"), "save it as UTF-8"),
    "brackets": (b"[" * 200_000, "too deep"),
    "another table": (b"code,name\nE05013662,Mill\n", "there is no column id"),
    "nothing": (b"", ""),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", ""),
}


@pytest.mark.parametrize(("data", "told"), NO_DATA.values(), ids=NO_DATA)
def test_what_is_no_data_is_refused_with_where_data_is(council: Council, data: bytes, told: str) -> None:
    assert told in council.load(data, status=1).stderr.decode()
    assert council.drafts() == []


def test_a_mark_before_json_is_passed_over_and_no_activities_are_none(council: Council) -> None:
    assert b"0 new, 0 changed" in council.load(b"\xef\xbb\xbf[]").stdout


def test_an_organisation_that_is_not_here_is_told(council: Council) -> None:
    from tests.commands import command

    file = council.folder / "one.json"
    file.write_bytes(b"[]")
    done = command(council.engine, "engagements", file, "--organisation", "nowhere")
    assert (done.returncode, b"There is no organisation 'nowhere' here." in done.stderr) == (1, True)


def test_an_address_is_read(council: Council) -> None:
    def answer(path: str) -> Said:
        return as_json([activity()]) if path == OPEN_SEARCH else Said(status=404)

    with serving(answer) as address:
        assert b"1 new" in council.load(address + OPEN_SEARCH).stdout
        assert b"it answers 404" in council.load(address, status=1).stderr


def test_every_page_of_json_api_is_read(council: Council) -> None:
    def answer(path: str) -> Said:
        number = int(path.rpartition("=")[2] or 1)
        links = {"next": {"href": f"{address}/jsonapi/node/consultation?page={number + 1}"}} if number < 3 else {}
        return as_json(nodes(node(number), links=links))

    with serving(answer) as address:
        assert b"3 new" in council.load(f"{address}/jsonapi/node/consultation?page=1").stdout


def test_pages_that_are_too_much_together_are_given_up(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "MOST", 1_000_000)
    body = {"value": "x" * 400_000}

    def answer(path: str) -> Said:
        number = int(path.rpartition("=")[2])
        return as_json(nodes(node(number, body=body), links={"next": f"?page={number + 1}"} if number < 9 else {}))

    with serving(answer) as address:
        assert b"its answer is too long" in council.load(f"{address}/?page=1", status=1).stderr


REDIRECTS = ["file:///etc/passwd", "http://127.0.0.1:1/", "/elsewhere"]
NOTHING: dict[str, tuple[Any, str]] = {
    "forbidden": (Said(b"[]", status=403), "it answers 403"),
    "a page": (Said(b"<html>"), "This is a page of HTML"),
    **{to: (Said(status=302, headers={"Location": to}), "which is not followed") for to in REDIRECTS},
    "silence": (Said(silent=True), "it has not answered after 1 s"),
    "too much": (Said(b"[" + b" " * 3_000_000), "its answer is too long"),
    "pages that lead in a ring": (as_json(nodes(links={"next": "?"})), "its pages do not end"),
    "pages elsewhere": (as_json(nodes(links={"next": "http://other.example/"})), "its next page is on another server"),
    "pages in a file": (as_json(nodes(links={"next": "file:///etc/passwd"})), "its next page is on another server"),
}


@pytest.mark.parametrize(("answer", "told"), NOTHING.values(), ids=NOTHING)
def test_an_address_that_gives_nothing_is_given_up_in_time(
    council: Council, monkeypatch: pytest.MonkeyPatch, answer: Said, told: str
) -> None:
    monkeypatch.setattr(addresses, "SECONDS", 1.0)
    monkeypatch.setattr(addresses, "MOST", 1_000_000)
    with serving(lambda _: answer) as address:
        done, seconds = timed(lambda: council.load(f"{address}/?", status=1))
    assert told in done.stderr.decode()
    assert b"passwd" not in done.stdout
    assert seconds < 20
    assert council.drafts() == []


@pytest.mark.parametrize("source", ["file:///etc/passwd", "ftp://westmere.example/", "http://", "https://[", "nowhere"])
def test_what_is_neither_a_file_nor_of_the_web_is_not_opened(council: Council, source: str) -> None:
    from tests.commands import command

    done = command(council.engine, "engagements", source, "--organisation", COUNCIL)
    assert done.returncode == 1
    assert b"address" in done.stderr
