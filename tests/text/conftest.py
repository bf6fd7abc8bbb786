"""An instance with languages of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.readers import dates
from api.reminders import own_mail
from api.settings import settings
from api.sheets import reading
from api.text import localizer, markup
from api.text.catalogue import forget

HEAD = 'msgid ""\nmsgstr "Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
_CACHED = (
    settings,
    localizer._words,
    markup.words_as_html,
    own_mail.own_phrases,
    own_mail.still_true,
    own_mail.firsts,
    own_mail.after_the_items,
    reading.headings,
    dates._months,
    dates._seasons,
)


@pytest.fixture
def speaking(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Sets the languages of this instance and the folder of its own catalogues, or writes some: each by its tag."""

    def anew() -> None:
        for cached in _CACHED:
            cached.cache_clear()
        forget()

    def set_up(languages: str, folder: Path = tmp_path, **catalogues: str) -> None:
        for language, entries in catalogues.items():
            (tmp_path / f"{language}.po").write_text(HEAD.format(language=language) + entries, "utf-8")
        monkeypatch.setenv("TRACKER_LANGUAGES", languages)
        monkeypatch.setenv("TRACKER_LOCALE", str(folder))
        anew()

    yield set_up
    monkeypatch.undo()
    anew()
