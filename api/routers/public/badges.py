"""Small pictures with the short status, for a page, a newsletter or a README."""

from collections.abc import Callable

from fastapi import Response

from api.core.routing import Router
from api.embeds.badges import badge
from api.embeds.context import EmbedContext
from api.http.dependencies import AtMoment, ReadSession, Viewing
from api.http.negotiation import picture
from api.routers.public.embeds import TYPES, composed
from api.schemas.base import Slug

router = Router(prefix="/badge", include_in_schema=False)


def _badge(plural: str) -> Callable[..., Response]:
    """The picture of a thing of this sort: which it is, and its short status."""

    def pictured(session: ReadSession, moment: AtMoment, view: Viewing, id: Slug) -> Response:
        svg = badge(composed(session, moment, plural, id), plural, EmbedContext(view.language, view.base))
        return picture(svg, view.language, elsewhere=view.elsewhere)

    return pictured


for _plural, _type in TYPES.items():
    router.add_api_route(f"/{_plural}/{{id}}.svg", _badge(_plural), name=f"{_type}_badge")
