"""Under which licence somebody may use what is said: as its publisher names it, and what that means.

The licence of a record stands with its assembly, that of members' own text with the document that it stands in.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from api.core.json_text import Json


class Licence(NamedTuple):
    """A licence: its name by the list of SPDX, what it is called, its address; and what CKAN's own list calls it, where
    that has another address for it.
    """

    name: str
    title: str
    address: str
    listed: str = ""


# From what asks least of whoever copies to what asks most. The Open Government Licence has the address by which
# catalogues know it: its National Archives page, with https.
LICENCES = (
    Licence("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/", "Creative Commons CCZero"),
    Licence(
        "OGL-UK-3.0",
        "Open Government Licence v3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    Licence("CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "Creative Commons Attribution"),
    Licence("Apache-2.0", "Apache License 2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    Licence(
        "ODbL-1.0",
        "Open Database License 1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
        "Open Data Commons Open Database License (ODbL)",
    ),
    Licence(
        "CC-BY-SA-4.0",
        "CC BY-SA 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "Creative Commons Attribution Share-Alike",
    ),
    Licence(
        "CC-BY-NC-4.0",
        "CC BY-NC 4.0",
        "https://creativecommons.org/licenses/by-nc/4.0/",
        "Creative Commons Non-Commercial (Any)",
    ),
)
CODES = next(one for one in LICENCES if one.name == "Apache-2.0")  # the codelists come with this software
# As people write them, folded. Without a number, the Open Government Licence is the one in force since 2014; another
# that has no number may be any of several, which ask for different things.
_WRITTEN = {
    "OGL-UK-3.0": (
        *("ogl", "oglv3", "oglv30", "ogl3", "ogl30", "ukogl", "ukoglv3", "opengovernmentlicence"),
        *("opengovernmentlicencev3", "opengovernmentlicence3", "opengovernmentlicence30"),
    ),
    "CC0-1.0": ("cc0", "cczero", "cc0v10", "creativecommonszero"),
    "CC-BY-4.0": ("creativecommonsattribution40", "creativecommonsattribution40international"),
    "CC-BY-SA-4.0": ("creativecommonsattributionsharealike40", "creativecommonsattributionsharealike40international"),
    "CC-BY-NC-4.0": (
        *("creativecommonsattributionnoncommercial40", "creativecommonsattributionnoncommercial40international"),
    ),
}
# What may be linked to, and not copied: where that is said, or where a notice of copyright is all that is said.
_ONLY_LINKED = re.compile(r"all rights reserved|cedwir pob hawl|link only|no licen[cs]e", re.IGNORECASE)
_NOTICE = re.compile(r"©|\(c\)|copyright|hawlfraint", re.IGNORECASE)
_LICENSED = re.compile(r"licen[cs]|trwydded|\bogl\b|\bcc\b|creative commons", re.IGNORECASE)


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


_BY_NAME = {
    folded: one for one in LICENCES for folded in (_folded(one.name), _folded(one.title), *_WRITTEN.get(one.name, ()))
}


def _bare(address: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", address.strip()).strip("/")


_BY_ADDRESS = {_bare(one.address): one for one in LICENCES}


def known(text: str) -> Licence | None:
    """The licence that a text names, by its name or its address; None where it is another, or none."""
    bare = _bare(text)
    for address, licence in _BY_ADDRESS.items():
        if bare == address or bare.startswith(f"{address}/"):
            return licence
    return _BY_NAME.get(_folded(text.removeprefix("the ").removeprefix("The ")))


def is_only_linked(text: str | None) -> bool:
    """Whether what has this licence may be linked to and not copied."""
    if not text or known(text) is not None:
        return False
    return _ONLY_LINKED.search(text) is not None or (
        _NOTICE.search(text) is not None and _LICENSED.search(text) is None
    )


def common(texts: Iterable[str]) -> tuple[Licence | None, str]:
    """The licence that all of these name, where they name one; and the strictest, as it is written: one that nobody
    here knows is stricter than any that we do. Empty where nothing is named.
    """
    found = sorted(set(texts), key=lambda text: (_strictness(text), text))
    if not found:
        return None, ""
    known_ones = {known(text) for text in found}
    return (known_ones.pop() if len(known_ones) == 1 else None), found[-1]


def _strictness(text: str) -> int:
    licence = known(text)
    if licence is not None:
        return LICENCES.index(licence)
    return len(LICENCES) + (1 if text else 0) + (1 if is_only_linked(text) else 0)


class OfTexts(NamedTuple):
    """The licence of the document in which a recommendation stands, where that has one; its address; its title."""

    licence: str | None
    address: str | None
    document: str | None


def of_texts(recommendation: Json, assembly: Json | None) -> OfTexts:
    """Under which licence somebody may copy a recommendation's own words: that of the document where they stand."""
    title = _document_of(recommendation)
    documents = {one["title"]: one for one in (assembly or {}).get("documents") or ()}
    document = documents.get(title, {})
    return OfTexts(document.get("licence"), document.get("address"), title)


def without_what_is_only_linked(recommendation: Json, texts: OfTexts) -> Json:
    """A recommendation without the words of a document that may be linked to and not copied."""
    if not is_only_linked(texts.licence):
        return recommendation
    return {name: value for name, value in recommendation.items() if name not in _words_of(recommendation)}


def _document_of(recommendation: Json) -> str | None:
    places = (recommendation.get(part) or {} for part in ("stands_in", "text_basis", "title_basis"))
    return next((title for place in places if (title := place.get("document"))), None)


def _words_of(recommendation: Json) -> set[str]:
    """Which of its fields have somebody else's words: a paraphrase has its own."""
    theirs = {"verbatim", "official_summary", "machine_extracted"}
    bases = {part: (recommendation.get(f"{part}_basis") or {}).get("basis") for part in ("title", "text")}
    return {part for part, basis in bases.items() if basis in theirs} | {"reasons"}
