"""The `Containerfile`, read and followed as a builder of images would, into a folder with Debian in it."""

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import NamedTuple

from tests.documents import ROOT, written
from tests.operating import debian

FILE = ROOT / "Containerfile"


class Instruction(NamedTuple):
    """One of them: its word, and what follows it."""

    word: str
    rest: str


def instructions() -> list[Instruction]:
    """All of them, in order."""
    lines = re.sub(r"\\\n\s*", "", written(FILE)).splitlines()
    return [Instruction(*line.split(" ", 1)) for line in lines if line and not line.startswith("#")]


def said(word: str) -> str:
    """What the last instruction of a word says."""
    return [one.rest for one in instructions() if one.word == word][-1]


class Image(NamedTuple):
    """What was built: its files, and how what runs in it is run."""

    root: Path
    environment: dict[str, str]

    def run(self, commands: str) -> str:
        """What commands say that a shell runs as the image has it, in a network of its own."""
        words = ["bash", "-euc", commands]
        return debian.run_in(self.root, words, user=said("USER"), at=said("WORKDIR"), outside=False, **self.environment)


def started() -> str:
    """What runs in the image where nothing else is said."""
    return shlex.join([*json.loads(said("ENTRYPOINT")), *json.loads(said("CMD"))])


def health() -> str:
    """What tells whether it is healthy."""
    return shlex.join(json.loads(said("HEALTHCHECK").partition(" CMD ")[2]))


def built(root: Path, repository: Path) -> Image:
    """Follow all instructions, in a folder that stands for the image they are `FROM`."""
    user, at, told = "root", "/", dict[str, str]()
    for word, rest in instructions():
        match word:
            case "WORKDIR":
                at = rest
                (root / at[1:]).mkdir(parents=True, exist_ok=True)
            case "COPY":
                *names, to = rest.split()
                for name in names:
                    _copy(repository / name, root / at[1:] / to)
            case "RUN":
                debian.run_in(root, ["sh", "-c", rest], user=user, at=at, **told)
            case "ENV":
                told |= dict(one.replace("$PATH", debian.PATH).split("=", 1) for one in rest.split())
            case "USER":
                user = rest
    return Image(root, told)


def _copy(file: Path, to: Path) -> None:
    if file.is_dir():
        shutil.copytree(file, to, symlinks=True, dirs_exist_ok=True)
    else:
        shutil.copy(file, to)
