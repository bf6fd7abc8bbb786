"""Holds before elections: one that an organisation says, and all that a file of elections means."""

from typing import Annotated

from fastapi import Body, Path, Request, Response

from api.core.faults import Fault
from api.core.problems import Problem, documented
from api.core.routing import Router
from api.http.contract import answered, example
from api.http.dependencies import ReadSession, WriteSession
from api.http.working_answers import BODIES, READS, REPEATS, Once, several_once
from api.readers.tables import CSV, MEDIA_TYPES
from api.record.reader import RecordWriter, begin, read_now
from api.schemas.actions import ElectionsReport, HoldCreate
from api.schemas.base import Slug
from api.schemas.examples import ELECTIONS, HOLD, HOLDS_KEPT
from api.schemas.forms import whole_date
from api.schemas.kinds import BY_TYPE
from api.schemas.organisations import Hold
from api.schemas.workbench import HoldsKept
from api.sign_in.auth import CurrentPrincipal, Upload, upload
from api.text.languages import default
from api.workbench import holds, release
from api.workbench.documents import parse
from db.models.workbench import WorkingCopy
from db.publications import moment_text

router = Router(prefix="/v1/admin")
KIND = BY_TYPE["organisation"]
OrganisationId = Annotated[Slug, Path(description="The id of an organisation.", examples=["anytown"])]
ELECTIONS_JSON = {"anyOf": [{"type": "array", "items": {"type": "object"}}, {"type": "object"}]}
JSON = "application/json"
_BYTES = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/organisations/{id}/holds",
    tags=[f"Workbench: {KIND.plural}"],
    responses={**answered(HOLDS_KEPT), **documented(*READS)},
    response_model=HoldsKept,
    response_model_exclude_unset=True,
)
def get_holds(session: ReadSession, principal: CurrentPrincipal, id: OrganisationId) -> dict[str, object]:
    """The holds before elections of an organisation that stand or are to come, and what waits because of each. A
    factual correction passes one with a `hold_reason`, which the audit trail keeps.
    """
    found = holds.holds_kept(read_now(session), principal, id)
    return {"holds": [_kept_answer(one) for one in found]}


def _kept_answer(kept: holds.Kept) -> dict[str, object]:
    return {
        "begins": kept.hold.begins.value,
        "ends": kept.hold.ends.value,
        "occasion": kept.hold.occasion,
        **({"election": kept.hold.election} if kept.hold.election else {}),
        "waiting": [
            {"type": copy.type, "id": copy.thing, "publish_at": moment_text(copy.publish_at)}
            for copy in kept.waiting
            if copy.publish_at is not None
        ],
    }


@router.post(
    "/organisations/{id}/holds",
    tags=[f"Workbench: {KIND.plural}"],
    status_code=201,
    responses=documented(*REPEATS),
    response_model=KIND.page,
)
def create_hold(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    id: OrganisationId,
    body: Annotated[HoldCreate, Body(openapi_examples=example(HOLD))],
    once: Once = None,
) -> Response:
    """Say when an organisation publishes less before an election; or move the days of a hold, by its first day or its
    election. Readers are told; what the organisation says meanwhile waits, but for factual corrections.
    """

    def act(record: RecordWriter) -> list[WorkingCopy]:
        facts = body.model_dump(exclude_none=True, exclude={"publish"})
        facts |= {"begins": whole_date(body.begins), "ends": whole_date(body.ends)}
        if isinstance(body.occasion, str):
            found = record(id)
            facts["occasion"] = {getattr(found, "language", default()): body.occasion}
        copy = holds.ask(record, principal, id, Hold.model_validate(facts))
        if body.publish:
            release.release(record, principal, [copy], release.Asked())
        return [copy]

    return several_once(request, session, principal, once, body.model_dump(), act)


@router.post(
    "/elections",
    tags=["Workbench"],
    status_code=201,
    responses=documented(
        "key-missing",
        "wrong-role",
        *BODIES,
        "clock-in-doubt",
    ),
    response_model=ElectionsReport,
    response_model_exclude_unset=True,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                CSV: {"schema": {"type": "string"}, "example": ELECTIONS},
                JSON: {"schema": ELECTIONS_JSON, "example": []},
                **dict.fromkeys(MEDIA_TYPES[1:], _BYTES),
            },
        }
    },
)
def create_elections(
    session: WriteSession, principal: CurrentPrincipal, sent: Annotated[Upload, upload(JSON, *MEDIA_TYPES)]
) -> dict[str, object]:
    """Load a file of elections, as a workbook, CSV or JSON: each is a hold of its organisation, from the notice of
    election to the poll. All of them are published in one moment, or none; loading the file again changes nothing.
    """
    principal.may()
    if sent.media_type == JSON and not isinstance(parse(sent.content).content, list | dict):
        fault = Fault("", "list-type", "elections as JSON are a list, or an object that holds one as `results`")
        raise Problem("invalid-body", fault.detail, errors=[fault])
    loaded = holds.load_elections(begin(session), principal, sent.content)
    told = {name: value for name, value in vars(loaded).items() if value is not None}
    return {**told, "sentence": loaded.sentence}
