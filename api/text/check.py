"""What is to be done in a catalogue before a language says everything that English says, and says it rightly.

Keys are names, so each translation keeps, in a line `#. en:`, the English it was made from: what a translator sees, and
what tells that the English was changed since.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import write_po

from api.settings import OUR_CATALOGUES, settings
from api.text.catalogue import entries, fits, gaps, read
from api.text.languages import REFERENCE

WIDTH = 100
_FROM = "en:"


Words = tuple[str, ...]
Entries = Mapping[str, tuple[Entry, Words]]


def findings(language: str) -> Iterator[str]:
    """What is to be done before a language says everything, a line for each."""
    english, theirs = _entries([OUR_CATALOGUES / f"{REFERENCE}.po"]), _entries(settings().catalogues(language))
    for key, (original, words) in english.items():
        for what in _of_one(key, original, words, *theirs.get(key, (None, ()))):
            yield f"{language} {key}: {what}"
    for key in theirs:
        if key not in english:
            yield f"{language} {key}: English has no such key"
    if language != REFERENCE:
        yield from _twice(language, english, theirs)


def _of_one(key: str, original: Entry, english: Words, entry: Entry | None, forms: Words) -> Iterator[str]:
    if entry is None or not any(forms):
        yield "is not translated"
        return
    if entry.fuzzy:
        yield "is fuzzy: look at it, and take the mark off"
    if original.pluralizable != entry.pluralizable or not all(forms):
        yield f"lacks a plural form: it has {sum(map(bool, forms))}"
    try:
        own = gaps(forms)
    except ValueError:
        yield "has braces that cannot be read"
        return
    if not fits(key, forms):
        yield f"has gaps that nothing fills: {sorted(own - gaps(english))}"
    # Words that use another gap, which a note offers, may leave one out.
    elif own < gaps(english):
        yield f"leaves out {sorted(gaps(english) - own)}"
    if _changed(entry, english):
        yield f"was translated from “{translated_from(entry)}”, which is “{_one(english)}” now"


def _twice(language: str, english: Entries, theirs: Entries) -> Iterator[str]:
    """Where the same English is told in different words, unless the notes say that it means different things."""
    said: dict[tuple[str, str], str] = {}
    for key, (original, words) in english.items():
        if key not in theirs or not any(theirs[key][1]):
            continue
        first = said.setdefault((_alike(words), " ".join(original.auto_comments)), key)
        if _alike(theirs[first][1]) != _alike(theirs[key][1]):
            yield f"{language} {key}: “{_one(words)}” is told in other words under {first}"


def brought_up(file: Path) -> Catalog:
    """A catalogue with every key of English in its order, what was translated before, and fuzzy what changed since.

    Where there is no such file, a new one for the language in its name.
    """
    catalog = read(file) if file.is_file() else Catalog(locale=file.stem.replace("-", "_"), fuzzy=False)
    before = {key: (entry, forms) for key, entry, forms in entries(catalog)}
    for entry, _ in before.values():
        catalog.delete(entry.id)
    for key, original, words in entries(read(OUR_CATALOGUES / f"{REFERENCE}.po")):
        known, forms = before.get(key, (None, ()))
        flags = (known.flags if known else set()) | ({"fuzzy"} if known and _changed(known, words) else set())
        notes = [*original.auto_comments, f"{_FROM} {_one(words)}"]
        if original.pluralizable:
            empty = [""] * (catalog.num_plurals - len(forms))
            catalog.add((key, key), (*forms, *empty), flags=flags, auto_comments=notes)
        else:
            catalog.add(key, "".join(forms[-1:]), flags=flags, auto_comments=notes)
    return catalog


def write(catalog: Catalog, file: Path) -> None:
    """Write a catalogue where it can be worked on."""
    with file.open("wb") as opened:
        write_po(opened, catalog, width=WIDTH, no_location=True)


def translated_from(entry: Entry) -> str | None:
    """The English that an entry was translated from, as far as it is known."""
    _, mark, told = " ".join(["", *entry.auto_comments]).rpartition(f" {_FROM} ")
    return told if mark else None


def _changed(entry: Entry, english: Words) -> bool:
    """Whether the English is another than what an entry says that it was translated from; its spaces do not count."""
    told = translated_from(entry)
    return told is not None and _bare(told) != _bare(_one(english))


def _entries(files: Iterable[Path]) -> dict[str, tuple[Entry, Words]]:
    return {key: (entry, forms) for file in files for key, entry, forms in entries(read(file))}


def _one(forms: Words) -> str:
    return " | ".join(forms)


def _alike(forms: Words) -> str:
    """Words without what does not tell them apart: capitals, the stop at the end, and what gaps are called."""
    return re.sub(r"\{\w+\}", "{}", _one(forms)).casefold().rstrip(".:")


def _bare(text: str) -> str:
    """A text without its spaces: catalogues break lines where they like."""
    return "".join(text.split())
