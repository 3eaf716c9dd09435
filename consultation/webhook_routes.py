"""Route of the engine's webhooks: each is checked for its signature, then names a room to look at."""

import base64
import binascii
import hashlib
import hmac

import jwt
from aiohttp import web
from google.protobuf.json_format import Parse, ParseError
from livekit.api import TokenVerifier
from livekit.protocol.webhook import WebhookEvent

from consultation.consultations.joining import check_joined
from consultation.problems import Problem
from consultation.services import Services, services
from consultation.watch import ConsoleWatch
from core.consoles import is_console_room

PARTICIPANT_JOINED = "participant_joined"

WATCH: web.AppKey[ConsoleWatch] = web.AppKey("watch", ConsoleWatch)


async def livekit_webhook(request: web.Request) -> web.Response:
    """Only one process gets it: the others are told the room."""
    shared = services(request)
    event = verified_event(shared, await request.read(), request.headers.get("Authorization", ""))
    room = event.room.name
    if is_console_room(room):
        request.app[WATCH].notice(room)
        await shared.changes.tell_room(room)
    if event.event == PARTICIPANT_JOINED:
        await check_joined(shared, room, event.participant)
    return web.Response(status=200)


def verified_event(shared: Services, body: bytes, token: str) -> WebhookEvent:
    """The event, if `token` is signed with our key and holds the body's SHA-256. Raises Problem."""
    livekit = shared.settings.livekit
    verifier = TokenVerifier(livekit.api_key, livekit.api_secret.get_secret_value())
    try:
        claims = verifier.verify(token)
        signed = base64.b64decode(claims.sha256 or "", validate=True)
    except (jwt.InvalidTokenError, binascii.Error) as error:
        raise Problem(401, "bad_signature", "The webhook is not signed with this server's key.") from error
    if not hmac.compare_digest(hashlib.sha256(body).digest(), signed):
        raise Problem(401, "bad_signature", "The webhook's signature is for another body.")
    try:
        return Parse(body, WebhookEvent(), ignore_unknown_fields=True)
    except (ParseError, UnicodeDecodeError) as error:
        raise Problem(400, "invalid_body", "The webhook's body is not a LiveKit event.") from error
