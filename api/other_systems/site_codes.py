"""What a site's own codes are among ours, as somebody said once for the site; until then they are its own labels."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.books.naming import slug
from api.core.codelists import codes_of
from api.core.faults import Fault
from api.core.problems import Problem
from api.other_systems.found import Code, Found, quoted
from api.readers.cells import BadCell, value_of
from api.readers.grid import letters
from api.readers.sheet import Column, SheetRefused, fold
from api.readers.tables import Headings, read_tables
from api.schemas.coding import CODE_PATTERN, PLACE_PATTERN
from db.places import GSS
from db.vocabulary import CODELISTS, ENGAGEMENTS

LISTS = ("form", "topic", "audience", "place")
COLUMNS = ("list", "theirs", "ours")
_HEADINGS = Headings({name: name for name in COLUMNS}, [(name,) for name in COLUMNS])
_LONGEST = 40  # letters of a scheme, and of a code
_GSS = re.compile("[A-Z][0-9]{8}")
# What Citizen Space's own words for a sort of activity surely mean. Others say how one answers, not how one is asked.
_FORMS = {"consultation": "consultation", "basic survey": "survey"}


@dataclass
class SiteCodes:
    """Which of a site's words are which code of ours, by list; and how often a word was met that is none yet."""

    known: dict[tuple[str, str], str] = field(default_factory=dict)
    unmapped: Counter[tuple[str, str]] = field(default_factory=Counter)

    def ours(self, list_: str, code: Code, *, own_codes: bool) -> str | None:
        """Our code for one of theirs. With `own_codes` they may be ours already."""
        for words in (code.code, code.label):
            if found := self.known.get((list_, fold(words))):
                return found
        found = _own(list_, code.code) if own_codes else None
        if found is None:
            self.unmapped[list_, code.label] += 1
        return found

    def form(self, words: str, *, own_codes: bool) -> str | None:
        """The form that a system's word for it means; None where it is not known."""
        said = self.known.get(("form", fold(words))) or (_own("form", words) if own_codes else None)
        return said or _FORMS.get(fold(words))

    @property
    def to_map(self) -> list[str]:
        """What is not mapped yet, in words: the commonest first in each list."""
        told = sorted(self.unmapped.items(), key=lambda one: (LISTS.index(one[0][0]), -one[1], one[0][1]))
        return [f"Not mapped yet: {list_}: {label}: {many}" for (list_, label), many in told]


def read_site_codes(data: bytes) -> SiteCodes:
    """The mapping in a table with the columns `list`, `theirs`, `ours`; a row without `ours` says nothing yet.

    Raises 422 with all that is wrong, by its cell.
    """
    found, faults = SiteCodes(), []
    try:
        table = read_tables(data, _HEADINGS)[0]
    except SheetRefused as wrong:
        faults = [Fault(one.cell, one.rule, one.detail) for one in wrong.faults]
        raise Problem("invalid-body", faults[0].detail, errors=faults) from None
    at = {name: place for place, content in table.head.cells.items() if (name := _HEADINGS.column(content))}
    if missing := [name for name in COLUMNS if name not in at]:
        told = f"there is no column {' or '.join(missing)}; the columns are {', '.join(COLUMNS)}"
        raise Problem("invalid-body", told, errors=[Fault("", "column-missing", told)])
    for row in table.rows:
        cell = f"{letters(at['ours'])}{row.number}"
        try:
            said = {name: str(value_of(Column(name, "text", 0), row.cells.get(at[name])) or "") for name in COLUMNS}
        except BadCell as bad:
            faults.append(Fault(f"row {row.number}", bad.rule, bad.detail))
            continue
        wrong_ = _wrong(said)
        faults += [Fault(cell, rule, detail) for rule, detail in wrong_]
        if said["ours"] and not wrong_:
            found.known[fold(said["list"]), fold(said["theirs"])] = str(_own(fold(said["list"]), said["ours"]))
    if faults:
        raise Problem("invalid-body", f"{len(faults)} faults; the first: {faults[0].detail}", errors=faults)
    return found


