"""The files of open data: of everything, of an assembly, and of what an organisation keeps."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from sqlalchemy.orm import Session

from api.core.caching import cache_control
from api.core.headers import takes_gzip
from api.core.problems import documented
from api.core.routing import Call, Router, in_one_call, reading_of, until_left
from api.http.clients import client_host, network
from api.http.dependencies import past
from api.http.spooled_files import FileResponse
from api.http.things import alone
from api.open_data import making
from api.open_data.files import CSV, NDJSON, SQLITE, XLSX
from api.open_data.making import Asked, Found
from api.schemas.base import Day, Slug
from db.clock import now

router = Router(prefix="/open-data", tags=["Open data"])
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file. `Record-Sequence` and `Record-Day` say what it stands for.",
        "content": {
            media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
            for media_type in (CSV, XLSX, NDJSON, SQLITE)
        },
    },
    206: {"description": "The range of the file that was asked for."},
    304: {"description": "The file has not changed."},
    416: {"description": "The file has no such range."},
}
_REFUSALS = documented("bad-query", "not-found", "too-many-requests", "unavailable")
Name = Annotated[str, Path(description="The name of a file.", examples=["updates.csv"])]
AsOf = Annotated[
    Day | None,
    Query(description="As this record stood at the end of that day (UTC), which must have passed."),
]
Assembly = Annotated[Slug, Path(description="The id of an assembly.", examples=["camden-climate-2019"])]
Organisation = Annotated[Slug, Path(description="The id of an organisation.", examples=["anytown"])]


@router.get("/{file}", responses=_FILE | _REFUSALS, response_class=Response)
async def get_file(request: Request, file: Name, as_of: AsOf = None) -> Response:
    """A file of everything: `recommendations-today.csv` first; others are named at `/open-data`."""
    return await _answer(request, file, as_of)


@router.get(
    "/assemblies/{id}/{file}",
    responses=_FILE | _REFUSALS | documented("not-found", "withdrawn", "erased"),
    response_class=Response,
)
async def get_assembly_file(request: Request, id: Assembly, file: Name, as_of: AsOf = None) -> Response:
    """A file of the record of one assembly."""
    return await _answer(request, file, as_of, "assembly", id)


@router.get(
    "/organisations/{id}/{file}",
    responses=_FILE | _REFUSALS | documented("not-found", "withdrawn", "erased"),
    response_class=Response,
)
async def get_organisation_file(request: Request, id: Organisation, file: Name, as_of: AsOf = None) -> Response:
    """A file of all that one organisation keeps: the records of assemblies whose keeper it is."""
    return await _answer(request, file, as_of, "organisation", id)


async def _answer(request: Request, name: str, as_of: date | None, type_: str = "", id_: str = "") -> Response:
    """The file from the spool, where it is made first where it is not there yet."""
    asked_at, state = now(), request.app.state
    file = making.file_of(name, whole=not id_)
    zipped = file.shrinks and takes_gzip(request.headers.get("accept-encoding", "").encode("latin-1"))
    asked = Asked(file, type_, id_, None if as_of is None else past(as_of), zipped)
    ready = await in_one_call(request, partial(_kept, request, asked))
    if ready is None:
        state.limits.composed.spend(network(client_host(request.scope)))
        made = partial(making.made, state.spool, partial(reading_of, state), asked)
        ready = await state.pools.builders.run(made, lambda: until_left(request))
    return FileResponse(ready.spooled, file.media_type, ready.stand.since, _headers(asked, ready, asked_at))


def _kept(request: Request, asked: Asked, call: Call) -> Found | None:
    """The file where it is in the spool. Raises 404 or 410 where that of which it would be does not stand."""
    session: Session = call.read
    if asked.id:
        alone(session, making.moment_of(session, asked), asked.type, asked.id)
    return making.kept(request.app.state.spool, session, asked)


def _headers(asked: Asked, ready: Found, asked_at: datetime) -> dict[str, str]:
    whose = f"{asked.id}-" if asked.id else ""
    return {
        "Cache-Control": cache_control(now(), asked_at),
        "Content-Disposition": f'attachment; filename="{whose}{asked.file.name}"',
        "Record-Sequence": str(ready.stand.sequence),
        "Record-Day": ready.stand.day.isoformat(),
        **({"Content-Encoding": "gzip"} if asked.zipped else {}),
        **({"Vary": "Accept-Encoding"} if asked.file.shrinks else {}),
    }
