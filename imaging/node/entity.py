"""This node as pynetdicom has it: AE title, limits, timeouts and what it offers to other nodes."""

import logging

from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)
from pynetdicom import _config
from pynetdicom.ae import ApplicationEntity

from imaging.node import services
from imaging.node.file_meta import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME
from imaging.node.upper_layer import RECEIVE_PDU_MAX

ARTIM_S = 10.0
"""How long a connection may take to say who it is (PS3.8 section 9.1.5)."""

IDLE_S = 300.0
"""Modalities keep an association open between two images of an examination."""

ANSWER_S = 120.0
"""How long another node may take to answer a request."""

CONNECT_S = 10.0

ASSOCIATIONS_MAX = 100
"""At once, in one process."""

_TRANSFER_SYNTAXES = [
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
]

_SERVICES = (
    services.VERIFICATION,
    services.PATIENT_FIND,
    services.PATIENT_MOVE,
    services.PATIENT_GET,
    services.STUDY_FIND,
    services.STUDY_MOVE,
    services.STUDY_GET,
    services.COMMITMENT,
)


def configure_library() -> None:
    """Set what pynetdicom keeps for the whole process; once, before the first association."""
    # Any SOP class that is not another service of ours is taken for storage, private ones too.
    _config.UNRESTRICTED_STORAGE_SERVICE = True
    # Kept files are sent as they are, without being decoded or held in memory.
    _config.STORE_SEND_CHUNKED_DATASET = True
    # Its own logging formats every message, and would put patients' names into the log.
    _config.LOG_HANDLER_LEVEL = "none"
    _config.LOG_REQUEST_IDENTIFIERS = False
    _config.LOG_RESPONSE_IDENTIFIERS = False


def quiet_libraries() -> None:
    """Leave to the node's own log what it says with more sense: who came, and what could not be read."""
    logging.getLogger("pynetdicom").setLevel(logging.WARNING)


def application_entity(aet: str) -> ApplicationEntity:
    """The node's own entity."""
    entity = ApplicationEntity(aet)
    entity.implementation_class_uid = IMPLEMENTATION_CLASS_UID
    entity.implementation_version_name = IMPLEMENTATION_VERSION_NAME
    entity.maximum_pdu_size = RECEIVE_PDU_MAX
    entity.maximum_associations = ASSOCIATIONS_MAX
    entity.require_called_aet = True
    entity.acse_timeout = ARTIM_S
    entity.network_timeout = IDLE_S
    entity.dimse_timeout = ANSWER_S
    entity.connection_timeout = CONNECT_S
    for service in _SERVICES:
        entity.add_supported_context(service, _TRANSFER_SYNTAXES)
    return entity
