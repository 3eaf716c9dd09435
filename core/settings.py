"""Settings of one installation: what `DIR/settings.toml` may hold, joined with the command line."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails

from core.errors import SettingsError
from core.settings_file import SETTINGS_FILE, ensure_settings_file

Port = Annotated[int, Field(ge=0, le=65535)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ServerSettings(_Section):
    """The application's own HTTP listener."""

    host: str = Field(
        default="127.0.0.1", min_length=1, description="address to listen on; 0.0.0.0 for all IPv4"
    )
    port: Port = Field(
        default=8080, description="TCP port of the page and the HTTP interfaces; 0 takes a free one"
    )
    internal_port: Port = Field(
        default=0,
        description="with TLS: plain-HTTP port on 127.0.0.1 for the engine's webhooks; 0 takes a free one",
    )
    tls_cert: Path | None = Field(default=None, description="PEM file with the certificate chain")
    tls_key: Path | None = Field(default=None, description="PEM file with the certificate's private key")
    tls_self_signed: bool = Field(default=False, description="make and use a self-signed certificate")
    public_url: str = Field(
        default="", pattern=r"^(https?://[^/\s]+)?$", description="address people use, behind a reverse proxy"
    )
    trusted_proxies: tuple[str, ...] = Field(
        default=(), description="addresses of reverse proxies whose X-Forwarded-For is believed"
    )
    page: Path | None = Field(
        default=None, description="folder of the built page; default web/dist of the source"
    )

    @model_validator(mode="after")
    def _tls_files_come_in_pairs(self) -> "ServerSettings":
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("tls_cert and tls_key belong together: give both or neither")
        if self.tls_cert is not None and self.tls_self_signed:
            raise ValueError("tls_cert and tls_self_signed exclude each other: give one of them")
        return self

    @property
    def tls_files(self) -> tuple[Path, Path] | None:
        """Certificate and key that were given, if any."""
        return (self.tls_cert, self.tls_key) if self.tls_cert and self.tls_key else None

    @property
    def tls(self) -> bool:
        """Whether the listener itself speaks HTTPS."""
        return self.tls_files is not None or self.tls_self_signed


class MediaSettings(_Section):
    """The embedded media engine."""

    host: str = Field(
        default="127.0.0.1", min_length=1, description="address of the signal WebSocket and room API"
    )
    port: Port = Field(default=7880, description="TCP port of the signal WebSocket and room API")
    udp_bind: tuple[str, ...] = Field(
        default=(), description="local addresses for media, 0.0.0.0 for each one; empty: those of server.host"
    )
    udp_port: Port = Field(default=7882, description="UDP port of all media")
    announce: tuple[str, ...] = Field(
        default=(), description="addresses told to browsers, where NAT hides udp_bind"
    )
    webhook_url: str = Field(
        default="", description="where room events are sent; empty: the application beside it"
    )


class LivekitSettings(_Section):
    """Which engine the application uses, and the key both share."""

    url: str = Field(
        default="",
        pattern=r"^(wss?://[^\s]+)?$",
        description="an outside LiveKit server; empty: the embedded engine",
    )
    api_key: str = Field(min_length=1, description="name of the key that signs access tokens")
    api_secret: SecretStr = Field(min_length=32, description="the key itself, at least 32 characters")


class DatabaseSettings(_Section):
    """Where accounts and the audit log live."""

    url: str = Field(
        default="", description="SQLAlchemy URL such as postgresql+psycopg://…; empty: SQLite in DIR"
    )


class RedisSettings(_Section):
    """How several application processes hear of each other."""

    url: str = Field(
        default="",
        pattern=r"^(rediss?://[^\s]+)?$",
        description="Redis that all application processes share; empty: there is one such process",
    )


class ArchiveSettings(_Section):
    """Where the bytes of the DICOM archive live."""

    path: Path | None = Field(default=None, description="folder of the archive's files; empty: DIR/archive")
    reserve_mb: int = Field(
        default=256, ge=0, description="free space to leave: below it, images are refused (MiB)"
    )


class DicomSettings(_Section):
    """The DICOM node: how other DICOM systems reach this one."""

    aet: str = Field(
        default="CONSILIUM",
        pattern=r"^[^\\\s]([^\\]{0,14}[^\\\s])?$",
        description="application entity title, 1 to 16 characters",
    )
    host: str = Field(default="", description="address to listen on; empty: that of [server]")
    port: Port = Field(default=11112, description="TCP port; 0 takes a free one")
    processes: int = Field(default=2, ge=1, le=32, description="processes that share the port")
    tls_port: Port = Field(default=2762, description="TCP port with TLS, once tls_cert and tls_key are given")
    tls_cert: Path | None = Field(default=None, description="PEM file with the node's certificate chain")
    tls_key: Path | None = Field(default=None, description="PEM file with its private key")
    tls_ca: Path | None = Field(
        default=None, description="PEM file with the authorities that peers' certificates must come from"
    )

    @model_validator(mode="after")
    def _tls_files_come_in_pairs(self) -> "DicomSettings":
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("tls_cert and tls_key belong together: give both or neither")
        return self

    @property
    def tls_files(self) -> tuple[Path, Path] | None:
        """Certificate and key that were given, if any."""
        return (self.tls_cert, self.tls_key) if self.tls_cert and self.tls_key else None


