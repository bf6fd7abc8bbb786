"""An instance with a third language that has few words yet: every page answers, and marks what is lent."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.conftest import client_of

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ITEM, ASSEMBLY = "anytown-streets-2025-2", "anytown-streets-2025"
FRENCH = 'msgid "page.skip"\nmsgstr "Aller au contenu"\n\nmsgid "page.sources"\nmsgstr "Sources"\n'
PAGES = [
    "/",
    f"/recommendations/{ITEM}",
    f"/assemblies/{ASSEMBLY}",
    "/projects/anytown-play-streets",
    "/organisations/anytown",
    "/posts/anytown-head-of-streets",
    "/codelists",
    "/personal-data",
    "/problems/not-found",
    "/embed",
    f"/embed?item={ITEM}&form=frame&language=fr",
    f"/embed/recommendations/{ITEM}",
    f"/embed/assemblies/{ASSEMBLY}?show=list",
    f"/fragment/recommendations/{ITEM}",
]
OTHERS = [
    f"/badge/recommendations/{ITEM}.svg",
    f"/badge/assemblies/{ASSEMBLY}.svg",
    "/feeds/all.atom",
    "/feeds/all.json",
    f"/feeds/recommendations/{ITEM}.atom",
    "/calendar/all.ics",
    f"/oembed?url=http://127.0.0.1:8000/recommendations/{ITEM}",
    f"/v1/recommendations/{ITEM}/status",
    f"/v1/summary?assembly={ASSEMBLY}",
]


@on_sqlite
@pytest.mark.filterwarnings("ignore::api.text.catalogue.Untranslated")
def test_every_address_answers_in_a_language_with_few_words_and_marks_what_is_lent(
    engine: Engine, speaking: Callable[..., None]
) -> None:
    speaking("en,cy,fr", fr=FRENCH)
    client = client_of(engine)

    for path in [*PAGES, *OTHERS]:
        answer = client.get(f"{path}{'&' if '?' in path else '?'}lang=fr")
        assert answer.status_code == 200, path
        assert "&lt;span" not in answer.text, path  # lent words are marked where markup can stand, and only there
        assert '="<span' not in answer.text, path
        if path in PAGES:
            assert answer.headers["content-language"] == "fr"
            assert '<span lang="en">' in answer.text, path
            for other in ("en", "cy"):
                assert f'hreflang="{other}"' in answer.text, path
    assert "Aller au contenu" in client.get("/?lang=fr").text


@on_sqlite
@pytest.mark.filterwarnings("ignore::api.text.catalogue.Untranslated")
def test_the_status_is_given_in_the_languages_that_have_all_its_words(
    engine: Engine, speaking: Callable[..., None]
) -> None:
    speaking("en,cy,fr", fr=FRENCH)

    status = client_of(engine).get(f"/v1/recommendations/{ITEM}/status").json()

    assert status["sentence"].keys() == {"en", "cy"}
