"""The pages of open data, and the descriptions of its files for programs: of everything, of an assembly, and of what an
organisation keeps.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import Response

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import answered
from api.http.dependencies import AskedLanguage, AtMoment, ReadSession, Viewing
from api.http.negotiation import data_in, page
from api.http.things import alone
from api.open_data.dictionary import data_package, datasette
from api.open_data.scopes import scope_of
from api.pages.open_data import dictionary_page, files_page, standard_page
from api.record import things
from api.schemas.base import Slug
from api.schemas.examples import DATA_PACKAGE, DATASETTE
from api.schemas.kinds import BY_TYPE, Kind

router = Router(prefix="/open-data", tags=["Open data"])
_PACKAGE = "The files as Data Package 2.0 describes them: each table as CSV, with its Table Schema."
_DATASETTE = "What Datasette reads beside `record.sqlite`: what every table and column means."


@router.get("", include_in_schema=False)
def get_open_data(session: ReadSession, moment: AtMoment, view: Viewing) -> Response:
    """Which files there are of everything: one table first."""
    return page(files_page(view, scope_of(session, moment)), view.language)


@router.get("/standard", include_in_schema=False)
def get_standard(view: Viewing) -> Response:
    """What a table must have so that those of many councils can be put together."""
    return page(standard_page(view), view.language)


@router.get("/dictionary", include_in_schema=False)
def get_dictionary(view: Viewing) -> Response:
    """What every column of every table means."""
    return page(dictionary_page(view), view.language)


@router.get("/datapackage.json", responses=answered(DATA_PACKAGE) | documented("bad-query"), description=_PACKAGE)
def get_data_package(request: Request, session: ReadSession, moment: AtMoment, language: AskedLanguage) -> Response:
    return data_in(data_package(scope_of(session, moment), language), request, language)


@router.get("/datasette.json", responses=answered(DATASETTE) | documented("bad-query"), description=_DATASETTE)
def get_datasette(request: Request, session: ReadSession, moment: AtMoment, language: AskedLanguage) -> Response:
    return data_in(datasette(scope_of(session, moment), language), request, language)


def _add(kind: Kind) -> None:
    """The same of an assembly, or of an organisation."""
    type_ = kind.thing
    Id = Annotated[Slug, Path(description=f"The id of {kind.called}.", examples=[kind.known])]  # noqa: N806 - a type
    refusals = documented("bad-query", "not-found", "withdrawn", "erased")

    def named(session: ReadSession, moment: AtMoment, id_: str) -> Mapping[str, str]:
        return things.name(alone(session, moment, type_, id_))

    def page_(session: ReadSession, moment: AtMoment, view: Viewing, id: Id) -> Response:
        name = named(session, moment, id)
        return page(files_page(view, scope_of(session, moment, type_, id), name), view.language)

    def package(request: Request, session: ReadSession, moment: AtMoment, language: AskedLanguage, id: Id) -> Response:
        name = named(session, moment, id)
        return data_in(data_package(scope_of(session, moment, type_, id), language, name), request, language)

    def for_datasette(
        request: Request, session: ReadSession, moment: AtMoment, language: AskedLanguage, id: Id
    ) -> Response:
        name = named(session, moment, id)
        return data_in(datasette(scope_of(session, moment, type_, id), language, name), request, language)

    at = f"/{kind.plural}/{{id}}"
    router.get(at, include_in_schema=False, name=f"get_{type_}_open_data")(page_)
    router.get(f"{at}/datapackage.json", name=f"get_{type_}_data_package", responses=refusals, description=_PACKAGE)(
        package
    )
    router.get(f"{at}/datasette.json", name=f"get_{type_}_datasette", responses=refusals, description=_DATASETTE)(
        for_datasette
    )


for _type in ("assembly", "organisation"):
    _add(BY_TYPE[_type])
