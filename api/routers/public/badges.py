"""Small pictures with the short status, for a page, a newsletter or a README."""

from fastapi import Response

from api.core.routing import Router
from api.embeds.badges import badge
from api.embeds.context import EmbedContext
from api.http.dependencies import AtMoment, ReadSession, Viewing
from api.http.negotiation import picture
from api.routers.public.embeds import composed
from api.schemas.base import Slug

router = Router(prefix="/badge", include_in_schema=False)


@router.get("/recommendations/{id}.svg")
def recommendation_badge(
    session: ReadSession,
    moment: AtMoment,
    view: Viewing,
    id: Slug,
) -> Response:
    """Which recommendation, what has happened, and who says so."""
    what = composed(session, moment, "recommendations", id)
    svg = badge(what, "recommendations", EmbedContext(view.language, view.base))
    return picture(svg, view.language, elsewhere=view.elsewhere)


@router.get("/assemblies/{id}.svg")
def assembly_badge(
    session: ReadSession,
    moment: AtMoment,
    view: Viewing,
    id: Slug,
) -> Response:
    """Which assembly, how many recommendations, how many done and late."""
    what = composed(session, moment, "assemblies", id)
    svg = badge(what, "assemblies", EmbedContext(view.language, view.base))
    return picture(svg, view.language, elsewhere=view.elsewhere)


@router.get("/engagements/{id}.svg")
def engagement_badge(
    session: ReadSession,
    moment: AtMoment,
    view: Viewing,
    id: Slug,
) -> Response:
    """Which engagement, and where it stands."""
    what = composed(session, moment, "engagements", id)
    svg = badge(what, "engagements", EmbedContext(view.language, view.base))
    return picture(svg, view.language, elsewhere=view.elsewhere)


@router.get("/declarations/{id}.svg")
def declaration_badge(
    session: ReadSession,
    moment: AtMoment,
    view: Viewing,
    id: Slug,
) -> Response:
    """That each side says who held the pen: the same picture whatever they say."""
    what = composed(session, moment, "declarations", id)
    svg = badge(what, "declarations", EmbedContext(view.language, view.base))
    return picture(svg, view.language, elsewhere=view.elsewhere)
