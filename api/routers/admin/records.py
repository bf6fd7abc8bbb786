"""Loading record documents."""

from typing import Annotated, Any

from api.auth import Asker, Upload, upload
from api.compose import urls
from api.dependencies import ReadSession, WriteSession
from api.openapi import answered
from api.problems import documented
from api.routers.admin.answers import BODIES
from api.routing import Router
from api.schemas.examples import RECORD, RECORD_LINKS
from api.schemas.workbench import ImportReport, RecordLinks
from api.services import audit
from api.services.records import load_document, parse
from db.queries import moments
from db.queries.entries import Filters, matching
from db.session import begin_write

router = Router(prefix="/v1/admin/records", tags=["Workbench"])
JSON = "application/json"


@router.get(
    "",
    responses={**answered(RECORD_LINKS), **documented("key-missing", "wrong-role")},
    response_model=RecordLinks,
)
def list_records(session: ReadSession, asker: Asker) -> Any:
    """The assemblies whose records are held here, and where to download each."""
    asker.may()
    entries = session.scalars(matching(Filters("assembly"), moments.current(session)))
    ids = sorted(entry.thing for entry in entries)
    return {"items": [{"assembly": id_, "record": urls.api(f"/assemblies/{id_}/record")} for id_ in ids], "next": None}


@router.post(
    "",
    status_code=201,
    responses=documented(
        "key-missing",
        "wrong-role",
        *BODIES,
        "clock-in-doubt",
    ),
    response_model=ImportReport,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": {"$ref": "#/components/schemas/RecordDocument"}, "example": RECORD}},
        }
    },
)
def create_record(session: WriteSession, asker: Asker, sent: Annotated[Upload, upload(JSON)]) -> Any:
    """Load a record document, at most 64 MB: publish what is new or different in it, in one moment, or nothing.

    It leaves alone what it does not mention, and changes nothing the second time. It refuses whole, with the path of
    every fault.
    """
    asker.may()
    loaded = load_document(session, begin_write(session), parse(sent.content))
    if loaded.added + loaded.changed + loaded.withdrawn:
        audit.note(session, asker, "load", "assembly", loaded.assembly, reason=loaded.sentence)
    return {**vars(loaded), "sentence": loaded.sentence}
