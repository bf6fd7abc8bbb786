"""The guide to installing, from its first command to its last: in a Debian with nothing on it, which is booted."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.pages.markdown import FOLDER
from db import migrations
from tests.documents import written
from tests.operating import containerfile, debian
from tests.operating.guide import changed, steps
from tests.operating.terminal import at_a_terminal
from tests.served import until

pytestmark = pytest.mark.long
ANSWERS = {
    "public address": ["council.example", "https://council.example"],
    "database": ["postgresql:///assembly_tracker"],
    "languages": [""],
    "Where the public reaches": ["assembly's-team@council.example"],
    "administrator": ["Sam $Roe's"],
}
EXPOSURE = 1.5  # of 10
BACKUPS = "/var/backups/assembly-tracker"
NEXT = '''"""Nothing but a number, as a version would have it that comes after."""

revision, down_revision, branch_labels, depends_on = "9000", "{before}", None, None


def upgrade() -> None:
    """Change nothing."""
'''


@pytest.fixture(scope="module")
def bare() -> Iterator[Path]:
    """A folder with Debian in it and nothing else, but what boots it."""
    with debian.folder() as found:
        yield debian.made(found, "systemd", "systemd-sysv", "dbus", "ca-certificates")


@pytest.fixture
def root(bare: Path) -> Iterator[Path]:
    """A copy of it."""
    with debian.folder() as found:
        subprocess.run(["cp", "--archive", bare, found], check=True)
        yield found / bare.name


def test_every_step_works_as_it_stands(root: Path) -> None:
    origin = debian.repository(root / "srv" / "origin")
    left = steps()

    with debian.booted(root) as machine:

        def do(heading: str) -> str:
            """The next step, which stands under this heading."""
            step = left.pop(0)
            assert step.heading == heading
            given = step.commands
            if "REPOSITORY=" in given:
                given = changed(given, "REPOSITORY", "/srv/origin")
            return machine.run(given, outside=heading == "The program")

        do("The program")
        do("The program")
        do("The database")
        told = at_a_terminal(machine.words(["bash", "-euc", left.pop(0).commands]), ANSWERS).replace("\r", "")
        assert_only_its_user_reads(machine)
        assert_nobody_else_runs_it(machine)
        assert '"status":"ok"' in do("Starting it")
        assert_sandboxed(machine)
        do("nginx and a certificate")
        with_tls(machine)
        enter(machine, told, "anytown")
        do("Backups every night")
        assert_thirty_are_kept(machine)
        survives_a_crash(machine)

        next_version(origin)
        assert "The record is whole" in do("Upgrading")
        assert at(machine, "assembly_tracker") == "9000"
        enter(machine, told, "othertown")
        do("Going back")
        assert at(machine, "assembly_before") == newest()
        assert organisations(machine) == {"anytown"}
        assert "The record is whole" in do("When something is wrong")
    assert not left


def test_an_image_is_built_and_runs_as_the_container_file_has_it(root: Path) -> None:
    """In Debian's own Python, which stands for the image that it is built from; no builder of images is tried."""
    debian.run_in(root, ["sh", "-c", "apt-get update && apt-get install --yes python3-venv"])
    image = containerfile.built(root, debian.repository(root / "srv" / "repository"))

    told = image.run(
        f"""
        assembly-tracker migrate
        assembly-tracker keys create --role admin --holder "Sam Roe"
        {containerfile.started()} &
        until {containerfile.health()}; do sleep 0.2; kill -0 $!; done 2> /dev/null
        python3 -c "import urllib.request as ask; ask.urlopen('http://127.0.0.1:8000/docs/changelog')"
        id --user --name
        stat --format='%U %a' /data /opt/assembly-tracker/api
        kill $!
        wait $!
        ! {containerfile.health()} 2> /dev/null
        assembly-tracker verify
        """
    )
    assert re.search(r"^at_\S+$", told, re.MULTILINE)
    assert re.search(r"^assembly-tracker\nassembly-tracker 700\nroot 755$", told, re.MULTILINE)
    assert "The record is whole" in told


def assert_only_its_user_reads(machine: debian.Machine) -> None:
    """The settings are what was answered, to systemd as to the command; nobody else reads them."""
    file = "/etc/assembly-tracker/settings"
    assert machine.run(f"stat --format='%a %U' {file} /etc/assembly-tracker").split() == [
        "600",
        "assembly-tracker",
        "700",
        "assembly-tracker",
    ]
    systemd = f"systemd-run --quiet --wait --pipe --property=EnvironmentFile={file} env"
    shell = f"set -a; . {file}; env"
    read = [{*re.findall(r"^TRACKER_.*$", machine.run(way), re.MULTILINE)} for way in (systemd, shell)]
    assert read[0] == read[1]
    assert "TRACKER_CONTACT=assembly's-team@council.example" in read[0]


def assert_nobody_else_runs_it(machine: debian.Machine) -> None:
    told = machine.run("runuser -u nobody -- assembly-tracker verify 2>&1 || true")
    assert "run it as root, or as the user assembly-tracker" in told


