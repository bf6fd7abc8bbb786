"""Posts: the list, and one with what is said about it."""

from typing import Annotated, Any

from fastapi import Path, Query, Request
from fastapi.responses import JSONResponse

from api.compose.organisations import post_detail
from api.dependencies import AtMoment, ReadSession
from api.openapi import PAGED
from api.problems import documented
from api.routers.lists import list_page
from api.routers.things import found
from api.routing import Router
from api.schemas.answers import PostDetail, PostPage
from api.schemas.base import Slug
from api.schemas.queries import PostQuery

router = Router(prefix="/v1/posts", tags=["Posts"])
Id = Annotated[Slug, Path(description="The id of a post.", examples=["anytown-head-of-streets"])]


@router.get("", responses={**PAGED, **documented("bad-query", "bad-cursor")}, response_model=PostPage)
def list_posts(
    request: Request,
    session: ReadSession,
    moment: AtMoment,
    query: Annotated[PostQuery, Query()],
) -> Any:
    """List posts: the jobs that answer for recommendations and projects, whoever holds them."""
    return list_page(request, session, moment, query)


@router.get("/{id}", responses=documented("bad-query", "not-found", "withdrawn", "erased"), response_model=PostDetail)
def get_post(session: ReadSession, moment: AtMoment, id: Id) -> Any:  # noqa: A002
    """One post, and what it answers for, now and before."""
    return JSONResponse(post_detail(*found(session, moment, "post", id)))
