"""Every setting, from the environment with the prefix `TRACKER_`. The guide to running it lists them."""

from datetime import datetime, timedelta
from email.headerregistry import Address
from email.utils import parseaddr
from functools import cached_property, lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import Field, HttpUrl, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.settings.providers import Provider
from api.settings.smtp import check_url
from db.clock import now

OUR_CATALOGUES = Path(__file__).parent.parent / "text" / "locale"


def _plain(address: str) -> str:
    """The address as we write it everywhere: no capitals in its host, no port that goes without saying, no slash."""
    try:
        url = HttpUrl(address.strip().rstrip("/"))
    except ValidationError:
        url = None
    if url is None or url.username or url.password or url.query or url.fragment or "//" in (url.path or ""):
        raise ValueError("the public address is https://HOST, or https://HOST/PATH where it is under a path")
    return str(url).rstrip("/?#")


def _catalogues(language: str, own: str) -> list[Path]:
    files = [folder / f"{language}.po" for folder in (OUR_CATALOGUES, *([Path(own)] if own else []))]
    return [file for file in files if file.is_file()]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


class HostPort(NamedTuple):
    """Where something listens."""

    host: str
    port: int


def _place(written: str) -> HostPort:
    host, _, port = written.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:  # noqa: PLR2004
        raise ValueError("it is HOST:PORT, such as 127.0.0.1:9100")
    return HostPort(host.removeprefix("[").removesuffix("]"), int(port))


