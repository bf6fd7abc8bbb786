"""Erasing: the text goes from everywhere; that it was there, when, and on what ground it went, stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from api.publishing.verify import faults_of_record
from api.scheduler import Clockwork
from db.clock import now, today
from db.purge import purged_sqlite
from db.session import open_engine, reading
from db.vocabulary import Role
from tests.clock import travel
from tests.commands import command
from tests.conftest import client_of, key_of, said
from tests.writing.given import (
    ANYTOWN,
    ERASURES,
    ITEM,
    NEWS,
    admin,
    draft,
    erased,
    example,
    exported,
    history,
    load,
    officer,
    one,
    part,
    patch,
    places,
    public_updates,
    published,
    stored,
)

SECRET = "Zyxwvut"  # a word that stands nowhere else
BODY = {"ground": "personal_data", "by": "anytown"}


def erase(client: TestClient, key: dict[str, str], sequence: int, **more: Any) -> Any:
    return client.post(ERASURES, json=BODY | {"sequence": sequence} | more, headers=key)


@pytest.fixture
def key(engine: Engine) -> dict[str, str]:
    return officer(engine)


@pytest.fixture
def made(client: TestClient, key: dict[str, str]) -> Any:
    """A public update with the secret in it."""
    return published(client, key, summary=f"{SECRET} lives at number 4.", detail={"cy": f"Mae {SECRET} yn byw."})


def _everything_public(client: TestClient, day: str = "") -> str:
    addresses = [
        f"/v1/recommendations/{ITEM}",
        f"/v1/recommendations/{ITEM}/status",
        f"/v1/recommendations/{ITEM}/history?limit=200",
        f"/v1/assemblies/{ANYTOWN}/record",
        f"/v1/recommendations?assembly={ANYTOWN}&limit=200",
    ]
    found = [client.get(address, params={"as_of": day} if day else {}).text for address in addresses]
    after: int | None = 0
    while after is not None and not day:
        answer = said(client.get(f"/v1/changes?after={after}&limit=200"), 200)
        found.append(str(answer))
        after = answer["items"][-1]["sequence"] if answer["items"] else None
    return "\n".join(found)


def _faults(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(faults_of_record(session))


def _in_tables(engine: Engine, word: str) -> list[str]:
    """The tables in which a word stands."""
    columns = {
        "bodies": "body",
        "working_copies": "body",
        "facets": "value",
        "links": "target",
        "publications": "thing",
    }
    with engine.connect() as connection:
        return [
            table
            for table, column in columns.items()
            for (value,) in connection.execute(text(f"SELECT {column} FROM {table}"))  # noqa: S608 - our own
            if word.lower() in (bytes(value).decode() if isinstance(value, bytes | memoryview) else str(value)).lower()
        ]


def files(engine: Engine, word: str = SECRET) -> list[str]:
    """The files of a database in which a word stands."""
    if engine.dialect.name == "sqlite":
        folder = Path(str(engine.url.database)).parent
    else:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CHECKPOINT")  # or the words would only be in its memory
            at = "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database"
            folder = Path(str(connection.scalar(text(f"{at} WHERE datname = current_database()"))))
    return sorted(file.name for file in folder.iterdir() if word.encode() in file.read_bytes())


def reached(answer: Any) -> list[str]:
    """The places within reach in which what was erased may still be."""
    return [one["place"] for one in answer["left"] if one["within_reach"]]


def tick(engine: Engine) -> None:
    """What a running server does by itself every few moments."""
    Clockwork(engine, lambda: False).tick()


@contextmanager
def reader(engine: Engine) -> Iterator[None]:
    """In the block, somebody else reads the record as it stands at its beginning."""
    other = open_engine(engine.url.render_as_string(hide_password=False))
    with reading(other) as session:
        session.execute(text("SELECT count(*) FROM bodies"))
        yield
    other.dispose()


def test_the_text_is_nowhere_afterwards(client: TestClient, engine: Engine, made: Any) -> None:
    assert SECRET in _everything_public(client)
    assert set(_in_tables(engine, SECRET)) == {"bodies", "working_copies"}

    erased(erase(client, admin(engine), made["published"]["sequence"]))

    assert SECRET not in _everything_public(client)
    assert _in_tables(engine, SECRET) == []
    assert _faults(engine) == []


def test_the_words_of_an_erased_title_are_found_no_more(client: TestClient, engine: Engine) -> None:
    key, thing = admin(engine), one(example(ANYTOWN), "anytown-streets-2025-19")
    thing = thing | {"title": {"en": f"A bench for {SECRET}"}}
    said(load(client, key, part(ANYTOWN, thing)), 201)
    assert [row["id"] for row in said(client.get(f"/v1/recommendations?q={SECRET}"), 200)["items"]] == [thing["id"]]
    sequence = said(client.get(f"/v1/recommendations/{thing['id']}"), 200)["sequence"]

    erased(erase(client, key, sequence))

    assert said(client.get(f"/v1/recommendations?q={SECRET}"), 200)["items"] == []
    assert _in_tables(engine, SECRET) == []
    problem = said(client.get(f"/v1/recommendations/{thing['id']}"), 410)
    assert problem["type"].endswith("/erased")
    assert "personal_data" in problem["detail"]
    assert _faults(engine) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_text_is_in_no_file_of_the_database(client: TestClient, engine: Engine, made: Any) -> None:
    assert files(engine)

    answer = erased(erase(client, admin(engine), made["published"]["sequence"]))

    assert answer["state"] == "done"
    assert files(engine) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_long_text_is_in_no_file_of_the_database(client: TestClient, engine: Engine, key: dict[str, str]) -> None:
    made = published(client, key, detail=f"{SECRET} " * 2000)
    published(client, key, summary="Something said after it.")

    erased(erase(client, admin(engine), made["published"]["sequence"]))

    assert files(engine) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_it_is_not_called_done_while_somebody_reads_what_stood_before(
    client: TestClient, engine: Engine, made: Any
) -> None:
    key = admin(engine)
    with reader(engine):
        answer = erased(erase(client, key, made["published"]["sequence"]))
        one = f"{ERASURES}/{answer['sequence']}"
        assert reached(answer) == ["pages", "log"]
        assert SECRET not in _everything_public(client)
        tick(engine)
        assert erased(client.post(f"{one}/purge", headers=key)) == answer
        assert [Path(name).suffix for name in files(engine)] == [".sqlite3-wal"]

    tick(engine)

    done = said(client.get(one, headers=key), 200)
    assert (done["state"], reached(done)) == ("done", [])
    assert done["done_at"] >= done["erased_at"]
    assert files(engine) == []
    assert erased(client.post(f"{one}/purge", headers=key)) == done
    said(client.get(f"{ERASURES}/{answer['erased_by']}", headers=key), 404)


def test_no_page_of_a_file_keeps_a_copy_of_what_was_deleted(tmp_path: Path) -> None:
    """SQLite overwrites what is deleted, but not the copies that it left where it put a page in order."""
    chance, words, gone = Random(1), dict[int, str](), list[str]()  # noqa: S311 - the same each time
    engine = open_engine(f"sqlite:///{tmp_path / 'rows.sqlite3'}", create=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE rows (id INTEGER PRIMARY KEY, word TEXT)")
        connection.exec_driver_sql("CREATE INDEX by_word ON rows (word)")
        for number in range(6000):
            deleted = chance.choice(list(words)) if words and chance.random() < 0.4 else None
            if deleted is not None:
                connection.execute(text("DELETE FROM rows WHERE id = :id"), {"id": deleted})
                gone.append(words.pop(deleted))
            else:
                id_, word = chance.randrange(10**6) * 10**4 + number, f"{SECRET}{number:06d}"
                words[id_], more = word, "x" * chance.choice([10, 100, 300, 900, 3000])
                connection.execute(text("INSERT INTO rows VALUES (:id, :word)"), {"id": id_, "word": word + more})

    assert purged_sqlite(engine, "pages") == "done"

    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert gone
    assert [word for word in gone if word.encode() in stored] == []
    engine.dispose()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_keeps_it_until_its_tables_are_rewritten(
    client: TestClient, engine: Engine, key: dict[str, str], made: Any
) -> None:
    """Not by a plain VACUUM, and not while a transaction runs that may see it; in its statistics, too.

    The server's login may write, but owns nothing: it does not call done what only the owner can do.
    """
    draft(client, key)
    login = f"server_of_{engine.url.database}"
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.exec_driver_sql(f"CREATE ROLE {login} LOGIN")
        connection.exec_driver_sql(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {login}")
        connection.exec_driver_sql(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {login}")
    served = open_engine(engine.url.set(username=login).render_as_string(hide_password=False))
    server = client_of(served)
    before = files(engine)
    administrator = admin(engine)
    with reader(engine):
        answer = erased(erase(server, administrator, made["published"]["sequence"]))
        one = f"{ERASURES}/{answer['sequence']}"
        assert reached(answer) == ["pages"]
        assert SECRET not in _everything_public(client)
        in_vain = command(engine, "purge", "--full", "--minutes", 0)
        assert (in_vain.returncode, b"publication" in in_vain.stderr) == (1, True)
        assert files(engine)
    with reader(engine):  # who holds a table
        assert command(engine, "purge", "--full", "--minutes", 0).returncode == 1
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM (FREEZE, ANALYZE)")
    tick(served)
    assert reached(said(client.get(one, headers=administrator), 200)) == ["pages"]
    assert command(engine, "purge").returncode == 1
    assert files(engine)

    done = command(engine, "purge", "--full")

    assert done.returncode == 0, done.stderr
    assert said(client.get(one, headers=administrator), 200)["state"] == "done"
    assert before
    assert files(engine) == []
    assert _faults(engine) == []
    served.dispose()


def test_the_gap_is_shown_with_its_time_and_ground(client: TestClient, engine: Engine, made: Any) -> None:
    answer = erased(erase(client, admin(engine), made["published"]["sequence"]))

    assert answer["thing"]["id"] == made["id"]
    assert answer["ground"] == "personal_data"
    erasure, gap = [row for row in history(client) if row["thing"]["id"] == made["id"]]
    assert (erasure["sequence"], erasure["nature"], erasure["ground"]) == (
        answer["erased_by"],
        "erasure",
        "personal_data",
    )
    assert (erasure["erases"], erasure["published_at"]) == (gap["sequence"], answer["erased_at"])
    assert (gap["sequence"], gap["nature"]) == (made["published"]["sequence"], "news")
    assert gap["body"] is gap["salt"] is None
    assert gap["body_hash"]
    changes = said(client.get(f"/v1/changes?after={gap['sequence'] - 1}"), 200)["items"]
    assert [(row["sequence"], row["body"] is None) for row in changes] == [
        (gap["sequence"], True),
        (erasure["sequence"], False),
    ]
    assert made["id"] not in public_updates(client)


def test_it_is_gone_from_every_past_day(client: TestClient, engine: Engine, made: Any) -> None:
    day = today().isoformat()

    with travel(now() + timedelta(days=3)):
        assert SECRET in _everything_public(client, day)
        erased(erase(client, admin(engine), made["published"]["sequence"]))
        past = _everything_public(client, day)
        assert SECRET not in past
        shown = said(client.get(f"/v1/recommendations/{ITEM}/history?as_of={day}&limit=200"), 200)["items"]
        assert shown[0]["sequence"] == made["published"]["sequence"]
        assert shown[0]["body"] is None


def test_what_led_before_leads_again(client: TestClient, engine: Engine, key: dict[str, str]) -> None:
    before = said(client.get(f"/v1/recommendations/{ITEM}/status"), 200)
    made = published(client, key, progress="delivered")
    assert said(client.get(f"/v1/recommendations/{ITEM}/status"), 200)["progress"] == "delivered"

    erased(erase(client, admin(engine), made["published"]["sequence"]))

    after = said(client.get(f"/v1/recommendations/{ITEM}/status"), 200)
    assert (after["progress"], after["sentence"]) == (before["progress"], before["sentence"])


def test_an_earlier_version_goes_and_what_stands_stays(client: TestClient, engine: Engine, key: dict[str, str]) -> None:
    made = published(client, key, summary=f"{SECRET} lives at number 4.")
    address = f"/v1/admin/updates/{made['id']}"
    tag = client.get(address, headers=key).headers["ETag"]
    said(patch(client, key, made["id"], {"summary": "Two are open."}, tag), 200)
    said(client.post(f"{address}/publication", headers=key), 201)

    erased(erase(client, admin(engine), made["published"]["sequence"]))

    assert public_updates(client)[made["id"]]["summary"] == {"en": "Two are open."}
    assert said(client.get(address, headers=key), 200)["state"] == "clean"
    assert SECRET not in _everything_public(client)
    assert _in_tables(engine, SECRET) == []
    assert _faults(engine) == []


def test_a_draft_made_of_what_was_erased_goes_too(
    client: TestClient, engine: Engine, key: dict[str, str], made: Any
) -> None:
    address = f"/v1/admin/updates/{made['id']}"
    tag = client.get(address, headers=key).headers["ETag"]
    said(patch(client, key, made["id"], {"works": "Chairs."}, tag), 200)

    erased(erase(client, admin(engine), made["published"]["sequence"]))

    assert _in_tables(engine, SECRET) == []
    said(client.get(address, headers=key), 404)


def test_a_withdrawn_statement_can_still_be_erased(
    client: TestClient, engine: Engine, key: dict[str, str], made: Any
) -> None:
    body = {"reason": "It named somebody."}
    said(client.post(f"/v1/admin/updates/{made['id']}/withdrawal", json=body, headers=key), 201)

    erased(erase(client, admin(engine), made["published"]["sequence"]))

    assert SECRET not in _everything_public(client)
    assert one_state(client, made["id"]) == "withdrawal"
    assert _faults(engine) == []


def test_the_reason_of_a_withdrawal_can_be_erased_too(client: TestClient, engine: Engine, key: dict[str, str]) -> None:
    told = published(client, key)
    body = {"reason": f"{SECRET} asked for it."}
    said(client.post(f"/v1/admin/updates/{told['id']}/withdrawal", json=body, headers=key), 201)
    assert SECRET in _everything_public(client)

    erased(erase(client, admin(engine), history(client)[0]["sequence"]))

    assert SECRET not in _everything_public(client)
    assert _in_tables(engine, SECRET) == []
    assert one_state(client, told["id"]) == "erasure"
    assert _faults(engine) == []


def one_state(client: TestClient, id_: str) -> str:
    """How a thing stands in the exchange format."""
    return str(one(said(client.get(f"/v1/assemblies/{ANYTOWN}/record"), 200), id_)["nature"])


def test_it_cannot_be_loaded_again(client: TestClient, engine: Engine, made: Any) -> None:
    before = said(client.get(f"/v1/assemblies/{ANYTOWN}/record"), 200)
    key = admin(engine)
    erased(erase(client, key, made["published"]["sequence"]))
    held = stored(engine)

    loaded = said(load(client, key, before), 201)

    assert (loaded["left_out"], loaded["changed"]) == (1, 0)
    assert [(one["rule"], one["thing"]) for one in loaded["warnings"]] == [("was-erased", made["id"])]
    assert stored(engine) == held
    assert SECRET.encode() not in exported(client, ANYTOWN)


def test_erasing_what_is_erased_or_never_was(client: TestClient, engine: Engine, made: Any) -> None:
    key, sequence = admin(engine), made["published"]["sequence"]
    gone = erased(erase(client, key, sequence))
    before = stored(engine)

    said(erase(client, key, sequence), 409)
    said(erase(client, key, gone["erased_by"]), 409)
    said(erase(client, key, 100_000), 404)
    said(erase(client, key, 0), 422)
    assert places(said(erase(client, key, 1, ground="unwelcome"), 422)) == {"/ground": "unknown-code"}
    assert places(said(erase(client, key, 1, by="nowhere"), 409)) == {"/by": "unknown-id"}
    assert stored(engine) == before


def test_every_erasure_is_listed(client: TestClient, engine: Engine, made: Any) -> None:
    key = admin(engine)
    answer = erased(erase(client, key, made["published"]["sequence"]))

    assert said(client.get(ERASURES, headers=key), 200)["items"] == [answer]


def test_what_belongs_to_what_was_erased_can_still_be_taken_back(client: TestClient, engine: Engine) -> None:
    editor, project = key_of(engine, Role.editor, "anytown"), "anytown-school-gates"
    linked = next(thing for thing in example(ANYTOWN)["things"] if thing.get("project") == project)["id"]
    rows = said(client.get("/v1/changes?limit=200"), 200)["items"]

    erased(erase(client, admin(engine), next(row["sequence"] for row in rows if row["thing"]["id"] == project)))
    path = f"/v1/admin/contributions/{linked}/withdrawal"
    gone = client.post(path, json={"reason": {"en": "Its project is gone."}}, headers=editor)

    said(gone, 201)
    assert one_state(client, linked) == "withdrawal"


@pytest.mark.parametrize(
    "id_", ["anytown", "anytown-head-of-streets", ANYTOWN, "anytown-play-streets", ITEM, "anytown-streets-2025-4"]
)
def test_whatever_is_erased_the_rest_can_be_read_and_written(
    client: TestClient, engine: Engine, key: dict[str, str], id_: str
) -> None:
    draft(client, key)
    everything = said(client.get("/v1/changes?limit=200"), 200)["items"]
    while everything[-1]["sequence"] < said(client.get("/v1/changes?limit=1"), 200)["head"]:
        everything += said(client.get(f"/v1/changes?after={everything[-1]['sequence']}&limit=200"), 200)["items"]
    sequence = next(row["sequence"] for row in everything if row["thing"]["id"] == id_)

    erased(erase(client, admin(engine), sequence))

    assert _faults(engine) == []
    for row in everything:
        type_, thing = row["thing"]["type"], row["thing"]["id"]
        if type_ in {"recommendation", "assembly", "organisation", "post", "project"}:
            plural = {"assembly": "assemblies"}.get(type_, f"{type_}s")
            assert client.get(f"/v1/{plural}/{thing}").status_code in {200, 410}, thing
    for address in ("/v1/recommendations?limit=200", "/v1/summary", "/v1/projects", "/v1/posts", "/v1/assemblies"):
        assert client.get(address).status_code == 200, address
    answer = client.post(
        "/v1/admin/recommendations/anytown-streets-2025-1/updates", json=NEWS | {"publish": True}, headers=key
    )
    assert answer.status_code in {201, 403, 404, 409}, answer.text
