"""Access tokens of the media engine, signed with the key that it shares with us."""

from collections.abc import Mapping
from datetime import timedelta

from livekit.api import AccessToken, VideoGrants

from core.settings import LivekitSettings


def room_token(
    settings: LivekitSettings,
    identity: str,
    grants: VideoGrants,
    ttl: timedelta,
    *,
    attributes: Mapping[str, str],
    name: str = "",
) -> str:
    """Lets its bearer in as `identity`; the engine tells the others the name and the attributes."""
    return (
        AccessToken(settings.api_key, settings.api_secret.get_secret_value())
        .with_identity(identity)
        .with_name(name)
        .with_attributes(dict(attributes))
        .with_grants(grants)
        .with_ttl(ttl)
        .to_jwt()
    )
