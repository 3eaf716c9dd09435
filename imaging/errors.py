"""Every exception the archive raises on purpose; each text says what is wrong and what to do."""

from core.errors import ConsiliumError


class ArchiveError(ConsiliumError):
    """Base of all the archive's errors."""


class UnreadableDicom(ArchiveError):
    """The bytes are not DICOM, or too damaged to say which instance they are."""


class NotFound(ArchiveError):
    """There is no such study, series, instance, frame or bulk data; also said where it may not be seen."""


class NotAllowed(ArchiveError):
    """The caller may not do this; the text names what was refused."""


class StorageFull(ArchiveError):
    """There is no room for more; nothing was kept, and the sender has to try again later."""


class StorageFailed(ArchiveError):
    """The disk or the database failed; nothing was acknowledged."""


class NotSupported(ArchiveError):
    """The pixels cannot be had in the representation asked for."""


class BadQuery(ArchiveError):
    """A query's key or value means nothing at this level (PS3.4 C.2, PS3.18 8.3.4)."""


class PeerError(ArchiveError):
    """A peer cannot be added, changed, found or reached as asked."""
