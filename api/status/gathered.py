"""What people who took part answered on sheets, counted so that nobody's own answer can be known. Pure.

Under `SMALLEST_BASE` no number is told; nor is one from which such a number could be worked out by subtraction, in one
publication or from one to the next. What they hold is told whatever their number: of seven people, what four say.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.core.json_text import Json
from api.schemas.assemblies import SMALLEST_BASE
from api.status.declared import Matter
from db.vocabulary import CODELISTS, PENS, QUESTIONS

# What a sheet asks, and the answers to each.
STAGES: Mapping[str, Sequence[str]] = dict.fromkeys(CODELISTS["work_stage"], PENS)
SENTENCES: Mapping[str, Sequence[str]] = {one: QUESTIONS[one] for one in ("changed", "lost")}
CAPACITIES = CODELISTS["answers_as"]
FEWEST = 3  # answered it, or more than half of them is what each of them said


@dataclass(frozen=True)
class Sheet:
    """What one person answered, in which capacity."""

    answers_as: str
    answers: Mapping[Matter, str]


def gathered(given_out: int, sheets: Sequence[Sheet], replaced: int) -> Json:
    """What becomes public of the sheets that came back, as a testimony has it."""
    told: Json = {"given_out": _number(given_out), "came_back": _number(len(sheets))}
    if replaced:
        told["replaced"] = {"count": replaced} if len(sheets) >= SMALLEST_BASE else _number(0)
    if capacities := _counts("answers_as", Counter(one.answers_as for one in sheets), CAPACITIES):
        told["capacities"] = capacities
    for field, list_, key, asked in (
        ("stages", "work_stage", "work_stage", STAGES),
        ("answers", "testimony_question", "question", SENTENCES),
    ):
        found = [_matter(sheets, Matter(list_, one), key, codes) for one, codes in asked.items()]
        if any(found):
            told[field] = [one for one in found if one]
    return told


def held(counts: Mapping[str, int], codes: Sequence[str]) -> list[str]:
    """The answers that people hold: what ten of them gave, or more than half of those who answered."""
    answered = sum(counts.values())
    most = answered / 2 if answered >= FEWEST else answered
    return [code for code in codes if (many := counts.get(code, 0)) >= SMALLEST_BASE or many > most]


def may_be_told(before: int | None, back: int, since: int) -> bool:
    """Whether what came back may be published, after it was when `before` were back; `since` came or were put right.

    Whoever subtracts one publication from the next learns what the sheets between them say. Of fewer than ten no number
    was told from which anything could be subtracted.
    """
    return before is None or since >= SMALLEST_BASE or before < SMALLEST_BASE <= back


def _matter(sheets: Sequence[Sheet], matter: Matter, key: str, codes: Sequence[str]) -> Json:
    """What is told of one matter; nothing where nothing is held and nothing can be counted."""
    counts = Counter(one.answers[matter] for one in sheets if matter in one.answers)
    told: Json = {"held": held(counts, codes)}
    if counted := _counts("answer", counts, codes):
        told["counts"] = counted
    return {key: matter.code, **told} if any(told.values()) else {}


def _counts(name: str, counts: Mapping[str, int], codes: Sequence[str]) -> list[Json]:
    """How many gave each of the codes; nothing of fewer than ten, or where even what is left would tell."""
    whole = {code: counts.get(code, 0) for code in codes}
    told = _told(whole)
    if told is None or sum(whole.values()) < SMALLEST_BASE:
        return []
    return [
        {name: code, **({"count": many} if code in told else _number(many) if many < SMALLEST_BASE else {})}
        for code, many in whole.items()
    ]


def _told(counts: Mapping[str, int]) -> Sequence[str] | None:
    """The codes whose number can be told; None where no number can."""
    told = [code for code, many in counts.items() if many >= SMALLEST_BASE]
    while _tells(counts, told):
        if not told:
            return None
        told.pop()  # the last, whatever its number is: which is left out must say nothing of how small it is
    return told


def _tells(counts: Mapping[str, int], told: Sequence[str]) -> bool:
    """Whether a number under ten follows from the others, for whoever knows how many answered."""
    hidden = {code: many for code, many in counts.items() if code not in told}
    left, most = sum(hidden.values()), SMALLEST_BASE - 1
    small = [code for code, many in hidden.items() if many < SMALLEST_BASE]
    large = len(hidden) - len(small)  # of which is seen that each is ten or more
    for code in small:
        least = 0 if large else max(0, left - (len(small) - 1) * most)
        if hidden[code] and least == min(most, left - large * SMALLEST_BASE):
            return True
    return False


def _number(many: int) -> Json:
    return {"count": many} if many >= SMALLEST_BASE else {"fewer_than": SMALLEST_BASE}
