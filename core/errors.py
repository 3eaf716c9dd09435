"""Every exception the foundation raises on purpose; each text says what is wrong, where, and what to do."""


class ConsiliumError(Exception):
    """Something a person can act on; `str()` of it is fit to be shown without a traceback."""


class SettingsError(ConsiliumError):
    """The settings file or a command-line override is missing, unreadable or invalid."""


class DatabaseError(ConsiliumError):
    """The database cannot be opened, or its schema is not one this version knows."""


class AccountError(ConsiliumError):
    """An organisation, user or agent cannot be created, changed or found as asked."""
