"""Settings that are numbers: from which to which, and nothing beyond."""

import pytest
from pydantic import ValidationError

from api.settings import Settings

BOUNDS = {
    "max_age": (0, 86_400),
    "front_bytes": (0, 16_000_000_000),
    "near_days": (0, 3_650),
    "spool_bytes": (1_000_000, 10_000_000_000_000),
    "limit_composed": (0, 1_000_000),
    "limit_account": (0, 1_000_000),
    "limit_network": (0, 1_000_000),
    "max_body": (10_000, 100_000_000),
    "max_sheet": (10_000, 100_000_000),
    "max_record": (10_000, 1_000_000_000),
    "max_query": (1_024, 65_536),
    "max_head": (8_192, 1_048_576),
    "oidc_leeway": (0, 300),
    "account_days": (1, 3650),
    "remind_at": (0, 23),
    "keep_addresses_days": (1, 3650),
    "keep_names_days": (1, 3650),
}


def test_every_whole_number_has_bounds() -> None:
    assert {name for name, field in Settings.model_fields.items() if field.annotation is int} == BOUNDS.keys()


@pytest.mark.parametrize("name", BOUNDS)
def test_a_number_is_taken_up_to_its_bounds_and_no_further(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    least, most = BOUNDS[name]
    for value in (least, most):
        monkeypatch.setenv(f"TRACKER_{name.upper()}", str(value))
        assert getattr(Settings(), name) == value
    for value in (least - 1, most + 1):
        monkeypatch.setenv(f"TRACKER_{name.upper()}", str(value))
        with pytest.raises(ValidationError, match=name):
            Settings()