class AnalysisSettings(_Section):
    """The screening of the live pictures."""

    processes: int = Field(
        default=2, ge=0, le=64, description="workers of this machine; 0: the consoles are not screened here"
    )
    consoles: int = Field(default=4, ge=1, le=64, description="consoles that one worker takes at most")
    models: Path | None = Field(default=None, description="folder of models from outside; empty: DIR/models")


class SessionSettings(_Section):
    """Sign-in sessions and the other stored credentials."""

    secret: SecretStr = Field(min_length=32, description="keys the stored hashes of sessions and tokens")
    hours: float = Field(
        default=12, gt=0, le=24 * 31, description="after how many hours people sign in again"
    )


class Settings(_Section):
    """All settings of one installation; immutable. `data` is the folder they were read from."""

    data: Path
    server: ServerSettings = ServerSettings()
    media: MediaSettings = MediaSettings()
    livekit: LivekitSettings
    database: DatabaseSettings = DatabaseSettings()
    redis: RedisSettings = RedisSettings()
    archive: ArchiveSettings = ArchiveSettings()
    dicom: DicomSettings = DicomSettings()
    analysis: AnalysisSettings = AnalysisSettings()
    session: SessionSettings

    @property
    def embedded_engine(self) -> bool:
        """Whether the media engine is our own process rather than an outside LiveKit server."""
        return not self.livekit.url

    @property
    def engine_url(self) -> str:
        """WebSocket address of the engine, as the application reaches it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.media.host, self.media.host)
        return self.livekit.url.rstrip("/") or f"ws://{host}:{self.media.port}"

    @property
    def media_addresses(self) -> tuple[str, ...]:
        """Where media is taken, as written: may hold wildcards and host names."""
        return self.media.udp_bind or (self.server.host,)

    @property
    def archive_path(self) -> Path:
        """Folder of the archive's files."""
        return self.archive.path or self.data / "archive"

    @property
    def models_path(self) -> Path:
        """Folder of models from outside."""
        return self.analysis.models or self.data / "models"

    @property
    def dicom_host(self) -> str:
        """Address that the DICOM node listens on."""
        return self.dicom.host or self.server.host

    @property
    def database_url(self) -> str:
        return self.database.url or f"sqlite+aiosqlite:///{self.data / 'consilium.db'}"


def load_settings(data: Path, overrides: Mapping[str, object] | None = None) -> Settings:
    """Read `data/settings.toml`, writing it with random secrets if it is not there yet.

    `overrides` (dotted key to value, for instance ``{"server.port": 9000}``) win over the file.
    Raises SettingsError, which names the key, the file and the way out.
    """
    path = ensure_settings_file(data)
    values = _read_toml(path)
    given = dict(overrides or {})
    for key, value in given.items():
        _set_dotted(values, key, value, path)
    try:
        return Settings.model_validate({**values, "data": data.absolute()})
    except ValidationError as error:
        raise SettingsError(_explain(error.errors()[0], path, given)) from error


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}. Correct that line.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text ({error}). Save it as UTF-8.") from error
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}. Give this user access to it.") from error


def _set_dotted(values: dict[str, Any], key: str, value: object, path: Path) -> None:
    section, _, name = key.partition(".")
    table = values.setdefault(section, {})
    if not isinstance(table, dict):
        raise SettingsError(_no_section(section, path))
    table[name] = value


def _explain(error: ErrorDetails, path: Path, overrides: Mapping[str, object]) -> str:
    key = ".".join(str(part) for part in error["loc"][:2])
    reason = error["msg"].removeprefix("Value error, ")
    if key in overrides:
        return f"{key}, given on the command line: {reason}. Expected: {_expected(key)}."
    if error["type"] == "model_type":
        return _no_section(key, path)
    if error["type"] == "extra_forbidden":
        return f"{path}: there is no setting '{key}'. Delete it, or correct its spelling."
    if error["type"] == "missing":
        return (
            f"{path}: '{key}' is missing. Expected: {_expected(key)}. "
            f"Add it; the {SETTINGS_FILE} that a fresh data folder gets shows how."
        )
    return f"{path}: '{key}': {reason}. Expected: {_expected(key)}. Correct it there."


def _no_section(name: str, path: Path) -> str:
    return f"{path}: '{name}' must be a section: write [{name}] on a line of its own."


def _expected(key: str) -> str:
    section, _, name = key.partition(".")
    field = Settings.model_fields.get(section)
    model = field.annotation if field else None
    if not (isinstance(model, type) and issubclass(model, _Section)):
        return "one of the documented sections"
    described = model.model_fields.get(name)
    return (described.description if described else (model.__doc__ or "").strip().rstrip(".")) or key
