"""What portals harvest: catalogues of everything and of each organisation, by what each dataset is known, the codes."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, NamedTuple

from fastapi import Path, Query, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from api.core import urls
from api.core.headers import preferred
from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import answered, header
from api.http.dependencies import AskedLanguage, ReadSession
from api.http.negotiation import data_in
from api.http.things import alone
from api.open_data import catalogues, dcat, skos
from api.open_data.catalogues import Catalogue
from api.open_data.data_json import data_json
from api.open_data.rdf import JSON_LD, TURTLE, Node, as_json_ld, as_turtle
from api.schemas.base import Slug
from api.schemas.examples import CATALOGUE_AS_JSON_LD, CATALOGUE_AS_TURTLE, DATA_JSON
from db.queries import moments

router = Router(prefix="/open-data", tags=["Open data"])
Organisation = Annotated[Slug, Path(description="The id of an organisation.", examples=["anytown"])]
Assembly = Annotated[Slug, Path(description="The id of an assembly.", examples=["camden-climate-2019"])]
Page = Annotated[int, Query(ge=1, description="Every page but the first is empty: harvesters ask for a second.")]


class TurtleResponse(Response):
    media_type = TURTLE


class JsonLdResponse(JSONResponse):
    """JSON-LD, and as such in the contract; it is rendered already."""

    media_type = JSON_LD

    def render(self, content: bytes) -> bytes:
        return content


class Form(NamedTuple):
    """A form in which statements come: what an address of them ends in, and how they are written."""

    ending: str
    media_type: str
    write: Callable[[Iterable[Node]], bytes]
    response: type[Response]
    example: object


_TURTLE = Form("ttl", TURTLE, as_turtle, TurtleResponse, CATALOGUE_AS_TURTLE)
_JSON_LD = Form("jsonld", JSON_LD, as_json_ld, JsonLdResponse, CATALOGUE_AS_JSON_LD)
_FORMS = {one.media_type: one for one in (_TURTLE, _JSON_LD)}
_MOVED: dict[int | str, dict[str, Any]] = {
    301: {
        "description": "The organisation has ended and keeps nothing; the catalogue of who took over.",
        "headers": {"Location": header("The address to go on to.", always=True)},
    }
}
_NO_ORGANISATION = documented("bad-query", "not-found", "withdrawn", "erased")


def _as(form: Form) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {form.media_type: {"example": form.example}}}}


@router.get("/catalogue", include_in_schema=False)
def get_catalogue(request: Request) -> Response:
    """The catalogue of everything, in the form that `Accept` asks for: Turtle, JSON-LD, or a page."""
    return _led_on(request, "/open-data/catalogue")


@router.get("/catalogue.ttl", responses=_as(_TURTLE), response_class=TurtleResponse)
def get_catalogue_as_turtle(session: ReadSession) -> Response:
    """The catalogue of everything, by DCAT-AP 3, as Turtle."""
    return _written(_TURTLE, _whole(session))


@router.get("/catalogue.jsonld", responses=_as(_JSON_LD), response_class=JsonLdResponse)
def get_catalogue_as_json_ld(session: ReadSession) -> Response:
    """The catalogue of everything, by DCAT-AP 3, as JSON-LD."""
    return _written(_JSON_LD, _whole(session))


@router.get("/data.json", responses=answered(DATA_JSON) | documented("bad-query"), response_model=dict[str, Any])
def get_data_json(request: Request, session: ReadSession, language: AskedLanguage, page: Page = 1) -> Response:
    """The catalogue of everything, as `data.json` (Project Open Data 1.1)."""
    return data_in(data_json(_whole(session), language, page), request, language)


@router.get("/organisations/{id}/catalogue", include_in_schema=False)
def get_organisation_catalogue(request: Request, id: Organisation) -> Response:
    """The catalogue of what one organisation keeps, in the form that `Accept` asks for."""
    return _led_on(request, f"/open-data/organisations/{id}/catalogue", page=f"/open-data/organisations/{id}")


@router.get(
    "/organisations/{id}/catalogue.ttl",
    responses=_as(_TURTLE) | _MOVED | _NO_ORGANISATION,
    response_class=TurtleResponse,
)
def get_organisation_catalogue_as_turtle(session: ReadSession, id: Organisation) -> Response:
    """The catalogue of what one organisation keeps, by DCAT-AP 3, as Turtle: for portals that file all they find under
    one publisher.
    """
    return _answered(session, id, "catalogue.ttl", lambda found: _written(_TURTLE, found))


@router.get(
    "/organisations/{id}/catalogue.jsonld",
    responses=_as(_JSON_LD) | _MOVED | _NO_ORGANISATION,
    response_class=JsonLdResponse,
)
def get_organisation_catalogue_as_json_ld(session: ReadSession, id: Organisation) -> Response:
    """The catalogue of what one organisation keeps, by DCAT-AP 3, as JSON-LD."""
    return _answered(session, id, "catalogue.jsonld", lambda found: _written(_JSON_LD, found))


@router.get(
    "/organisations/{id}/data.json",
    responses=answered(DATA_JSON) | _MOVED | _NO_ORGANISATION,
    response_model=dict[str, Any],
)
def get_organisation_data_json(
    request: Request, session: ReadSession, language: AskedLanguage, id: Organisation, page: Page = 1
) -> Response:
    """The catalogue of what one organisation keeps, as `data.json` (Project Open Data 1.1)."""

    def written(found: Catalogue) -> Response:
        return data_in(data_json(found, language, page), request, language)

    return _answered(session, id, "data.json", written)


@router.get("/datasets/{id}", include_in_schema=False)
def get_dataset(session: ReadSession, id: Assembly) -> Response:
    """By what the record of an assembly is known as a dataset: it leads to the page of the assembly."""
    alone(session, moments.current(session), "assembly", id)
    return _to(f"/assemblies/{id}")


@router.get("/codelists", include_in_schema=False)
def get_codelists_dataset() -> Response:
    """By what the codelists are known as a dataset: it leads to the page of all codes."""
    return _to("/codelists")


@router.get("/codelists.ttl", responses=_as(_TURTLE), response_class=TurtleResponse)
def get_codelists_as_turtle() -> Response:
    """Every code with its label and its meaning, by SKOS, as Turtle."""
    return TurtleResponse(as_turtle(skos.nodes()))


@router.get("/codelists.jsonld", responses=_as(_JSON_LD), response_class=JsonLdResponse)
def get_codelists_as_json_ld() -> Response:
    """Every code with its label and its meaning, by SKOS, as JSON-LD."""
    return JsonLdResponse(as_json_ld(skos.nodes()))


def _whole(session: Session) -> Catalogue:
    return catalogues.whole(session, moments.current(session))


def _answered(session: Session, id_: str, ending: str, answer: Callable[[Catalogue], Response]) -> Response:
    """The answer about what an organisation keeps; of one that ended and keeps nothing, the address of the same of who
    took over, where that is one. Raises 404 or 410 where the organisation does not stand.
    """
    moment = moments.current(session)
    alone(session, moment, "organisation", id_)
    found = catalogues.of_organisation(session, moment, id_)
    if not found.datasets and len(found.replaced_by) == 1:
        return _to(f"/open-data/organisations/{found.replaced_by[0]}/{ending}", 301)
    return answer(found)


def _written(form: Form, catalogue: Catalogue) -> Response:
    return form.response(form.write(dcat.nodes(catalogue)))


def _led_on(request: Request, path: str, page: str = "/open-data") -> Response:
    """To the form that is asked for. It is never kept before the routes, and caches keep one for each `Accept`."""
    wanted = preferred(request.headers.get("accept", ""), [*_FORMS, "application/json", "text/html"])
    if wanted == "text/html":
        return _to(page, vary="Accept")
    return _to(f"{path}.{_FORMS.get(wanted, _JSON_LD).ending}", vary="Accept")


def _to(path: str, status: int = 303, vary: str = "") -> Response:
    return Response(status_code=status, headers={"Location": urls.local(path), **({"Vary": vary} if vary else {})})
