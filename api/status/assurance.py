"""Who says so: whoever did it, another post, the members, a panel, scrutiny. Several may, and nothing is averaged."""

from typing import NamedTuple

from api.schemas.assemblies import Assembly
from api.schemas.updates import Update
from api.schemas.verdicts import Verdict
from api.status.assessors import assessor_of, delivering
from api.status.facts import Facts, Stated
from api.status.progress import News
from db.vocabulary import CODELISTS

_AGREES = ("met", "mostly")
_DISAGREES = ("partly", "barely", "not_met")
_VOTING = {"members": ("members_agree", "members_disagree"), "residents_panel": ("panel_agrees", "panel_disagrees")}


class Judged(NamedTuple):
    """A verdict that bears on what leads, and what it says of it."""

    verdict: Verdict
    codes: tuple[str, ...]


def assurance(facts: Facts, news: News) -> tuple[str, ...]:
    """Every code that holds for what leads, in the order of the codelist; empty where nothing leads."""
    if news.leading is None:
        return ()
    update = news.leading.facts
    codes = {"claimed" if update.said_by.organisation in news.bodies else "reported"}
    if is_signed_off(facts, news.leading):
        codes.add("signed_off")
    for one in bearing_verdicts(facts, news):
        codes.update(one.codes)
    return tuple(code for code in CODELISTS["assurance"] if code in codes)


def is_signed_off(facts: Facts, stated: Stated[Update]) -> bool:
    """Whether another post signed an update off as it stands now: what was changed since is not what it read."""
    return any(
        one.facts.kind == "sign_off"
        and one.facts.signs_off == stated.facts.id
        and one.facts.said_by.post not in {None, stated.facts.said_by.post}
        and one.sequence > stated.sequence
        for one in facts.updates
    )


def bearing_verdicts(facts: Facts, news: News) -> list[Judged]:
    """Verdicts on the delivery of this very item, not older than the update they judge, by somebody who is somebody to
    it.

    Of several by one assessor the latest counts.
    """
    if news.leading is None:
        return []
    latest: dict[str, Judged] = {}
    answering = news.bodies | delivering(facts)
    for stated in sorted(facts.verdicts, key=lambda one: (one.facts.date.first, one.sequence)):
        verdict = stated.facts
        about_this = verdict.of == "delivery" and verdict.recommendation == facts.recommendation.id
        if not about_this or verdict.date.first < news.leading.facts.date.first:
            continue
        assessor = assessor_of(verdict, facts.organisations.get(verdict.by), answering)
        if assessor is not None:
            latest.pop(verdict.by, None)
            latest[verdict.by] = Judged(verdict, judgement(verdict, assessor))
    return list(latest.values())


def judgement(verdict: Verdict, assessor: str) -> tuple[str, ...]:
    """The assurance codes one verdict stands for. A tied vote is neither agreement nor disagreement, and nor are marks
    that stand as printed.
    """
    if verdict.verdict == "cannot_tell":
        return ("cannot_tell",)
    if assessor in _VOTING:
        agree, disagree = _VOTING[assessor]
        counted = counts(verdict)
        if counted is None:
            return (agree,) if verdict.verdict in _AGREES else (disagree,) if verdict.verdict in _DISAGREES else ()
        agreed, disagreed, voted = counted
        return (agree,) if agreed * 2 > voted else (disagree,) if disagreed * 2 > voted else ()
    if assessor in ("scrutiny", "audit"):
        return ("scrutinised",)
    if verdict.verdict == "as_printed":
        return ()
    return ("independent",) if verdict.verdict in _AGREES else ("independent", "disputed")


def is_few(verdict: Verdict, assembly: Assembly) -> bool:
    """Whether so few voted that people could be known by the numbers, where no source prints them."""
    voted = verdict.voted if verdict.voted is not None else (counts(verdict) or (0, 0, None))[2]
    return voted is not None and voted < assembly.least_base and not verdict.sources


def told_as(verdict: Verdict, assembly: Assembly, code: str) -> str | None:
    """How the numbers behind a code are told: `all` who voted, of `few`, or as they are (`counted`); None without."""
    counted = counts(verdict) if code.startswith(("members", "panel")) else None
    if counted is None:
        return None
    agreed, disagreed, voted = counted
    if (disagreed if code.endswith(("disagree", "disagrees")) else agreed) == voted > 1:
        return "all"
    return "few" if is_few(verdict, assembly) else "counted"


def counts(verdict: Verdict) -> tuple[int, int, int] | None:
    """How many agreed, how many disagreed and how many voted; None where the marks do not say."""
    marks = [(mark.verdict, mark.count) for mark in verdict.marks or [] if mark.count is not None]
    if not any(code for code, _ in marks):
        return None
    agreed = sum(count for code, count in marks if code in _AGREES)
    disagreed = sum(count for code, count in marks if code in _DISAGREES)
    voted = verdict.voted if verdict.voted is not None else sum(count for _, count in marks)
    return agreed, disagreed, voted
