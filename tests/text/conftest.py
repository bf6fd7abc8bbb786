"""An instance with languages of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.settings import settings
from api.text import localizer, markup
from api.text.catalogue import forget

HEAD = 'msgid ""\nmsgstr "Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def speaking(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Sets the languages of this instance, and writes catalogues of its own: each by its tag, without its header."""

    def anew() -> None:
        for cached in (settings, localizer._words, markup.words_as_html):
            cached.cache_clear()
        forget()

    def set_up(languages: str, **catalogues: str) -> None:
        for language, entries in catalogues.items():
            (tmp_path / f"{language}.po").write_text(HEAD.format(language=language) + entries, "utf-8")
        monkeypatch.setenv("TRACKER_LANGUAGES", languages)
        monkeypatch.setenv("TRACKER_LOCALE", str(tmp_path))
        anew()

    yield set_up
    monkeypatch.undo()
    anew()
