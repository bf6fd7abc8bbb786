"""In which languages an organisation publishes together, and what of a working copy is not in all of them yet."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.core.faults import fault
from api.core.principal import Principal
from api.core.problems import Problem
from api.record.graph import standing_as
from api.record.reader import RecordReader
from api.schemas.forms import texts_in
from api.schemas.posts import Post
from api.schemas.record import THING_SCHEMAS
from api.text.languages import base
from api.workbench import audit
from api.workbench.access import may_edit
from api.workbench.working_copies import facts_of
from db.models.access import TranslationRule
from db.models.workbench import WorkingCopy


@dataclass(frozen=True)
class Lacking:
    """A text that is not in a language in which it is to be published."""

    at: tuple[str | int, ...]
    texts: dict[str, str]
    language: str

    @property
    def pointer(self) -> str:
        return "".join(f"/{step}" for step in self.at)

    @property
    def others(self) -> str:
        """The languages that it is in."""
        return ", ".join(sorted(self.texts))


def rule_of(record: RecordReader, organisation: str) -> TranslationRule | None:
    """The rule of an organisation; None where it has none."""
    with record.session.no_autoflush:  # what is being written is no rule, and goes with what comes after
        return record.session.get(TranslationRule, organisation)


def lacking(record: RecordReader, copy: WorkingCopy) -> tuple[Lacking, ...]:
    """What of a working copy is not in every language in which its organisation publishes together."""
    rule = rule_of(record, copy.organisation)
    return tuple(_lacking(copy, rule.languages.split())) if rule is not None else ()


def _lacking(copy: WorkingCopy, languages: list[str]) -> Iterator[Lacking]:
    facts = facts_of(copy).model_dump(exclude_none=True)
    for at, texts in texts_in(THING_SCHEMAS[copy.type], facts):
        known = {base(tag) for tag in texts}
        if known & set(languages):  # a text in neither is somebody else's words, such as a title abroad
            yield from (Lacking(at, texts, language) for language in languages if language not in known)


def set_rule(record: RecordReader, principal: Principal, organisation: str, languages: list[str], post: str) -> None:
    """Say in which languages an organisation publishes together, and which post translates; nothing ends the rule.

    Raises 404 and 403 as `may_edit`, 409 where it does not fit.
    """
    may_edit(record, principal, organisation)
    found = standing_as(record, post, Post) if post else None
    faults = []
    if len(set(languages)) == 1:
        faults.append(fault("/languages", "one-language", "fault.one_language"))
    if languages and (found is None or not found.contact):
        faults.append(fault("/post", "no-mailbox", "fault.no_mailbox"))
    if faults:
        raise Problem("conflict", faults[0].detail, errors=faults)
    session = record.session
    row = rule_of(record, organisation)
    if languages:
        row = row or TranslationRule(organisation=organisation)
        row.languages, row.post = " ".join(dict.fromkeys(languages)), post
        session.add(row)
    elif row is not None:
        session.delete(row)
    reason = f"{' '.join(languages)} by {post}" if languages else "ended"
    audit.note(
        session,
        principal,
        "set_translation_rule",
        "organisation",
        organisation,
        organisation=organisation,
        reason=reason,
    )
