"""The list of each listed kind, and one of them with what others say about it."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request
from fastapi.responses import JSONResponse, Response

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import PAGED
from api.http.dependencies import AtMoment, ReadSession
from api.http.lists import list_page
from api.http.narrowing import Narrowing, narrowing
from api.http.things import found
from api.reading.details import detail
from api.schemas.base import Slug
from api.schemas.kinds import LISTED, Kind
from api.schemas.listed import detail_of, item_of, page_of, query_of

router = Router(prefix="/v1")


def _add(kind: Kind) -> None:
    Id = Annotated[Slug, Path(description=f"The id of {kind.called}.", examples=[kind.known])]  # noqa: N806 - a type
    Asked = Annotated[query_of(kind), Query()]  # type: ignore[valid-type] # noqa: N806
    item, whole = item_of(kind), detail_of(kind)
    OfItems = Annotated[Narrowing, Depends(narrowing(item))]  # noqa: N806
    OfOne = Annotated[Narrowing, Depends(narrowing(whole))]  # noqa: N806

    def list_(request: Request, session: ReadSession, moment: AtMoment, query: Asked, narrow: OfItems) -> Response:  # type: ignore[valid-type]
        return narrow.of_page(list_page(request, session, moment, query))

    def get_(session: ReadSession, moment: AtMoment, id: Id, narrow: OfOne) -> Response:
        return JSONResponse(narrow.of(detail(session, *found(session, moment, kind.thing, id))))

    tag = kind.plural.capitalize()
    router.get(
        f"/{kind.plural}",
        name=f"list_{kind.plural}",
        tags=[tag],
        summary=f"List {tag}",
        description=f"List {kind.plural}: {kind.lists}.\n\n"
        "Filters combine: a repeated one means any of its values, different ones mean all of them.",
        responses={**PAGED, **documented("bad-query", "bad-cursor")},
        response_model=page_of(kind, item),
    )(list_)
    router.get(
        f"/{kind.plural}/{{id}}",
        name=f"get_{kind.thing}",
        tags=[tag],
        summary=f"Get {kind.thing.capitalize()}",
        description=f"One {kind.thing}: its own facts, and what others say about it.",
        responses=documented("bad-query", "not-found", "withdrawn", "erased"),
        response_model=whole,
    )(get_)


for _kind in LISTED:
    _add(_kind)
