"""A real nginx in front of a server of ours: as the guide has it, and as councils have it."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from api.pages.markdown import FOLDER
from tests.documents import blocks
from tests.served import free_port, listening, until

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
DOCUMENTED = FOLDER / "nginx.conf"
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Fronts(NamedTuple):
    """Where it answers: at the public address, as the guide has it; at another origin, with the path left, where it
    compresses and keeps nothing; and inside a server that a council has, as the guide says, with the path taken away.
    """

    public: str
    other: str
    inside: str


def documented(server: str, port: int, folder: Path, path: str = "") -> str:
    """What the guide has, for a server, under a path as it says; and for a test: at a port, in a folder."""
    text = DOCUMENTED.read_text(encoding="utf-8")
    for written, here in {
        "server 127.0.0.1:8000;": f"server {server.removeprefix('http://')};",
        "\n    listen 80;": f"\n    listen 127.0.0.1:{port};",
        "/var/cache/assembly-tracker": str(folder),
        "location / {": f"location {path or '/'} {{",
        "location ~ ^": f"location ~ ^{path}",
    }.items():
        assert text.count(written) == 1, written
        text = text.replace(written, here)
    return text


@contextmanager
def running(folder: Path, *servers: str, ports: list[int]) -> Iterator[None]:
    """One with these in its `http`, until the end of the block. All else it writes is in the folder."""
    config = folder / "nginx.conf"
    config.write_text(
        f"""
        daemon off; master_process off; pid {folder}/pid; error_log stderr;
        events {{ }}
        http {{
          access_log off; gzip on;  # as Debian has it
          {" ".join(f"{kind}_temp_path {folder}/{kind};" for kind in _TEMPORARY)}
          {" ".join(servers)}
        }}
        """,
        encoding="utf-8",
    )
    with subprocess.Popen([NGINX, "-p", str(folder), "-e", "stderr", "-c", str(config)]) as nginx:
        try:
            until(lambda: nginx.poll() is not None or all(map(listening, ports)))
            assert nginx.poll() is None, "nginx does not start"
            yield
        finally:
            nginx.terminate()


@contextmanager
def in_front_of(server: str, port: int, folder: Path, *more: str, ports: Sequence[int] = ()) -> Iterator[Fronts]:
    """One that answers under a path, at a port as the guide has it, until the end of the block; and more, at ports."""
    other, inside = free_port(), free_port()
    block = blocks(FOLDER / "running.md", "nginx")[0]
    assert "http://127.0.0.1:8000" in block
    plain = f"""
      server {{
        listen 127.0.0.1:{other}; gzip_min_length 0; gzip_proxied any;
        gzip_types application/json application/problem+json application/atom+xml text/calendar image/svg+xml;
        location / {{ proxy_pass {server}; }}
      }}
      server {{ listen 127.0.0.1:{inside}; {block.replace("http://127.0.0.1:8000", server)} }}
    """
    ours = documented(server, port, folder / "kept", "/tracker")
    with running(folder, ours, plain, *more, ports=[port, other, inside, *ports]):
        yield Fronts(*(f"http://127.0.0.1:{one}/tracker" for one in (port, other, inside)))
