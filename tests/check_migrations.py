"""`alembic check` on a fresh SQLite file: the migrations make what the models say."""

import tempfile
from pathlib import Path

import alembic.command

from db import migrations
from db.session import open_engine

with tempfile.TemporaryDirectory() as folder:
    engine = open_engine(f"sqlite:///{Path(folder) / 'check.sqlite3'}", create=True)
    with engine.connect() as connection:
        config = migrations.config()
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "head")
        alembic.command.check(config)
    engine.dispose()
