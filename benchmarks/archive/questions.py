"""What people ask of a list of studies: kinds of filters, with values of studies that exist. No I/O."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.archive.population import Study

Keys = Callable[[Study], dict[str, str]]
"""DICOM keywords and values for one study."""


def _month(study: Study) -> str:
    return f"{study.day[:6]}01-{study.day[:6]}31"


def _family(study: Study) -> str:
    return study.patient.name.split("^")[0]


def _sign(study: Study) -> str:
    return study.patient.name.rpartition("=")[2][0]


QUESTIONS: dict[str, Keys] = {
    "first page": lambda _: {},
    "date range": lambda study: {"StudyDate": _month(study)},
    "patient ID": lambda study: {"PatientID": study.patient.patient_id},
    "patient ID, beginning": lambda study: {"PatientID": study.patient.patient_id[:7] + "*"},
    "accession number": lambda study: {"AccessionNumber": study.accession_number},
    "name WANG*": lambda study: {"PatientName": _family(study) + "*"},
    "name 王*": lambda study: {"PatientName": _sign(study) + "*"},
    "name WANG^XIAO*": lambda study: {"PatientName": study.patient.name.split("=")[0][:-2] + "*"},
    "name *IAO*": lambda study: {"PatientName": f"*{study.patient.name.split('=')[0][-5:-1]}*"},
    "name *小*": lambda study: {"PatientName": f"*{study.patient.name[-1]}*"},
    "modality": lambda study: {"ModalitiesInStudy": study.series[0]},
    "modality, date": lambda study: {"ModalitiesInStudy": study.series[0], "StudyDate": _month(study)},
    "body part": lambda study: {"BodyPartExamined": study.body_part},
    "body part, modality": lambda study: {
        "BodyPartExamined": study.body_part,
        "ModalitiesInStudy": study.series[0],
    },
    "name, modality": lambda study: {
        "PatientName": _family(study) + "*",
        "ModalitiesInStudy": study.series[0],
    },
    "name, date": lambda study: {"PatientName": _family(study) + "*", "StudyDate": _month(study)},
    "name that nobody has": lambda _: {"PatientName": "*QZQ*"},
}
