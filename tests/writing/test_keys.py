"""A key is kept only as a hash, with the day it was last used."""

import pytest
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from db.clock import today
from db.models.access import Key
from db.session import reading
from tests.conftest import said
from tests.writing.given import officer


@pytest.mark.usefixtures("still")
def test_a_key_is_kept_hashed_with_the_day_it_was_last_used(client: TestClient, engine: Engine) -> None:
    header = officer(engine)
    with reading(engine) as session:
        assert session.scalars(select(Key)).one().last_used_on is None

    said(client.get("/v1/admin/updates", headers=header), 200)

    with reading(engine) as session:
        key = session.scalars(select(Key)).one()
        assert key.last_used_on == today()
        assert header["Authorization"].removeprefix("Bearer ") not in str(vars(key))
