"""The file meta information of received images is what pydicom and dcmtk understand."""

from __future__ import annotations

from io import BytesIO

import pydicom
import pytest
from pydicom.uid import UID, ExplicitVRLittleEndian

from imaging.node.file_meta import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME, file_meta


@pytest.mark.parametrize("instance", ["1.2.3", "1.2.34"])
def test_is_read_back(instance: str) -> None:
    data = file_meta("1.2.840.10008.5.1.4.1.1.2", instance, ExplicitVRLittleEndian)
    meta = pydicom.dcmread(BytesIO(data)).file_meta
    assert meta.MediaStorageSOPInstanceUID == instance
    assert meta.TransferSyntaxUID == ExplicitVRLittleEndian
    assert meta.FileMetaInformationGroupLength == len(data) - 132 - 12
    assert meta.ImplementationClassUID == IMPLEMENTATION_CLASS_UID


def test_own_names_are_valid() -> None:
    assert UID(IMPLEMENTATION_CLASS_UID).is_valid
    assert len(IMPLEMENTATION_VERSION_NAME) <= 16
