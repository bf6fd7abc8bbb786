"""The middle of the status sentence: the last thing that happened, who says so, and when.

A code is told as theirs who chose it. Where the record's keeper chose it, whoever spoke is told in their own words, and
the code as how we count it. What the keeper found elsewhere it says as “we”.
"""

from api.schemas.base import PartialDate
from api.schemas.projects import Contribution, Project
from api.schemas.updates import Update
from api.status.answers import answered_as
from api.status.confirmations import confirmations, last_news
from api.status.facts import DOUBTED, Facts, Stated, latest, said_at, verdicts_on_delivery
from api.status.progress import HAPPENINGS, coded_by_keeper, is_party
from api.status.sentence_context import SentenceContext, looked
from api.status.truncate import Part
from api.text.languages import said

_BRIEF = 5


def told_updates(context: SentenceContext) -> list[Stated[Update]]:
    """The updates to tell of: what leads, then anything newer; else whatever somebody said, but for a party."""
    news = context.derived.news
    newest = latest(one for one in news.told if one.facts.kind in HAPPENINGS)
    if news.leading is None:
        only = newest or news.happening
        return [only] if only else []
    if newest and newest != news.leading and said_at(newest)[0] > said_at(news.leading)[0]:
        return [news.leading, newest]
    return [news.leading]


def news_parts(context: SentenceContext, named: frozenset[str]) -> list[Part]:
    """What leads, with its code in plain words, and what it says happened; then what is newer; and whether it has been
    confirmed since.
    """
    told = told_updates(context)
    # What leads is told in brief before what is newer is left out; alone, before anything of it is.
    ranks = (_BRIEF, 2) if len(told) > 1 else (1, 0)
    parts: list[Part] = []
    for stated, rank in zip(told, ranks, strict=False):
        parts.append(_part(context, stated.facts, named, leads=stated is context.derived.news.leading, rank=rank))
        parts += _link(context, stated.facts)
    return [*parts, *_confirmed(context, told, named)]


def nothing_parts(context: SentenceContext, *, after_plan: bool) -> list[Part]:
    """Where nobody has told of anything: the project that is linked to it, as whoever's link it is; else that nothing
    is known.
    """
    facts = context.facts
    told = context.derived.plan if after_plan else None
    links = [
        (link, project)
        for link, project in facts.contributions
        if not _is_plan_of_all(link, project) and project is not told
    ]
    by_party = any(is_party(facts, project.lead) for _, project in links)
    links = [(link, project) for link, project in links if not is_party(facts, project.lead)]
    if links:
        own = [pair for pair in links if pair[0].recommendation == facts.recommendation.id]
        return [_linked(context, *(own or links)[-1])]
    if by_party or _is_shown(facts):
        return []
    key = f"{'and_' if after_plan else ''}nothing_{context.kind}"
    return [Part(context.say(key), rank=3, joins=after_plan, looked=looked(context))]


def _is_shown(facts: Facts) -> bool:
    """Whether the page shows anything that was done: what a party says, a verdict on it, a reply, or an answer that
    it was being done already.
    """
    return (
        any(one.facts.kind != "sign_off" for one in facts.updates)
        or bool(verdicts_on_delivery(facts))
        or any(one.facts.response == "already_doing" and answered_as(facts, one.facts) for one in facts.responses)
        or any(one.facts.about == facts.recommendation.id and not one.facts.answered for one in facts.replies)
    )


def _linked(context: SentenceContext, link: Contribution, project: Project) -> Part:
    """A project that is linked to it, and who made the link."""
    made_by = "keeper" if link.ground == "inferred" else link.made_by
    before, after = context.around(
        f"linked_{made_by}",
        "project",
        lead=context.name(project.lead, inside=True),
        who=context.name(project.lead if made_by == "project" else context.facts.assembly.host),
    )
    found = said(project.name, context.language, project.language)
    return Part(before + "“", found.text, "”" + after, looked=looked(context))


def _is_plan_of_all(link: Contribution, project: Project) -> bool:
    """A plan that answers the whole assembly or a theme shows nothing of this item."""
    return project.kind == "plan" and link.recommendation is None


