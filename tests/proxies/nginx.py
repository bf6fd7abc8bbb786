"""A real nginx in front of a server of ours, as the guide has it and as councils have it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.documents import GUIDES, blocks
from tests.served import free_port, listening, until

_DOCUMENTED = [block for guide in GUIDES for block in blocks(guide, "nginx")]
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"


class Fronts(NamedTuple):
    """Where it answers: at the public address, as the guide has it; and at another origin, with the path left."""

    public: str
    other: str


def public_address() -> tuple[int, int, str]:
    """Two free ports, and the public address at the first, under a path."""
    port, other = free_port(), free_port()
    return port, other, f"http://127.0.0.1:{port}/tracker"


@contextmanager
def in_front_of(server: str, port: int, other: int, folder: Path) -> Iterator[Fronts]:
    """With gzip, until the end of the block. Everything it writes is in the folder."""
    documented = _DOCUMENTED[0]
    assert "http://127.0.0.1:8000" in documented
    config = folder / "nginx.conf"
    config.write_text(
        f"""
        daemon off; master_process off; pid {folder}/pid; error_log stderr;
        events {{ }}
        http {{
          access_log off; gzip on; gzip_min_length 0; gzip_proxied any;
          gzip_types application/json application/problem+json application/atom+xml text/calendar image/svg+xml;
          {" ".join(f"{kind}_temp_path {folder}/{kind};" for kind in _TEMPORARY)}
          server {{ listen 127.0.0.1:{port}; {documented.replace("http://127.0.0.1:8000", server)} }}
          server {{ listen 127.0.0.1:{other}; location / {{ proxy_pass {server}; }} }}
        }}
        """,
        encoding="utf-8",
    )
    with subprocess.Popen([NGINX, "-p", str(folder), "-e", "stderr", "-c", str(config)]) as nginx:
        try:
            until(lambda: nginx.poll() is not None or (listening(port) and listening(other)))
            assert nginx.poll() is None, "nginx does not start"
            yield Fronts(f"http://127.0.0.1:{port}/tracker", f"http://127.0.0.1:{other}/tracker")
        finally:
            nginx.terminate()


_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
