"""Ready means that what is served is read, and written where there is a workbench; and nothing is lost meanwhile."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from db.session import open_engine, writing
from db.unavailable import DatabaseUnavailableError
from tests.conftest import client_of, said
from tests.coroutines import run
from tests.served import Server, started
from tests.server import clients
from tests.server.storage import ReadOnly, nothing_written
from tests.writing.given import NEWS, UPDATES, officer, public_updates, stored

PUBLISHED = NEWS | {"publish": True}


@pytest.fixture
def database() -> str:
    """A file may be moved, full or read-only; what a server of databases says is in `test_unavailable`."""
    return "sqlite"


@pytest.fixture
def file(engine: Engine) -> Path:
    return Path(engine.url.database or "")


def moved(file: Path, folder: Path) -> None:
    """Move a database with its log, as somebody does who tidies up."""
    folder.mkdir(exist_ok=True)
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        if file.with_name(name).exists():
            file.with_name(name).rename(folder / name)


def test_a_file_that_was_moved_is_neither_read_nor_written(client: TestClient, engine: Engine, file: Path) -> None:
    key = officer(engine)
    said(client.post(UPDATES, json=PUBLISHED, headers=key), 201)
    before = stored(engine)

    moved(file, file.parent / "elsewhere")
    refusals = [client.post(UPDATES, json=PUBLISHED, headers=key), client.get(clients.STATUS)]

    assert [said(one, 503)["type"].rpartition("/")[2] for one in refusals] == ["unavailable"] * 2
    assert all(int(one.headers["Retry-After"]) > 0 for one in refusals)
    assert said(client.get("/readyz"), 503)["detail"] == "The database cannot be reached."
    assert not file.exists()  # nothing was begun anew in its place

    moved(file.parent / "elsewhere" / file.name, file.parent)
    said(client.get("/readyz"), 200)
    assert stored(engine) == before
    said(client.post(UPDATES, json=PUBLISHED, headers=key), 201)


def test_a_file_that_was_replaced_is_what_is_served(client: TestClient, engine: Engine, file: Path) -> None:
    """As when a backup is restored under a server that runs."""
    key = officer(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(file, file.with_name("backup"))
    said(client.post(UPDATES, json=PUBLISHED, headers=key), 201)
    head = said(client.get("/v1/changes?limit=1"), 200)["head"]

    moved(file, file.parent / "elsewhere")
    file.with_name("backup").rename(file)

    assert said(client.get("/v1/changes?limit=1"), 200)["head"] == head - 1
    assert said(client.post(UPDATES, json=PUBLISHED, headers=key), 201)["published"]["sequence"] == head


def test_a_file_that_is_moved_while_it_is_written_is_not_called_stored(engine: Engine, file: Path) -> None:
    def write() -> None:
        with writing(engine) as session:
            session.execute(text("UPDATE write_trials SET at = at"))
            moved(file, file.parent / "elsewhere")

    with pytest.raises(DatabaseUnavailableError) as raised:
        write()

    assert raised.value.uncertain


@pytest.fixture
def server(engine: Engine) -> Iterator[Server]:
    with started(engine) as found:
        yield found


def test_a_disk_that_takes_nothing(server: Server, engine: Engine) -> None:
    key, body = officer(engine), json.dumps(PUBLISHED)

    def answers() -> list[int]:
        asked = clients.post(server.address, UPDATES, body, **key), clients.get(server.address, "/readyz")
        return [run(one).status for one in asked]

    with nothing_written(server.workers):
        before = stored(engine)
        assert answers() == [503, 503]
        assert run(clients.get(server.address)).status == 200
        assert run(clients.get(server.address, "/healthz")).status == 200
        assert stored(engine) == before
    assert answers() == [201, 200]


@pytest.mark.parametrize("closed", [True, False], ids=["as it was closed", "with its log"])
def test_a_folder_in_which_nothing_can_be_written_is_read(engine: Engine, file: Path, *, closed: bool) -> None:
    key = officer(engine)
    published = said(client_of(engine).post(UPDATES, json=PUBLISHED, headers=key), 201)["id"]
    folder = file.parent / "folder"
    if closed:
        engine.dispose()
        moved(file, folder)
    else:
        folder.mkdir()
        for part in file.parent.glob(f"{file.name}*"):
            shutil.copyfile(part, folder / part.name)
    with ReadOnly(folder).closed() as seen:
        only_read = open_engine(f"sqlite:///{seen / file.name}")
        client = client_of(only_read)

        assert published in public_updates(client)
        said(client.get("/v1/admin/updates", headers=key), 200)
        refusal = client.post(UPDATES, json=PUBLISHED, headers=key)
        assert said(refusal, 503)["detail"] == "The record can only be read where it is now. Nothing was stored."
        assert said(client.get("/readyz"), 503)["detail"] == "The record can only be read where it is now."
        client.app.state.works = False  # it has no workbench, and so has nothing to write
        said(client.get("/readyz"), 200)
        only_read.dispose()


def test_what_somebody_else_writes_to_it_is_read_too(engine: Engine, file: Path) -> None:
    """As of a disk that one machine writes to and others only see."""
    key, folder = officer(engine), ReadOnly(file.parent / "folder")
    engine.dispose()
    moved(file, folder.folder)
    with folder.closed() as seen:
        only_read = open_engine(f"sqlite:///{seen / file.name}")
        reader = client_of(only_read)
        before = public_updates(reader).keys()

        with folder.changed_by_others() as behind:
            other = open_engine(f"sqlite:///{behind / file.name}")
            published = said(client_of(other).post(UPDATES, json=PUBLISHED, headers=key), 201)["id"]
            assert public_updates(reader).keys() - before == {published}  # out of the log
            other.dispose()
        assert public_updates(reader).keys() - before == {published}  # out of the file
        only_read.dispose()
