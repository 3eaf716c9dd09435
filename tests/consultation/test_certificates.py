"""TLS: a self-signed certificate that fits this machine, or the given one, and cookies that follow."""

from __future__ import annotations

import asyncio
import socket
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509

from consultation.certificates import local_names, self_signed, server_context
from consultation.server import ListenError, run_app
from core.errors import SettingsError
from core.settings import load_settings
from tests.support.processes import free_port


def names_in(certificate: Path) -> set[str]:
    loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    extension = loaded.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return {str(name.value) for name in extension.value}


def test_certificate_names_this_machine_in_every_way(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path / "tls")
    assert names_in(certificate) >= {"localhost", "127.0.0.1", "::1", socket.gethostname()}
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_certificate_is_made_once(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    before = certificate.read_bytes(), key.read_bytes()
    self_signed(tmp_path)
    assert (certificate.read_bytes(), key.read_bytes()) == before


def test_certificate_is_renewed_when_the_machine_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, _ = self_signed(tmp_path)
    monkeypatch.setattr("consultation.certificates.local_names", lambda: (*local_names(), "192.0.2.7"))
    self_signed(tmp_path)
    assert "192.0.2.7" in names_in(certificate)


def test_certificate_is_renewed_before_it_expires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consultation.certificates.LIFETIME", timedelta(days=20))
    certificate, _ = self_signed(tmp_path)
    monkeypatch.setattr("consultation.certificates.LIFETIME", timedelta(days=825))
    self_signed(tmp_path)
    expiry = x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc
    assert expiry > datetime.now(UTC) + timedelta(days=800)


@pytest.mark.parametrize("name", ["cert.pem", "key.pem"])
def test_damaged_file_is_replaced(tmp_path: Path, name: str) -> None:
    certificate, key = self_signed(tmp_path)
    (tmp_path / name).write_text("damaged")
    self_signed(tmp_path)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_given_certificate_that_cannot_be_used_is_explained(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "given.pem"
    if content is not None:
        file.write_text(content)
    settings = load_settings(tmp_path, {"server.tls_cert": file, "server.tls_key": file})
    with pytest.raises(SettingsError, match=r"given\.pem"):
        server_context(settings)


async def test_site_is_served_by_https_and_to_this_machine_without(tmp_path: Path) -> None:
    port, internal = free_port(), free_port()
    overrides = {"server.port": port, "server.internal_port": internal, "server.tls_self_signed": True}
    settings = load_settings(tmp_path, overrides)
    stop, ready = asyncio.Event(), asyncio.Event()
    serving = asyncio.create_task(run_app(settings, stop, ready=lambda _: ready.set()))
    await asyncio.wait_for(ready.wait(), 20)
    trusted = ssl.create_default_context(cafile=str(tmp_path / "tls" / "cert.pem"))
    async with aiohttp.ClientSession() as http:
        async with http.get(f"https://127.0.0.1:{port}/api/clock", ssl=trusted) as answer:
            assert answer.status == 200
            assert "Strict-Transport-Security" not in answer.headers
        async with http.get(f"http://127.0.0.1:{internal}/api/clock") as answer:
            assert answer.status == 200
    stop.set()
    await asyncio.wait_for(serving, 10)


async def test_port_in_use_is_explained(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ListenError, match=rf"port {port}.*--port"):
            await run_app(load_settings(tmp_path, {"server.port": port}), asyncio.Event())
