"""The client of tests/api that only reads serves here too."""

from tests.api.conftest import reader

__all__ = ["reader"]
