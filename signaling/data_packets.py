"""Data packets: checked, stamped with their sender and passed on to those they are for."""

from __future__ import annotations

from livekit.protocol.models import DataPacket, UserPacket

from .errors import MessageError
from .messages import parse_data_packet
from .participant import Participant
from .room import Room
from .transport import LOSSY, RELIABLE

#: Packets that only the server may send.
_SERVER_ONLY = ("speaker",)


def forward(room: Room, sender: Participant, label: str, payload: bytes) -> None:
    """Pass on what came over a participant's data channel; what it may not send is dropped and counted."""
    counters = room.services.counters
    if label not in (RELIABLE, LOSSY):
        return
    if not sender.permission.can_publish_data or len(payload) > room.services.settings.limits.data_bytes:
        counters.data_refused += 1
        return
    try:
        packet = parse_data_packet(payload)
    except MessageError:
        counters.malformed += 1
        return
    if packet.WhichOneof("value") in (None, *_SERVER_ONLY) or _repeated(sender, label, packet):
        counters.data_refused += 1
        return
    _stamp(sender, packet)
    counters.data_packets += 1
    counters.data_bytes += len(payload)
    _deliver(room, sender, label, packet)


def _repeated(sender: Participant, label: str, packet: DataPacket) -> bool:
    """After a resume, clients send again what they do not know to have arrived."""
    if label != RELIABLE or not packet.sequence:
        return False
    if packet.sequence <= sender.last_sequence:
        return True
    sender.last_sequence = packet.sequence
    return False


def _stamp(sender: Participant, packet: DataPacket) -> None:
    """Who sent it is for the server to say; hidden participants stay nameless."""
    identity, sid = ("", "") if sender.hidden else (sender.identity, sender.sid)
    packet.participant_identity, packet.participant_sid = identity, sid
    if packet.WhichOneof("value") != "user":
        return
    user = packet.user
    user.participant_identity, user.participant_sid = identity, sid
    # Older clients name the receivers inside; both places have to agree for the receiving ones.
    if packet.destination_identities:
        user.destination_identities[:] = packet.destination_identities
    else:
        packet.destination_identities[:] = user.destination_identities


def _deliver(room: Room, sender: Participant | None, label: str, packet: DataPacket) -> None:
    payload = packet.SerializeToString()
    identities = set(packet.destination_identities)
    sids = set(packet.user.destination_sids) if packet.WhichOneof("value") == "user" else set()
    metrics = packet.WhichOneof("value") == "metrics"
    for other in room.participants.values():
        if other is sender or (metrics and not other.permission.can_subscribe_metrics):
            continue
        if (identities or sids) and other.identity not in identities and other.sid not in sids:
            continue
        other.transport.send_packet(label, payload)


def send_from_server(room: Room, user: UserPacket, kind: DataPacket.Kind) -> None:
    """RoomService's SendData: the packet has no sender."""
    packet = DataPacket(kind=kind, user=user, destination_identities=user.destination_identities)
    _deliver(room, None, RELIABLE if kind == DataPacket.RELIABLE else LOSSY, packet)
