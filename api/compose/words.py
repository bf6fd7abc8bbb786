"""Words for `q`: folded and stemmed here, so that both databases find the same."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

import snowballstemmer

# English stemming for every language: it joins `tree` and `trees`, and leaves nearly all Welsh words whole; what
# matters is that texts and questions go through the same steps.
_STEMMER = snowballstemmer.stemmer("english")
_MAX_WORD = 60


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))[:_MAX_WORD]


def words(text: str) -> set[str]:
    """The words of a text: without case or accents (`Tŷ` is `ty`), and stemmed."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(char for char in folded if not unicodedata.combining(char)).replace("\u2019", "'")
    found = (word.strip("'") for word in re.findall(r"[^\W_]+(?:'[^\W_]+)*", plain))
    return {stem for word in found if (stem := _stem(word))}


def words_of(texts: Iterable[Mapping[str, str] | str | None]) -> set[str]:
    """The words of several texts, in every language they have."""
    found: set[str] = set()
    for text in texts:
        parts = [text] if isinstance(text, str) else (text or {}).values()
        for part in parts:
            found |= words(part)
    return found
