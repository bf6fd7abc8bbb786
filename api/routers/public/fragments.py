"""What a server includes in a page of its own: bare HTML, without a document around it, styles or colours."""

from fastapi import Response

from api.core.routing import Router
from api.embeds.context import EmbedContext
from api.embeds.rendering import shown
from api.http.dependencies import AskedLanguage, AtMoment, Choosing, ReadSession
from api.http.negotiation import page
from api.routers.public.embeds import composed
from api.schemas.base import Slug
from api.settings import settings

router = Router(prefix="/fragment", include_in_schema=False)


@router.get("/recommendations/{id}")
def recommendation_fragment(
    session: ReadSession,
    moment: AtMoment,
    language: AskedLanguage,
    chosen: Choosing,
    id: Slug,
) -> Response:
    """One recommendation with its status."""
    what = composed(session, moment, "recommendations", id)
    html = shown(what, "recommendations", EmbedContext(language, settings().base_url, chosen), framed=False)
    return page(html, language)


@router.get("/assemblies/{id}")
def assembly_fragment(
    session: ReadSession,
    moment: AtMoment,
    language: AskedLanguage,
    chosen: Choosing,
    id: Slug,
) -> Response:
    """One assembly: its counts, or the list of its recommendations."""
    what = composed(session, moment, "assemblies", id, chosen.show)
    html = shown(what, "assemblies", EmbedContext(language, settings().base_url, chosen), framed=False)
    return page(html, language)


@router.get("/engagements/{id}")
def engagement_fragment(
    session: ReadSession,
    moment: AtMoment,
    language: AskedLanguage,
    chosen: Choosing,
    id: Slug,
) -> Response:
    """One engagement: what it is, who decides, what can change, and what came of it."""
    what = composed(session, moment, "engagements", id)
    html = shown(what, "engagements", EmbedContext(language, settings().base_url, chosen), framed=False)
    return page(html, language)


@router.get("/declarations/{id}")
def declaration_fragment(
    session: ReadSession,
    moment: AtMoment,
    language: AskedLanguage,
    chosen: Choosing,
    id: Slug,
) -> Response:
    """The panel of one declaration."""
    what = composed(session, moment, "declarations", id)
    html = shown(what, "declarations", EmbedContext(language, settings().base_url, chosen), framed=False)
    return page(html, language)
