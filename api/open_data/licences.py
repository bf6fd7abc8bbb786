"""Under which licence somebody may use what is said: as its publisher names it, and what that means.

The licence of a record stands with its assembly, that of members' own text with the document that it stands in.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from api.core.json_text import Json


class Licence(NamedTuple):
    """A licence: its name by the list of SPDX, what it is called, and its address."""

    name: str
    title: str
    address: str


# From what asks least of whoever copies to what asks most. The Open Government Licence has the address by which
# catalogues know it: its National Archives page, with https.
LICENCES = (
    Licence("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    Licence(
        "OGL-UK-3.0",
        "Open Government Licence v3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    Licence("CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    Licence("ODbL-1.0", "Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    Licence("CC-BY-SA-4.0", "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    Licence("CC-BY-NC-4.0", "CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
)
_OGL = "ogluk30"
_WRITTEN = {
    "ogl": _OGL, "ogl3": _OGL, "ogl30": _OGL, "oglv3": _OGL, "oglv30": _OGL, "opengovernmentlicence": _OGL,
    "opengovernmentlicencev3": _OGL, "opengovernmentlicencev30": _OGL, "uk-ogl": _OGL, "ukogl": _OGL,
    "opengovernmentlicence30": _OGL, "cc0": "cc010", "ccby": "ccby40", "ccbysa": "ccbysa40", "ccbync": "ccbync40",
}  # fmt: skip
# What may be linked to, and not copied.
_ONLY_LINKED = re.compile(r"all rights reserved|cedwir pob hawl|link only|no licence|©|\(c\)", re.IGNORECASE)


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


_BY_NAME = {_folded(text): one for one in LICENCES for text in (one.name, one.title, one.address)}
_BY_ADDRESS = {one.address.split("://")[1].strip("/"): one for one in LICENCES}


def known(text: str) -> Licence | None:
    """The licence that a text names, by its name or its address; None where it is another, or none."""
    bare = re.sub(r"^https?://(www\.)?", "", text.strip()).strip("/")
    for address, licence in _BY_ADDRESS.items():
        if bare == address.removeprefix("www.") or bare.startswith(address.removeprefix("www.") + "/"):
            return licence
    folded = _folded(text)
    return _BY_NAME.get(_WRITTEN.get(folded, folded))


def is_only_linked(text: str | None) -> bool:
    """Whether what has this licence may be linked to and not copied."""
    return bool(text) and known(text or "") is None and _ONLY_LINKED.search(text or "") is not None


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
