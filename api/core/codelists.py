"""The codelists with their labels and definitions, read once from `db/codelists.json`."""

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel

import db
from api.core.urls import api
from api.schemas.answers import Codelist, CodeText
from api.schemas.base import CodeOf
from api.text.catalogue import messages
from api.text.languages import REFERENCE
from api.text.localizer import in_each
from api.text.phrases import Phrase, in_each_language
from db.vocabulary import CODELISTS


@lru_cache
def source() -> bytes:
    """The file of all codelists, as it is."""
    return (Path(db.__file__).parent / "codelists.json").read_bytes()


@lru_cache
def _texts() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(source())
    return found


@lru_cache
def codelist(name: str) -> Codelist:
    """One codelist. Raises KeyError for a name that is none."""
    return Codelist.model_validate({"name": name, "url": api(f"/codelists/{name}"), **_texts()[name]})


@lru_cache
def codes_of(name: str) -> dict[str, CodeText]:
    """The codes of a list, each with its label and its meaning."""
    return {code.code: code for code in codelist(name).codes}


def labels_of(facts: BaseModel, fields: Iterable[str]) -> dict[str, dict[str, str]]:
    """The words for the codes among these fields of a thing, by language."""
    marks = {
        field: mark for field in fields for mark in type(facts).model_fields[field].metadata if isinstance(mark, CodeOf)
    }
    return {field: codes_of(mark.codelist)[getattr(facts, field)].label for field, mark in marks.items()}


def words_for(name: str, code: str, *, found: bool) -> dict[str, str]:
    """The label of a code, by language. Of a compiled record (`found`) silence is told as what was not found."""
    key = f"found.{name}_{code}"
    return in_each(key) if found and key in messages(REFERENCE) else codes_of(name)[code].label


def codelists() -> list[Codelist]:
    """All of them, in the order of the vocabulary."""
    return [codelist(name) for name in CODELISTS]


def coded(name: str, code: str) -> Phrase:
    """A code of a list as a program reads it; its label for people."""
    return Phrase(in_each_language(codes_of(name)[code].label).said, code)


def to_choose(name: str) -> dict[str, CodeText]:
    """The codes of a list that somebody can say. Nobody says of progress that it is unknown: they say nothing."""
    return {code: text for code, text in codes_of(name).items() if (name, code) != ("progress", "unknown")}
