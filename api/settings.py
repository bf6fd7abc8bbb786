"""Every setting, from the environment with the prefix `TRACKER_`. The README lists them; a test holds it to that."""

from functools import lru_cache

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.providers import Provider


class Settings(BaseSettings):
    """The settings of one instance."""

    model_config = SettingsConfigDict(env_prefix="TRACKER_", hide_input_in_errors=True)

    database_url: str = Field(
        "sqlite:///assembly-tracker.sqlite3",
        description="Where the record is: `sqlite:///FILE` or `postgresql://USER@HOST/NAME`.",
    )
    base_url: str = Field(
        "http://127.0.0.1:8000",
        description="The public address of this instance, without a slash at the end; every `url` begins with it.",
    )
    log_level: str = Field("INFO", description="`DEBUG`, `INFO`, `WARNING` or `ERROR`.")
    demo_key_file: str = Field(".demo-keys", description="Where `assembly-tracker demo` keeps its key.")
    max_age: int = Field(
        60,
        ge=0,
        le=86_400,
        description="For how many seconds a public answer may be kept; never past midnight UTC.",
    )
    oidc: list[Provider] = Field(
        [],
        description="Whom people sign in with, as JSON; see [Signing in](#signing-in).",
    )

    @field_validator("base_url")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("oidc")
    @classmethod
    def _one_entry_each(cls, value: list[Provider]) -> list[Provider]:
        issuers = [provider.issuer for provider in value]
        if len(set(issuers)) < len(issuers):
            raise ValueError("each issuer has one entry")
        return value


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
