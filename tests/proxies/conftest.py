"""A client for tests that only read."""

from tests.api.conftest import reader

__all__ = ["reader"]
