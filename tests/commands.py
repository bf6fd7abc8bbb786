"""The command line in the process of the tests: as `assembly-tracker` runs it, but for two seconds of imports."""

from typing import NamedTuple

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from api.cli import app
from api.settings import settings as cached


class Done(NamedTuple):
    """How a command ended, and what it said."""

    returncode: int
    stdout: bytes
    stderr: bytes


def command(engine: Engine, *words: object, data: bytes = b"", **settings: str) -> Done:
    """Run a command on the database of a test, with these settings and this standard input."""
    told = {"TRACKER_DATABASE_URL": engine.url.render_as_string(hide_password=False), **settings}
    with pytest.MonkeyPatch.context() as here:
        for name, value in told.items():
            here.setenv(name, value)  # before the settings are read anew: other threads may read them at any time
        cached.cache_clear()
        result = CliRunner().invoke(app, [*map(str, words)], input=data)
    cached.cache_clear()
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout_bytes, result.stderr_bytes)
