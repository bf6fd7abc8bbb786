"""Erasing the body of a publication, and how far its bytes are gone."""

from typing import Annotated

from fastapi import Body, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import Engine

from api.core import urls
from api.core.faults import Fault
from api.core.problems import Problem, documented
from api.core.routing import Router
from api.http.contract import answered, example, header, paged
from api.http.dependencies import ReadSession, WriteEngine
from api.http.paging import page_of
from api.http.working_answers import BODIES
from api.privacy.erasures import erase, erasure_of, erasures, purged, told
from api.schemas.base import MAX_SEQUENCE
from api.schemas.examples import ERASURE, ERASURE_MADE, ERASURES
from api.schemas.queries import Paged
from api.schemas.workbench import Erasure, ErasureCreate, Erasures
from api.sign_in.auth import CurrentPrincipal
from api.workbench import audit
from db.models.record import Publication
from db.queries import versions
from db.session import begin_write, writing

AT = "/v1/admin/erasures"
router = Router(prefix=AT, tags=["Workbench"])
Erased = Annotated[
    int, Path(ge=1, le=MAX_SEQUENCE, description="The publication whose body was erased.", examples=[170])
]
_WHERE = {"Location": header("Where to ask how far it is.", always=True)}


@router.get(
    "",
    responses={**paged(ERASURES), **documented("bad-query", "bad-cursor", "key-missing", "wrong-role")},
    response_model=Erasures,
)
def list_erasures(
    request: Request, session: ReadSession, principal: CurrentPrincipal, query: Annotated[Paged, Query()]
) -> Response:
    """Every body that was erased here, or that words were removed from: which publication, when, on what ground, and
    how far its bytes are gone.
    """
    principal.may()
    page = page_of(query, "number", list="erasures")
    found = erasures(session, page.after, page.enough)
    return page.answer(request, found, lambda row: [row.sequence], lambda shown: told(session, shown))


@router.get(
    "/{sequence}",
    responses={**answered(ERASURE_MADE), **documented("bad-query", "key-missing", "wrong-role", "not-found")},
    response_model=Erasure,
    response_model_exclude_unset=True,
)
def get_erasure(session: ReadSession, principal: CurrentPrincipal, sequence: Erased) -> dict[str, object]:
    """One erasure: what is left of it, place by place, and when that will be gone."""
    principal.may()
    return told(session, [erasure_of(session, sequence)])[0]


@router.post(
    "",
    status_code=201,
    responses={
        201: {"headers": _WHERE},
        202: {
            "model": Erasure,
            "description": "It is erased, and nobody reads it any more; its bytes are not gone from all files yet.",
            "headers": _WHERE,
        },
        **documented(
            "key-missing",
            "wrong-role",
            "not-found",
            *BODIES,
            "clock-in-doubt",
        ),
    },
    response_model=Erasure,
)
def create_erasure(
    engine: WriteEngine,
    principal: CurrentPrincipal,
    body: Annotated[ErasureCreate, Body(openapi_examples=example(ERASURE))],
) -> JSONResponse:
    """Erase the body of one publication, on a ground from the codelist. It cannot be undone.

    The text goes at once from the record and from every past day of it; that it was here stays to be seen. The answer
    is 201 where its bytes were seen to be gone from the files of the database too, else 202, and the server goes on
    trying. `left` names every place in which it may still be, and what is out of reach of this server.
    """
    principal.may()
    with writing(engine) as session:
        head = begin_write(session)
        if versions.ever_published(session, [body.by]).get(body.by) != "organisation":
            fault = Fault("/by", "unknown-id", f"'{body.by}' is no organisation of this record")
            raise Problem("conflict", fault.detail, errors=[fault])
        row = erase(session, head, principal, body.sequence, body.ground, body.by)
    return _made(engine, row)


@router.post(
    "/{sequence}/purge",
    status_code=201,
    responses={
        201: {"headers": _WHERE},
        202: {"model": Erasure, "description": "Its bytes are not gone from all files yet.", "headers": _WHERE},
        **documented("bad-query", "key-missing", "wrong-role", "not-found"),
    },
    response_model=Erasure,
)
def purge_erasure(engine: WriteEngine, principal: CurrentPrincipal, sequence: Erased) -> JSONResponse:
    """Try at once to take its bytes out of the files. The running server does so by itself, every few moments."""
    principal.may()
    with writing(engine) as session:
        begin_write(session)
        row = erasure_of(session, sequence)
        audit.note(session, principal, "purge", row.type, row.thing, organisation=row.said_by)
    return _made(engine, row)


def _made(engine: Engine, row: Publication) -> JSONResponse:
    """The answer once it was tried to purge what was erased: 201 where it is done, else 202.

    The erasure is committed by now, so that nothing that fails from here on may be answered as if it were not.
    """
    (answer,) = purged(engine, [row])
    return JSONResponse(
        answer, 201 if answer["state"] == "done" else 202, {"Location": urls.local(f"{AT}/{row.erases}")}
    )