def _proxies(written: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(map(ip_network, _parts(written)))


class Settings(BaseSettings):
    """The settings of one instance."""

    model_config = SettingsConfigDict(env_prefix="TRACKER_", hide_input_in_errors=True)

    database_url: str = Field(
        "sqlite:///assembly-tracker.sqlite3",
        description="Where the record is: `sqlite:///FILE` or `postgresql://USER@HOST/NAME`.",
    )
    base_url: str = Field(
        "http://127.0.0.1:8000",
        description="The public address of this instance, with the path it is under, if any; every `url` begins with"
        " it. See [Behind a proxy](#behind-a-proxy).",
    )
    dataset_base: str = Field(
        "",
        description="With what the identifiers of datasets begin: the first public address of this instance, to be kept"
        " when that changes. Empty: the public address. See [For portals](open-data.md#for-portals).",
    )
    contact: str = Field(
        "",
        description="Where people reach whoever runs this instance, also to report a weakness (`security.txt`):"
        " `MAILBOX`, or the `https` address of a page.",
    )
    locale: str = Field(
        "",
        description="A folder with catalogues of your own, such as `fr.po`: another language, or other words for ours.",
    )
    languages: str = Field(
        "en,cy",
        pattern=r"^[a-z]{2,8}(-[A-Za-z0-9]{2,8})*(,[a-z]{2,8}(-[A-Za-z0-9]{2,8})*)*$",
        description="The languages of this instance; the first is for whoever asks for none of them. See"
        " [Languages](#languages).",
    )
    time_zone: str = Field(
        "Europe/London",
        description="The clock by which times are typed and shown on the desk, such as `Europe/Brussels`. Days of the"
        " record end at midnight UTC, whatever it says.",
    )
    declarations: bool = Field(
        False,
        description="Whether organisations here may say who held the pen in their work, each once it switches that on"
        " for itself. See [Who held the pen](working.md#who-held-the-pen).",
    )
    log_level: str = Field("INFO", description="`DEBUG`, `INFO`, `WARNING` or `ERROR`.")
    demo_key_file: str = Field(".demo-keys", description="Where `assembly-tracker demo` keeps its key.")
    tick: float = Field(
        30,
        gt=0,
        le=3600,
        description="Every how many seconds the server looks for what is to be published at a time.",
    )
    max_age: int = Field(
        60,
        ge=0,
        le=86_400,
        description="For how many seconds a public answer may be kept; never past midnight UTC.",
    )
    front_bytes: int = Field(
        64_000_000,
        ge=0,
        le=16_000_000_000,
        description="How many bytes of answers each process keeps to give them again; 0: none. See"
        " [Answers that are kept](#answers-that-are-kept).",
    )
    front_every: float = Field(
        0.5,
        ge=0,
        le=10,
        description="Every how many seconds at most a process looks whether something was published; 0: at each"
        " request.",
    )
    spool: str = Field(
        "",
        description="The folder in which the files of [open data](open-data.md) are kept once they were written, which"
        " all processes of a server share. Empty: a folder of each process, which goes with it.",
    )
    spool_bytes: int = Field(
        2_000_000_000,
        ge=1_000_000,
        le=10_000_000_000_000,
        description="How many bytes of those files are kept; those that were asked for last.",
    )
    near_days: int = Field(
        90,
        ge=0,
        le=3_650,
        description="How many days there are at most between two engagements that ask the same people nearly at once.",
    )
    log_kept: bool = Field(
        False,
        description="Whether the log has a line for each answer that was kept; otherwise they are counted.",
    )
    metrics: str = Field(
        "",
        description="Where Prometheus reads what is measured: `HOST:PORT`, such as `127.0.0.1:9100`, which nobody else"
        " should reach. Empty: nowhere. See [Watching it](watching.md).",
    )
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="The proxies that are believed when they say whose request they bring (`X-Forwarded-For`):"
        " addresses and networks, such as `10.0.0.0/8`. See [Limits](#limits).",
    )
    limit_composed: int = Field(
        300,
        ge=0,
        le=1_000_000,
        description="How many answers a minute are worked out for one network that are not kept, such as past days and"
        " searches; 0: any number.",
    )
    limit_account: int = Field(
        600,
        ge=0,
        le=1_000_000,
        description="How many requests a minute the workbench takes with one key or account; 0: any number.",
    )
    limit_network: int = Field(
        1_200,
        ge=0,
        le=1_000_000,
        description="And how many from one network, with keys or without; 0: any number.",
    )
    max_body: int = Field(
        1_000_000,
        ge=10_000,
        le=100_000_000,
        description="How many bytes a body may have, but for the two that follow.",
    )
    max_sheet: int = Field(
        4_000_000,
        ge=10_000,
        le=100_000_000,
        description="How many bytes a sheet may have, or a file of elections.",
    )
    max_record: int = Field(
        64_000_000,
        ge=10_000,
        le=1_000_000_000,
        description="How many bytes a record document may have.",
    )
    max_query: int = Field(
        16_384,
        ge=1_024,
        le=65_536,
        description="How many bytes may follow the `?` of an address.",
    )
    max_head: int = Field(
        65_536,
        ge=8_192,
        le=1_048_576,
        description="How many bytes the head of a request may have: its address and up to 100 headers.",
    )
    oidc: list[Provider] = Field(
        [],
        description="Whom people sign in with, as JSON; see [Signing in](signing-in.md).",
    )
    oidc_leeway: int = Field(
        60,
        ge=0,
        le=300,
        description="By how many seconds a provider's clock may differ from this machine's.",
    )
    account_days: int = Field(
        365,
        ge=1,
        le=3650,
        description="For how many days after somebody last signed in what they hold counts as held by somebody.",
    )
    smtp_url: str = Field(
        "",
        description="The server that takes reminders: `smtp://USER:PASSWORD@HOST:587` (with STARTTLS, which only a"
        " server on this machine may lack), `smtps://…:465`, or `smtp://HOST:25?tls=none` inside a network of your own."
        " Empty: no mail is sent.",
    )
    mail_from: str = Field(
        "Assembly Tracker <assembly-tracker@localhost>",
        description="Who reminders are from: `MAILBOX` or `NAME <MAILBOX>`.",
    )
    mail_reply_to: str = Field(
        "",
        description="A mailbox whose mail is handed to `assembly-tracker take-reply`, so that a reply is an answer:"
        " `MAILBOX`, to which `+TOKEN` is added before the `@`. Empty: answers only by the link.",
    )
    witnesses: str = Field(
        "",
        description="Mailboxes, with commas between, that are sent where the record ends, once a day: see"
        " [Witnesses](mail.md#witnesses).",
    )
    remind_at: int = Field(
        7,
        ge=0,
        le=23,
        description="From which hour of the day (UTC) the server sends the day's reminders.",
    )
    keep_addresses_days: int = Field(
        90,
        ge=1,
        le=3650,
        description="For how many days the audit trail keeps network addresses.",
    )
    keep_names_days: int = Field(
        365,
        ge=1,
        le=3650,
        description="For how many days a name is kept after a key, an account or somebody’s time in a post ended.",
    )

    @field_validator("base_url")
    @classmethod
    def _base(cls, value: str) -> str:
        return _plain(value)

    @field_validator("dataset_base")
    @classmethod
    def _dataset_base(cls, value: str) -> str:
        return _plain(value) if value else value

    @field_validator("contact")
    @classmethod
    def _reachable(cls, value: str) -> str:
        try:
            if value and not value.startswith("https://"):
                Address(addr_spec=value)
        except ValueError:
            raise ValueError("write a mailbox, or the address of a page that begins with https://") from None
        return value

    @field_validator("smtp_url")
    @classmethod
    def _server(cls, value: str) -> str:
        return check_url(value) if value else value

    @field_validator("mail_from", "mail_reply_to")
    @classmethod
    def _mailbox(cls, value: str) -> str:
        name, mailbox = parseaddr(value)
        if value:
            Address(display_name=name, addr_spec=mailbox)  # raises ValueError for what is no mailbox
        return value

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, OSError):
            raise ValueError("there is no such time zone: write one such as Europe/London") from None
        return value

    @field_validator("witnesses")
    @classmethod
    def _mailboxes(cls, value: str) -> str:
        for mailbox in _parts(value):
            Address(addr_spec=mailbox)  # raises ValueError for what is no mailbox
        return value

    @cached_property
    def witness_mailboxes(self) -> tuple[str, ...]:
        """The mailboxes of the witnesses, each once."""
        return tuple(dict.fromkeys(_parts(self.witnesses.lower())))

    @field_validator("metrics")
    @classmethod
    def _listenable(cls, value: str) -> str:
        if value:
            _place(value)  # raises ValueError for what is no address to listen at
        return value

    @property
    def metrics_at(self) -> HostPort:
        """Where Prometheus reads what is measured."""
        return _place(self.metrics)

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        _proxies(value)  # raises ValueError for what is neither an address nor a network
        return value

    @cached_property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The proxies that are believed."""
        return _proxies(self.trusted_proxies)

    @field_validator("languages")
    @classmethod
    def _worded(cls, value: str, info: ValidationInfo) -> str:
        for tag in value.split(","):
            if not _catalogues(tag, info.data.get("locale", "")):
                raise ValueError(f"there is no {tag}.po in TRACKER_LOCALE, and none of ours")
        return value

    @cached_property
    def tongues(self) -> tuple[str, ...]:
        """The tags of the languages."""
        return tuple(dict.fromkeys(self.languages.split(",")))

    def catalogues(self, language: str) -> list[Path]:
        """The files with the words of a language, the instance's own last."""
        return _catalogues(language, self.locale)

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


def accounts_since() -> datetime:
    """An account that was seen since then counts as somebody's."""
    return now() - timedelta(days=settings().account_days)
