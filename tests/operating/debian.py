"""Machines with nothing but Debian on them: made of the packages that this one has its own from, and booted.

What is tried there has a network of its own, so that its ports are nobody's here; what installs has this machine's.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOM, in_memory
from tests.documents import ROOT
from tests.served import until

RELEASE = "bookworm"
TOOLS = {"mmdebstrap": "mmdebstrap", "systemd-nspawn": "systemd-container", "git": "git"}
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_ENVIRONMENT = {
    "PATH": PATH,
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}
_PIP = Path("etc/pip.conf")
_AUTHORITIES = Path("root/authorities.crt")


class FailedError(AssertionError):
    """A command on one of these machines ended badly: what it was, and what it said last."""

    def __init__(self, command: str, said: str) -> None:
        super().__init__(f"{command}\n…{said[-4000:]}")


def made(folder: Path, *packages: str) -> Path:
    """A folder with Debian in it, and these packages."""
    missing = [package for tool, package in TOOLS.items() if not shutil.which(tool)]
    assert not missing, f"this takes apt-get install {' '.join(missing)}"
    assert os.geteuid() == 0, "this takes root, to make a machine and boot it"
    root = folder / "debian"
    words = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(packages)}", RELEASE, str(root)]
    done = subprocess.run([*words, "-"], input=_sources(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"Debian's packages cannot be had: {done.stderr[-4000:]}"
    shutil.copy("/etc/hosts", root / "etc" / "hosts")
    shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")
    return root


def _sources() -> str:
    """Where this machine has its packages from, as apt has it."""
    words = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"]
    listed = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    found = sorted({f"deb {line}" for line in listed if line.split()[1].startswith(RELEASE)})
    assert found, f"this machine has no sources of {RELEASE}, or no lists of them: apt-get update"
    return "\n".join(found) + "\n"


def _for_pip(root: Path) -> dict[str, str]:
    """Let pip reach there what it reaches here."""
    told = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    told.pop("PIP_FIND_LINKS", None)  # a folder of this machine
    if Path("/", _PIP).exists():
        shutil.copy(Path("/", _PIP), root / _PIP)
    trusted = told.get("PIP_CERT", "/etc/ssl/certs/ca-certificates.crt")
    if Path(trusted).exists():
        shutil.copy(trusted, root / _AUTHORITIES)
        told["PIP_CERT"] = f"/{_AUTHORITIES}"
    return told


class Machine(NamedTuple):
    """One that is booted: its files, and the number of its first process."""

    root: Path
    first: int

    def words(self, command: Sequence[str], *, outside: bool = False) -> list[str]:
        """What runs a command on it as root; with this machine's network where it is to reach the `outside`."""
        spaces = ["--mount", "--uts", "--ipc", "--pid", "--cgroup", *([] if outside else ["--net"])]
        told = _ENVIRONMENT | (_for_pip(self.root) if outside else {})
        named = [f"{name}={value}" for name, value in told.items()]
        return ["nsenter", f"--target={self.first}", *spaces, "env", "--ignore-environment", *named, *command]

    def run(self, block: str, *, outside: bool = False) -> str:
        """Run commands on it as they stand, until one fails; what they said. Raises `FailedError`."""
        return _said(self.words(["bash", "-euc", block], outside=outside), block)


@contextmanager
def booted(root: Path) -> Iterator[Machine]:
    """The Debian in a folder, booted by its own systemd, until the end of the block."""
    words = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot", "--private-network"]
    with (
        (root.parent / "boot.log").open("w") as log,
        subprocess.Popen(
            [*words, "--resolv-conf=off", f"--directory={root}", "--console=pipe"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        ) as nspawn,
    ):
        try:
            until(lambda: nspawn.poll() is not None or _first(nspawn.pid))
            assert nspawn.poll() is None, f"Debian does not boot: {Path(log.name).read_text()}"
            machine = Machine(root, _first(nspawn.pid))
            until(lambda: _is_up(machine))
            yield machine
        finally:
            nspawn.send_signal(signal.SIGTERM)  # as a power button
            nspawn.wait(timeout=120)


def _first(nspawn: int) -> int:
    """The number of systemd, which begins as something else; 0 before it is."""
    for number in Path(f"/proc/{nspawn}/task/{nspawn}/children").read_text().split():
        if Path(f"/proc/{number}/comm").read_text().strip() == "systemd":
            return int(number)
    return 0


def _is_up(machine: Machine) -> bool:
    asked = machine.words(["systemctl", "is-system-running"])
    state = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    assert state != "degraded", machine.run("systemctl --failed --no-pager")
    return state == "running"


def run_in(
    root: Path, command: Sequence[str], *, user: str = "root", at: str = "/", outside: bool = True, **told: str
) -> str:
    """Run a command in a folder with Debian in it, which is not booted; what it said. Raises `FailedError`."""
    named = _ENVIRONMENT | (_for_pip(root) if outside else {}) | told
    words = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--pipe", "--resolv-conf=off", "--as-pid2"]
    words += [f"--directory={root}", f"--user={user}", f"--chdir={at}", *([] if outside else ["--private-network"])]
    words += [f"--setenv={name}={value}" for name, value in named.items()]
    return _said([*words, "--", *command], command[-1])


def _said(words: Sequence[str], command: str) -> str:
    done = subprocess.run(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise FailedError(command, done.stdout)
    return done.stdout


def repository(folder: Path) -> Path:
    """A repository with one commit: the files as they are here, whether committed or not."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=folder, check=True)
    commit(folder, "What is tried")
    return folder


def commit(repository: Path, subject: str) -> None:
    """Commit all that is new in a repository."""
    somebody = ["-c", "user.name=A test", "-c", "user.email=test@council.example"]
    subprocess.run(["git", "add", "--all"], cwd=repository, check=True)
    subprocess.run(["git", *somebody, "commit", "--quiet", "--message", subject], cwd=repository, check=True)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for a gigabyte of files, gone at the end of the block: in memory where there is room, as dpkg writes all
    of them through to the disk.
    """
    with tempfile.TemporaryDirectory(prefix="tracker-debian-", dir=in_memory(2 * ROOM)) as name:
        Path(name).chmod(0o755)
        yield Path(name)
