"""A real nginx that serves a static copy, as the guide has it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.pages.markdown import FOLDER
from tests.proxies.nginx import running
from tests.served import free_port

DOCUMENTED = FOLDER / "nginx-static.conf"
_UNDER = "# Under a path: "


@contextmanager
def serving_copy(copy: Path, folder: Path, path: str = "") -> Iterator[str]:
    """One that serves a copy, in a folder of its own, until the end of the block: the address of its root."""
    port = free_port()
    text = DOCUMENTED.read_text(encoding="utf-8")
    for written, here in {
        "/var/www/assembly-tracker/nginx-maps.conf;": f"{copy}/nginx-maps.conf;",
        "root /var/www/assembly-tracker;": f"root {copy};",
        "\n    listen 80;": f"\n    listen 127.0.0.1:{port};",
        **({_UNDER: "", "$1 permanent;": f"{path}$1 permanent;"} if path else {}),
    }.items():
        assert text.count(written) == 1, written
        text = text.replace(written, here)
    folder.mkdir()
    # Who starts it as root has its files read by another user, who may not enter the folders of tests.
    with running(folder, text.replace("/tracker(", f"{path}("), ports=[port]):
        yield f"http://127.0.0.1:{port}{path}"
