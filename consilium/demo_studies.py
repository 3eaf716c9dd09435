"""The demo's studies: a drawn head and chest, and the sample files inside the installed pydicom package."""

import asyncio
import tempfile
from importlib.resources import files
from pathlib import Path

from consilium.archive_commands import PROBLEMS_FOUND
from consilium.demo_data import CITY, COUNTY
from consilium.plan import consilium_command
from consilium.supervisor import NotReady
from core.settings import Settings
from imaging.phantom import dicom
from imaging.phantom.chest import make_chest
from imaging.phantom.dicom import Label
from imaging.phantom.head import make_head

HEAD = Label(
    identity="demo head",
    patient_name="Zhang^Jianguo=张^建国",
    patient_id="DEMO-001",
    birth_date="19580412",
    sex="M",
    date="20261102",
    time="093000",
    description="头部平扫 CT head, plain",
    series_description="Axial 2.5 mm (drawn phantom)",
    accession_number="A26110201",
)
CHEST = Label(
    identity="demo chest",
    patient_name="Li^Xiulan=李^秀兰",
    patient_id="DEMO-002",
    birth_date="19650923",
    sex="F",
    date="20261105",
    time="144500",
    description="胸部平扫 CT chest, plain",
    series_description="Lung 4 mm (drawn phantom)",
    accession_number="A26110502",
)

_MARKER = "demo-studies"
_LOG = "demo-import.log"


def studies_are_there(settings: Settings) -> bool:
    """Whether `prepare_studies` has finished once."""
    return (settings.data / _MARKER).exists()


async def prepare_studies(settings: Settings) -> None:
    """Fills the archive: the drawn patients become the county's, pydicom's samples the city's.

    Takes some seconds. Interrupted, the next run goes on where it was. Raises NotReady.
    """
    with tempfile.TemporaryDirectory(dir=settings.data) as temporary:
        drawn = Path(temporary)
        await asyncio.gather(
            asyncio.to_thread(lambda: dicom.write(make_head(), HEAD, drawn / "head")),
            asyncio.to_thread(lambda: dicom.write(make_chest(), CHEST, drawn / "chest")),
            _import(settings, CITY, sample_files()),
        )
        await _import(settings, COUNTY, drawn)
    (settings.data / _MARKER).touch()


async def _import(settings: Settings, organisation: str, folder: Path) -> None:
    """In a process of its own: decoders write about damaged samples to the terminal."""
    command = consilium_command(
        *("archive", "import", "--data", str(settings.data), "--organisation", organisation, str(folder))
    )
    log = settings.data / _LOG
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(*command, stdout=output, stderr=output)
        code = await process.wait()
    # Among pydicom's samples are damaged files, which are set aside.
    if code not in {0, PROBLEMS_FOUND}:
        raise NotReady(f"the sample studies could not be imported; {log} says why.")


def sample_files() -> Path:
    """What pydicom brings along for its own tests: every kind of object, damaged ones among them.

    Its own function for finding them would look on the network for those that are not installed.
    """
    return Path(str(files("pydicom.data"))) / "test_files"
