"""The guide to installing, as steps: the blocks of commands that root is to run, by the heading they stand under."""

import re
from typing import NamedTuple

from api.pages.markdown import FOLDER
from tests.documents import written

GUIDE = FOLDER / "installing.md"


class Step(NamedTuple):
    """A block of commands, and where it stands."""

    heading: str
    commands: str


def steps() -> list[Step]:
    """Every one, in order."""
    found = []
    for section in re.split(r"^## ", written(GUIDE), flags=re.MULTILINE)[1:]:
        heading, _, rest = section.partition("\n")
        found += [Step(heading, block) for block in re.findall(r"```sh root\n(.*?)```", rest, flags=re.DOTALL)]
    return found


def changed(commands: str, name: str, value: str) -> str:
    """Commands with what is marked `CHANGE` on the line that sets a name."""
    done, many = re.subn(rf"^{name}=\S+  # CHANGE.*$", f"{name}={value}", commands, flags=re.MULTILINE)
    assert many == 1, name
    return done
