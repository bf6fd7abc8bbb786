"""What the guide to installing leads to, without a machine: its files, its units, its commands, and its container."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.cli import app
from api.pages.markdown import FILES, FOLDER
from tests.documents import ROOT, written
from tests.operating import containerfile
from tests.operating.guide import GUIDE, steps

UNITS = sorted(file.name for file in FOLDER.iterdir() if file.suffix in {".service", ".timer"})
EXPOSURE = 1.5  # of 10
PROGRAM = "/opt/assembly-tracker"
SYSTEMD = shutil.which("systemd-analyze") or "systemd-analyze"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with the units, the targets of this machine's systemd, and something that can be run where they say."""
    shutil.copytree("/lib/systemd/system", tmp_path / "usr/lib/systemd/system", symlinks=True)
    (tmp_path / "etc/systemd/system").mkdir(parents=True)
    for name in UNITS:
        shutil.copy(FOLDER / name, tmp_path / "etc/systemd/system")
    for name in ("bin/sh", f"{PROGRAM[1:]}/.venv/bin/assembly-tracker"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch(mode=0o755)
    return tmp_path


def analyzed(machine: Path, *words: str) -> str:
    done = subprocess.run([SYSTEMD, *words, f"--root={machine}"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_systemd_understands_every_unit(machine: Path) -> None:
    assert not analyzed(machine, "verify", "--man=no", *UNITS)


@pytest.mark.parametrize("unit", [name for name in UNITS if name.endswith(".service")])
def test_a_unit_may_do_little(machine: Path, unit: str) -> None:
    told = analyzed(machine, "security", "--offline=true", "--no-pager", unit)

    (exposure,) = re.findall(rf"Overall exposure level for {unit}: (\S+)", told)
    assert float(exposure) <= EXPOSURE


@pytest.mark.parametrize(
    "file", [file for file in FOLDER.iterdir() if file.suffix in FILES], ids=lambda file: file.name
)
def test_every_file_is_led_to_and_served_as_it_stands(client: TestClient, file: Path) -> None:
    assert f"]({file.name})" in "".join(written(guide) for guide in FOLDER.glob("*.md"))
    answer = client.get(f"/docs/{file.name}")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == written(file)


def test_every_file_of_a_servers_configuration_is_put_somewhere_by_a_command() -> None:
    said = "".join(step.commands for step in steps())
    named = {word.rpartition("/")[2] for word in said.split()}
    placed = {file.name for file in FOLDER.iterdir() if file.suffix in {".conf", ".service", ".sh", ".timer"}}
    assert placed - {"nginx-static.conf"} <= named  # which serves a copy on another host, as its own guide has it


def test_every_command_is_one_that_a_shell_understands() -> None:
    for step in steps():
        done = subprocess.run(["bash", "-n"], input=step.commands, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), step.heading
    for file in FOLDER.glob("*.sh"):
        assert subprocess.run(["sh", "-n", file], check=False).returncode == 0


def test_every_command_of_ours_is_one() -> None:
    ours = {one.name or one.callback.__name__ for one in app.registered_commands if one.callback}
    ours |= {group.name or "" for group in app.registered_groups}
    said = re.findall(r"(?:^|`)assembly-tracker ([a-z-]+)", written(GUIDE), flags=re.MULTILINE)
    assert len(said) > 10
    assert {*said} <= {name.replace("_", "-") for name in ours}


def test_the_container_takes_the_locked_packages_and_runs_as_nobody_in_particular() -> None:
    words = [one.word for one in containerfile.instructions()]
    assert words.index("USER") > max(at for at, word in enumerate(words) if word == "RUN")
    assert containerfile.said("USER") not in {"root", "0"}
    assert (containerfile.said("VOLUME"), "/data" in containerfile.said("ENV")) == ("/data", True)
    assert "/readyz" in containerfile.health()
    assert re.fullmatch(r"[a-z]+:[a-z0-9.-]+", containerfile.said("FROM"))  # by its name, from nowhere in particular


def test_what_is_installed_in_a_container_is_what_the_guide_installs() -> None:
    in_guide, in_container = (
        {*re.findall(r"pip install(?: --no-cache-dir)? (--[^&\n]*)", text.replace(" &&", "\n"))}
        for text in ("".join(step.commands for step in steps()), written(containerfile.FILE))
    )
    assert {one.strip() for one in in_guide} == {one.strip() for one in in_container}


def test_what_a_container_is_made_of_is_in_the_repository_and_not_ignored() -> None:
    ignored = written(ROOT / ".containerignore").splitlines()
    for instruction in containerfile.instructions():
        if instruction.word == "COPY":
            *names, _ = shlex.split(instruction.rest)
            assert all((ROOT / name).exists() and name not in ignored for name in names), instruction
