"""What other systems say, invented in the shapes that they have; and a server of our own that says it."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import MappingProxyType
from typing import Any, NamedTuple

SITE = "https://consult.westmere.example"
NODES = "https://www.westmere.example/jsonapi/node/consultation"


def activity(id_: str = "green-lanes", /, **more: Any) -> dict[str, Any]:
    """An activity as Citizen Space tells of one with all its fields. What is None is left out."""
    url = f"{SITE}/streets/{id_}"
    facts = {
        "id": id_,
        "title": f"Have your say on {id_}",
        "overview": "<p>Which lanes should be <b>green</b> &amp; quiet?</p>&#13;\n<ul>&#13;\n\t<li>Mill Lane</li></ul>",
        "why": "<p>Cars outnumber children there.</p>",
        "what_happens_next": None,
        "startdate": "2027/03/01",
        "enddate": "2027/04/15",
        "resultdate": "2027/06/30",
        "feedbackdate": "",
        "activity_type": "consultation",
        "type_string": "Consultation",
        "type": "QuickConsult",
        "status": "forthcoming",
        "progress": "published",
        "visibility": "public",
        "url": f"{url}/consult_view",
        "participate_url": f"{url}/consultation",
        "workspace_id": "streets",
        "workspace_title": "Streets and Spaces",
        "department": "Streets and Spaces",
        "contact_name": "Edith Nameless",
        "contact_jobtitle": "Consultation lead",
        "contact_team": "Lanes team",
        "contact_email": "edith.nameless@westmere.example",
        "contact_phone": "0199 999 0199",
        "interests": [{"id": "Green spaces-1", "name": "Green spaces"}],
        "audiences": [{"id": "residents", "name": "All residents"}],
        "areas": [{"id": "Mill Ward", "name": "Mill"}],
        "supporting_documents": [],
        "related_links": [],
    }
    return {name: value for name, value in (facts | more).items() if value is not None}


def node(number: int = 7, /, **more: Any) -> dict[str, Any]:
    """A consultation as LocalGov Drupal tells of one, in two categories and of a department."""
    attributes = {
        "drupal_internal__nid": number,
        "langcode": "en",
        "status": True,
        "title": f"A playground for all, {number}",
        "path": {"alias": f"/consultations/playground-{number}", "pid": 3, "langcode": "en"},
        "body": {"value": "<p>Which of two plans?</p>", "format": "wysiwyg", "processed": "", "summary": ""},
        "localgov_consultation_summary": "Two plans for one playground.",
        "localgov_consultation_date": {"value": "2027-02-01", "end_value": "2027-02-28"},
        "localgov_consultation_rs_summary": None,
    }
    related = {
        "localgov_consultation_categories": [_term("c1"), _term("c2")],
        "localgov_consultation_dept": _term("d1"),
    }
    return {
        "type": "node--consultation",
        "id": f"00000000-0000-0000-0000-{number:012}",
        "links": {"self": {"href": f"{NODES}/{number}"}},
        "attributes": attributes | more,
        "relationships": {name: {"data": data} for name, data in related.items()},
    }


def _term(id_: str) -> dict[str, str]:
    return {"type": "taxonomy_term--topic", "id": id_}


TERMS = [
    {"type": "taxonomy_term--topic", "id": id_, "attributes": {"name": name}}
    for id_, name in (("c1", "Parks"), ("c2", "Play"), ("d1", "Parks department"))
]


def nodes(*several: Any, **more: Any) -> dict[str, Any]:
    """A page of what JSON:API answers."""
    return {"jsonapi": {"version": "1.0"}, "data": list(several), "included": TERMS, "links": {}} | more


class Said(NamedTuple):
    """What a server answers at a path."""

    content: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = MappingProxyType({})
    silent: bool = False  # it holds the line and says nothing


def as_json(value: Any) -> Said:
    return Said(json.dumps(value).encode(), headers={"Content-Type": "application/json"})


@contextmanager
def serving(answer: Callable[[str], Said]) -> Iterator[str]:
    """A server on this machine that answers as told; its address."""
    over = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = answer(self.path)
            if said.silent:
                over.wait(60)
                return
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.content)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """Whoever asked has gone."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        over.set()
        server.shutdown()
        server.server_close()


def timed(done: Callable[[], Any]) -> tuple[Any, float]:
    """What something comes to, and how many seconds it takes."""
    began = time.monotonic()
    return done(), time.monotonic() - began
