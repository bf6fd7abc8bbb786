"""Migrations run on the database that the settings name, or on the connection a caller hands over."""

from sqlalchemy import Connection

import db.models  # noqa: F401 - so that the metadata knows every table
from alembic import context
from api.settings import settings
from db.base import Base
from db.session import open_engine


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = open_engine(settings().database_url, create=True)
    try:
        with engine.connect() as opened:
            run(opened)
            opened.commit()
    finally:
        engine.dispose()
