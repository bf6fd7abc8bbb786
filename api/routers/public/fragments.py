"""What a server includes in a page of its own: bare HTML, without a document around it, styles or colours."""

from collections.abc import Callable

from fastapi import Response

from api.core.routing import Router
from api.embeds.context import EmbedContext
from api.embeds.rendering import shown
from api.http.dependencies import AskedLanguage, AtMoment, Choosing, ReadSession
from api.http.negotiation import page
from api.routers.public.embeds import TYPES, composed
from api.schemas.base import Slug
from api.settings import settings

router = Router(prefix="/fragment", include_in_schema=False)


def _fragment(plural: str) -> Callable[..., Response]:
    """The fragment of a thing of this sort."""

    def fragment(
        session: ReadSession, moment: AtMoment, language: AskedLanguage, chosen: Choosing, id: Slug
    ) -> Response:
        what = composed(session, moment, plural, id, chosen.show)
        html = shown(what, plural, EmbedContext(language, settings().base_url, chosen), framed=False)
        return page(html, language)

    return fragment


for _plural, _type in TYPES.items():
    router.add_api_route(f"/{_plural}/{{id}}", _fragment(_plural), name=f"{_type}_fragment")
