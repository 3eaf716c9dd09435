"""TLS of DICOM connections (PS3.15 Annex B): as listener and as caller."""

import ssl

from core.settings import DicomSettings
from imaging.errors import ArchiveError


def server_context(settings: DicomSettings) -> ssl.SSLContext | None:
    """For the listener; None where no certificate is given. Raises ArchiveError for unusable files.

    Where `tls_ca` is given, peers have to show a certificate of one of these authorities.
    """
    if settings.tls_files is None:
        return None
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # PS3.15 B.12, BCP 195: nothing before TLS 1.2.
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(*settings.tls_files)
        if settings.tls_ca is not None:
            context.load_verify_locations(settings.tls_ca)
            context.verify_mode = ssl.CERT_REQUIRED
    except OSError as error:
        raise _unusable(error) from error
    return context


def client_context(settings: DicomSettings) -> ssl.SSLContext:
    """For calling peers. Their certificates are checked against `tls_ca`, or else the system's authorities.

    Host names are not checked: devices are addressed by number, and their certificates name the device.
    Raises ArchiveError for unusable files.
    """
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = False
        if settings.tls_ca is not None:
            context.load_verify_locations(settings.tls_ca)
        else:
            context.load_default_certs()
        if settings.tls_files is not None:
            context.load_cert_chain(*settings.tls_files)
    except OSError as error:
        raise _unusable(error) from error
    return context


def _unusable(error: OSError) -> ArchiveError:
    return ArchiveError(
        f"the files named by tls_cert, tls_key and tls_ca in [dicom] cannot be used: {error}. Correct them."
    )
