"""What is said of an engagement in plain words: what form it is, who decides, what can change, and what came of it.

It is made of its own fields alone, and of what is not said there; nobody remarks on what that shows.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from api.schemas.engagements import Engagement
from api.status.engagement_state import EngagementState
from api.text.languages import said
from api.text.localizer import Words, localizer

_OVER = ("results_published", "cancelled")


def engagement_words(own: Engagement, state: EngagementState, day: date, language: str) -> str:
    """A few short sentences in a language. Of a compiled record they tell what was found."""
    words = localizer(language).words("engagement", found=own.compiled)
    parts = [words[f"form_{own.form}"], *_decides(own, state, day, language, words)]
    parts += [*_changes(own, state, language, words), *_came_of_it(own, state, language, words)]
    return " ".join(parts)


def _decides(own: Engagement, state: EngagementState, day: date, language: str, words: Words[str]) -> Iterator[str]:
    decision = own.decision
    if decision is None:
        if state.code not in _OVER:
            yield words["decides_unsaid"]
        return
    by = _text(decision.by, own, language)
    if decision.due is None:
        yield words["decides"].format(by=by)
    elif decision.due.last >= day:
        yield words["decides_on"].format(by=by, on=localizer(language).on(decision.due.value))
    else:
        yield words["was_to_decide"].format(by=by, on=localizer(language).on(decision.due.value))


def _changes(own: Engagement, state: EngagementState, language: str, words: Words[str]) -> Iterator[str]:
    if state.code in _OVER:
        return
    if own.open:
        yield words["can_change"].format(what=_listed([one.text for one in own.open], own, language))
    if own.fixed:
        yield words["cannot_change"].format(what=_listed([one.text for one in own.fixed], own, language))
    if not own.open and not own.fixed:
        yield words["change_unsaid"]


def _came_of_it(own: Engagement, state: EngagementState, language: str, words: Words[str]) -> Iterator[str]:
    say, promised = localizer(language), own.results_promised
    if own.cancelled:
        yield words["cancelled"].format(
            on=say.on(own.cancelled.date.value), why=_text(own.cancelled.reason, own, language)
        )
    elif own.outcome:
        on = say.on(own.outcome.date.value)
        late = state.days_late
        yield words.plural("published_late", late, on=on) if late else words["published"].format(on=on)
    elif state.code == "planned":
        yield words["begins"].format(on=say.on(own.begins.value)) if own.begins else words["planned"]
    elif state.code == "open":
        yield words["open_until"].format(on=say.date(own.ends.value)) if own.ends else words["open"]
    elif own.ends:
        yield words["closed"].format(on=say.on(own.ends.value))
    if state.code in ("results_due", "results_late") and promised:
        yield words[state.code].format(by=say.by(promised.value))
    if state.silent:
        yield words["silent"]
    if own.keeper and own.compiled and own.keeper.checked_to and state.code not in _OVER:
        yield words["looked"].format(on=say.date(own.keeper.checked_to.value))


def _listed(texts: Sequence[Mapping[str, str]], own: Engagement, language: str) -> str:
    return localizer(language).list([_text(one, own, language) for one in texts])


def _text(text: Mapping[str, str], own: Engagement, language: str) -> str:
    return said(text, language, own.language).text
