"""Words for `q`: folded and stemmed here, so that both databases find the same."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

from db.letters import without_invisible

# English stemming for every language: it joins `tree` and `trees`, and leaves nearly all Welsh words whole; what
# matters is that texts and questions go through the same steps.
_STEMMER = snowballstemmer.stemmer("english")
_MAX_WORD = 60
_PARTS = re.compile(r"\d+|[^\W\d]+")
# Every sign that programs and people write for an apostrophe; and joiners, which mean something only to who reads them.
_FOLDED = {ord(sign): "'" for sign in "‘’‛ʹʻʼʽˈ′‵＇`´\u055a\ua78c"} | dict.fromkeys(map(ord, "\u200c\u200d"))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word as it is kept, given in the form that `split` has it."""
    return str(_STEMMER.stemWord(word))[:_MAX_WORD]


def words(text: str) -> set[str]:
    """The words that somebody looks for: without case, accents (`Tŷ` is `ty`) or what nobody sees; and stemmed."""
    return {kept for word in split(text) if (kept := stem(word))}


def words_of(texts: Iterable[Mapping[str, str] | str | None]) -> set[str]:
    """The words by which texts are found, in every language they have.

    A number is found with what it counts written to it or apart, whichever way the text has it: `20mph`, `20 mph`.
    """
    found: set[str] = set()
    for text in texts:
        for part in [text] if isinstance(text, str) else (text or {}).values():
            found |= words(part)
            found |= {kept for word in _together_and_apart(part) if (kept := stem(word))}
    return found


def split(text: str) -> list[str]:
    """The words of a text in their order, folded and whole."""
    folded = unicodedata.normalize("NFKD", without_invisible(text).translate(_FOLDED)).casefold()
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return [word.strip("'") for word in re.findall(r"[^\W_]+(?:'[^\W_]+)*", plain)]


def _together_and_apart(text: str) -> Iterator[str]:
    parts = [_PARTS.findall(word) for word in split(text)]
    for word in parts:
        yield from word if len(word) > 1 else ()
    for (*_, before), (after, *_) in pairwise(word for word in parts if word):
        if before.isdigit() != after.isdigit():
            yield before + after
