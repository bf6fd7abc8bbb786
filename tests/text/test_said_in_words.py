"""What readers are told in words: the same of a number wherever it is said, and in the languages of the instance."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.builders import (
    ASSEMBLY,
    changed,
    clock,
    due,
    groundwork,
    hold,
    item,
    promise,
    put,
    recommendation,
    response,
    update,
)
from tests.conftest import client_of

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ADDRESSES = [
    f"/recommendations/{item(1)}",
    f"/embed/recommendations/{item(1)}",
]
LATE = [
    (1, "1 day", "1 diwrnod", ("1 days",)),
    (2, "2 days", "2 ddiwrnod", ("2 diwrnod",)),
    (3, "3 days", "3 diwrnod", ("3 ddiwrnod",)),
    (12, "12 days", "12 diwrnod", ("12 ddiwrnod",)),
]


@on_sqlite
@pytest.mark.parametrize(("days", "english", "welsh", "never"), LATE)
def test_days_late_are_told_alike_on_the_page_and_in_the_embed(
    empty: Engine, days: int, english: str, welsh: str, never: tuple[str, ...]
) -> None:
    with clock("2024-03-01"):
        put(empty, *groundwork(), recommendation(1), response("first", "accepted", "2024-03-01"))
        put(empty, update(item(1), "planned", "2024-03-01", due=due("2024-04-10")))

    with clock(f"2024-04-{10 + days}"):
        for address in ADDRESSES:
            texts = {tag: client_of(empty).get(f"{address}?lang={tag}").text for tag in ("en", "cy")}
            assert english in texts["en"], address
            assert welsh in texts["cy"], address
            assert not any(text in both for text in never for both in texts.values()), address


@on_sqlite
@pytest.mark.parametrize(
    ("months", "english", "welsh"), [(1, "every month", "bob mis"), (2, "every 2 months", "bob 2 fis")]
)
def test_a_promise_and_a_count_are_told_in_the_form_their_number_asks_for(
    empty: Engine, months: int, english: str, welsh: str
) -> None:
    with clock("2024-03-01"):
        put(empty, *groundwork(made=None, promises=[promise("report", every_months=months)]), recommendation(1))
        client = client_of(empty)
        told = {tag: client.get(f"/assemblies/{ASSEMBLY}?lang={tag}").text for tag in ("en", "cy")}
        home = client.get("/?lang=en").text

    assert english in told["en"]
    assert welsh in told["cy"]
    assert "This record holds 1 of the recommendations the assembly made." in home


@on_sqlite
def test_the_first_language_is_for_whoever_asks_for_none_of_them(engine: Engine, speaking: Callable[..., None]) -> None:
    speaking("cy,en")
    client = client_of(engine)

    assert [client.get(f"/{query}").headers["content-language"] for query in ("", "?lang=cy", "?lang=en")] == [
        "cy",
        "cy",
        "en",
    ]


@on_sqlite
def test_a_language_that_is_not_spoken_is_refused_with_those_that_are(
    engine: Engine, speaking: Callable[..., None]
) -> None:
    speaking("en")
    client = client_of(engine)

    refused = client.get(f"/v1/recommendations/{item(1)}/status?lang=cy")
    page = client.get("/?lang=cy")

    assert page.status_code == 400
    assert "Input should be 'en'" in page.text
    assert refused.status_code in (400, 404)


@on_sqlite
@pytest.mark.parametrize(("languages", "lent"), [("en,fr", "en"), ("cy,fr", "cy")])
@pytest.mark.filterwarnings("ignore::api.text.catalogue.Untranslated")
def test_a_note_of_a_hold_is_lent_too_and_no_language_is_taken_for_given(
    empty: Engine, speaking: Callable[..., None], languages: str, lent: str
) -> None:
    speaking(languages, fr="")
    with clock("2024-03-01"):
        base = groundwork()
        put(empty, *base, recommendation(1), response("first", "accepted", "2024-03-01"))
        put(empty, changed(base[0], holds=[hold("2024-03-01", "2024-05-02")]))

    with clock("2024-04-01"):
        for address in (f"/embed/recommendations/{item(1)}", f"/embed/assemblies/{ASSEMBLY}"):
            shown = client_of(empty).get(f"{address}?lang=fr")
            assert f'<p class="assembly-tracker-note"><span lang="{lent}">' in shown.text, address
