"""What the service says of itself: its guides, its problems, what personal data it holds; and what browsers and search
engines ask of every site.
"""

from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from api.core import urls
from api.core.problems import KINDS, Problem, documented
from api.core.routing import Router
from api.embeds.docs import embeds_page
from api.http.dependencies import AtMoment, ReadSession, Viewing
from api.http.negotiation import page
from api.pages.markdown import files, guide_page, guides, guides_listed, ids_in
from api.pages.site import docs_page, personal_data_page, problem_page
from api.reading.samples import sample, samples
from api.retention.retention import TABLE, days_of
from api.settings import settings
from db.clock import today

router = Router()
REPORTS_TO = timedelta(days=180)  # RFC 9116: a file that says whom to reach says for how long, which is under a year
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0b5cad"/>'
    '<g fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"><path d="M6 9l2 2 4-4M16 9h10M16 17h10"/>'
    '<circle cx="9" cy="17" r="2"/><path d="M16 25h10" opacity=".5"/><circle cx="9" cy="25" r="2" opacity=".5"/></g>'
    "</svg>"
)


@router.get(
    "/problems/{name}",
    tags=["Vocabulary"],
    response_class=HTMLResponse,
    responses=documented("bad-query", "not-found"),
)
def get_problem_page(
    view: Viewing,
    name: Annotated[str, Path(description="The last part of a problem's `type`.", examples=["not-found"])],
) -> Any:
    """What a kind of problem means and what to do about it."""
    if name not in KINDS:
        raise Problem("not-found", f"There is no such kind of problem; there are: {', '.join(KINDS)}.")
    return page(problem_page(view, KINDS[name]), view.language)


@router.get("/robots.txt", include_in_schema=False)
def get_robots() -> Response:
    """What search engines are asked to leave: where people work, and each page again for each day that has passed; and
    where every page is named.

    They read it at the top of a host only. Under a path these are the lines to add to what the host has there.
    """
    left = "".join(f"Disallow: {urls.local(path)}\n" for path in ("/v1/admin/", "/desk", "/*as_of="))
    return PlainTextResponse(f"User-agent: *\n{left}\nSitemap: {urls.public('/sitemap.xml')}\n")


@router.get("/.well-known/security.txt", include_in_schema=False)
def get_security() -> Response:
    """Where to report a weakness, as RFC 9116 has it. Like `/robots.txt`, it is looked for at the top of a host."""
    contact = settings().contact
    if not contact:
        raise Problem("not-found", "This instance names nobody to report a weakness to.")
    reached = contact if contact.startswith("https://") else f"mailto:{quote(contact, safe='@')}"
    lines = {
        "Contact": reached,
        "Expires": f"{today() + REPORTS_TO:%Y-%m-%d}T00:00:00Z",
        "Preferred-Languages": ", ".join(settings().tongues),
        "Canonical": urls.public("/.well-known/security.txt"),
    }
    return PlainTextResponse("".join(f"{name}: {value}\n" for name, value in lines.items()))


@router.get("/favicon.ico", include_in_schema=False)
def get_icon() -> Response:
    """The picture that browsers put beside a page's name: a step done, a step under way, a step to come."""
    return Response(ICON, media_type="image/svg+xml")


@router.get("/docs", include_in_schema=False)
def get_docs(request: Request, view: Viewing) -> Response:
    """The guides and the contract as a page that loads nothing from anywhere. They are in English; what is around them
    is not.
    """
    return page(docs_page(view, guides_listed(view), request.app.openapi()), view.language)


@router.get("/docs/embeds", include_in_schema=False)
def get_embeds_docs(session: ReadSession, moment: AtMoment, view: Viewing) -> Response:
    """What is promised of frames, fragments, badges and oEmbed, and what a site must do to show them."""
    return page(embeds_page(view, sample(session, moment)), view.language)


@router.get("/docs/{name}", include_in_schema=False)
def get_guide(session: ReadSession, moment: AtMoment, view: Viewing, name: str) -> Response:
    """A guide, in English as it was written; what is around it is not. Its samples ask for what is held here. Or a file
    that one leads to.
    """
    if name in files():
        return Response(files()[name], media_type="text/plain")
    if name not in guides():
        raise Problem("not-found", f"There is no such guide; there are: {', '.join(guides())}.")
    guide = guides()[name]
    return page(guide_page(view, guide, samples(session, moment, ids_in(guide))), view.language)


@router.get("/personal-data", include_in_schema=False)
def get_personal_data(view: Viewing) -> Response:
    """What personal data this instance holds, why, for how long, and what removes it."""
    held = [(name, kept, days_of(kept, settings())) for name, kept in TABLE.items()]
    return page(personal_data_page(view, held, settings().contact), view.language)
