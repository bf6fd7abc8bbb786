"""Whoever reads a file slowly keeps nobody from writing, erasing or reading; and gets all of it."""

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx2
from sqlalchemy import Engine

from db.vocabulary import Role
from tests.conftest import key_of
from tests.served import serving
from tests.writing.given import ERASURES, UPDATES, officer

MANY = 60
SMALL = 4_096  # bytes that a slow reader's machine takes before it waits for them to be read


def _asking(address: str, path: str) -> socket.socket:
    """A connection on which a file was asked for, and of which the first kilobyte was read."""
    place = urlsplit(address)
    asking = socket.socket()
    asking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
    asking.settimeout(60)
    asking.connect((place.hostname, place.port))
    asking.sendall(f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n\r\n".encode())
    assert asking.recv(1_024).startswith(b"HTTP/1.1 200")
    return asking


def test_sixty_who_read_slowly_hold_up_neither_a_writer_nor_an_erasure(engine: Engine) -> None:
    post, admin = officer(engine), key_of(engine, Role.admin)
    with ExitStack() as opened:
        address = opened.enter_context(serving(engine, TRACKER_FRONT_EVERY="0"))
        client = opened.enter_context(httpx2.Client(base_url=address, headers={"Accept-Encoding": "identity"}))
        news = {"progress": "under_way", "summary": "Zyxwvut lives here.", "publish": True}
        assert client.post(UPDATES, json=news, headers=post).status_code == 201
        sequence = client.get("/v1/head").json()["sequence"]
        size = int(client.head("/open-data/record.sqlite").headers["content-length"])
        slow = [opened.enter_context(_asking(address, "/open-data/record.sqlite")) for _ in range(MANY)]

        assert client.post(UPDATES, json=news | {"summary": "News."}, headers=post).status_code == 201
        erasure = {"sequence": sequence, "ground": "personal_data", "by": "anytown"}
        assert client.post(ERASURES, json=erasure, headers=admin).status_code in {201, 202}
        for name in ("updates.csv", "record.sqlite"):
            fresh = client.get(f"/open-data/{name}")
            assert fresh.status_code == 200
            assert b"Zyxwvut" not in fresh.content

        for asking in slow[::30]:  # as many as do not take long
            read = 0
            while piece := asking.recv(1 << 20):
                read += len(piece)
            assert read > size - 1_024
