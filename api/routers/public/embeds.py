"""What a frame in another site shows. No key, no cookie, no script; promised for ever (see `/docs/embeds`)."""

from fastapi import Response
from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.core.routing import Router
from api.embeds import embeds
from api.embeds.context import EmbedContext
from api.embeds.rendering import shown
from api.http.dependencies import AskedLanguage, AtMoment, Colouring, ReadSession
from api.http.negotiation import page
from api.http.things import found
from api.schemas.base import Slug
from api.settings import settings
from db.queries.moments import Moment

router = Router(prefix="/embed", include_in_schema=False)
TYPES = {
    "recommendations": "recommendation",
    "assemblies": "assembly",
    "engagements": "engagement",
    "declarations": "declaration",
}


@router.get("/recommendations/{id}")
def embed_recommendation(
    session: ReadSession,
    moment: AtMoment,
    language: AskedLanguage,
    chosen: Colouring,
    id: Slug,
) -> Response:
    """One recommendation with its status."""
    what = composed(session, moment, "recommendations", id)
    html = shown(what, "recommendations", EmbedContext(language, settings().base_url, chosen), framed=True)
    return page(html, language, framed=True)


@router.get("/assemblies/{id}")
def embed_assembly(
    session: ReadSession,
    moment: AtMoment,
    language: AskedLanguage,
    chosen: Colouring,
    id: Slug,
) -> Response:
    """One assembly: its counts, or the list of its recommendations."""
    what = composed(session, moment, "assemblies", id, chosen.show)
    html = shown(what, "assemblies", EmbedContext(language, settings().base_url, chosen), framed=True)
    return page(html, language, framed=True)


@router.get("/engagements/{id}")
def embed_engagement(
    session: ReadSession,
    moment: AtMoment,
    language: AskedLanguage,
    chosen: Colouring,
    id: Slug,
) -> Response:
    """One engagement: what it is, who decides, what can change, and what came of it."""
    what = composed(session, moment, "engagements", id)
    html = shown(what, "engagements", EmbedContext(language, settings().base_url, chosen), framed=True)
    return page(html, language, framed=True)


@router.get("/declarations/{id}")
def embed_declaration(
    session: ReadSession,
    moment: AtMoment,
    language: AskedLanguage,
    chosen: Colouring,
    id: Slug,
) -> Response:
    """The panel of one declaration."""
    what = composed(session, moment, "declarations", id)
    html = shown(what, "declarations", EmbedContext(language, settings().base_url, chosen), framed=True)
    return page(html, language, framed=True)


def composed(session: Session, moment: Moment, plural: str, id_: str, show: str = "counts") -> Json:
    """What is shown of a thing. Raises 404 and 410 as its own address does."""
    graph, node = found(session, moment, TYPES[plural], id_)
    if plural == "recommendations":
        return embeds.recommendation(session, graph, node)
    if plural == "engagements":
        return embeds.engagement(session, graph, node)
    if plural == "declarations":
        return embeds.declaration(session, graph, node)
    return embeds.assembly(session, graph, node, show)
