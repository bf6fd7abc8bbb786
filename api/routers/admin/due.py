"""What is due, soonest first: to work from, and as a calendar."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.core.problems import documented
from api.core.routing import Router
from api.feeds.icalendar import calendar
from api.http.contract import paged
from api.http.dependencies import ReadSession
from api.http.paging import page_of
from api.reminders.due import NEVER, Due, concerns, due, place, theirs_of
from api.reminders.due_answers import due_answer, due_day, language_of
from api.schemas.dates import add_days
from api.schemas.due import DueAnswers, DueFilters, DueQuery
from api.schemas.examples import DUE
from api.sign_in.auth import CurrentPrincipal
from api.status.due_items import DueItem
from api.text.languages import default
from api.text.localizer import localizer
from db.queries import moments
from db.queries.moments import Moment
from db.queries.pages import Place
from db.vocabulary import Role

router = Router(prefix="/v1/admin", tags=["Workbench"])
_READ = ("bad-query", "key-missing", "wrong-role")
_ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Assembly Tracker//EN\r\nBEGIN:VEVENT\r\n"
    "UID:anytown-streets-2025-4.update.anytown-head-of-streets@assembly-tracker\r\nDTSTAMP:20261001T090000Z\r\n"
    "DTSTART;VALUE=DATE:20261031\r\nSUMMARY:An update: Put a bench every 200 metres on the high street\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
_CALENDAR: dict[int | str, dict[str, object]] = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}, "example": _ICS}}}
}


@router.get("/due", responses=paged(DUE) | documented(*_READ, "bad-cursor"), response_model=DueAnswers)
def list_due(
    request: Request, session: ReadSession, principal: CurrentPrincipal, query: Annotated[DueQuery, Query()]
) -> Response:
    """What is due and overdue: to an officer what their posts answer for, to an editor what their organisation owes.

    Soonest first. It is what reminders are sent about, but for what somebody was heard on.
    """
    page = page_of(query, "owed", **query.model_dump(exclude={"cursor", "limit"}), due=sorted(principal.grants))
    moment = page.moment(moments.current(session))
    found = _found(session, moment, principal, query, page.after, page.enough)
    return page.answer(
        request, found.items, place, lambda shown: [due_answer(found, item) for item in shown], moment=moment
    )


@router.get("/due.ics", responses=_CALENDAR | documented(*_READ), response_class=Response)
def get_due_calendar(
    session: ReadSession, principal: CurrentPrincipal, query: Annotated[DueFilters, Query()]
) -> Response:
    """What is due and overdue, as a calendar (iCalendar, RFC 5545): each thing on the day it is due.

    For programs that send the key; a key never stands in an address.
    """
    found = _found(session, moments.current(session), principal, query)
    languages = {language_of(found, item) for item in found.items}
    language = languages.pop() if len(languages) == 1 else default()
    body = calendar(localizer(language).t("calendar.due"), language, [due_day(found, item) for item in found.items])
    return Response(body, media_type="text/calendar; charset=utf-8")


def _found(
    session: Session,
    moment: Moment,
    principal: Principal,
    query: DueFilters,
    after: Place | None = None,
    limit: int | None = None,
) -> Due:
    """What they may see and ask for. Raises 403 for any other role."""
    principal.may(Role.officer, Role.editor)
    theirs = theirs_of(principal)
    days = _days(moment.day, query)
    return due(session, moment, theirs, days, after, limit, lambda item: _is_asked(item, query))


def _days(today: date, query: DueFilters) -> tuple[date, date]:
    """The first and the last day that is asked for."""
    first = today if query.overdue is False else NEVER
    return first, add_days(today, -1 if query.overdue else query.within)


def _is_asked(item: DueItem, query: DueFilters) -> bool:
    return (not query.post or concerns(item, query.post)) and (
        not query.organisation or item.organisation in query.organisation
    )
