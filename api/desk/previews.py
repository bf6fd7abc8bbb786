"""Before anything is public: what residents read now and would read then, in every language, and what would be lost."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.core.json_text import Json
from api.record.reader import RecordReader
from api.record.things import name
from api.workbench.preview import Compared

EASY = 25  # words of a sentence: what the government's guide to plain English calls the most
_CLAUSE = re.compile(r"(?<=[.!?;:])\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Change:
    """One recommendation or engagement: its status now and then, and what would no longer be said, by language."""

    id: str
    name: Mapping[str, str]
    now: Json | None
    then: Json | None
    lost: Mapping[str, Sequence[str]]
    longest: Mapping[str, int]  # words of the longest sentence that residents would read

    @property
    def is_other(self) -> bool:
        """Whether residents would read another sentence."""
        return self._differs("sentence")

    @property
    def has_other_answers(self) -> bool:
        """Whether any of the four answers would be another, or something else be owed."""
        return self._differs("response", "progress", "schedule", "assurance", "owed")

    def _differs(self, *names: str) -> bool:
        return any((self.now or {}).get(name) != (self.then or {}).get(name) for name in names)


def changes(record: RecordReader, found: Compared) -> list[Change]:
    """What publishing would change of each recommendation that it is about, or of the engagement that it is."""
    graph = record.load(found.concerned)
    names = {id_: name(graph.nodes[id_]) for id_ in found.concerned if id_ in graph.nodes}
    pairs = [(id_, found.now.get(id_), found.then.get(id_)) for id_ in found.concerned]
    return [
        Change(id_, names.get(id_, {"en": id_}), now, then, _lost(now, then), _longest(then))
        for id_, now, then in pairs
        if now or then
    ]


def _lost(now: Json | None, then: Json | None) -> dict[str, list[str]]:
    """The clauses of the sentence now that are not in the one then."""
    before, after = (one["sentence"] if one else {} for one in (now, then))
    kept = {tag: {_bare(part) for part in _CLAUSE.split(text)} for tag, text in after.items()}
    lost = {
        tag: [part for part in _CLAUSE.split(text) if _bare(part) not in kept.get(tag, set())]
        for tag, text in before.items()
    }
    return {tag: parts for tag, parts in lost.items() if parts}


def _longest(then: Json | None) -> dict[str, int]:
    sentences = then["sentence"] if then else {}
    return {tag: max(len(part.split()) for part in _SENTENCE.split(text)) for tag, text in sentences.items() if text}


def _bare(text: str) -> str:
    return text.strip(" .;:,").casefold()
