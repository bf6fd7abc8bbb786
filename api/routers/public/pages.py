"""Pages for people, at the canonical address of each thing."""

import re
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.orm import Session

from api.core import urls
from api.core.codelists import codelists
from api.core.json_text import Json
from api.core.routing import Router
from api.embeds.naming import embedded
from api.embeds.options import Chosen, discovery_link
from api.http.dependencies import AtMoment, ReadSession, Viewing
from api.http.negotiation import page
from api.http.things import found
from api.open_data import datasets, schema_org
from api.pages import contents, engagements, works
from api.pages.site import head_page, record_page
from api.pages.view import View
from api.reading import head, removals
from api.reading.compared import MOST, compared
from api.reading.details import detail
from api.reading.head import HASH
from api.reading.section_31 import section_31
from api.record.things import compiler_of, reference
from api.schemas.base import Slug
from api.schemas.queries import EngagementQuery, RecommendationQuery
from api.schemas.works import WorksQuery
from api.settings import settings
from api.text.markup import words_as_html
from db.clock import today
from db.queries.moments import Moment

router = Router(include_in_schema=False)
Q = TypeVar("Q", bound=BaseModel)
AXES = ("response", "progress", "schedule", "assurance")


def shown(view: View, moment: Moment, template: str, item: Json | None = None, **gaps: object) -> Response:
    """A page of the record as it is sent; one of a record that somebody compiled says so by the words it chooses."""
    compiler = compiler_of(item) if item and template in ("recommendation", "assembly") else None
    called = {one["theme"]: one["name"] for one in (item or {}).get("themes_called") or ()}
    html = record_page(
        template, view, moment.day, today(), moment.dated_to, compiler, item=item, theme_names=called, **gaps
    )
    return page(html, view.language)


@router.get("/")
def get_home(session: ReadSession, moment: AtMoment, view: Viewing) -> Response:
    """Every assembly, and what changed last."""
    answer = shown(view, moment, "home", item=contents.home(session, moment))
    answer.headers["Link"] = f'<{urls.public(urls.API_CATALOG)}>; rel="api-catalog"'
    return answer


@router.get("/owed")
def get_owed_page(session: ReadSession, moment: AtMoment, view: Viewing) -> Response:
    """What is owed, over all assemblies: what is late, and what is owed on other grounds."""
    return shown(view, moment, "owed", item=contents.owed(session, moment))


class FilterForm(BaseModel):
    """What a form of filters sends. What was left empty counts as not sent."""

    model_config = ConfigDict(extra="ignore")

    q: str = ""

    def asked(self) -> dict[str, object]:
        """The filters that somebody set."""
        given = {name: [one for one in of if one] if isinstance(of, list) else of.strip() for name, of in self}
        return {name: value for name, value in given.items() if value}


class RecommendationForm(FilterForm):
    """The filters of an assembly's list."""

    response: list[str] = []
    progress: list[str] = []
    schedule: list[str] = []
    assurance: list[str] = []
    owed: list[str] = []
    theme: list[str] = []


class EngagementForm(FilterForm):
    """The filters of the page of engagements."""

    state: list[str] = []
    place: list[str] = []
    topic: list[str] = []
    audience: list[str] = []
    form: list[str] = []
    organisation: list[str] = []
    decision: list[str] = []


class WorksForm(FilterForm):
    """The filters of the page of what works."""

    topic: list[str] = []
    place: list[str] = []
    organisation: list[str] = []
    enabler: list[str] = []


class SearchForm(FilterForm):
    """What the form of the search sends."""

    type: list[str] = []


class KeptHead(BaseModel):
    """What somebody kept of where the record ended, as they type or paste it."""

    model_config = ConfigDict(extra="ignore")

    sequence: str = ""
    hash: str = ""

    def asked(self) -> dict[str, str]:
        """What was sent, without the spaces and marks that come along with what is copied."""
        given = {"sequence": re.sub(r"[\s.,]", "", self.sequence), "hash": re.sub(r"\s", "", self.hash).lower()}
        return given if any(given.values()) else {}


