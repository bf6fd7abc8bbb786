"""Erasing the body of a publication."""

from typing import Annotated, Any

from fastapi import Body
from sqlalchemy import select

from api.auth import Asker
from api.dependencies import ReadSession, WriteEngine
from api.openapi import answered, example
from api.problems import Problem, documented
from api.routing import Router
from api.rules.checks import Fault
from api.schemas.examples import ERASURE, ERASURES
from api.schemas.workbench import Erasure, ErasureCreate, Erasures
from api.services.erasures import erase
from db.models.record import Publication
from db.publications import moment_text
from db.queries import versions
from db.session import begin_write, purge, writing

router = Router(prefix="/v1/admin/erasures", tags=["Workbench"])


@router.get(
    "",
    responses={**answered(ERASURES), **documented("key-missing", "wrong-role")},
    response_model=Erasures,
)
def list_erasures(session: ReadSession, asker: Asker) -> Any:
    """Every erasure made here: which publication, when, and on what ground."""
    asker.may()
    rows = session.scalars(select(Publication).where(Publication.erases.is_not(None)).order_by(Publication.sequence))
    return {"items": [_answer(row) for row in rows], "next": None}


@router.post(
    "",
    status_code=201,
    responses=documented(
        "key-missing",
        "wrong-role",
        "not-found",
        "bad-json",
        "conflict",
        "too-large",
        "wrong-media-type",
        "invalid-body",
        "clock-in-doubt",
    ),
    response_model=Erasure,
)
def create_erasure(
    engine: WriteEngine, asker: Asker, body: Annotated[ErasureCreate, Body(openapi_examples=example(ERASURE))]
) -> Any:
    """Erase the body of one publication, on a ground from the codelist. It cannot be undone.

    The bytes go from the record, from every past day of it and from the files; that it was here stays to be seen.
    """
    asker.may()
    with writing(engine) as session:
        head = begin_write(session)
        if versions.ever_published(session, [body.by]).get(body.by) != "organisation":
            fault = Fault("/by", "unknown-id", f"'{body.by}' is no organisation of this record")
            raise Problem("conflict", fault.detail, errors=[fault])
        answer = _answer(erase(session, head, asker, body.sequence, body.ground, body.by))
    purge(engine)
    return answer


def _answer(row: Publication) -> dict[str, Any]:
    return {
        "sequence": row.erases,
        "erased_by": row.sequence,
        "erased_at": moment_text(row.published_at),
        "ground": row.ground,
        "thing": {"type": row.type, "id": row.thing},
    }
