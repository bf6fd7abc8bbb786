"""What a frame in another site shows. No key, no cookie, no script; promised for ever (see `/docs/embeds`)."""

from collections.abc import Callable

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


def _framed(plural: str) -> Callable[..., Response]:
    """The frame of a thing of this sort."""

    def embed(session: ReadSession, moment: AtMoment, language: AskedLanguage, chosen: Colouring, id: Slug) -> Response:
        what = composed(session, moment, plural, id, chosen.show)
        html = shown(what, plural, EmbedContext(language, settings().base_url, chosen), framed=True)
        return page(html, language, framed=True)

    return embed


for _plural, _type in TYPES.items():
    router.add_api_route(f"/{_plural}/{{id}}", _framed(_plural), name=f"embed_{_type}")


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
