"""What the page of a reminder's link shows: the things the mail asked about, as they stand now."""

from collections.abc import Mapping, Sequence

from api.core.codelists import to_choose
from api.record.graph import Graph, as_kind
from api.record.reader import RecordReader
from api.record.things import url
from api.reminders.answer_page import AnswerDraft, AnswerItem, AnswerPage
from api.reminders.mailed_answers import draft_of
from api.reminders.reminders import held_until, named
from api.schemas.organisations import Organisation
from api.schemas.posts import Post
from api.schemas.updates import Update
from api.status.gathering import facts_of
from api.status.owing import is_past_its_day
from api.status.status import status
from api.text.languages import Said, base, nearest
from api.text.languages import said as in_language
from api.workbench.mail_languages import chosen
from api.workbench.working_copies import facts_of as facts_in
from db.models.reminders import AnswerToken
from db.models.workbench import WorkingCopy


def answer_page_of(
    record: RecordReader,
    tokens: Sequence[AnswerToken],
    language: str | None,
    *,
    done: str = "",
    faults: Mapping[str, str] | None = None,
    said: Mapping[str, object] | None = None,
    changes: Sequence[object] = (),
) -> AnswerPage:
    """The page of these tokens of one mail, in a language; else in the organisation's. What is due of one thing stands
    together, to be answered at once.
    """
    graph = record.around({one.about for one in tokens} | {one.post for one in tokens})
    organisation = graph.own(graph.own(tokens[0].post, Post).organisation, Organisation)
    chosen_language = language or nearest(organisation.language)
    return AnswerPage(
        language=chosen_language,
        mailbox=chosen(record.session, tokens[0].recipient),
        post=named(graph, tokens[0].post, chosen_language),
        organisation=named(graph, organisation.id, chosen_language),
        items=tuple(
            _item(graph, together, chosen_language, draft_of(record.session, together[0]))
            for together in _by_thing(tokens)
            if together[0].about in graph.nodes
        ),
        progress=_labels("progress", chosen_language),
        reasons=_labels("delay_reason", chosen_language),
        held_until=held_until(graph, [organisation.id]),
        done=done,
        faults=faults or {},
        said=said or {},
        changes=changes,
    )


def _by_thing(tokens: Sequence[AnswerToken]) -> list[list[AnswerToken]]:
    """The tokens of each thing, what was not answered first, in the order of the mail."""
    found: dict[str, list[AnswerToken]] = {}
    for one in tokens:
        found.setdefault(one.about, []).append(one)
    return [sorted(several, key=lambda one: (one.used_at is not None, one.number)) for several in found.values()]


def _labels(codelist: str, language: str) -> dict[str, Said]:
    return {code: in_language(text.label, language) for code, text in to_choose(codelist).items()}


def _item(graph: Graph, tokens: Sequence[AnswerToken], language: str, draft: WorkingCopy | None) -> AnswerItem:
    token, day = tokens[0], graph.moment.day
    node = graph.nodes[token.about]
    own = node.facts
    sentence = None
    where, past = "", is_past_its_day(graph, node)
    if own.type == "recommendation" and own.assembly in graph.nodes:
        sentence = status(facts_of(graph, node.id), graph.moment.day).sentence
        where = named(graph, own.assembly, language)
    return AnswerItem(
        number=token.number,
        dues=tuple((one.kind, one.due, one.due < day) for one in tokens if one.used_at == token.used_at),
        title=named(graph, node.id, language),
        where=where,
        sentence=in_language(sentence, language).text if sentence else None,
        url=url(graph, node),
        answered_on=token.used_at.date() if token.used_at else None,
        past=past,
        # A draft that nothing has changed says less than is asked of what is late.
        draft=_draft(draft, language)
        if draft and not (past and as_kind(facts_in(draft), Update).kind == "confirmation")
        else None,
    )


def _draft(copy: WorkingCopy, language: str) -> AnswerDraft:
    summary = as_kind(facts_in(copy), Update).summary
    text, tag = in_language(summary, language)
    return AnswerDraft(text, base(tag), copy.revision)
