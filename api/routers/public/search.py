"""The search, as data and as a page."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import PAGED
from api.http.dependencies import AtMoment, ReadSession, Viewing
from api.http.narrowing import Narrowing, narrowing
from api.http.paging import Page, page_of
from api.pages.site import to_find
from api.reading import searching
from api.routers.public.pages import SearchForm, query_asked, shown
from api.schemas.kinds import SEARCHED
from api.schemas.search import SearchItem, SearchPage, SearchQuery
from api.text.languages import Language, default
from api.text.markup import words_as_html
from db.queries.moments import Moment
from db.queries.searching import Found, position

router = Router()
OfItems = Annotated[Narrowing, Depends(narrowing(SearchItem))]
_ON_A_PAGE = 20


@router.get(
    "/v1/search",
    tags=["Search"],
    responses={**PAGED, **documented("bad-query", "bad-cursor")},
    response_model=SearchPage,
)
def search(
    request: Request, session: ReadSession, moment: AtMoment, query: Annotated[SearchQuery, Query()], narrow: OfItems
) -> Response:
    """Search all that is listed: assemblies, engagements, recommendations, projects, organisations and posts.

    First comes what has the most of the words in its title, then what changed last. Words between texts of one
    kind are the `q` of its list, which has its filters too.
    """
    page, moment, found = _found(
        session, moment, query, narrow.language or default(), request.query_params.get("as_of")
    )
    answer = page.answer(request, found, position, lambda some: searching.told(session, moment, some), moment)
    return narrow.of_page(answer)


@router.get("/search", include_in_schema=False)
def get_search_page(
    session: ReadSession,
    moment: AtMoment,
    view: Viewing,
    form: Annotated[SearchForm, Query()],
    cursor: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """What has the words that somebody searches for, each with what kind of thing it is; before they do, the form."""
    asked = form.asked()
    following = ""
    items: list[Json] = []
    if "q" in asked:
        query = query_asked(SearchQuery, asked, limit=_ON_A_PAGE, cursor=cursor or None)
        page, moment, found = _found(session, moment, query, view.language, view.as_of)
        items = searching.told(session, moment, found[: page.limit])
        next_ = page.following(found, position, moment)
        following = urlencode({**asked, "cursor": next_}, doseq=True) if next_ else ""
    return shown(
        view,
        moment,
        "search",
        item={"found": items},
        **to_find(view),
        l=words_as_html(view.language, "list"),
        types=SEARCHED,
        asked=asked,
        filtered=urlencode(asked, doseq=True),
        following=following,
    )


def _found(
    session: Session, moment: Moment, query: SearchQuery, language: Language, as_of: str | None
) -> tuple[Page, Moment, list[Found]]:
    """The page that is asked for, the moment that it is read at, and what is on it, with one more where there is
    another page.
    """
    asked = query.model_dump(exclude={"cursor", "limit"}, mode="json")
    page = page_of(query, "found", search="search", as_of=as_of, language=language, **asked)
    moment = page.moment(moment)
    return page, moment, searching.found(session, moment, query, language, after=page.after, limit=page.enough)
