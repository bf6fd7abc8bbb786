"""The sheet: downloaded as a workbook or CSV, edited, and sent back."""

from typing import Annotated, Literal

from fastapi import Query, Response

from api.core.faults import Fault
from api.core.problems import MOST_ERRORS, Problem, documented
from api.core.routing import Router
from api.http.contract import answered, header
from api.http.dependencies import ReadSession, WriteSession
from api.readers.sheet import Sheet, SheetRefused
from api.readers.tables import CSV, MEDIA_TYPES, XLSX
from api.record.reader import begin, read_now
from api.schemas.base import Slug
from api.schemas.examples import SHEET, SHEET_REPORT
from api.schemas.workbench import SheetReport
from api.sheets.reading import read_sheet
from api.sheets.rows import rows
from api.sheets.staging import Staged, stage
from api.sheets.writing import file_name, write_csv, write_excel_csv, write_xlsx
from api.sign_in.auth import CurrentPrincipal, Upload, upload
from api.text.languages import Language, default
from db.vocabulary import Role

router = Router(prefix="/v1/admin/sheet", tags=["Workbench"])
_BYTES = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "",
    response_class=Response,
    responses={
        200: {
            "content": {XLSX: _BYTES, CSV: {"schema": {"type": "string"}, "example": SHEET}},
            "headers": {"Content-Disposition": header("A name for the file.", always=True)},
        },
        **documented("bad-query", "key-missing", "wrong-role", "not-yours", "not-found"),
    },
)
def get_sheet(
    session: ReadSession,
    principal: CurrentPrincipal,
    format: Annotated[
        Literal["xlsx", "csv", "excel-csv"],
        Query(
            description="An Excel workbook; CSV as data; or CSV for a spreadsheet, with labels in place of codes.",
            examples=["csv"],
        ),
    ] = "xlsx",
    lang: Annotated[
        Language | None, Query(description="Of headings, labels and titles. Without it the first of this instance.")
    ] = None,
    post: Annotated[Slug | None, Query(description="Only of this post.", examples=["anytown-head-of-streets"])] = None,
) -> Response:
    """What your posts answer for, a row each: the draft where there is one, else what is public. An editor's has every
    post of the organisation. Change it in a spreadsheet and send it back to the same address.
    """
    record, language = read_now(session), lang or default()
    found = rows(record, principal, language, post)
    if format == "xlsx":
        content, type_ = write_xlsx(found, language), XLSX
    elif format == "csv":
        content, type_ = write_csv(found), f"{CSV}; charset=utf-8"
    else:
        content, type_ = write_excel_csv(found, language), f"{CSV}; charset=utf-8"
    name = file_name(language, record.moment.day, "xlsx" if format == "xlsx" else "csv")
    return Response(content, media_type=type_, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.post(
    "",
    responses={
        **answered(SHEET_REPORT),
        **documented(
            "bad-query", "key-missing", "wrong-role", "conflict", "too-large", "wrong-media-type", "bad-sheet"
        ),
    },
    response_model=SheetReport,
    response_model_exclude_unset=True,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                CSV: {"schema": {"type": "string"}, "example": SHEET},
                **dict.fromkeys(MEDIA_TYPES[1:], _BYTES),
            },
        }
    },
)
def send_sheet(
    session: WriteSession,
    principal: CurrentPrincipal,
    sent: Annotated[Upload, upload(*MEDIA_TYPES)],
    whole: Annotated[bool, Query(description="All of it or nothing: anything wrong refuses everything.")] = False,
) -> dict[str, object]:
    """Send the sheet back, at most 4 MB. Rows that say something else become drafts or change those there are; nothing
    is public until it is released. Rows in which something is wrong are left out, and each cell is named; those that
    somebody else changed here since the download too. The same sheet again changes nothing.
    """
    principal.may(Role.officer)  # an editor reads the sheet, but says nothing for a post
    sheet = _read(sent.content)
    return _report(stage(begin(session), principal, sheet, whole=whole))


def _read(content: bytes) -> Sheet:
    try:
        return read_sheet(content)
    except SheetRefused as refused:
        faults = [Fault(one.cell, one.rule, one.detail) for one in refused.faults]
        raise Problem("bad-sheet", faults[0].detail, errors=faults) from None


def _report(done: Staged) -> dict[str, object]:
    return {
        "staged": len(done.made),
        "changed": len(done.changed),
        "unchanged": done.unchanged,
        "refused_rows": done.refused_rows,
        "refused": [vars(fault) for fault in done.faults[:MOST_ERRORS]],
        "things": [*done.made, *done.changed],
        "reopened": done.reopened,
        **({"sheet": done.sheet} if done.sheet else {}),
        "sentence": done.sentence,
    }
