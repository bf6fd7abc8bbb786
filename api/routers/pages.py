"""Pages for people that the API itself needs: problems, the docs, and the way from canonical addresses to the data."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.compose import urls
from api.dependencies import AskedLanguage
from api.media import page
from api.openapi import contract
from api.problems import KINDS, Problem, documented
from api.renderers.embed_docs import embeds_page
from api.renderers.pages import docs_page, personal_data_page, problem_page
from api.retention import TABLE, days_of
from api.schemas.base import Slug
from api.settings import settings

router = APIRouter(include_in_schema=True)


@router.get(
    "/problems/{name}",
    tags=["Vocabulary"],
    response_class=HTMLResponse,
    responses=documented("not-found"),
)
def get_problem_page(
    name: Annotated[str, Path(description="The last part of a problem's `type`.", examples=["not-found"])],
) -> Any:
    """What a kind of problem means and what to do about it, in English and Welsh."""
    if name not in KINDS:
        raise Problem("not-found", f"There is no such kind of problem; there are: {', '.join(KINDS)}.")
    return HTMLResponse(problem_page(name, KINDS[name]))


@router.get("/", include_in_schema=False)
def get_home() -> Response:
    """The way in."""
    return RedirectResponse("/docs", status_code=303)


@router.get("/docs", include_in_schema=False)
def get_docs(request: Request) -> Response:
    """The contract as a page that loads nothing from anywhere."""
    return HTMLResponse(docs_page(contract(request.app)))


@router.get("/personal-data", include_in_schema=False)
def get_personal_data() -> Response:
    """What personal data this instance holds, why, for how long, and what removes it."""
    held = [(kept, days_of(kept, settings())) for kept in TABLE.values()]
    return HTMLResponse(personal_data_page(held))


@router.get("/docs/embeds", include_in_schema=False)
def get_embeds_docs(request: Request, language: AskedLanguage) -> Response:
    """What is promised of frames, fragments, badges and oEmbed, and what a site must do to show them."""
    return page(request, embeds_page(language, settings().base_url), language)


def _canonical(plural: str) -> Callable[[Slug], Response]:
    def lead(id: Slug) -> Response:  # noqa: A002
        """The canonical address of a thing leads to its data."""
        return RedirectResponse(urls.api(f"/{plural}/{id}"), status_code=303)

    return lead


for _plural in urls.PLURALS.values():
    router.get(f"/{_plural}/{{id}}", include_in_schema=False)(_canonical(_plural))
