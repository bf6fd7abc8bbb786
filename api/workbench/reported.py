"""What a record document may say in somebody's name: what is moved here whole, and what its keeper reports.

A voice that has a live grant here is never spoken for. Else what somebody said is reported by the keeper of a compiled
record, with a source, and never by the body it is about. A record of which nothing was ever published here is moved
here as it is: it was published elsewhere, and is entered by an administrator, which the record says.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from api.core.faults import Fault, fault
from api.publishing.attribution import is_members, voice_in
from api.publishing.policy import named
from api.record.graph import Lookup
from api.schemas.kinds import BY_TYPE
from api.schemas.record import RecordItem, RecordThing, Tombstone, Whole
from api.status.assessors import promising
from db.publications import Voice
from db.vocabulary import Grant, Role


class Rules(NamedTuple):
    """What a document is judged by."""

    live: Collection[Grant]  # what somebody here holds now
    own: Whole  # the assembly or engagement of the document, as the document has it
    before: Whole | None  # as it stands here; None where nothing of it was ever published
    lookup: Lookup  # what the document says, else what stands
    stands: Lookup


def faults(rules: Rules, thing: RecordItem) -> Iterator[Fault]:
    """Why a thing of a document may not be said in the voice it has there; nothing where it may."""
    keeper = rules.own.kept_by
    said = None if isinstance(thing, Tombstone) else thing
    standing = rules.stands(thing.id)
    voice = voice_in(rules.own, thing, rules.lookup)
    if said is None and standing is not None:
        owner = voice_in(rules.own, standing, rules.lookup)
        if voice.organisation not in {owner.organisation, keeper}:
            yield fault(
                "/by", "not-its-voice", "fault.its_speaker_withdraws", id=thing.id, organisation=owner.organisation
            )
            return
    if voice.organisation == keeper or (said is not None and is_members(said)):
        return
    if said is not None and BY_TYPE[said.type].own_words and is_compiled(rules.own):
        who = named([Grant(Role.editor, voice.organisation)])
        yield fault("", "its-own-words", "fault.its_own_words", organisation=voice.organisation, who=who)
    elif (live := _live_voice(rules, voice)) is not None:
        yield fault("", "voice-has-grant", "fault.speaks_itself", organisation=voice.organisation, who=named([live]))
    elif rules.before is not None and not is_compiled(rules.before):
        yield fault("", "not-reported", "fault.spoken_for", organisation=voice.organisation)
    elif is_compiled(rules.own) and said is not None:
        yield from _report_faults(rules, said, voice)


def _report_faults(rules: Rules, thing: RecordThing, voice: Voice) -> Iterator[Fault]:
    keeper = rules.own.kept_by
    if BY_TYPE[thing.type].judges and keeper in promising(rules.own):
        yield fault("", "about-its-keeper", "fault.about_its_keeper", keeper=keeper, organisation=voice.organisation)
    elif not has_source(thing, rules.own):
        yield fault("/sources", "source-missing", "fault.give_its_source", organisation=voice.organisation)


def is_compiled(own: Whole) -> bool:
    """Whether somebody compiles a record from public sources."""
    return own.keeper is not None and own.keeper.capacity == "compiler"


def has_source(thing: RecordThing, own: Whole) -> bool:
    """Whether a report says where it comes from. An answer to all may stand in a document of the assembly."""
    evidence = [one for one in getattr(thing, "evidence", None) or () if one.address]
    bases = [getattr(thing, field, None) for field in ("text_basis", "title_basis", "reasons_basis")]
    documents = own.documents if BY_TYPE[thing.type].in_documents else None
    return bool(thing.sources or evidence or documents or any(one is not None and one.document for one in bases))


def _live_voice(rules: Rules, voice: Voice) -> Grant | None:
    """A grant by which somebody here speaks for an organisation now: as its editor, for a post or a project of its."""
    found = [grant for grant in rules.live if _speaks_for(grant, voice, rules.stands)]
    return min(found, default=None)


def _speaks_for(grant: Grant, voice: Voice, stands: Lookup) -> bool:
    if grant.role in {Role.editor, Role.panel} and grant.covers == voice.organisation:
        return True
    if grant.role == Role.officer and voice.capacity == "for_itself":
        return getattr(stands(grant.covers), "organisation", None) == voice.organisation
    if grant.role == Role.keeper and voice.capacity == "project":
        return getattr(stands(grant.covers), "lead", None) == voice.organisation
    return False
