"""What pages say while the record ends in the future, because a clock was wrong."""

from datetime import timedelta

from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.clock import travel
from tests.conftest import said
from tests.writing.given import ANYTOWN, ITEM, admin
from tests.writing.misdated import LONG, RESUMPTION, TODAY, misdated

WORDS = {"en": "A clock here is or was wrong.", "cy": "Mae neu bu cloc yma’n anghywir."}
ITEM_PAGE = f"/recommendations/{ITEM}"
PLACES = [
    *("/", "/codelists", ITEM_PAGE, f"/assemblies/{ANYTOWN}", "/organisations/anytown"),
    *("/posts/anytown-head-of-streets", "/projects/anytown-play-streets"),
]


def telling(client: TestClient, *places: str) -> list[str]:
    """The pages that say so, of these in both languages and as of a day before."""
    found = []
    for language, words in WORDS.items():
        for address in [*(f"{place}?lang={language}" for place in places), f"/?lang={language}&as_of=2026-11-30"]:
            page = client.get(address)
            assert page.status_code == 200
            found += [page.text] if words in page.text else []
    return found


def test_pages_say_so_until_real_time_has_passed(client: TestClient, engine: Engine) -> None:
    with travel(TODAY, tick=False):
        assert telling(client, ITEM_PAGE) == []
        misdated(client, engine)
        assert len(telling(client, *PLACES)) == 2 * (len(PLACES) + 1)
        said(client.post(RESUMPTION, headers=admin(engine)), 201)
        english, _, welsh, _ = telling(client, ITEM_PAGE)
        assert "dated as late as 27 September 2027, 09:00 UTC," in english
        assert "hyd at 27 Medi 2027, 09:00 UTC," in welsh
    with travel(TODAY + LONG + timedelta(hours=1)):
        assert telling(client, ITEM_PAGE) == []
