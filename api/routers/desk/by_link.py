"""What the pages share that a link about a declaration opens: what it is about, and that it opens nothing any more."""

from collections.abc import Mapping

from fastapi.responses import Response

from api.desk.pages import Page, signed_out_page
from api.http.desk import DESK, desk_page
from api.record.reader import RecordReader
from api.record.things import name
from api.schemas.declarations import Declaration
from api.text.languages import first_of_ours
from api.text.markup import words_as_html
from api.workbench.by_link import NotWantedError


def names_in(record: RecordReader, declaration: Declaration) -> dict[str, Mapping[str, str]]:
    """What a declaration is about and who declares, by their names; nothing of what is not here."""
    nodes = {"about": record.node(declaration.about), "by": record.node(declaration.by)}
    return {which: name(node) if node else {} for which, node in nodes.items()}


def ended_page(ended: NotWantedError, lang: str) -> Response:
    """That a link asks for nothing: 404 where there is none, 410 where it is over."""
    language = first_of_ours(lang)
    words = words_as_html(language, "partner")
    html = signed_out_page("partner_ended", language, Page(DESK), {}, why=ended.why, w=words)
    return desk_page(html, language, 404 if ended.why == "unknown" else 410)
