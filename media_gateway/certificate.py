"""The gateway's self-signed DTLS certificate, one for all peers, and the OpenSSL context made from it."""

from __future__ import annotations

import datetime
import secrets

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL

from .sdp import Fingerprint
from .srtp import PROFILES

_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha-256": hashes.SHA256(),
    "sha-384": hashes.SHA384(),
    "sha-512": hashes.SHA512(),
}
#: RFC 8827 section 6.5 requires the first; all offer forward secrecy and authenticated encryption.
_CIPHERS = b"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305"
_DTLS_1_2 = 0xFEFD
_VALIDITY = datetime.timedelta(days=365)
_CLOCK_SKEW = datetime.timedelta(days=1)


def digest(certificate: x509.Certificate, algorithm: str) -> str | None:
    """The certificate's fingerprint as SDP writes it, None for an algorithm not supported."""
    chosen = _DIGESTS.get(algorithm)
    return certificate.fingerprint(chosen).hex(":").upper() if chosen is not None else None


class Certificate:
    """A P-256 key with its certificate and a shared server context for DTLS 1.2 with SRTP."""

    def __init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _self_sign(key)
        self.fingerprint = Fingerprint("sha-256", certificate.fingerprint(hashes.SHA256()).hex(":").upper())
        context = SSL.Context(SSL.DTLS_SERVER_METHOD)
        context.set_min_proto_version(_DTLS_1_2)
        context.set_max_proto_version(_DTLS_1_2)
        context.set_options(SSL.OP_NO_TICKET | SSL.OP_NO_QUERY_MTU)
        context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        # Any certificate passes here: its fingerprint is compared with the one signalled (RFC 8827, 6.5).
        context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *_: True)
        context.use_certificate(certificate)
        context.use_privatekey(key)
        context.set_cipher_list(_CIPHERS)
        context.set_tlsext_use_srtp(b":".join(profile.name for profile in PROFILES))
        self._context = context

    def connection(self) -> SSL.Connection:
        """A fresh server connection over memory buffers."""
        connection = SSL.Connection(self._context)
        connection.set_accept_state()
        return connection


def _self_sign(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    # A random name: WebRTC certificates must not identify (RFC 8827 section 6.5).
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, secrets.token_hex(16))])
    now = datetime.datetime.now(tz=datetime.UTC)
    builder = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - _CLOCK_SKEW,
        not_valid_after=now + _VALIDITY,
    )
    return builder.sign(key, hashes.SHA256())
