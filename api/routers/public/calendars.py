"""The public calendar of what is due, to subscribe to."""

from fastapi import Depends, Request, Response
from sqlalchemy.orm import Session

from api.core.problems import Problem, documented
from api.core.routing import Router
from api.feeds.calendars import calendar_of
from api.feeds.icalendar import calendar
from api.http.contract import header
from api.http.dependencies import AskedLanguage, ReadSession, asked_language
from api.http.negotiation import alternates
from api.routers.public.feeds import Id, Plural, asked_for, followed
from api.schemas.examples import CALENDAR
from api.text.languages import Language
from db.queries import moments

router = Router(prefix="/calendar", tags=["Feeds"])
_ANSWERS: dict[int | str, dict[str, object]] = {
    200: {
        "content": {"text/calendar": {"example": CALENDAR}},
        "headers": {
            "Content-Language": header("The language of the answer, one of this instance.", always=True),
            "Link": header("The same calendar in each other language, with `rel`, `hreflang` and `type`."),
        },
    }
}


class CalendarResponse(Response):
    media_type = "text/calendar"


@router.get("/all.ics", responses=_ANSWERS | documented("bad-query"), response_class=CalendarResponse)
def get_calendar_of_all(request: Request, session: ReadSession, language: AskedLanguage) -> Response:
    """Everything that is due, as a calendar to subscribe to (iCalendar, RFC 5545): each thing on its day.

    Answers promised, decisions awaited, delivery dates, next updates, promises to an assembly, the ends of plans and of
    holds; when engagements open and close, and by when their results are promised; next steps that build on what works.
    What is past its day and still open
    stays, and says so. An answer promised to a whole assembly is one day until it has passed; then each item still
    without one has its own. UIDs never change.
    """
    return _sent(request, session, language, None)


@router.get(
    "/{plural}/{id}.ics", responses=_ANSWERS | documented("bad-query", "not-found"), response_class=CalendarResponse
)
def get_calendar(
    request: Request,
    session: ReadSession,
    language: AskedLanguage,
    plural: Plural,
    id: Id,
) -> Response:
    """What is due of one thing, as a calendar to subscribe to (iCalendar, RFC 5545): each thing on its day.

    Of an assembly and its items, of one recommendation and the projects that contribute to it, of a project, of an
    engagement, of what an organisation asks or answers for, or of what a post answers for. After a thing was withdrawn
    its calendar is empty, so that programs that subscribed forget its days; so it is of an engagement that was called
    off.
    """
    return _sent(request, session, language, (plural, id))


@router.get("/{rest:path}", include_in_schema=False, dependencies=[Depends(asked_language)])
def get_no_calendar(rest: str) -> Response:
    """Whoever asks for another form is told which there is."""
    raise Problem(
        "not-found",
        f"There is no calendar '{rest[:200]}'. Calendars are iCalendar (.ics): /calendar/all.ics, and of one thing"
        " /calendar/recommendations/ID.ics.",
    )


def _sent(request: Request, session: Session, language: Language, of: tuple[str, str] | None) -> Response:
    moment = moments.current(session)
    view = followed(request, language)
    name, days = calendar_of(session, moment, view, asked_for(session, moment, of))
    headers = {"Content-Language": language, **alternates(view.elsewhere, CalendarResponse.media_type)}
    return CalendarResponse(calendar(name, language, days), headers=headers)