def _wrong(said: Mapping[str, str]) -> list[tuple[str, str]]:
    list_ = fold(said["list"])
    if list_ not in LISTS:
        return [("list", f"{quoted(said['list'])} is no list: write {', '.join(LISTS)}")]
    if not said["theirs"]:
        return [("required", "say which of the site’s codes it is (theirs)")]
    if said["ours"] and _own(list_, said["ours"]) is None:
        codes = "E05013662, or scheme:code" if list_ == "place" else ", ".join(_codes(list_))
        return [("unknown-code", f"{quoted(said['ours'])} is no code of ours: {codes}")]
    return []


def _codes(list_: str) -> Sequence[str]:
    return ENGAGEMENTS if list_ == "form" else CODELISTS[list_]


def _own(list_: str, words: str) -> str | None:
    """Our code that these words are, or the label of; None where they are none."""
    if list_ == "place":
        return words if _GSS.fullmatch(words) or (":" in words and _is_place(words)) else None
    if list_ == "topic" and ":" in words and _is_place(words):
        return words
    labels = {fold(one): code for code in _codes(list_) for one in (code, *codes_of(list_)[code].label.values())}
    return labels.get(fold(words))


def _is_place(words: str) -> bool:
    scheme, _, code = words.partition(":")
    return re.fullmatch(PLACE_PATTERN, words) is not None and max(len(scheme), len(code)) <= _LONGEST


def coded(found: Found, site: SiteCodes, language: str, *, own_codes: bool) -> dict[str, Any]:
    """The fields of an engagement that its codes make: ours where they are mapped, and the site's own otherwise.

    Of audiences a site has no codes that others could read: those that are not mapped are told in words.
    """
    facts: dict[str, Any] = {}
    scheme = _scheme(found.scheme)
    for kind in ("topic", "place"):
        told = "local_label" if kind == "topic" else "name"
        if codes := list(_parts(kind, found, site, scheme, own_codes=own_codes)):
            facts[f"{kind}s"] = [one | ({told: {language: label}} if label else {}) for one, label in codes]
    mapped = {code: site.ours("audience", code, own_codes=own_codes) for code in found.codes.get("audience", ())}
    if words := [code.label for code, ours in mapped.items() if ours is None]:
        facts["audience"] = {language: "; ".join(words)}
    by_ours: dict[str, list[str]] = {}
    for code, ours in mapped.items():
        if ours:
            by_ours.setdefault(ours, []).extend([code.label] if _own("audience", code.label) != ours else [])
    if by_ours:
        facts["audiences"] = [
            {"code": ours} | ({"local_label": {language: "; ".join(labels)}} if labels else {})
            for ours, labels in by_ours.items()
        ]
    return facts


def _parts(
    kind: str, found: Found, site: SiteCodes, scheme: str, *, own_codes: bool
) -> Iterator[tuple[dict[str, str], str]]:
    """Each code of a list once, with the site's names for it."""
    labels: dict[tuple[str, str], list[str]] = {}
    for code in found.codes.get(kind, ()):
        ours = site.ours(kind, code, own_codes=own_codes)
        key = (ours or f"{scheme}:{_as_code(code.code)}").rpartition(":")[::2]
        shown = () if ours and ours in {code.label, _own(kind, code.label)} else (code.label,)
        labels.setdefault((str(key[0]), str(key[1])), []).extend(shown)
    for (named, code_), told in labels.items():
        own = {"scheme": named} if named and named != GSS else {}
        yield {**own, "code": code_}, "; ".join(dict.fromkeys(told))


def _scheme(host: str) -> str:
    """The site's host as a scheme: `consult-anytown-example`."""
    found = slug(host, _LONGEST)
    return found if found[:1].isalpha() else f"site-{found}"[:_LONGEST].rstrip("-")


def _as_code(words: str) -> str:
    """A site's code as ours are written; of a long one a part, and letters that tell it from others."""
    if len(words) <= _LONGEST and re.fullmatch(CODE_PATTERN, words):
        return words
    whole = slug(words, len(words) + 1)
    if whole and len(whole) <= _LONGEST:
        return whole
    return f"{slug(words, 30)}-{hashlib.sha256(words.encode()).hexdigest()[:8]}".lstrip("-")
