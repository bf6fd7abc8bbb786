"""Pages of other sites around a frame of ours: with styles that reach for everything, and rules that allow little."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import ConsoleMessage, Error, Frame, Page, Request

# Styles as pages of councils, newspapers and shops have them, taken to the end.
AGGRESSIVE = """
* { all: unset !important; color: red !important; font: 3px cursive !important; background: red !important; }
* { display: block !important; }
"""
# The elements of a host page whose styles must stay as they are, whatever the frame holds.
MARKERS = '<p id="marker">A council</p><table><tr><th>Ward</th></tr></table>'
_CHECKED = ("color", "background-color", "font-size", "display", "margin-top")


@dataclass(frozen=True)
class Framed:
    """What became of a frame in a page of another site."""

    text: str  # that the frame shows; nothing when it was refused
    refused: bool  # by the browser, because of what we or the host page say
    requests: list[str]  # every address that was asked for, the host page's own first
    inside: dict[str, dict[str, str]]  # styles of what stands in the frame, by selector
    outside: dict[str, dict[str, str]]  # and of what stands in the host page
    said: list[str]  # what the browser complained of


class Host:
    """A site of somebody else, on another origin. It serves what it is given, by path."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.url = f"http://localhost:{server.server_address[1]}"  # by name: another site than 127.0.0.1
        self.files: dict[str, tuple[str, dict[str, str]]] = {}

    def put(self, path: str, body: str, **headers: str) -> str:
        """Serve a page at this path; its address. Underscores in names of headers stand for hyphens."""
        self.files[path] = (body, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.url + path


@contextmanager
def hosting() -> Iterator[Host]:
    """A site of somebody else, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, headers = host.files.get(self.path, ("", {}))
            self.send_response(200 if self.path in host.files else 404)
            for name, value in ({"Content-Type": "text/html; charset=utf-8"} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """A test says what it has to say by itself."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host = Host(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def snippet(src: str, sandbox: str | None = None) -> str:
    """A frame as somebody pastes it. `sandbox` is what is allowed to it: the empty text allows nothing."""
    limits = "" if sandbox is None else f' sandbox="{escape(sandbox)}"'
    return f'<iframe src="{escape(src)}" title="A recommendation" width="300" height="300"{limits}></iframe>'


def framed(
    stay: Callable[..., Page],
    host: Host,
    src: str = "",
    *,
    pasted: str = "",
    style: str = "",
    policy: str = "",
    sandbox: str | None = None,
    scripts: bool = True,
    markers: tuple[str, ...] = (),
) -> Framed:
    """Go to a page of another site with a frame of this address, or with what is `pasted`, and see what comes of it.

    `stay` gives a window, with `scripts` or without, which is left empty. `style` is what the host page sets, `policy`
    its Content-Security-Policy, `markers` the selectors inside the frame whose styles are wanted.
    """
    headers = {"Content_Security_Policy": policy} if policy else {}
    head = f"<title>A council</title><style>{style}</style>"
    page_of_host = f'<!doctype html><html lang="en"><head>{head}</head><body>{MARKERS}{pasted or snippet(src, sandbox)}'
    address = host.put("/page", page_of_host, **headers)
    page = stay(width=768, scripts=scripts)
    with _listened(page) as (requests, said):
        page.goto(address)
        frame = next((one for one in page.frames if one.parent_frame), None)
        refused = frame is None or not _is_there(frame)
        return Framed(
            text="" if refused or not frame else frame.locator("body").inner_text(),
            refused=refused,
            requests=requests,
            inside={} if refused or not frame else _styles(frame, ("body", *markers)),
            outside=_styles(page.main_frame, ("#marker", "th")),
            said=said,
        )


@contextmanager
def _listened(page: Page) -> Iterator[tuple[list[str], list[str]]]:
    """What is asked for and complained of in the block, which leaves an empty page."""
    requests: list[str] = []
    said: list[str] = []

    def ask(request: Request) -> None:
        requests.append(request.url)

    def say(line: ConsoleMessage) -> None:
        said.append(line.text)

    page.on("request", ask)
    page.on("console", say)
    try:
        yield requests, said
    finally:
        page.remove_listener("request", ask)
        page.remove_listener("console", say)
        page.goto("about:blank")


def _is_there(frame: Frame) -> bool:
    """Whether a page is in the frame, and not the browser's own words for a page that was refused."""
    if not frame.url.startswith("http"):
        return False
    try:
        return bool(frame.evaluate("() => location.protocol.startsWith('http')"))
    except Error:
        return False


def _styles(frame: Frame, selectors: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """The styles that elements have in the end, by selector."""
    script = (
        "(one, names) => Object.fromEntries(names.map(name => [name, getComputedStyle(one).getPropertyValue(name)]))"
    )
    return {one: frame.locator(one).first.evaluate(script, list(_CHECKED)) for one in selectors}
