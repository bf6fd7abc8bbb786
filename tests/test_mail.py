"""Sending mail to a real SMTP server: taken, refused, lost on the way, encrypted, and with a password."""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api.core.mail import Outcome, send
from api.settings import settings
from api.settings.smtp import check_url
from db.clock import now
from tests.mailbox import Mailbox, served


def mail(text: str = "Mae dwy o’r pum stryd ar agor.\r\n.\r\n..dots\r\n") -> EmailMessage:
    message = EmailMessage(policy=WIRE)
    message["From"] = "Assembly Tracker <tracker@anytown.example>"
    message["To"] = "streets@anytown.example"
    message["Subject"] = "Dau beth – ŵyl"
    message.set_content(text, cte="quoted-printable")
    return message


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with served() as found:
        yield found


def test_a_mail_arrives_as_it_was_written(mailbox: Mailbox) -> None:
    assert send(mailbox.url, mail()) == Outcome("sent")

    (got,) = mailbox.got
    assert mailbox.envelopes == [("tracker@anytown.example", ["streets@anytown.example"])]
    assert got["Subject"] == "Dau beth – ŵyl"
    assert got.get_content().replace("\r\n", "\n") == "Mae dwy o’r pum stryd ar agor.\n.\n..dots\n"


@pytest.mark.parametrize(
    ("base_url", "sender", "name"),
    [
        ("https://tracker.anytown.example", "t@mail.example", "tracker.anytown.example"),
        ("https://tracker.anytown.example:8443/at", "t@mail.example", "tracker.anytown.example"),
        ("http://tracker", "Tracker <t@mail.example>", "mail.example"),
        ("http://127.0.0.1:8000", "t@mail.example", "mail.example"),
        ("https://tŷ.example", "t@mail.example", "mail.example"),
        ("http://10.0.0.7", "t@localhost", "[10.0.0.7]"),
        ("http://[::1]:8000", "t@localhost", "[IPv6:::1]"),
        ("http://localhost:8000", "t@localhost", "[127.0.0.1]"),
    ],
)
def test_a_server_is_greeted_with_a_full_name_or_an_address(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, base_url: str, sender: str, name: str
) -> None:
    monkeypatch.setattr(settings(), "base_url", base_url)
    message = mail()
    message.replace_header("From", sender)

    assert send(mailbox.url, message) == Outcome("sent")
    assert mailbox.greeted_as == [name]


def test_a_server_that_is_not_there_certainly_took_nothing() -> None:
    with served() as mailbox:
        url = mailbox.url

    outcome = send(url, mail())

    assert outcome.state == "failed"
    assert "ConnectionRefused" in outcome.why


@pytest.mark.parametrize("at", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("reply", ["450 4.2.0 Come back later", "550 5.1.1 Nobody of that name"])
def test_a_server_that_refuses_certainly_took_nothing(mailbox: Mailbox, at: str, reply: str) -> None:
    mailbox.refuses = {at: reply}

    assert send(mailbox.url, mail()) == Outcome("failed", reply)
    assert mailbox.got == []

    mailbox.refuses = {}
    assert send(mailbox.url, mail()) == Outcome("sent")


def test_a_connection_lost_after_the_mail_leaves_it_unknown(mailbox: Mailbox) -> None:
    mailbox.hangs_up = True

    assert send(mailbox.url, mail()).state == "unknown"
    assert len(mailbox.got) == 1


def test_a_connection_lost_in_saying_goodbye_changes_nothing(mailbox: Mailbox) -> None:
    mailbox.hangs_up_at_quit = True

    assert send(mailbox.url, mail()) == Outcome("sent")


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's context; its certificate is trusted by this process."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    at = now()
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(made.public_bytes(pem) + private)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


def _authenticator(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    right = (data.login, data.password) == (b"tracker", b"p@ss/word")
    return AuthResult(success=right, handled=right)


def test_a_password_goes_over_starttls(certificate: ssl.SSLContext) -> None:
    with served(
        tls_context=certificate, require_starttls=True, auth_required=True, authenticator=_authenticator
    ) as mailbox:
        right = mailbox.url.replace("//", "//tracker:p%40ss%2Fword@")

        assert send(right, mail()) == Outcome("sent")
        assert send(right.replace("word@", "ward@"), mail()).why.startswith("535")
        assert send(mailbox.url, mail()).state == "failed"
        assert len(mailbox.got) == 1


def test_a_server_whose_certificate_is_not_trusted_gets_nothing(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with served(tls_context=certificate) as mailbox:
        outcome = send(mailbox.url, mail())

        assert (outcome.state, mailbox.got) == ("failed", [])
        assert "CERTIFICATE_VERIFY_FAILED" in outcome.why


def test_smtps_is_encrypted_from_the_first_byte(certificate: ssl.SSLContext) -> None:
    with served(ssl_context=certificate) as mailbox:
        assert send(mailbox.url.replace("smtp:", "smtps:"), mail()) == Outcome("sent")
        assert len(mailbox.got) == 1


def test_beyond_this_machine_starttls_is_required_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.core.mail._LOOPBACK", ())
    with served() as mailbox:
        assert "STARTTLS" in send(mailbox.url, mail()).why
        assert send(f"{mailbox.url}?tls=none", mail()) == Outcome("sent")


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example",
        "smtp://",
        "smtp://mail.example/folder",
        "smtp://mail.example:0",
        "smtp://mail.example:99999",
        "smtp://mail.example?tls=maybe",
        "smtp://user:password@mail.example?tls=none",
    ],
)
def test_an_address_that_is_no_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"SMTP|TLS|[Pp]ort"):
        check_url(url)
