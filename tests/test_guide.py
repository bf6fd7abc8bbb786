"""The guide to the tests tells of every folder, and every command in it is there to be run."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent
GUIDE = (HERE / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE, flags=re.DOTALL) for line in block.splitlines()]
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_guide_is_there(command: str) -> None:
    match command.split():
        case ["make", target]:
            assert target in TARGETS
        case [".venv/bin/python", "-m", module, *_]:
            assert find_spec(module)
        case [".venv/bin/pytest", path, *_]:
            assert (ROOT / path).exists()
        case _:
            pytest.fail(f"nobody knows whether this is there: {command}")


def test_every_folder_of_tests_is_in_the_guide() -> None:
    folders = {path.parent.relative_to(HERE).parts[0] for path in HERE.glob("*/test_*.py")}

    assert set(re.findall(r"`(\w+)/`", GUIDE)) == folders
