"""DICOM over TLS: dcmtk with a certificate of the authority is served, one without is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import require
from tests.support import dcmtk
from tests.support.authority import Authority, Certificate
from tests.support.dcmtk import Target
from tests.support.dicom_files import CT
from tests.support.dicom_node import Node
from tests.support.processes import free_port

pytestmark = pytest.mark.peers


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    require(dcmtk.available(), "dcmtk is not installed")
    return Authority(tmp_path)


@pytest.fixture
def node(tmp_path: Path, authority: Authority) -> Iterator[tuple[Node, int]]:
    """And its port with TLS, where only certificates of the authority are let in."""
    started, port = Node(tmp_path), free_port()
    started.add_peer("DCMTK")
    own = authority.issue("node")
    lines = [
        f"tls_port = {port}",
        f'tls_cert = "{own.certificate}"',
        f'tls_key = "{own.key}"',
        f'tls_ca = "{authority.certificate}"',
    ]
    settings = started.data / "settings.toml"
    settings.write_text(settings.read_text() + "\n[dicom]\n" + "\n".join(lines) + "\n")
    started.start()
    yield started, port
    assert started.stop() == [0], started.text


def secured(own: Certificate, authority: Authority) -> list[str]:
    return ["+tls", str(own.key), str(own.certificate), "+cf", str(authority.certificate)]


def test_images_come_through_tls(node: tuple[Node, int], authority: Authority, tmp_path: Path) -> None:
    serving, port = node
    image = CT()
    path = tmp_path / "image.dcm"
    path.write_bytes(image.bytes())
    options = secured(authority.issue("modality"), authority)
    result = dcmtk.run("storescu", Target(port), *options, files=[path])
    assert result.status == 0, result.text
    assert serving.kept() == {image.sop_instance_uid}


def test_certificate_of_nobody_known_is_not_let_in(
    node: tuple[Node, int], authority: Authority, tmp_path: Path
) -> None:
    serving, port = node
    (tmp_path / "other").mkdir()
    stranger = Authority(tmp_path / "other").issue("modality")
    assert dcmtk.run("echoscu", Target(port), *secured(stranger, authority)).status != 0
    assert dcmtk.run("echoscu", Target(port), "+tla", "+cf", str(authority.certificate)).status != 0
    assert dcmtk.run("echoscu", Target(port)).status != 0
    # All of that left it in good health.
    mine = secured(authority.issue("modality"), authority)
    assert dcmtk.run("echoscu", Target(port), *mine).status == 0
    assert dcmtk.run("echoscu", Target(serving.port)).status == 0
