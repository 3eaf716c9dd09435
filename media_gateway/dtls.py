"""The DTLS 1.2 server side (RFC 6347) of one peer, without I/O: datagrams in, datagrams and keys out.

The gateway is always the server (`a=setup:passive`): asked as a server, Chromium agrees to AES-GCM for SRTP.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

from OpenSSL import SSL

from .certificate import Certificate, digest
from .sdp import Fingerprint
from .srtp import PROFILES, SrtpKeys

_MTU = 1200
_RECORD_HEADER = 13  # type, version, epoch, sequence number, length (RFC 6347 section 4.1)
_MAX_RECORD = 16_384 + 2048
_EXPORTER_LABEL = b"EXTRACTOR-dtls_srtp"


class DtlsState(enum.Enum):
    HANDSHAKE = "handshake"
    ESTABLISHED = "established"  # the handshake is finished, the peer's fingerprint not compared yet
    VERIFIED = "verified"
    CLOSED = "closed"  # the peer said goodbye
    FAILED = "failed"


class DtlsServer:
    """One DTLS association. Call `take_outgoing` after every other call and send what it gives."""

    def __init__(self, certificate: Certificate) -> None:
        self.state = DtlsState.HANDSHAKE
        self.failure = ""
        self._connection = certificate.connection()
        self._connection.set_ciphertext_mtu(_MTU)
        self._fingerprints: tuple[Fingerprint, ...] = ()

    def expect(self, fingerprints: Iterable[Fingerprint]) -> None:
        """Name the certificate the peer must show; the handshake may be finished already."""
        self._fingerprints = tuple(fingerprints)
        self._verify()

    def receive(self, datagram: bytes) -> list[bytes]:
        """Take a datagram; returns decrypted application data, one item a record."""
        if self.state in (DtlsState.CLOSED, DtlsState.FAILED):
            return []
        self._connection.bio_write(datagram)
        if self.state is DtlsState.HANDSHAKE:
            self._continue_handshake()
        if self.state in (DtlsState.ESTABLISHED, DtlsState.VERIFIED):
            return self._read()
        return []

    def _continue_handshake(self) -> None:
        try:
            self._connection.do_handshake()
        except SSL.WantReadError:
            return
        except SSL.Error as error:
            self._fail(f"DTLS handshake failed: {error}")
            return
        self.state = DtlsState.ESTABLISHED
        self._verify()

    def _read(self) -> list[bytes]:
        messages: list[bytes] = []
        while True:
            try:
                messages.append(self._connection.recv(_MAX_RECORD))
            except SSL.WantReadError:
                break
            except SSL.ZeroReturnError:
                self.state = DtlsState.CLOSED
                break
            except SSL.Error as error:
                self._fail(f"DTLS failed: {error}")
                break
        return messages if self.state is DtlsState.VERIFIED else []

    def _verify(self) -> None:
        """Every fingerprint of a supported algorithm must match, and one must exist (RFC 8122 section 5)."""
        if self.state is not DtlsState.ESTABLISHED or not self._fingerprints:
            return
        certificate = self._connection.get_peer_certificate(as_cryptography=True)
        if certificate is None:
            self._fail("the peer showed no certificate")
            return
        digests = [(f.value, digest(certificate, f.algorithm)) for f in self._fingerprints]
        comparable = [(wanted, actual) for wanted, actual in digests if actual is not None]
        if comparable and all(wanted == actual for wanted, actual in comparable):
            self.state = DtlsState.VERIFIED
        else:
            self._fail("the peer's certificate is not the one it announced")

    def srtp_keys(self) -> SrtpKeys | None:
        """The negotiated keys once verified, None when no common SRTP profile was found."""
        name = self._connection.get_selected_srtp_profile()
        profile = next((p for p in PROFILES if p.name == name), None)
        if profile is None or self.state is not DtlsState.VERIFIED:
            return None
        size = 2 * (profile.key_size + profile.salt_size)
        material = self._connection.export_keying_material(_EXPORTER_LABEL, size)
        return SrtpKeys.from_exporter(profile, material)

    def send(self, data: bytes) -> bool:
        """Encrypt application data; False when the association is not up."""
        if self.state is not DtlsState.VERIFIED:
            return False
        try:
            self._connection.send(data)
        except SSL.Error as error:
            self._fail(f"DTLS failed: {error}")
            return False
        return True

    def timeout(self) -> float | None:
        """Seconds until `handle_timeout` must be called, None when no flight awaits an answer."""
        if self.state is not DtlsState.HANDSHAKE:
            return None
        return self._connection.DTLSv1_get_timeout()

    def handle_timeout(self) -> None:
        """Resend the last flight (RFC 6347 section 4.2.4)."""
        try:
            self._connection.DTLSv1_handle_timeout()
        except SSL.Error as error:
            self._fail(f"DTLS handshake failed: {error}")

    def close(self) -> None:
        """Say goodbye to the peer, if it ever answered."""
        if self.state in (DtlsState.ESTABLISHED, DtlsState.VERIFIED):
            try:
                self._connection.shutdown()
            except SSL.Error as error:
                self._fail(f"DTLS shutdown failed: {error}")
                return
        self.state = DtlsState.CLOSED

    def take_outgoing(self) -> list[bytes]:
        """Datagrams to send: whole records, as many as fit the MTU."""
        datagrams: list[bytes] = []
        for record in _split_records(self._drain()):
            if datagrams and len(datagrams[-1]) + len(record) <= _MTU:
                datagrams[-1] += record
            else:
                datagrams.append(record)
        return datagrams

    def _drain(self) -> bytes:
        chunks: list[bytes] = []
        while True:
            try:
                chunks.append(self._connection.bio_read(_MAX_RECORD))
            except SSL.WantReadError:
                return b"".join(chunks)

    def _fail(self, reason: str) -> None:
        self.state = DtlsState.FAILED
        self.failure = reason


def _split_records(data: bytes) -> Iterable[bytes]:
    """OpenSSL's memory buffer is a stream without datagram borders; the record headers restore them."""
    position = 0
    while position < len(data):
        length = int.from_bytes(data[position + 11 : position + _RECORD_HEADER], "big")
        end = position + _RECORD_HEADER + length
        yield data[position:end]
        position = end
