"""Ties a participant to its room: what happens on its transport becomes what happens in the room."""

from dataclasses import dataclass

from livekit.protocol.models import DisconnectReason
from livekit.protocol.rtc import LeaveRequest

from . import data_packets, departure
from .participant import Participant
from .room import Room


@dataclass(frozen=True, slots=True)
class Presence:
    """Observes the participant's transport; also what a signal connection holds on to."""

    room: Room
    participant: Participant

    def transport_connected(self) -> None:
        self.room.connected(self.participant)

    def transport_failed(self, reason: str) -> None:
        """The client keeps nothing of a failed transport: it has to come back with a fresh one."""
        if not self.participant.gone:
            departure.dismiss(
                self.room, self.participant, DisconnectReason.MEDIA_FAILURE, LeaveRequest.RECONNECT
            )

    def packet_received(self, label: str, payload: bytes) -> None:
        if not self.participant.gone:
            data_packets.forward(self.room, self.participant, label, payload)
