"""The rules of an organisation as a page has them: who releases, in which order, and what is published together."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.core.principal import Principal
from api.desk.offices import posts_of
from api.publishing.policy import is_gated
from api.record.reader import RecordReader
from api.record.things import name
from api.schemas.posts import Post
from api.text.languages import Said, languages, said
from api.workbench import translation_rules
from api.workbench.access import may_edit
from api.workbench.releasers import is_nobody_told
from db.queries.access import Rule


@dataclass(frozen=True)
class Rules:
    """What is set at an organisation, and what its forms offer."""

    organisation: str
    name: Mapping[str, str]
    is_gated: bool  # whether a second person releases
    is_nobody_told: bool
    release: Rule
    together: list[str]  # the languages that are published together
    translator: str
    tongues: list[str]  # that can be published together
    posts: dict[str, Said]  # of the organisation, and any other that a rule names
    mailboxes: frozenset[str]  # the posts that have one

    @property
    def has_release(self) -> bool:
        return self.release != Rule()

    @property
    def untold(self) -> list[str]:
        """The posts that a rule names, each once, which no mail reaches."""
        named = dict.fromkeys([*self.release.posts, *([self.translator] if self.translator else [])])
        return [post for post in named if post not in self.mailboxes]


def opened(record: RecordReader, principal: Principal, organisation: str, language: str) -> Rules:
    """What is set at an organisation. Raises 403 and 404 as `may_edit`."""
    may_edit(record, principal, organisation)
    release, translation = record.release_rule(organisation), translation_rules.rule_of(record, organisation)
    together = translation.languages.split() if translation is not None else []
    translator = translation.post if translation is not None else ""
    named = [*release.posts, *([translator] if translator else [])]
    theirs = posts_of(record, organisation, language)
    nodes = record.load([*theirs, *named, organisation]).nodes
    others = {id_: said(name(nodes[id_]), language) if id_ in nodes else Said(id_, "") for id_ in named}
    posts = {**others, **theirs}
    return Rules(
        organisation,
        name(nodes[organisation]),
        is_gated(record, organisation),
        is_nobody_told(record, organisation),
        release,
        together,
        translator,
        list(dict.fromkeys([*languages(), *together])),
        posts,
        frozenset(
            id_ for id_ in posts if id_ in nodes and isinstance(found := nodes[id_].facts, Post) and found.contact
        ),
    )
