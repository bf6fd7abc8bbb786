"""Somebody at the desk without a browser: opens pages, fills in the forms that stand in them, and sends those."""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import httpx2
from starlette.testclient import TestClient

from api.settings import settings
from tests.html import Read

SIGN_IN = "/desk/sign-in"


class Form:
    """A form as it stands in a page: where it goes, and what its fields hold."""

    def __init__(self, attrs: dict[str, str]) -> None:
        self.action, self.method = attrs.get("action", ""), attrs.get("method", "get")
        self.has_files = attrs.get("enctype") == "multipart/form-data"
        self.fields: list[tuple[str, str]] = []
        self.buttons: list[tuple[str, str, str]] = []  # name, value, words
        self.elsewhere: dict[str, str] = {}  # where a button leads that does not lead where its form does, by its words
        self.offered: dict[str, list[str]] = {}  # the values of radios, boxes and lists

    def button(self, words: str) -> tuple[str, str]:
        """The name and value of the button with these words."""
        return next((name, value) for name, value, said in self.buttons if said == words)


class _Forms(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._text: list[str] | None = None
        self._name = ""
        self._select = ""
        self._chosen: str | None = None
        self._button: tuple[str, str, str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in given}
        if tag == "form":
            self._form = Form(attrs)
            self.forms.append(self._form)
        if self._form is None:
            return
        name, value, form = attrs.get("name", ""), attrs.get("value", ""), self._form
        if tag == "input" and attrs.get("type") in {"radio", "checkbox"}:
            form.offered.setdefault(name, []).append(value)
            form.fields += [(name, value)] if "checked" in attrs else []
        elif tag == "input" and attrs.get("type") != "file":
            form.fields.append((name, value))
        elif tag == "textarea":
            self._name, self._text = name, []
        elif tag == "select":
            self._select, self._chosen = name, None
        elif tag == "option":
            form.offered.setdefault(self._select, []).append(value)
            if "selected" in attrs or self._chosen is None:
                self._chosen = value
        elif tag == "button":
            self._button, self._text = (name, value, attrs.get("formaction", "")), []

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._form is None:
            return
        text = "".join(self._text or ())
        if tag == "textarea":
            self._form.fields.append((self._name, text.removeprefix("\n")))
            self._text = None
        elif tag == "select":
            self._form.fields.append((self._select, self._chosen or ""))
        elif tag == "button" and self._button:
            words = " ".join(text.split())
            self._form.buttons.append((*self._button[:2], words))
            self._form.elsewhere |= {words: self._button[2]} if self._button[2] else {}
            self._button = self._text = None
        elif tag == "form":
            self._form = None


def forms_in(html: str) -> list[Form]:
    """The forms that stand in a page, in order."""
    return _Forms(html).forms


def _multipart(fields: Iterable[tuple[str, str]], files: Mapping[str, bytes]) -> tuple[bytes, str]:
    """A form as a browser sends it that has a field for files, `book`; with no name where none was chosen."""
    parts = [(f'name="{name}"', value.encode()) for name, value in fields]
    parts += [(f'name="book"; filename="{name}"', content) for name, content in (files or {"": b""}).items()]
    told = (b"--the-end\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (p.encode(), c) for p, c in parts)
    return b"".join(told) + b"--the-end--\r\n", "multipart/form-data; boundary=the-end"


def _main(html: str) -> str:
    """What a page says, for whoever wants to know why it is another than was expected."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html.partition("<main")[2]))[:1500]


class Visitor:
    """A browser with cookies of its own, and the page it shows."""

    def __init__(self, client: TestClient) -> None:
        self.client = TestClient(client.app, raise_server_exceptions=False, follow_redirects=False)
        self.client._transport = client._transport  # the same way into the application
        self.page: Any = None
        self.at = ""

    @property
    def origin(self) -> str:
        ours = urlsplit(settings().base_url)
        return f"{ours.scheme}://{ours.netloc}"

    @property
    def cookies(self) -> httpx2.Cookies:
        return self.client.cookies

    def with_cookie(self, value: str) -> "Visitor":
        """The same browser, in which somebody put this into the cookie of a session."""
        self.client.cookies.set("desk", value, domain="testserver.local", path="/desk")
        return self

    @property
    def read(self) -> str:
        """What the page says, as it is read out."""
        return Read(self.page.text).visible()

    @property
    def forms(self) -> list[Form]:
        return forms_in(self.page.text)

    def open(self, path: str, status: int = 200) -> "Visitor":
        """Open a page, following where it leads."""
        return self._shown(self.client.get(path, headers={"Accept": "text/html"}), path, status)

    def form(self, button: str) -> Form:
        """The form of this page that has a button with these words."""
        found = [form for form in self.forms if any(said == button for *_, said in form.buttons)]
        assert found, f"no button “{button}” among {[said for form in self.forms for *_, said in form.buttons]}"
        return found[0]

    def press(
        self, button: str, status: int = 200, files: Mapping[str, bytes] | None = None, **typed: str | list[str]
    ) -> "Visitor":
        """Fill in the form around a button, choose files where it takes some, and press it."""
        form = self.form(button)
        known = {name for name, _ in form.fields} | form.offered.keys()
        assert typed.keys() <= known, f"no field for {sorted(typed.keys() - known)}"
        fields = [(name, value) for name, value in form.fields if name not in typed]
        for name, value in typed.items():
            values = [value] if isinstance(value, str) else value
            offered = form.offered.get(name)
            assert offered is None or set(values) <= {*offered, ""}, f"{name}: {value} is not among {offered}"
            fields += [(name, one) for one in values]
        name, value = form.button(button)
        fields += [(name, value)] if name else []
        action = form.elsewhere.get(button) or form.action or self.at
        if form.method == "get":
            return self.open(f"{urljoin(self.at, action)}?{urlencode(fields)}", status)
        if form.has_files:
            return self._sent(action, *_multipart(fields, files or {}), status)
        return self.send(action, fields, status)

    def send(self, action: str, fields: Any, status: int = 200, origin: str | None = None) -> "Visitor":
        """Send a form as a browser does, and follow where it leads."""
        body = urlencode(fields, doseq=True).encode()
        return self._sent(action, body, "application/x-www-form-urlencoded", status, origin)

    def _sent(self, action: str, body: bytes, media_type: str, status: int, origin: str | None = None) -> "Visitor":
        headers = {
            "Accept": "text/html",
            "Content-Type": media_type,
            "Origin": self.origin if origin is None else origin,
        }
        address = urljoin(self.at, action)
        return self._shown(self.client.post(address, content=body, headers=headers), address, status)

    def _shown(self, answer: Any, address: str, status: int) -> "Visitor":
        for _ in range(5):
            if not answer.is_redirect:
                break
            address = urljoin(address, answer.headers["location"])
            assert address.startswith("/"), f"leads elsewhere: {address}"
            answer = self.client.get(address, headers={"Accept": "text/html"})
        self.page, self.at = answer, address
        assert answer.status_code == status, f"{answer.status_code}: {_main(answer.text)}"
        return self

    def sign_in(self, key: str, language: str = "en") -> "Visitor":
        """Sign in with a key."""
        self.open(f"{SIGN_IN}?lang={language}")
        form = next(form for form in self.forms if form.action.endswith("/key"))
        fields = [(name, value) for name, value in form.fields if name != "key"]
        return self.send(form.action, [*fields, ("key", key)])

    def links(self, begins: str) -> list[str]:
        """Where the links of this page lead that begin with a path."""
        return re.findall(rf'href="({re.escape(begins)}[^"#]*)"', self.page.text)

    def follow(self, words: str) -> "Visitor":
        """Follow the first link with these words."""
        for path, inside in re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', self.page.text, re.DOTALL):
            if " ".join(re.sub(r"<[^>]*>", " ", inside).split()) == words:
                return self.open(unescape(path))
        raise AssertionError(f"no link “{words}”: {_main(self.page.text)}")
