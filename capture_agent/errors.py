"""Every exception of the agent, and the exit code each one ends the program with."""

from __future__ import annotations

import enum


class ExitCode(enum.IntEnum):
    """What a service manager can tell from how the agent ended (documented in docs/capture-agent.md)."""

    STOPPED = 0
    """Asked to stop by SIGTERM or SIGINT."""
    UNEXPECTED = 1
    """A fault of the agent itself; the log holds a traceback."""
    CONFIGURATION = 2
    """The command line, the config file or the credential file cannot be used as it is."""
    SOURCE = 3
    """The source can never work as configured: no such file, not a picture, unknown kind."""
    REFUSED = 4
    """The server refused the credential or token before the console had ever been on air."""
    DUPLICATE = 5
    """Another agent joined with the same identity; restarting would only throw that one out."""


class AgentError(Exception):
    """Base of all errors whose text is meant for the technician: what was wrong, where, what to do."""

    exit_code = ExitCode.UNEXPECTED


class ConfigError(AgentError):
    """Command line, config file or credential file; never retried."""

    exit_code = ExitCode.CONFIGURATION


class SourceError(AgentError):
    """There is no picture. `permanent` means that trying again cannot help (a wrong path, a wrong file)."""

    exit_code = ExitCode.SOURCE

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class UnreachableError(AgentError):
    """The server did not answer, or not as it should; retried for ever."""


class RefusedError(AgentError):
    """The server answered and said no: wrong credential, wrong token, no right to publish."""

    exit_code = ExitCode.REFUSED


class DuplicateError(AgentError):
    """Another participant took this agent's identity, so this one has to stop.

    Rejoining would make the server remove the other one, which would rejoin in its turn, for ever.
    """

    exit_code = ExitCode.DUPLICATE