@router.get("/head")
def get_head_page(session: ReadSession, view: Viewing, form: Annotated[KeptHead, Query()]) -> Response:
    """Where the record ends, why to keep that, and whether what somebody kept still stands."""
    asked = form.asked()
    legible = re.fullmatch("[1-9][0-9]{0,14}", asked.get("sequence", "")) and re.fullmatch(HASH, asked.get("hash", ""))
    found = head.kept(session, int(asked["sequence"])) if legible else None
    return page(head_page(view, head.head(session), asked, found), view.language)


@router.get("/removals")
def get_removals_page(session: ReadSession, moment: AtMoment, view: Viewing) -> Response:
    """What was taken out of the record: which publication, when, on what ground, and who decided it."""
    return shown(view, moment, "removals", item=removals.page_of_all(session, moment))


class Compared(BaseModel):
    """The assemblies that somebody sets side by side."""

    model_config = ConfigDict(extra="ignore")

    assembly: Annotated[list[Slug], Field(max_length=MOST)] = []


@router.get("/compare")
def get_compare_page(
    session: ReadSession, moment: AtMoment, view: Viewing, form: Annotated[Compared, Query()]
) -> Response:
    """Assemblies side by side: counts by the same rules, and no score."""
    asked = list(dict.fromkeys(form.assembly))
    item = compared(session, moment, [found(session, moment, "assembly", id_) for id_ in asked])
    every = contents.every_assembly(session, moment)
    filtered = urlencode({"assembly": asked}, doseq=True)
    words = words_as_html(view.language, "compare")
    return shown(view, moment, "compare", item=item, c=words, every=every, asked=asked, most=MOST, filtered=filtered)


@router.get("/assemblies/{id}")
def get_assembly_page(
    session: ReadSession,
    moment: AtMoment,
    view: Viewing,
    form: Annotated[RecommendationForm, Query()],
    id: Slug,
) -> Response:
    """The whole plan at a glance, and its list to filter."""
    graph, node = found(session, moment, "assembly", id)
    asked = form.asked()
    item = contents.assembly(session, graph, node, query_asked(RecommendationQuery, asked, assembly=[id], limit=200))
    filtered = urlencode(asked, doseq=True)
    data = datasets.of_assembly(session, moment, id) if moment.is_now else None
    return shown(
        view,
        moment,
        "assembly",
        item=item,
        asked=asked,
        filtered=filtered,
        discovery=_discovery(view, item),
        dataset=data,
        described=schema_org.of_dataset(data, view.language) if data else None,
    )


@router.get("/recommendations/{id}")
def get_recommendation_page(
    session: ReadSession,
    moment: AtMoment,
    view: Viewing,
    id: Slug,
) -> Response:
    """What the members asked, where it stands, and everything said about it."""
    graph, node = found(session, moment, "recommendation", id)
    item = contents.recommendation(session, graph, node)
    return shown(view, moment, "recommendation", item=item, discovery=_discovery(view, item))


@router.get("/projects/{id}")
def get_project_page(session: ReadSession, moment: AtMoment, view: Viewing, id: Slug) -> Response:
    """What a project is, whose it is, and what it has to do with."""
    graph, node = found(session, moment, "project", id)
    return shown(view, moment, "project", item=contents.project(session, graph, node))


@router.get("/engagements")
def get_engagements_page(
    session: ReadSession, moment: AtMoment, view: Viewing, form: Annotated[EngagementForm, Query()]
) -> Response:
    """What people are asked, by where it stands: what they can take part in first."""
    asked = form.asked()
    item = engagements.engagements(session, moment, query_asked(EngagementQuery, asked))
    return shown(view, moment, "engagements", item=item, asked=asked, filtered=urlencode(asked, doseq=True))


@router.get("/engagements/{id}")
def get_engagement_page(session: ReadSession, moment: AtMoment, view: Viewing, id: Slug) -> Response:
    """What people are asked, who decides, what can change, and what came of it."""
    graph, node = found(session, moment, "engagement", id)
    item = contents.engagement(session, graph, node)
    return shown(view, moment, "engagement", item=item, discovery=_discovery(view, item))


