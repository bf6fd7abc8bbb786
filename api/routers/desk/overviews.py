"""What heads of service and monitoring officers look at: what is late, what waits before an election, who released."""

from fastapi.responses import Response

from api.core.routing import Router
from api.desk.holds import at_organisations, released_lately
from api.desk.late import late_of
from api.desk.pages import Page, signed_in_page
from api.http.dependencies import ReadSession
from api.http.desk import DESK, Desk, desk_page
from api.record.reader import read_now
from api.text.markup import words_as_html
from db.vocabulary import Role

router = Router(prefix=DESK, include_in_schema=False)


@router.get("/late")
def show_late(session: ReadSession, desk: Desk) -> Response:
    """What is late in somebody's service, by the post that answers for it."""
    desk.principal.may(Role.officer, Role.editor)
    record = read_now(session)
    html = signed_in_page(
        "late",
        desk.seen,
        Page(f"{DESK}/late"),
        posts=late_of(record, desk.principal),
        today=record.moment.day,
        w=words_as_html(desk.language, "late"),
    )
    return desk_page(html, desk.language)


@router.get("/holds")
def show_holds(session: ReadSession, desk: Desk) -> Response:
    """What waits because of which hold and until when, what is exempt, and who released what lately."""
    desk.principal.may(Role.editor)
    record = read_now(session)
    html = signed_in_page(
        "holds",
        desk.seen,
        Page(f"{DESK}/holds"),
        organisations=at_organisations(record, desk.principal),
        released=released_lately(record, desk.principal),
        w=words_as_html(desk.language, "holds"),
    )
    return desk_page(html, desk.language)
