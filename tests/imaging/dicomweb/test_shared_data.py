"""Every sample image through the door and out again: as stored, uncompressed and drawn, or with a reason."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

from PIL import Image
from pydicom import dcmread

from tests.imaging.dicomweb.conftest import Site
from tests.imaging.pixels.samples import Sample, quietly, read, reference, samples

STORED, URL = "00081199", "00081190"
TWELVE_BITS = "1.2.840.10008.1.2.4.51"
"""JPEG that pydicom has no decoder for, though some of these files hold eight bits."""
OWN = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'


async def stored_paths(site: Site, folder: Path) -> list[tuple[Sample, str]]:
    """Every sample that became an instance, with its path; of several with one UID the first."""
    found: dict[str, Sample] = {}
    for sample in samples(folder):
        response = await site.store(sample.path.read_bytes())
        module = json.loads(await response.read())
        assert response.status in (200, 202, 409), sample.name
        if STORED in module:
            (item,) = module[STORED]["Value"]
            found.setdefault(item[URL]["Value"][0].split("/dicomweb", 1)[1], sample)
    return [(sample, path) for path, sample in found.items()]


async def test_every_sample_is_stored_and_served_or_refused_with_a_reason(
    site: Site, shared_data: Path
) -> None:
    served = drawn = 0
    with quietly():
        for sample, path in await stored_paths(site, shared_data):
            (part,) = await site.parts(path)
            assert part.body == sample.path.read_bytes() or b"DICM" not in sample.path.read_bytes()[:132]
            sent = dcmread(BytesIO(part.body))
            # Some name themselves in one of the two places only, or differently in both.
            named = {sent.get("SOPInstanceUID"), sent.file_meta.MediaStorageSOPInstanceUID}
            assert path.rpartition("/")[2] in named, sample.name
            served += 1
            drawn += await _frames_are_right(site, sample, path)
    assert served > 75
    assert drawn > 50


async def _frames_are_right(site: Site, sample: Sample, path: str) -> bool:
    """Whether the sample could be drawn; everything else has to be answered with a text."""
    own = await site.get(f"{path}/frames/1", OWN)
    plain = await site.get(f"{path}/frames/1", "application/octet-stream")
    shown = await site.get(f"{path}/rendered", "image/png")
    for response in (own, plain, shown):
        if response.status != 200:
            assert response.status in (404, 406, 500), sample.name
            assert len((await response.json())["error"]["message"]) > 10
    if plain.status != 200 or shown.status != 200:
        assert not sample.decodable, sample.name
        return False
    if not sample.decodable:
        # There is nothing to compare with: pydicom finds no pixels in it, or has no decoder for them.
        return True
    dataset = read(sample.path, sample.transfer_syntax)
    image = Image.open(BytesIO(await shown.read()))
    assert image.size == (dataset.Columns, dataset.Rows), sample.name
    if dataset.file_meta.TransferSyntaxUID.is_compressed and sample.transfer_syntax != TWELVE_BITS:
        same = await plain.read() == reference(dataset, 0).tobytes()
        assert same or dataset.PhotometricInterpretation.startswith("YBR"), sample.name
    return True
