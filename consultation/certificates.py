"""TLS of the listener: the given certificate, or a self-signed one made once into the data folder."""

import ipaddress
import os
import secrets
import socket
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.errors import SettingsError
from core.settings import Settings

LIFETIME = timedelta(days=825)
"""The longest that browsers of all makers accept from a certificate that a person has installed."""

RENEW_BEFORE = timedelta(days=30)


def server_context(settings: Settings) -> ssl.SSLContext | None:
    """The TLS context of the listener; None where it speaks plain HTTP. Raises SettingsError."""
    server = settings.server
    if not server.tls:
        return None
    certificate, key = server.tls_files or self_signed(settings.data / "tls")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise SettingsError(
            f"cannot use the certificate {certificate} with the key {key}: {error}. "
            "Both must be PEM files that this user can read and that belong together."
        ) from error
    return context


def self_signed(folder: Path) -> tuple[Path, Path]:
    """Certificate and key in `folder`, renewed if missing, about to expire, or without today's addresses."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    names = local_names()
    if not _still_good(certificate, key, names):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _create(certificate, key, names)
        except OSError as error:
            raise SettingsError(f"cannot write a certificate into {folder}: {error.strerror}.") from error
    return certificate, key


def local_names() -> tuple[str, ...]:
    """Every name and address this machine can be reached by, loopback included; sorted."""
    addresses = {
        address.address.partition("%")[0]
        for interface in psutil.net_if_addrs().values()
        for address in interface
        if address.family in (socket.AF_INET, socket.AF_INET6)
    }
    return tuple(sorted({"localhost", "127.0.0.1", "::1", socket.gethostname(), *addresses}))


def _still_good(certificate: Path, key: Path, names: tuple[str, ...]) -> bool:
    try:
        loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
        serialization.load_pem_private_key(key.read_bytes(), password=None)
        covered = loaded.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    known = {str(name.value) for name in covered}
    return known >= set(names) and loaded.not_valid_after_utc - datetime.now(UTC) > RENEW_BEFORE


def _create(certificate: Path, key: Path, names: Iterable[str]) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Consilium (self-signed)")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False)
        # Not an authority: agents trust this very certificate, and refuse an authority's as a server's own.
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(private.public_key()), critical=False
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, hashes.SHA256())
    )
    pem_key = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _replace(key, pem_key, 0o600)
    _replace(certificate, signed.public_bytes(serialization.Encoding.PEM), 0o644)


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _replace(path: Path, content: bytes, mode: int) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    draft.replace(path)
