"""Ties a participant to its room: what happens on its transport becomes what happens in the room."""

from dataclasses import dataclass

from livekit.protocol.rtc import SignalResponse

from . import data_packets
from .participant import Participant
from .room import Room


@dataclass(slots=True)
class Presence:
    """In which room a participant is, which changes when it is moved.

    It is the outlet of the participant's transport, and what a signal connection holds on to.
    """

    room: Room
    participant: Participant

    def send(self, message: SignalResponse) -> None:
        self.participant.send(message)

    def now(self) -> float:
        return self.room.services.clock.monotonic()

    def transport_connected(self) -> None:
        self.room.connected(self.participant)

    def transport_failed(self, reason: str) -> None:
        """Not acted upon at once: a client that leaves closes its transport and says so at the same time."""
        if self.participant.transport_lost_at is None:
            self.participant.transport_lost_at = self.now()

    def packet_received(self, label: str, payload: bytes) -> None:
        if not self.participant.gone:
            data_packets.forward(self.room, self.participant, label, payload)