def _part(context: SentenceContext, update: Update, named: frozenset[str], *, leads: bool, rank: int) -> Part:
    """Who says what, how it is counted and by whom, and when it was so."""
    coded = leads and update.progress is not None
    ours = coded and (coded_by_keeper(update) or context.is_ours(update.said_by.organisation))
    opening, text, closing = context.quoted(update.summary, update.language)
    head = _head(context, update, named, coded=coded and not ours)
    after = _merged(closing, _date(context, update.date, text))
    if ours:
        after += context.say("counted", counted=context.say(f"count_{update.progress}"))
    brief = _brief(context, update, named, leads=leads, ours=ours, head=head)
    doubt = _doubt(context, update)
    return Part(head + ": " + opening, text, after + doubt, rank=rank, brief=brief and brief + doubt)


def _brief(
    context: SentenceContext, update: Update, named: frozenset[str], *, leads: bool, ours: bool, head: str
) -> str:
    """What is said where there is no room for what whoever it was said; nothing where only they said anything."""
    speaker, date = update.said_by.organisation, _date(context, update.date, "")
    if ours:
        key = "counted_ours" if context.is_ours(speaker) else "counted_brief"
        inside = context.named_again(speaker, named, inside=True)
        return context.say(key, who_inside=inside, counted=context.say(f"count_{update.progress}")) + date
    if leads:
        return head + date
    if context.derived.news.leading is None:
        return ""
    if context.is_ours(speaker):
        return context.say("found_more") + date
    return context.say("said_more", who=context.named_again(speaker, named)) + date


def _head(context: SentenceContext, update: Update, named: frozenset[str], *, coded: bool) -> str:
    """Whose words follow: theirs with the code they chose, theirs under their own label, or just theirs."""
    speaker = update.said_by.organisation
    unsure = "_unsure" if update.confidence in DOUBTED else ""
    if context.is_ours(speaker):
        return context.say(f"we_found{unsure}")
    who = context.named_again(speaker, named)
    inside = context.named_again(speaker, named, inside=True)
    if coded:
        return context.say(f"says{unsure}", who=who, who_inside=inside, progress=context.say(str(update.progress)))
    if update.said_as:
        label = context.label(update.said_as, update.language)
        return context.say(f"calls{unsure}", who=who, who_inside=inside, label=label)
    verb = "tells" if speaker in context.derived.news.bodies else "reports"
    return context.say(f"{verb}{unsure}", who=who, who_inside=inside)


def _merged(closing: str, date: str) -> str:
    """The end of a quotation and its date, in one pair of brackets where both have some: `” (Welsh; May 2026)`."""
    return f"{closing[:-1]}; {date[2:]}" if closing.endswith(")") and date.startswith(" (") else closing + date


def _doubt(context: SentenceContext, update: Update) -> str:
    """That it may not be about this item: said wherever what it qualifies is said."""
    link = update.link
    doubtful = _linked_by_keeper(context, update) and link is not None and link.confidence in DOUBTED
    return context.say("link_doubtful") if doubtful else ""


def _link(context: SentenceContext, update: Update) -> list[Part]:
    """That the record's keeper linked it to this item, where there is room."""
    if not _linked_by_keeper(context, update) or _doubt(context, update):
        return []
    return [Part(context.say("link_ours"), rank=9, optional=True, joins=True)]


def _linked_by_keeper(context: SentenceContext, update: Update) -> bool:
    own = update.link is not None and update.link.made_by == "keeper"
    return own and not context.is_ours(update.said_by.organisation)


def _confirmed(context: SentenceContext, told: list[Stated[Update]], named: frozenset[str]) -> list[Part]:
    """That it is still so; or, where that is all that was said again and again, how often, and since when."""
    news = context.derived.news
    run, last = confirmations(news), last_news(news)
    if not told or not run or run[-1] in told:
        return []
    if len(run) == 1 or last is None:
        return [Part(context.say("still_true", when=context.on(run[-1].facts.date)), rank=9, optional=True)]
    who = context.named_again(run[-1].facts.said_by.organisation, named)
    when = context.date(last.facts.date)
    twice = len(run) == 2  # noqa: PLR2004 - a word of its own
    words = context.words.plural("nothing_new", len(run), who=who, when=when)
    return [Part(context.say("nothing_new_2", who=who, when=when) if twice else words, rank=4)]


def _date(context: SentenceContext, when: PartialDate, summary: str) -> str:
    """The date in brackets; left out where the summary already says it, said to be ours where it was worked out."""
    words = context.date(when)
    if when.inferred:
        return f" ({context.say('date_we_think', date=words)})"
    return "" if summary and words in summary else f" ({words})"
