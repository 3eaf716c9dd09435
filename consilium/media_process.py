"""The process `media`: the embedded media engine."""

import asyncio
from functools import partial

from consilium.addresses import explicit_addresses
from consilium.lifeline import report_ready
from consilium.plan import local_url
from consilium.process import run_process
from consultation.paths import WEBHOOK_PATH
from core.errors import ConsiliumError
from core.settings import Settings
from media_gateway import GatewayError, GatewaySettings
from signaling.server import run_engine
from signaling.settings import EngineSettings


def run(settings: Settings, log_level: str) -> None:
    run_process("media", partial(_serve, engine_settings(settings)), log_level=log_level)


async def _serve(settings: EngineSettings, stop: asyncio.Event) -> None:
    try:
        await run_engine(settings, stop, ready=lambda _http_port, _udp_port: report_ready())
    except (GatewayError, OSError) as error:
        raise ConsiliumError(
            f"the engine cannot listen on {settings.host} port {settings.port} (TCP) and "
            f"{', '.join(settings.gateway.bind)} port {settings.gateway.port} (UDP): {error}. "
            "Stop the program that uses the port, or choose others with --media-port and --udp-port."
        ) from error


def engine_settings(settings: Settings) -> EngineSettings:
    """What the engine needs of our settings. Raises ConsiliumError for an unknown address."""
    livekit, media = settings.livekit, settings.media
    return EngineSettings(
        keys={livekit.api_key: livekit.api_secret.get_secret_value()},
        host=media.host,
        port=media.port,
        gateway=GatewaySettings(
            bind=explicit_addresses(settings.media_addresses),
            port=media.udp_port,
            announce=media.announce,
        ),
        webhook_urls=(media.webhook_url or local_url(settings) + WEBHOOK_PATH,),
        webhook_key=livekit.api_key,
    )
