"""What was shown for the word that an organisation gives a piece of work, by what each side answers. Pure.

Tests, never sums: one partner who differs is enough, silence is nothing, and a lower word asks for no more than a
higher one did. `_TESTS` and `_NEEDED` are the table of it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from api.schemas.declarations import Declaration
from api.schemas.engagements import Engagement
from api.schemas.organisations import Organisation
from api.schemas.testimonies import Gathered, Shown, Testimony
from api.status.sides import Side, is_of_people, side_of
from db.vocabulary import LEVELS


class Matter(NamedTuple):
    """What can be answered: who held the pen at a stage of the work, or one of the questions."""

    list: str  # `work_stage` or `testimony_question`
    code: str


@dataclass(frozen=True)
class Given:
    """An answer: its code, its words, and whether anything shows it."""

    code: str
    text: Mapping[str, str] | None = None
    shown: bool = False
    evidence: Sequence[Shown] = ()
    people: int | None = None  # how many who took part gave it, where that is told


Answers = Mapping[Matter, Given]


class Difference(NamedTuple):
    """That whoever declares and somebody on the other side answered one thing differently."""

    matter: Matter
    ours: str
    by: str  # the organisation on the other side
    theirs: str
    decides: bool  # whether the word asks for it, or for what it is about
    gathered: bool = False  # whether people who took part hold it, from whom `by` only gathered it


@dataclass(frozen=True)
class Declared:
    """What is worked out of a declaration.

    `level` is named only where the result is `supported` or `other_level`. `because` says which test the declarer's own
    answers leave unmet, or `cap`, where the result is `other_level`. `missing` says what the word would still need.
    """

    result: str
    level: str | None
    sides: Sequence[Side]
    differ: Sequence[Difference]
    tests: Mapping[str, str]
    missing: Sequence[str]
    because: str = ""
    answers: Mapping[str, Sequence[Answers]] = field(default_factory=dict)  # by testimony, as `answers_of` has them


@dataclass(frozen=True)
class _Test:
    """What a word asks for: answers that meet it, to each of the matters that tell.

    `same`: the matters ask for one thing, so that an answer to either tells against it. Else each is a way of its own.
    """

    met: Mapping[Matter, Collection[str]]
    same: bool = True


def _stage(code: str) -> Matter:
    return Matter("work_stage", code)


def _question(code: str) -> Matter:
    return Matter("testimony_question", code)


_SHARED = ("jointly", "community")
_OWN = ("community",)
_EARLY = ("not_yet", "too_early")
_TESTS = {
    "open": _Test({_question("open_at_start"): ("most", "some")}),
    "told": _Test({_question("told"): ("yes",)}),
    "back_and_forth": _Test(
        {_question("chair"): _SHARED, _question("lost"): ("with_reason", "nothing_lost")}, same=False
    ),
    "drew_together": _Test({_stage("design"): _SHARED}),
    "changed": _Test({_question("changed"): ("yes",)}),
    "power": _Test({_stage("decision"): _SHARED, _question("vote_or_block"): ("both", "community")}),
    "did_together": _Test({_stage("delivery"): _SHARED, _question("delivers"): _SHARED}),
    "began_it": _Test({_stage("framing"): _OWN}),
    "power_theirs": _Test({_stage("decision"): _OWN}),
    "did_theirs": _Test({_stage("delivery"): _OWN}),
}
# What each word asks for. `own_voice` is no answer of the declarer's: somebody on the other side has to say it.
OWN_VOICE = "own_voice"
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "informing": (),
    "consultation": ("open", "told"),
    "engagement": ("open", "told", "back_and_forth"),
    "co_design": ("open", "drew_together", "changed"),
    "co_production": ("changed", "power", "did_together", OWN_VOICE),
    "community_led": ("began_it", "power_theirs", "did_theirs", OWN_VOICE),
}
_APART = LEVELS[-1]
_LADDER = LEVELS[:-1]
_TWO_SIDED = ("co_design", "co_production", "community_led")
# What asks people and no more: it supports consultation at most, unless shared power is shown.
_CAPPED = ("survey", "consultation", "call_for_evidence", "ideas", "interviews", "event")
_OF_OWN_VOICE = tuple(matter for name in ("power", "changed") for matter in _TESTS[name].met)
_ASKED_FOR = frozenset(matter for test in _TESTS.values() for matter in test.met)
UNMET_BY_FORM = "cap"


def declared(
    declaration: Declaration,
    testimonies: Iterable[Testimony],
    organisations: Mapping[str, Organisation],
    engagements: Sequence[Engagement],
    day: date,
) -> Declared:
    """What was shown for a declaration on a day, by the testimonies that stand.

    `organisations` are those that answer and those that they name; `engagements` those that the declaration is about.
    """
    latest = _latest(testimonies, day)
    sides = [side_of(declaration, one, organisations) for one in latest]
    known = {one.id: answers_of(one, own_word=_own_word(one, organisations)) for one in latest}
    ours = next((known[one.testimony.id][0] for one in sides if one.place == "ours"), {})
    others = [
        _Other(one.testimony.by, one.testimony.gathered is not None, answers)
        for one in sides
        if one.place == "other"
        for answers in known[one.testimony.id]
    ]
    differ = _differences(declaration.level, ours, others)
    of_people = is_of_people(declaration.by, organisations)
    tests = {name: _state(test, ours) for name, test in _TESTS.items()}
    tests[OWN_VOICE] = "met" if _speaks_itself(declaration, of_people, ours, others) else "not_shown"
    # What people say of their own work is theirs to say: nobody else has to bear it out.
    two_sided = any(_answered(one.answers) for one in others) or (of_people and declaration.level == _APART)
    facts = _Facts(tests, _capped(engagements, tests), two_sided)
    result = _result(declaration.level, ours, differ, facts)
    level = declaration.level if result == "supported" else None
    because = ""
    if result == "other_level":
        level, because = _named(declaration.level, facts), _because(declaration.level, facts)
    needed = _NEEDED[declaration.level]
    return Declared(
        result,
        level,
        sides,
        differ,
        {name: tests[name] for name in needed},
        [name for name in needed if tests[name] != "met"],
        because,
        known,
    )


class _Other(NamedTuple):
    """What somebody on the other side answers, or one each of the answers that people hold whom `by` gathered."""

    by: str
    gathered: bool
    answers: Answers


@dataclass(frozen=True)
class _Facts:
    tests: Mapping[str, str]
    capped: bool
    two_sided: bool


def _latest(testimonies: Iterable[Testimony], day: date) -> list[Testimony]:
    """The latest of each party that had answered by the day, in an order that does not hang on when they came."""
    found: dict[tuple[str, bool, bool], Testimony] = {}
    for one in sorted(testimonies, key=lambda one: (not _is_supplied(one), one.date.first, one.id)):
        if one.date.first <= day:
            found[one.by, bool(one.as_staff), one.gathered is not None] = one
    return [found[key] for key in sorted(found)]


def _is_supplied(testimony: Testimony) -> bool:
    """Whether it came from an address that somebody else supplied: then it takes the place of no word of their own."""
    return testimony.address_from not in (None, testimony.by)


def answers_of(testimony: Testimony, *, own_word: bool = False) -> Sequence[Answers]:
    """What one testimony answers, once; where sheets were gathered, as often as people hold answers to one matter.

    Of people `own_word` is enough: nothing more need show what they say they did.
    """
    if testimony.gathered is not None:
        return _held(testimony.gathered)
    pens = {_stage(one.work_stage): _given(one.pen, one, own_word) for one in testimony.stages or ()}
    return [pens | {_question(one.question): _given(one.answer, one, own_word) for one in testimony.answers or ()}]


def _held(gathered: Gathered) -> Sequence[Answers]:
    """What people hold, who may differ among themselves: the first answer to each matter, the second, and so on."""
    told: dict[Matter, list[Given]] = {}
    for stage in gathered.stages or ():
        many = {one.answer: one.count for one in stage.counts or ()}
        told[_stage(stage.work_stage)] = [Given(code, people=many.get(code)) for code in stage.held]
    for question in gathered.answers or ():
        many = {one.answer: one.count for one in question.counts or ()}
        told[_question(question.question)] = [Given(code, people=many.get(code)) for code in question.held]
    most = max((len(one) for one in told.values()), default=0)
    return [{matter: one[place] for matter, one in told.items() if place < len(one)} for place in range(most)]


def _given(code: str, one: object, own_word: bool) -> Given:
    evidence = getattr(one, "evidence", None) or ()
    return Given(code, getattr(one, "text", None), bool(evidence) or own_word, evidence)


def _own_word(testimony: Testimony, organisations: Mapping[str, Organisation]) -> bool:
    return is_of_people(testimony.by, organisations)


def _answered(answers: Answers) -> bool:
    """Whether anything is answered that a word asks for."""
    return any(one.code != "cannot_tell" for matter, one in answers.items() if matter in _ASKED_FOR)


def _speaks_itself(declaration: Declaration, of_people: bool, ours: Answers, others: Sequence[_Other]) -> bool:
    """Whether people themselves answered on what changed or who decided; of their own work, that is theirs to say."""
    spoken = [ours] if of_people and declaration.level == _APART else [one.answers for one in others]
    return any(answers.get(matter, _UNSAID).code not in _SAYS_NOTHING for answers in spoken for matter in _OF_OWN_VOICE)


_UNSAID = Given("cannot_tell")
_SAYS_NOTHING = ("cannot_tell",)


def _state(test: _Test, answers: Answers) -> str:
    """`met`, `not_met` where an answer says otherwise, `early`, or `not_shown`."""
    given = {matter: answers[matter] for matter in test.met if answers.get(matter, _UNSAID).code != "cannot_tell"}
    early = [matter for matter, one in given.items() if one.code in _EARLY]
    met = [matter for matter, one in given.items() if one.code in test.met[matter]]
    against = len(given) - len(early) - len(met)
    if against and (test.same or against == len(test.met)):
        return "not_met"
    if any(given[matter].shown for matter in met):
        return "met"
    return "early" if early and not met else "not_shown"


def _bearing(level: str) -> frozenset[str]:
    """The tests that bear on a word: its own, and those of the words below it, which it takes in."""
    if level == _APART:
        return frozenset(_NEEDED[level]) - {OWN_VOICE}
    below = _LADDER[: _LADDER.index(level) + 1]
    return frozenset(name for one in below for name in _NEEDED[one]) - {OWN_VOICE}


def _differences(level: str, ours: Answers, others: Sequence[_Other]) -> list[Difference]:
    """Where somebody on the other side answered differently, never averaged and never outvoted."""
    deciding = {matter for name in _bearing(level) for matter in _TESTS[name].met}
    found = [
        Difference(matter, ours[matter].code, one.by, theirs.code, matter in deciding, one.gathered)
        for one in others
        for matter, theirs in one.answers.items()
        if matter in ours and "cannot_tell" not in (theirs.code, ours[matter].code) and theirs.code != ours[matter].code
    ]
    return sorted([*found, *_across(level, ours, others)], key=lambda one: (not one.decides, *one))


def _across(level: str, ours: Answers, others: Sequence[_Other]) -> Iterable[Difference]:
    """The same where each side answered another of two matters that ask for one thing."""
    for name in sorted(_bearing(level)):
        test = _TESTS[name]
        for by, gathered, answers in others:
            if not test.same or any(matter in ours and matter in answers for matter in test.met):
                continue
            states = _said(test, ours), _said(test, answers)
            if {*states} == {True, False}:
                matter = next(one for one in test.met if one in answers)
                own = next(ours[one].code for one in test.met if one in ours)
                yield Difference(matter, own, by, answers[matter].code, True, gathered)


def _said(test: _Test, answers: Answers) -> bool | None:
    """Whether what is said meets a test; None where nothing is."""
    codes = [(matter, answers[matter].code) for matter in test.met if matter in answers]
    told = [code in test.met[matter] for matter, code in codes if code not in (*_EARLY, "cannot_tell")]
    return all(told) if told else None


def _capped(engagements: Sequence[Engagement], tests: Mapping[str, str]) -> bool:
    forms = [one.form for one in engagements]
    return bool(forms) and all(form in _CAPPED for form in forms) and tests["power"] != "met"


def _result(level: str, ours: Answers, differ: Sequence[Difference], facts: _Facts) -> str:
    """The first that fits."""
    if not ours:
        return "not_answered"
    if any(one.decides for one in differ):
        return "contested"
    if _ruled_out(level, facts):
        return "other_level"
    if level in _TWO_SIDED and not facts.two_sided:
        return "one_sided"
    return _by_what_is_shown(level, facts)


def _by_what_is_shown(level: str, facts: _Facts) -> str:
    """What shows more than was claimed shows what was claimed: nobody loses by an honest lower word."""
    higher = () if level == _APART else _LADDER[_LADDER.index(level) + 1 :]
    above = {_shown(one, facts) for one in higher if not _ruled_out(one, facts)}
    if "supported" in above:
        return "supported"
    own = _shown(level, facts)
    return "in_part" if own == "not_shown" and above & {"too_early", "in_part"} else own


def _shown(level: str, facts: _Facts) -> str:
    """How much of what a word asks for is shown."""
    states = {name: facts.tests[name] for name in _NEEDED[level]}
    open_ = [state for state in states.values() if state != "met"]
    if not open_:
        return "supported"
    if all(state == "early" for state in open_):
        return "too_early"
    return "in_part" if any(state == "met" for name, state in states.items() if name != OWN_VOICE) else "not_shown"


def _ruled_out(level: str, facts: _Facts) -> bool:
    """Whether the declarer's own answers say that it is something else, or all of it only asked people."""
    return _is_capped(level, facts) or any(facts.tests[name] == "not_met" for name in _bearing(level))


def _is_capped(level: str, facts: _Facts) -> bool:
    return facts.capped and level != _APART and _LADDER.index(level) > _LADDER.index("consultation")


def _because(level: str, facts: _Facts) -> str:
    own = [name for name in _NEEDED[level] if facts.tests[name] == "not_met"]
    below = [name for name in _TESTS if name in _bearing(level) and facts.tests[name] == "not_met"]
    return next(iter([*own, *([UNMET_BY_FORM] if _is_capped(level, facts) else []), *below]))


def _named(level: str, facts: _Facts) -> str | None:
    """The word that what was shown supports instead: only where each between is ruled out, not merely unanswered."""
    if level == _APART:
        return None
    for one in reversed(_LADDER[: _LADDER.index(level)]):
        if _ruled_out(one, facts):
            continue
        alone = one in _TWO_SIDED and not facts.two_sided
        return one if _shown(one, facts) == "supported" and not alone else None
    return None
