"""DIMSE messages of an association, which wake its reactor instead of waiting to be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pynetdicom.dimse import DIMSEServiceProvider

from imaging.node.upper_layer import WakingQueue

if TYPE_CHECKING:
    from imaging.node.association import NodeAssociation


class NodeDimse(DIMSEServiceProvider):
    """Wakes the association's reactor with every message."""

    def __init__(self, assoc: NodeAssociation) -> None:
        super().__init__(assoc)
        self.msg_queue = WakingQueue(assoc.wake)
