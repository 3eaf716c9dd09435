"""The first `settings.toml`: written once, atomically, readable by its owner only, with random secrets."""

import os
import secrets
from pathlib import Path

from core.errors import SettingsError

SETTINGS_FILE = "settings.toml"

_TEMPLATE = """\
# Settings of this Consilium installation. Lines that begin with '#' show the defaults.
# This file holds secrets: keep it readable by its owner only.

[server]
# host = "127.0.0.1"        # "0.0.0.0" listens on every address
# port = 8080
# tls_cert = "/etc/ssl/consilium.pem"
# tls_key = "/etc/ssl/private/consilium.key"
# tls_self_signed = false
# public_url = ""           # "https://consilium.hospital.example" behind a reverse proxy
# trusted_proxies = []      # addresses whose X-Forwarded-For is believed

[media]
# port = 7880               # signal WebSocket and room API, on loopback
# udp_bind = []             # local addresses for media; empty: those of [server] host
# udp_port = 7882
# announce = []             # public addresses, where NAT hides the local ones

[livekit]
# url = ""                  # "wss://livekit.example" uses that LiveKit server in place of the embedded engine
api_key = "{api_key}"
api_secret = "{api_secret}"

[database]
# url = ""                  # "postgresql+psycopg://user:password@host/db"; empty: SQLite in this folder

# [redis]                  # only where several application processes serve the same rooms
# url = "redis://host:6379/0"

# [archive]                # take the '#' off the section's name too
# path = "/srv/images"      # folder of the images; without it: archive in this folder
# reserve_mb = 256          # free space to leave: below it, images are refused

# [dicom]
# aet = "CONSILIUM"
# host = ""                 # empty: that of [server]
# port = 11112
# processes = 2             # they share the port
# tls_port = 2762           # once tls_cert and tls_key are given
# tls_cert = "/etc/ssl/consilium.pem"
# tls_key = "/etc/ssl/private/consilium.key"
# tls_ca = "/etc/ssl/pacs-ca.pem"   # authorities that peers' certificates must come from

# [analysis]                # screening of the live pictures
# processes = 2             # workers of this machine; 0: none
# consoles = 4              # that one worker takes at most
# models = "/srv/models"    # folder of models from outside; without it: models in this folder

[session]
secret = "{session_secret}"
# hours = 12
"""


def ensure_settings_file(data: Path) -> Path:
    """Path of the settings file in `data`, created (with the folder) if missing. Raises SettingsError."""
    path = data / SETTINGS_FILE
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, _first_content())
    except OSError as error:
        raise SettingsError(
            f"cannot create {error.filename or path}: {error.strerror}. "
            "Choose a data folder this user may write to (--data DIR)."
        ) from error
    return path


def _first_content() -> str:
    return _TEMPLATE.format(
        api_key=f"API{secrets.token_hex(6)}",
        api_secret=secrets.token_urlsafe(48),
        session_secret=secrets.token_urlsafe(48),
    )


def _write_once(path: Path, content: str) -> None:
    """Let the file appear whole or not at all; of two processes at once the first one's content stays."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
