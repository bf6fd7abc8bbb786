"""A real OpenID Connect provider on this machine: `nanoidp`, in a process of its own.

It issues access tokens that are JWTs with roles, rotates its keys, introspects and revokes, and comes from the lock
file like everything else. What no provider would issue is made with its own private key by `signed`.
"""

import itertools
import json
import re
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

AUDIENCE = "api://assembly-tracker"
TRACKER = {"client_id": "tracker", "client_secret": "tracker-secret"}
WORKBENCH = ("workbench", "workbench-secret")
_people = itertools.count(1)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Provider:
    """One provider: its issuer, and what its people and administrators do."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        clients = [{"client_id": WORKBENCH[0], "client_secret": WORKBENCH[1]}, TRACKER]
        _write(folder / "users.yaml", {"config_version": 1, "users": {}})
        _write(
            folder / "settings.yaml",
            {
                "config_version": 1,
                "server": {"host": "127.0.0.1", "port": self.port},
                "oauth": {"issuer": self.issuer, "audience": AUDIENCE, "token_expiry_minutes": 60, "clients": clients},
                "jwt": {"keys_dir": str(folder / "keys")},
            },
        )

    def start(self) -> None:
        with (self._folder / "log").open("ab") as log:
            command = [sys.executable, "-m", "nanoidp", "--config", str(self._folder)]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        self._http = httpx2.Client(base_url=self.issuer)
        ends = time.monotonic() + 30
        while not self._listens():
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=0.05)
            running = self._process.poll() is None and time.monotonic() < ends
            assert running, (self._folder / "log").read_text()

    def _listens(self) -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        self._http.close()
        self._process.terminate()
        self._process.wait(timeout=20)

    @contextmanager
    def away(self) -> Iterator[None]:
        self.stop()
        try:
            yield
        finally:
            self.start()

    def answer(self, *roles: str, resource: str | None = None, **extra: Any) -> dict[str, str]:
        """Somebody with these roles signs in: everything the provider gives them."""
        person = {"username": f"person-{next(_people)}", "password": "secret", "roles": list(roles)}
        self._http.post("/api/runtime/users", json=person).raise_for_status()
        form = {
            "grant_type": "password",
            "username": person["username"],
            "password": person["password"],
            "scope": "openid",
            "extra": json.dumps(extra),
            **({"resource": resource} if resource else {}),
        }
        given = self._http.post("/token", auth=WORKBENCH, data=form)
        given.raise_for_status()
        answer: dict[str, str] = given.json()
        return answer

    def sign_in(self, address: str, *roles: str, **changed: str) -> str:
        """Somebody with these roles signs in at the address that an application sent their browser to; where their
        browser is sent from there. What the application asked for can be `changed` on the way.
        """
        person = {"username": f"person-{next(_people)}", "password": "secret", "roles": list(roles)}
        self._http.post("/api/runtime/users", json=person).raise_for_status()
        url = httpx2.URL(address).copy_merge_params(changed)
        with httpx2.Client(follow_redirects=False) as browser:
            page = browser.get(url)
            page.raise_for_status()
            found = re.search(r'name="transaction_id" value="([^"]+)"', page.text)
            assert found, page.text
            form = {"transaction_id": found[1], "username": person["username"], "password": person["password"]}
            answer = browser.post(f"{self.issuer}/authorize", data=form)
        assert answer.is_redirect, answer.text
        return answer.headers["location"]

    def token(self, *roles: str, resource: str | None = None, **extra: Any) -> str:
        """The access token of somebody with these roles."""
        return self.answer(*roles, resource=resource, **extra)["access_token"]

    def revoke(self, token: str) -> None:
        self._http.post("/revoke", auth=WORKBENCH, data={"token": token}).raise_for_status()

    def rotate(self) -> None:
        self._http.post("/api/keys/rotate").raise_for_status()

    def times_asked(self, path: str) -> int:
        return (self._folder / "log").read_text().count(f"{path} HTTP/")

    @property
    def public_key(self) -> bytes:
        return (self._folder / "keys" / "rsa_public.pem").read_bytes()

    def signed(self, claims: dict[str, Any], **header: Any) -> str:
        """Any claims and header, signed with the provider's own private key."""
        kid = (self._folder / "keys" / "kid.txt").read_text().strip()
        content = f"{encoded({'alg': 'RS256', 'kid': kid, **header})}.{encoded(claims)}"
        key = load_pem_private_key((self._folder / "keys" / "rsa_private.pem").read_bytes(), None)
        assert isinstance(key, RSAPrivateKey)
        return f"{content}.{encoded(key.sign(content.encode(), PKCS1v15(), SHA256()))}"


def encoded(content: Any) -> str:
    """A part of a token: bytes as they are, everything else as JSON."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(part: str) -> Any:
    return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def _write(file: Path, content: Any) -> None:
    """JSON is YAML."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")