@router.get("/engagements/{id}/section-31")
def get_section_31_page(session: ReadSession, moment: AtMoment, view: Viewing, id: Slug) -> Response:
    """The report on a request to take part, to print: its four points in the words of those who took part."""
    graph, node = found(session, moment, "engagement", id)
    item = section_31(session, graph, node)
    return shown(view, moment, "section_31", item=item, r=words_as_html(view.language, "section_31"))


@router.get("/works")
def get_works_page(
    session: ReadSession, moment: AtMoment, view: Viewing, form: Annotated[WorksForm, Query()]
) -> Response:
    """What works, newest first: what somebody other than the doer says, or the doer shows."""
    asked = form.asked()
    item = works.of_query(session, moment, query_asked(WorksQuery, asked))
    return shown(view, moment, "works", item=item, asked=asked, filtered=urlencode(asked, doseq=True))


@router.get("/works/assemblies/{id}/talk")
def get_assembly_talk(session: ReadSession, moment: AtMoment, view: Viewing, id: Slug) -> Response:
    """A sheet for an hour’s conversation about what an assembly asked for."""
    return _talk(session, moment, view, "assembly", id)


@router.get("/works/organisations/{id}/talk")
def get_organisation_talk(session: ReadSession, moment: AtMoment, view: Viewing, id: Slug) -> Response:
    """A sheet for an hour’s conversation in an organisation."""
    return _talk(session, moment, view, "organisation", id)


@router.get("/works/posts/{id}/talk")
def get_post_talk(session: ReadSession, moment: AtMoment, view: Viewing, id: Slug) -> Response:
    """A sheet for an hour’s conversation in the team of a post."""
    return _talk(session, moment, view, "post", id)


def _talk(session: Session, moment: Moment, view: View, type_: str, id_: str) -> Response:
    graph, node = found(session, moment, type_, id_)
    item = works.talk(session, moment, type_, id_, view.language)
    words = words_as_html(view.language, "talk")
    return shown(view, moment, "talk", item={**reference(graph, node.id), **item}, k=words)


@router.get("/declarations/{id}")
def get_declaration_page(request: Request, session: ReadSession, moment: AtMoment, view: Viewing, id: Slug) -> Response:
    """What a piece of work is called, who held the pen, and what each side answers. Where the desk is served too, a
    group finds here how to ask for a link by which it answers.
    """
    graph, node = found(session, moment, "declaration", id)
    item = detail(session, graph, node)
    ties = {one["testimony"]: one["beside_name"] for one in item["sides"]}
    given = settings()
    may_ask = bool(request.app.state.works and given.declarations and given.smtp_url and moment.is_now)
    return shown(
        view, moment, "declaration", item={**item, "ties": ties}, may_ask=may_ask, discovery=_discovery(view, item)
    )


@router.get("/organisations/{id}")
def get_organisation_page(
    session: ReadSession,
    moment: AtMoment,
    view: Viewing,
    id: Slug,
) -> Response:
    """An organisation and everything it has to do with."""
    graph, node = found(session, moment, "organisation", id)
    return shown(view, moment, "organisation", item=contents.organisation(session, graph, node))


@router.get("/posts/{id}")
def get_post_page(session: ReadSession, moment: AtMoment, view: Viewing, id: Slug) -> Response:
    """What a post answers for, whoever holds it."""
    graph, node = found(session, moment, "post", id)
    return shown(view, moment, "post", item=contents.post(session, graph, node))


@router.get("/codelists")
def get_codelists_page(moment: AtMoment, view: Viewing) -> Response:
    """What every word means."""
    lists = [one.model_dump() for one in codelists()]
    return shown(view, moment, "codelists", axes=AXES, lists=lists)


def _discovery(view: View, own: Json) -> str:
    """The link by which other systems find out how to embed what the page is about."""
    plural = view.path.split("/")[1]
    return discovery_link(embedded(own, plural, view.language, view.base), Chosen(as_of=view.as_of))


def query_asked(asks: type[Q], asked: dict[str, object], **more: object) -> Q:
    """What a page's list is asked for. Raises the framework's own refusal for a code that is none."""
    try:
        return asks.model_validate({**asked, **more})
    except ValidationError as error:
        faults = [{**fault, "loc": ("query", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from None