def assert_sandboxed(machine: debian.Machine) -> None:
    """The server writes to its folder only, and holds no right that it does not need."""
    for unit in ("assembly-tracker.service", "assembly-tracker-backup.service"):
        told = machine.run(f"systemd-analyze security --no-pager {unit}")
        assert float(re.findall(r"Overall exposure level for \S+: (\S+)", told)[0]) <= EXPOSURE, unit
    machine.run("systemd-analyze verify --man=no assembly-tracker.service assembly-tracker-backup.timer")
    process = machine.run("systemctl show --property=MainPID --value assembly-tracker").strip()
    status = machine.run(f"cat /proc/{process}/status")
    assert re.search(r"^CapEff:\s+0+$", status, re.MULTILINE)
    assert re.search(r"^Seccomp:\s+2$", status, re.MULTILINE)
    machine.run(f"! nsenter --target={process} --mount touch /opt/assembly-tracker/written")
    machine.run(f"nsenter --target={process} --mount touch /var/lib/assembly-tracker/written")


def with_tls(machine: debian.Machine) -> None:
    """Put in the lines on TLS as the notes in the configuration tell, with a certificate that was made here."""
    held = "/etc/letsencrypt/live/council.example"
    machine.run(
        f"mkdir --parents {held}; openssl req -x509 -nodes -newkey rsa:2048 -subj /CN=council.example"
        f" -addext subjectAltName=DNS:council.example -keyout {held}/privkey.pem -out {held}/fullchain.pem"
    )
    file = machine.root / "etc/nginx/sites-available/assembly-tracker"
    notes = re.findall(r"^    #     (.*)$", written(FOLDER / "nginx.conf"), re.MULTILINE)
    *inside, beside = notes
    header = next(line for line in inside if line.startswith("add_header"))
    inside.remove(header)
    text = file.read_text(encoding="utf-8").replace("\n    listen 80;", "\n    " + "\n    ".join(inside))
    text = re.sub(r"^    location .* \{$", rf"\g<0>\n        {header}", text, flags=re.MULTILINE)
    file.write_text(f"{text}\n{beside}\n", encoding="utf-8")
    machine.run("nginx -t && systemctl reload nginx; echo 127.0.0.1 council.example >> /etc/hosts")
    moved = "curl --silent --head http://council.example/owed"
    until(lambda: "Location: https://council.example/owed" in machine.run(moved))  # a reload is done a little later
    asked = f"curl --silent --show-error --fail --head --cacert {held}/fullchain.pem https://council.example"
    for path in ("/", "/healthz"):  # one in each of the locations, which inherit no header
        assert "strict-transport-security: max-age=" in machine.run(asked + path).lower()


def enter(machine: debian.Machine, told: str, id_: str) -> None:
    """What `setup` says to do next: enter an organisation, through the proxy."""
    (command,) = re.findall(r"^       (curl .*?-d '.*?')$", told, re.MULTILINE | re.DOTALL)
    (key,) = re.findall(r"^  (at_\S+)$", told, re.MULTILINE)
    command = command.replace("Bearer KEY", f"Bearer {key}").replace("anytown", id_)
    trust = "export CURL_CA_BUNDLE=/etc/letsencrypt/live/council.example/fullchain.pem"
    assert '"state":"clean"' in machine.run(f"{trust}; {command} --silent --show-error --fail")
    assert id_ in organisations(machine)


def organisations(machine: debian.Machine) -> set[str]:
    answer = machine.run("curl --silent --show-error --fail http://127.0.0.1:8000/v1/organisations")
    return {*re.findall(r'"id":"(\w+)"', answer)}


def assert_thirty_are_kept(machine: debian.Machine) -> None:
    """The oldest are deleted once there is a new one, and what is no nightly backup is nobody's to delete."""
    assert "assembly-tracker-backup" in machine.run("systemctl list-timers --no-pager")
    (first,) = machine.run(f"ls {BACKUPS}").split()
    assert machine.run(f"stat --format='%a %U' {BACKUPS}/{first}").split() == ["600", "assembly-tracker"]
    machine.run(
        f"cd {BACKUPS}; touch before-2020.sqlite3 nightly-2020-01-{{01..35}}T000000.sqlite3; mkdir .nightly-2020.part;"
        " systemctl start assembly-tracker-backup.service"
    )
    left = machine.run(f"ls --almost-all {BACKUPS}").split()
    nightly = [name for name in left if name.startswith("nightly-")]
    assert len(nightly) == 30
    assert first in nightly
    assert "nightly-2020-01-07T000000.sqlite3" not in nightly
    assert [name for name in left if name not in nightly] == ["before-2020.sqlite3"]
    machine.run(f"rm {BACKUPS}/before-2020.sqlite3")


def survives_a_crash(machine: debian.Machine) -> None:
    machine.run("systemctl kill --signal=KILL assembly-tracker")
    ready = "curl --fail --silent --retry 60 --retry-delay 1 --retry-all-errors http://127.0.0.1:8000/readyz"
    assert '"status":"ok"' in machine.run(ready)


def newest() -> str:
    return migrations.known()[-1]


def next_version(origin: Path) -> None:
    """A version after this one, which migrates the database."""
    (origin / "alembic/versions/9000_next.py").write_text(NEXT.format(before=newest()), encoding="utf-8")
    debian.commit(origin, "The version after")


def at(machine: debian.Machine, database: str) -> str:
    """The migration of a database."""
    asked = f"runuser -u postgres -- psql --tuples-only --no-align {database} --command"
    return machine.run(f"{asked} 'TABLE alembic_version'").strip()
