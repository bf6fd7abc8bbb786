"""Every command in the README and in the guides works as it stands there, from `make run` on."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest

from api.pages.filters import anchor
from api.settings import Settings
from db.vocabulary import Role
from tests.documents import GUIDES, README, ROOT, blocks, written
from tests.served import listening, until

_FIRST, _SECOND, *_REST = blocks(README, "sh")
COMMANDS = [(README, block) for block in _REST] + [(guide, block) for guide in GUIDES for block in blocks(guide, "sh")]
NAMES = [f"{file.stem}-{number}" for number, (file, _) in enumerate(COMMANDS)]


class Demo(NamedTuple):
    """A running `make run`."""

    process: subprocess.Popen[str]
    said: str
    environment: dict[str, str]
    port: int


def start(environment: dict[str, str], port: int) -> Demo:
    """`make run`, up to the line in which the server says that it listens."""
    process = subprocess.Popen(
        ["make", "--silent", "run", f"PORT={port}"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = ""
    for line in process.stdout or ():
        said += line
        if "Started worker" in line:
            break
    assert "Started worker" in said, said
    until(lambda: listening(port))
    return Demo(process, said, environment, port)


def stop(demo: Demo) -> None:
    """Ctrl+C."""
    os.killpg(demo.process.pid, signal.SIGINT)
    demo.process.wait(timeout=20)
    if demo.process.stdout:
        demo.process.stdout.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "MAKE"))}
    environment = ours | {
        "TRACKER_DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "TRACKER_DEMO_KEY_FILE": str(folder / ".demo-keys"),
    }
    running = start(environment, port)
    yield running
    if running.process.poll() is None:
        stop(running)


def as_here(command: str, demo: Demo) -> str:
    """A command of a document, for the port and the key file of this run."""
    return command.replace("127.0.0.1:8000", f"127.0.0.1:{demo.port}").replace(
        ".demo-keys", demo.environment["TRACKER_DEMO_KEY_FILE"]
    )


def test_the_readme_has_its_two_commands_first() -> None:
    assert [block.strip() for block in (_FIRST, _SECOND)] == ["make run", "make test"]


def test_the_readme_is_read_in_one_go_and_leads_to_every_guide() -> None:
    assert len(written(README).splitlines()) <= 150
    for guide in GUIDES:
        assert f"({guide.relative_to(ROOT)})" in written(README)


@pytest.mark.parametrize("file", [README, *GUIDES], ids=lambda file: file.stem)
def test_every_link_from_file_to_file_leads_somewhere(file: Path) -> None:
    for link in re.findall(r"\]\((?!https?:|/)([^)]+)\)", written(file)):
        address, mark, place = link.partition("#")
        target = file.parent / address if address else file
        assert target.is_file(), link
        headings = re.findall(r"^#+ (.*)$", written(target), flags=re.MULTILINE) if mark else []
        assert not mark or place in [anchor(heading) for heading in headings], link


@pytest.mark.parametrize(("file", "block"), COMMANDS, ids=NAMES)
def test_every_other_command_works_as_printed(demo: Demo, file: Path, block: str) -> None:
    done = subprocess.run(
        ["bash", "-euc", as_here(block, demo)],
        cwd=ROOT,
        env=demo.environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, f"{file.name}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    assert done.stdout


def examples(language: str) -> list[Any]:
    """The examples of the guides in a language, each with the name of its guide."""
    found = [(guide, block) for guide in GUIDES for block in blocks(guide, language)]
    return [pytest.param(block, id=f"{guide.stem}-{number}") for number, (guide, block) in enumerate(found)]


@pytest.mark.parametrize("block", examples("python"))
def test_every_example_in_python_says_something(demo: Demo, block: str) -> None:
    words = [sys.executable, "-c", as_here(block, demo)]
    done = subprocess.run(words, env=demo.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout


# A page of somebody else, as a browser has it; by a process of its own, as this one may have a browser already.
_IN_A_PAGE = """
import sys
from tests.browser.tools import browsing
with browsing() as browser:
    page = browser.new_page()
    page.on("console", lambda line: print(line.text))
    page.evaluate(f"async () => {{ {sys.argv[1]} }}")
"""


@pytest.mark.parametrize("block", examples("javascript"))
def test_every_example_in_javascript_says_something_in_anybodys_page(demo: Demo, block: str) -> None:
    words = [sys.executable, "-c", _IN_A_PAGE, as_here(block, demo)]
    done = subprocess.run(words, cwd=ROOT, env=demo.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout


@pytest.fixture(scope="module")
def record(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of open data."""
    file = tmp_path_factory.mktemp("record") / "record.sqlite"
    with urlopen(f"http://127.0.0.1:{demo.port}/open-data/record.sqlite") as answer:
        file.write_bytes(answer.read())
    return file


@pytest.mark.parametrize("block", examples("sql"))
def test_every_example_in_sql_finds_something(record: Path, block: str) -> None:
    with closing(sqlite3.connect(record)) as database:
        assert database.execute(block).fetchall()


def test_what_make_run_prints_works_as_printed(demo: Demo) -> None:
    commands = re.findall(r"^  (curl .*?)(?=\n\n)", demo.said, flags=re.MULTILINE | re.DOTALL)
    assert len(commands) == 2

    for command in commands:
        done = subprocess.run(["bash", "-euc", f"{command} -sf"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, command
        assert '"type":"' in done.stdout


def test_a_second_make_run_loses_nothing_and_prints_the_same_key(demo: Demo) -> None:
    address = f"http://127.0.0.1:{demo.port}/v1/changes?after=0&limit=1"
    before = subprocess.run(["curl", "-sf", address], capture_output=True, text=True, check=True).stdout
    stop(demo)

    again = start(demo.environment, demo.port)
    after = subprocess.run(["curl", "-sf", address], capture_output=True, text=True, check=True).stdout
    stop(again)

    assert after == before
    assert re.findall(r"Bearer (\S+)'", again.said) == re.findall(r"Bearer (\S+)'", demo.said)


def guide(name: str) -> str:
    """What a guide says, by its name."""
    return next(written(file) for file in GUIDES if file.stem == name)


def test_every_setting_is_in_its_guide_with_its_default_and_meaning() -> None:
    for name, field in Settings.model_fields.items():
        default = "none" if field.default == "" else f"`{field.default}`"
        assert f"| `TRACKER_{name.upper()}` | {default} | {field.description} |" in guide("running")


def test_every_role_is_in_its_guide() -> None:
    for role in Role:
        assert f"| `{role.value}` |" in guide("working")


def test_curl_is_there() -> None:
    assert shutil.which("curl"), "the examples need curl: apt-get install curl"
