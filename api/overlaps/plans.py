"""Plans that are not public: which of them somebody may be told of who plans to ask the same people."""

from collections.abc import Collection, Iterator

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session, aliased

from api.core.principal import Principal
from api.core.problems import Problem
from api.overlaps.groups import are_organisations
from api.record.reader import RecordReader, RecordWriter
from api.schemas.assemblies import Assembly
from api.schemas.engagements import Engagement
from api.text.phrases import phrase
from api.workbench import audit
from api.workbench.access import may_edit
from api.workbench.working_copies import facts_of, is_exempt
from db.models.overlaps import PlansShown
from db.models.workbench import WorkingCopy
from db.queries.occasions import OCCASIONS
from db.session import add_rows


def shown_by(record: RecordReader, principal: Principal, organisation: str) -> list[str]:
    """To whom an organisation shows what it plans. Raises 404 and 403 as `may_edit`."""
    may_edit(record, principal, organisation)
    return _shown_to(record.session, organisation)


def show_to(record: RecordWriter, principal: Principal, organisation: str, others: Collection[str]) -> list[str]:
    """Let an organisation show these, and no others, what it plans; each sees it who does the same.

    Raises 404 and 403 as `may_edit`, 409 for one that is no organisation of this record.
    """
    may_edit(record, principal, organisation)
    if organisation in others:
        raise Problem("conflict", phrase("refusal.no_other_organisation", id=organisation))
    are_organisations(record, others)
    before, session = _shown_to(record.session, organisation), record.session
    session.execute(delete(PlansShown).where(PlansShown.organisation == organisation))
    add_rows(session, PlansShown, [{"organisation": organisation, "shown_to": other} for other in sorted({*others})])
    found = _shown_to(session, organisation)
    audit.note(
        session,
        principal,
        "show_plans",
        "organisation",
        organisation,
        organisation=organisation,
        before=" ".join(before).encode(),
        after=" ".join(found).encode(),
    )
    return found


def drafts_shown(record: RecordReader, organisation: str) -> Iterator[Engagement | Assembly]:
    """The engagements and assemblies that are not public yet, of an organisation itself and of those that show it
    theirs as it shows them its own; without what is exempt from publication.
    """
    mine, back = aliased(PlansShown), aliased(PlansShown)
    mutual = select(mine.shown_to).where(
        mine.organisation == organisation,
        exists().where(back.organisation == mine.shown_to, back.shown_to == organisation),
    )
    theirs = {organisation, *record.session.scalars(mutual)}
    drafts = select(WorkingCopy).where(
        WorkingCopy.type.in_(OCCASIONS), WorkingCopy.state != "clean", WorkingCopy.organisation.in_(theirs)
    )
    copies = [copy for copy in record.session.scalars(drafts.order_by(WorkingCopy.thing)) if not is_exempt(copy)]
    record.expect(copy.thing for copy in copies)
    for copy in copies:
        facts = facts_of(copy)
        if record(copy.thing) is None and isinstance(facts, Engagement | Assembly):
            yield facts


def _shown_to(session: Session, organisation: str) -> list[str]:
    shown = select(PlansShown.shown_to).where(PlansShown.organisation == organisation)
    return list(session.scalars(shown.order_by(PlansShown.shown_to)))
