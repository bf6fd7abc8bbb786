"""Who says so (design, section 3, “Assurance”; needs F14, 2.2)."""

from api.rules.facts import Facts, Stated
from api.rules.progress import News
from api.schemas.verdicts import Verdict
from db.vocabulary import CODELISTS

_AGREES = ("met", "mostly")
_DISAGREES = ("partly", "barely", "not_met")
_VOTING = {"members": ("members_agree", "members_disagree"), "residents_panel": ("panel_agrees", "panel_disagrees")}


def assurance(facts: Facts, news: News) -> tuple[str, ...]:
    """Every code that holds for what leads, in the order of the codelist; empty where nothing leads."""
    if news.leading is None:
        return ()
    update = news.leading.facts
    codes = {"claimed" if update.said_by.organisation in news.bodies else "reported"}
    if update.checked_by and update.checked_by != update.said_by.post:
        codes.add("signed_off")
    for verdict in bearing_verdicts(facts, news):
        codes.update(judgement(verdict))
    return tuple(code for code in CODELISTS["assurance"] if code in codes)


def bearing_verdicts(facts: Facts, news: News) -> list[Verdict]:
    """Verdicts on the delivery of this very item, not older than the update they judge.

    Of several by one assessor the latest counts.
    """
    if news.leading is None:
        return []
    latest: dict[tuple[str, str], Stated[Verdict]] = {}
    for stated in sorted(facts.verdicts, key=lambda one: (one.facts.date.first, one.sequence)):
        verdict = stated.facts
        about_this = verdict.of == "delivery" and verdict.recommendation == facts.recommendation.id
        if about_this and verdict.date.first >= news.leading.facts.date.first:
            latest[verdict.assessor, verdict.by] = stated
    return [stated.facts for stated in latest.values()]


def judgement(verdict: Verdict) -> tuple[str, ...]:
    """The assurance codes one verdict stands for. A tied vote is neither agreement nor disagreement."""
    if verdict.verdict == "cannot_tell":
        return ("cannot_tell",)
    if verdict.assessor in _VOTING:
        agree, disagree = _VOTING[verdict.assessor]
        counted = counts(verdict)
        if counted is None:
            return (agree,) if verdict.verdict in _AGREES else (disagree,)
        agreed, disagreed, voted = counted
        return (agree,) if agreed * 2 > voted else (disagree,) if disagreed * 2 > voted else ()
    if verdict.assessor in ("scrutiny", "audit"):
        return ("scrutinised",)
    return ("independent",) if verdict.verdict in _AGREES else ("independent", "disputed")


def counts(verdict: Verdict) -> tuple[int, int, int] | None:
    """How many agreed, how many disagreed and how many voted; None where the marks do not say."""
    marks = [(mark.verdict, mark.count) for mark in verdict.marks or [] if mark.count is not None]
    if not any(code for code, _ in marks):
        return None
    agreed = sum(count for code, count in marks if code in _AGREES)
    disagreed = sum(count for code, count in marks if code in _DISAGREES)
    voted = verdict.voted if verdict.voted is not None else sum(count for _, count in marks)
    return agreed, disagreed, voted
