"""The page of each list that has one: what is in it, page by page, and the filters that its data has too."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query
from fastapi.responses import Response
from pydantic import create_model
from sqlalchemy.orm import Session

from api.core.routing import Router
from api.http.dependencies import AtMoment, ReadSession, Viewing
from api.http.lists import listed
from api.pages import lists
from api.pages.view import View
from api.routers.public.pages import FilterForm, query_asked, shown
from api.schemas.kinds import Kind
from api.schemas.listed import query_of
from api.schemas.queries import ListQuery
from api.text.markup import words_as_html
from db.queries.moments import Moment

router = Router(include_in_schema=False)
Cursor = Annotated[str, Query(max_length=2000)]


def _add(kind: Kind) -> None:
    asks = query_of(kind)
    Form = Annotated[_form_of(kind), Query()]  # type: ignore[valid-type] # noqa: N806 - a type

    def page_(session: ReadSession, moment: AtMoment, view: Viewing, form: Form, cursor: Cursor = "") -> Response:  # type: ignore[valid-type]
        return _page(session, moment, view, kind, asks, form, cursor)

    router.get(f"/{kind.plural}", name=f"{kind.plural}_page")(page_)


def _page(
    session: Session, moment: Moment, view: View, kind: Kind, asks: type[ListQuery], form: FilterForm, cursor: str
) -> Response:
    """A page of the list of a kind. Raises a problem for a filter or a cursor that is none."""
    asked = form.asked()
    query = query_asked(asks, asked, limit=lists.ON_A_PAGE, cursor=cursor or None)
    found = listed(session, moment, query, view.as_of)
    item = lists.of_list(session, found.moment, kind, found.shown)
    filtered = urlencode(asked, doseq=True)
    return shown(
        view,
        found.moment,
        "list",
        item=item,
        kind=kind,
        asked=asked,
        filtered=filtered,
        goes_on=bool(cursor),
        following=found.following and urlencode({**asked, "cursor": found.following}, doseq=True),
        l=words_as_html(view.language, "list"),
    )


def _form_of(kind: Kind) -> type[FilterForm]:
    """What the form of a list sends, and whoever writes such an address: every filter of the list."""
    query = query_of(kind)
    several = {axis for axis in query.axes if isinstance(query.model_fields[axis].default, list)}
    given: dict[str, Any] = {axis: (list[str], []) if axis in several else (str, "") for axis in query.axes}
    return create_model(f"{kind.model.__name__}PageForm", __base__=FilterForm, sort=(str, ""), **given)


for _kind in lists.PAGES:
    _add(_kind)
