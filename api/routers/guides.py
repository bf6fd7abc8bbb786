"""Pages about the service itself: problems, the contract, and what personal data is held."""

from typing import Annotated, Any

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import Viewing
from api.media import page
from api.openapi import contract
from api.problems import KINDS, Problem, documented
from api.renderers.embed_docs import embeds_page
from api.renderers.site import docs_page, personal_data_page, problem_page
from api.retention import TABLE, days_of
from api.routing import Router
from api.settings import settings

router = Router()


@router.get(
    "/problems/{name}",
    tags=["Vocabulary"],
    response_class=HTMLResponse,
    responses=documented("bad-query", "not-found"),
)
def get_problem_page(
    request: Request,
    view: Viewing,
    name: Annotated[str, Path(description="The last part of a problem's `type`.", examples=["not-found"])],
) -> Any:
    """What a kind of problem means and what to do about it, in English or Welsh."""
    if name not in KINDS:
        raise Problem("not-found", f"There is no such kind of problem; there are: {', '.join(KINDS)}.")
    return page(request, problem_page(view, name, KINDS[name]), view.language)


@router.get("/docs", include_in_schema=False)
def get_docs(request: Request, view: Viewing) -> Response:
    """The contract as a page that loads nothing from anywhere. It is written in English; what is around it is not."""
    return page(request, docs_page(view, contract(request.app)), view.language)


@router.get("/docs/embeds", include_in_schema=False)
def get_embeds_docs(request: Request, view: Viewing) -> Response:
    """What is promised of frames, fragments, badges and oEmbed, and what a site must do to show them."""
    return page(request, embeds_page(view), view.language)


@router.get("/personal-data", include_in_schema=False)
def get_personal_data(request: Request, view: Viewing) -> Response:
    """What personal data this instance holds, why, for how long, and what removes it."""
    held = [(kept, days_of(kept, settings())) for kept in TABLE.values()]
    return page(request, personal_data_page(view, held), view.language)
