"""Loading record documents."""

from typing import Annotated

from fastapi import Query, Request, Response

from api.core import urls
from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import paged
from api.http.dependencies import ReadSession, WriteSession
from api.http.paging import page_of
from api.http.working_answers import BODIES
from api.schemas.examples import RECORD, RECORD_LINKS
from api.schemas.queries import Paged
from api.schemas.workbench import ImportReport, RecordLinks
from api.sign_in.auth import CurrentPrincipal, Upload, upload
from api.workbench import audit
from api.workbench.documents import parse
from api.workbench.loading import load_document
from db.queries import entries, moments
from db.queries.filters import Filters
from db.session import begin_write
from db.vocabulary import Role

router = Router(prefix="/v1/admin/records", tags=["Workbench"])
JSON = "application/json"


@router.get(
    "",
    responses={**paged(RECORD_LINKS), **documented("bad-query", "bad-cursor", "key-missing", "wrong-role")},
    response_model=RecordLinks,
)
def list_records(
    request: Request, session: ReadSession, principal: CurrentPrincipal, query: Annotated[Paged, Query()]
) -> Response:
    """The assemblies whose records are held here, and where to download each. That of another engagement is at
    `/v1/engagements/{id}/record`.
    """
    principal.may()
    page = page_of(query, "order", list="records")
    moment = page.moment(moments.current(session))
    found = entries.page(session, Filters("assembly"), moment, sort="order", after=page.after, limit=page.enough)
    return page.answer(
        request,
        found,
        place=lambda entry: entries.place(entry, "order"),
        lines=lambda shown: [
            {"assembly": entry.thing, "record": urls.api(f"/assemblies/{entry.thing}/record")} for entry in shown
        ],
        moment=moment,
    )


@router.post(
    "",
    status_code=201,
    responses=documented(
        "key-missing",
        "wrong-role",
        "not-yours",
        *BODIES,
        "clock-in-doubt",
    ),
    response_model=ImportReport,
    response_model_exclude_unset=True,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": {"$ref": "#/components/schemas/RecordDocument"}, "example": RECORD}},
        }
    },
)
def create_record(
    session: WriteSession, principal: CurrentPrincipal, sent: Annotated[Upload, upload(JSON)]
) -> dict[str, object]:
    """Load a record document, at most 64 MB: publish what is new or different in it, in one moment, or nothing.

    It leaves alone what it does not mention, and changes nothing the second time. It refuses whole, with the path of
    every fault, and warns of what hangs loose. A text or a date may be bare, as it is everywhere here: `"name":
    "Anytown"`, `"date": "2026-10"`. A record keeper brings in compiled records that are theirs, and
    changes nothing whose owner has a key here.
    """
    principal.may(Role.record_keeper)
    loaded = load_document(session, begin_write(session), parse(sent.content), principal)
    if loaded.added + loaded.changed + loaded.withdrawn:
        audit.note(session, principal, "load", loaded.type, loaded.assembly, reason=loaded.sentence)
    warnings = [one.told for one in loaded.warnings]
    return {**vars(loaded), "sentence": loaded.sentence, "warnings": warnings}
