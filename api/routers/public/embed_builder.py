"""The page that makes embed codes. A plain form: it works without a script, and a small one shows changes at once."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from api.core.routing import Router
from api.embeds import contrast
from api.embeds.builder import Built, embed_builder_page
from api.embeds.embeds import choices
from api.embeds.naming import embedded
from api.embeds.notices import too_alike
from api.embeds.options import COLOURS, Chosen, codes
from api.http.dependencies import AtMoment, ReadSession, Viewing
from api.http.negotiation import page
from api.pages.view import View
from api.record.graph import load
from api.routers.public.embeds import TYPES, composed
from api.schemas.base import SLUG_PATTERN
from api.text.languages import Language
from api.text.localizer import localizer
from db.queries.moments import Moment
from db.words import words

router = Router(include_in_schema=False)
PLURALS = {type_: plural for plural, type_ in TYPES.items()}


class BuilderQuery(BaseModel):
    """What the form sends. What was left empty counts as not sent."""

    model_config = ConfigDict(extra="ignore")

    item: Annotated[str, Field(pattern=f"({SLUG_PATTERN})|^$", max_length=80)] = ""
    q: Annotated[str, Field(max_length=200)] = ""
    language: Language | Literal[""] = ""
    heading: Annotated[int, Field(ge=2, le=6)] = 2
    form: Literal["frame", "link", "badge", "fragment", "oembed"] = "frame"
    show: Literal["counts", "list"] = "counts"
    ink: Annotated[str, Field(max_length=20)] = ""
    paper: Annotated[str, Field(max_length=20)] = ""
    accent: Annotated[str, Field(max_length=20)] = ""


@router.get("/embed")
def get_embed_builder(
    session: ReadSession, moment: AtMoment, view: Viewing, query: Annotated[BuilderQuery, Query()]
) -> Response:
    """Pick an item, see it, copy its code."""
    built = _built(session, moment, view, query)
    html = embed_builder_page(view, built, choices(session, moment, frozenset(words(query.q))))
    return page(html, view.language)


def _built(session: Session, moment: Moment, view: View, query: BuilderQuery) -> Built:
    """What was chosen and its codes; or what is wrong with it, in words."""
    language = query.language or view.language
    colours = {name: value.strip() for name in COLOURS if (value := getattr(query, name)).strip()}
    chosen = Built(query.item, query.q, language, query.heading, query.form, query.show, colours)
    faults = _faults(colours, view.language)
    node = load(session, moment, [query.item]).nodes.get(query.item) if query.item else None
    if query.item and (node is None or node.type not in PLURALS):
        faults.append(localizer(view.language).t("builder.unknown_item", id=query.item))
    if node is None or faults:
        return replace(chosen, faults=faults)
    plural = PLURALS[node.type]
    form = Chosen(query.heading, query.show, {name: contrast.whole(value) for name, value in colours.items()})
    what = composed(session, moment, plural, node.id)
    item = embedded(what["own"], plural, language, view.base)
    return replace(chosen, name=item.name, codes=codes(item, form))


def _faults(colours: dict[str, str], language: Language) -> list[str]:
    """What is wrong with the colours, in the reader's language."""
    t = localizer(language).words("builder")
    wrong = [name for name, value in colours.items() if not contrast.is_colour(value)]
    if wrong:
        return [t["bad_colour"].format(name=t[name]) for name in wrong]
    return [fault.detail for fault in too_alike(colours, language)]
