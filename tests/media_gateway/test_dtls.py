"""The DTLS server against OpenSSL as a client, over an in-memory wire."""

from __future__ import annotations

import contextlib

import pytest
from aiortc.rtcdtlstransport import RTCCertificate
from hypothesis import given, settings
from hypothesis import strategies as st
from OpenSSL import SSL

from media_gateway.certificate import Certificate
from media_gateway.dtls import DtlsServer, DtlsState
from media_gateway.sdp import Fingerprint
from media_gateway.srtp import SrtpKeys

from .fixtures import recorded

_SERVER_CERTIFICATE = Certificate()


class Client:
    """A DTLS client with a certificate of its own."""

    def __init__(self, profiles: bytes = b"SRTP_AEAD_AES_256_GCM:SRTP_AEAD_AES_128_GCM") -> None:
        context = SSL.Context(SSL.DTLS_CLIENT_METHOD)
        identity = RTCCertificate.generateCertificate()
        found = next(f for f in identity.getFingerprints() if f.algorithm == "sha-256")
        self.fingerprint = Fingerprint("sha-256", found.value)
        context.use_certificate(identity._cert)
        context.use_privatekey(identity._key)
        context.set_verify(SSL.VERIFY_NONE, lambda *_: True)
        context.set_tlsext_use_srtp(profiles)
        self.connection = SSL.Connection(context)
        self.connection.set_connect_state()

    def step(self) -> None:
        with contextlib.suppress(SSL.WantReadError):
            self.connection.do_handshake()

    def outgoing(self) -> list[bytes]:
        try:
            return [self.connection.bio_read(16_384)]
        except SSL.WantReadError:
            return []


def shake_hands(client: Client, server: DtlsServer) -> None:
    for _ in range(10):
        client.step()
        for datagram in client.outgoing():
            server.receive(datagram)
        for datagram in server.take_outgoing():
            client.connection.bio_write(datagram)


def test_handshake_gives_the_same_keys_to_both_and_prefers_aes_128_gcm() -> None:
    client, server = Client(), DtlsServer(_SERVER_CERTIFICATE)
    server.expect([client.fingerprint])
    shake_hands(client, server)
    assert server.state is DtlsState.VERIFIED
    keys = server.srtp_keys()
    assert keys is not None
    assert keys.profile.name == b"SRTP_AEAD_AES_128_GCM"
    material = client.connection.export_keying_material(b"EXTRACTOR-dtls_srtp", 56)
    theirs = SrtpKeys.from_exporter(keys.profile, material)
    assert (keys.local, keys.remote) == (theirs.local, theirs.remote)


def test_fingerprint_may_be_known_only_after_the_handshake() -> None:
    client, server = Client(), DtlsServer(_SERVER_CERTIFICATE)
    shake_hands(client, server)
    assert server.srtp_keys() is None, "no keys before the peer is known to be the right one"
    server.expect([client.fingerprint])
    assert server.srtp_keys() is not None


@pytest.mark.parametrize(
    "announced",
    [
        [Fingerprint("sha-256", "00:" * 31 + "00")],
        [Fingerprint("md5", "00")],
    ],
)
def test_another_certificate_is_refused(announced: list[Fingerprint]) -> None:
    client, server = Client(), DtlsServer(_SERVER_CERTIFICATE)
    server.expect(announced)
    shake_hands(client, server)
    assert server.state is DtlsState.FAILED
    assert server.srtp_keys() is None


def test_one_wrong_fingerprint_among_right_ones_is_refused() -> None:
    client, server = Client(), DtlsServer(_SERVER_CERTIFICATE)
    server.expect([client.fingerprint, Fingerprint("sha-256", "AB")])
    shake_hands(client, server)
    assert server.state is DtlsState.FAILED


def test_data_travels_both_ways_and_goodbye_is_understood() -> None:
    client, server = Client(), DtlsServer(_SERVER_CERTIFICATE)
    server.expect([client.fingerprint])
    shake_hands(client, server)
    client.connection.send(b"to the server")
    assert server.receive(client.outgoing()[0]) == [b"to the server"]
    assert server.send(b"to the client")
    for datagram in server.take_outgoing():
        client.connection.bio_write(datagram)
    assert client.connection.recv(100) == b"to the client"
    client.connection.shutdown()
    server.receive(client.outgoing()[0])
    assert server.state is DtlsState.CLOSED
    assert not server.send(b"too late")


def test_lost_flight_is_sent_again_after_the_timeout() -> None:
    client, server = Client(), DtlsServer(_SERVER_CERTIFICATE)
    client.step()
    for datagram in client.outgoing():
        server.receive(datagram)
    lost = server.take_outgoing()
    assert lost
    assert all(len(datagram) <= 1200 for datagram in lost)
    timeout = server.timeout()
    assert timeout is not None
    assert 0 < timeout <= 1.0


@settings(max_examples=60)
@given(st.data())
def test_garbage_neither_breaks_nor_completes_a_handshake(data: st.DataObject) -> None:
    client, server = Client(), DtlsServer(_SERVER_CERTIFICATE)
    server.expect([client.fingerprint])
    hello = bytearray(recorded("dtls_client_hello"))
    for _ in range(data.draw(st.integers(0, 5))):
        hello[data.draw(st.integers(0, len(hello) - 1))] = data.draw(st.integers(0, 255))
    server.receive(bytes(hello))
    server.receive(b"\x16\xfe\xfd" + data.draw(st.binary(max_size=100)))
    server.take_outgoing()
    assert server.state in (DtlsState.HANDSHAKE, DtlsState.FAILED)


def test_garbage_before_the_real_handshake_does_not_prevent_it() -> None:
    client, server = Client(), DtlsServer(_SERVER_CERTIFICATE)
    server.expect([client.fingerprint])
    server.receive(b"\x17\xfe\xfd" + bytes(40))
    server.receive(b"\x20" + bytes(12))
    shake_hands(client, server)
    assert server.state is DtlsState.VERIFIED
