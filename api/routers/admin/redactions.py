"""Removing words from what is published: the thing stays, and says that words were removed."""

from typing import Annotated

from fastapi import Body
from fastapi.responses import JSONResponse

from api.core import urls
from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import answered, example, header
from api.http.dependencies import WriteEngine
from api.http.working_answers import BODIES
from api.privacy.erasures import purged
from api.privacy.words_removed import remove_words
from api.record.reader import begin
from api.routers.admin import erasures
from api.schemas.examples import WORDS_REMOVAL, WORDS_REMOVED
from api.schemas.kinds import WORKERS
from api.schemas.workbench import WordsRemovalCreate, WordsRemoved
from api.sign_in.auth import CurrentPrincipal
from db.publications import moment_text
from db.session import writing

router = Router(prefix="/v1/admin/redactions", tags=["Workbench"])
_WHERE = {"Location": header("Where to ask how far the first of the bodies is.", always=True)}


@router.post(
    "",
    status_code=201,
    responses={
        201: {"headers": _WHERE} | answered(WORDS_REMOVED, 201)[201],
        202: {
            "model": WordsRemoved,
            "description": "They are removed, and nobody reads them; their bytes are not gone from all files yet.",
            "headers": _WHERE,
        },
        **documented("key-missing", "wrong-role", "not-yours", "not-found", *BODIES, "clock-in-doubt"),
    },
    response_model=WordsRemoved,
)
def create_redaction(
    engine: WriteEngine,
    principal: CurrentPrincipal,
    body: Annotated[WordsRemovalCreate, Body(openapi_examples=example(WORDS_REMOVAL))],
) -> JSONResponse:
    """Remove named words from all that was ever published of a thing, on a ground from the codelist, for good.

    In their place stands since when they are gone. The thing stays, in every list and on every past day, without them.
    Whoever may put it right may do so, and an administrator; of what members asked for that is their convenor, and of
    what was promised or answered an administrator alone.
    """
    principal.may(*WORKERS)
    with writing(engine) as session:
        rows = remove_words(begin(session), principal, body)
    bodies = purged(engine, rows)
    answer = {
        "thing": {"type": rows[0].type, "id": rows[0].thing},
        "ground": body.ground,
        "removed_at": moment_text(rows[0].published_at),
        "state": "done" if all(one["state"] == "done" for one in bodies) else "pending",
        "bodies": bodies,
    }
    where = urls.local(f"{erasures.AT}/{rows[0].erases}")
    return JSONResponse(answer, 201 if answer["state"] == "done" else 202, {"Location": where})
