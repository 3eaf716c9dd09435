"""An archive's index as a network of hospitals would have it, made up: the same for the same seed. No I/O."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from imaging.index.names import name_key, name_words
from imaging.index.words import listed, moment

FIRST_DAY = date(2014, 1, 1)
DAYS = 12 * 365
NOW = datetime(2026, 11, 21, tzinfo=UTC)

ORGANISATIONS = tuple((f"hospital{number:04d}", f"Hospital {number}") for number in range(1, 9))
_ORGANISATION_WEIGHTS = (30, 20, 15, 12, 10, 7, 4, 2)


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Signs and their sounds, from ``王WANG 李LI``."""
    return tuple((word[0], word[1:]) for word in text.split())


_FAMILY = _pairs(
    "王WANG 李LI 张ZHANG 刘LIU 陈CHEN 杨YANG 黄HUANG 赵ZHAO 吴WU 周ZHOU 徐XU 孙SUN 马MA 朱ZHU 胡HU 郭GUO "
    "何HE 高GAO 林LIN 罗LUO 郑ZHENG 梁LIANG 谢XIE 宋SONG 唐TANG 许XU 邓DENG 韩HAN 冯FENG 曹CAO "
)
_FAMILY_WEIGHTS = (72, 71, 68, 53, 45, 31, 24, 22, 20, 20, 15, 15, 13, 13, 12, 12, 11, 10, 10, 9) + (8,) * 10
_GIVEN = _pairs(
    "伟WEI 芳FANG 娜NA 敏MIN 静JING 丽LI 强QIANG 磊LEI 军JUN 洋YANG 勇YONG 艳YAN 杰JIE 娟JUAN 涛TAO 明MING "
    "超CHAO 秀XIU 霞XIA 平PING 刚GANG 桂GUI 英YING 华HUA 玉YU 兰LAN 建JIAN 国GUO 文WEN 红HONG 小XIAO "
    "东DONG 晓XIAO 云YUN 海HAI 山SHAN 志ZHI 宏HONG 春CHUN 梅MEI 雪XUE 峰FENG 龙LONG 飞FEI 鹏PENG 宇YU "
    "轩XUAN 浩HAO 然RAN 子ZI 涵HAN 欣XIN 怡YI 梓ZI 博BO 思SI 雨YU 佳JIA 琪QI 俊JUN 天TIAN 翔XIANG 嘉JIA "
    "瑞RUI 晨CHEN 曦XI "
)
_MODALITIES = ("CT", "DX", "US", "MR", "CR", "XA", "MG", "ES", "PT", "NM")
_MODALITY_WEIGHTS = (32, 22, 18, 12, 6, 3, 3, 2, 1.5, 0.5)
_BODY_PARTS = (
    "CHEST",
    "HEAD",
    "ABDOMEN",
    "PELVIS",
    "LSPINE",
    "KNEE",
    "HEART",
    "NECK",
    "BREAST",
    "HAND",
    "FOOT",
)
_BODY_PART_WEIGHTS = (35, 20, 18, 6, 5, 5, 4, 3, 2, 1, 1)
_DESCRIPTIONS = (
    "Routine",
    "Follow-up",
    "Contrast enhanced",
    "Emergency",
    "Screening",
    "平扫",
    "增强扫描",
    "复查",
)


@dataclass(frozen=True, slots=True)
class Patient:
    """As one hospital knows them."""

    pk: int
    organisation_id: str
    patient_id: str
    name: str
    birth_date: str
    sex: str


@dataclass(frozen=True, slots=True)
class Study:
    """A study with the modality of each of its series."""

    pk: int
    patient: Patient
    day: str
    time: str
    accession_number: str
    description: str
    series: tuple[str, ...]
    body_part: str

    @property
    def study_uid(self) -> str:
        return f"1.2.826.0.1.3680043.10.9999.1.{self.pk}"

    @property
    def moment(self) -> str:
        return moment(self.day, self.time)

    def row(self) -> tuple[object, ...]:
        """In the order of the table's columns."""
        patient = self.patient
        instances = 40 * len(self.series)
        return (
            self.pk,
            self.study_uid,
            patient.organisation_id,
            patient.pk,
            self.moment,
            self.day,
            self.time,
            str(self.pk % 10_000),
            self.accession_number,
            self.description,
            "",
            patient.patient_id,
            "",
            patient.name,
            name_key(patient.name),
            patient.birth_date,
            patient.sex,
            listed(self.series),
            self.body_part,
            len(self.series),
            instances,
            instances * 530_000,
            "passed",
            NOW,
            NOW,
        )

    def facets(self) -> Iterator[tuple[str, str]]:
        """Kind and value of each."""
        yield from (("modality", modality) for modality in set(self.series))
        yield "body-part", self.body_part
        yield from (("name", word) for word in name_words(self.patient.name))


def population(studies: int, seed: int = 1) -> Iterator[Study]:
    """So many studies, of patients who have one to several; their keys count from 1, dates are mixed."""
    draw = random.Random(seed)
    patient = _patient(draw, 1)
    for pk in range(1, studies + 1):
        if draw.random() < 0.6:
            patient = _patient(draw, patient.pk + 1)
        yield _study(draw, pk, patient)


def _patient(draw: random.Random, pk: int) -> Patient:
    ((organisation_id, _),) = draw.choices(ORGANISATIONS, _ORGANISATION_WEIGHTS)
    born = date(1935, 1, 1) + timedelta(days=draw.randrange(85 * 365))
    return Patient(pk, organisation_id, f"P{pk:09d}", _name(draw), f"{born:%Y%m%d}", draw.choice("MF"))


def _name(draw: random.Random) -> str:
    ((family, latin),) = draw.choices(_FAMILY, _FAMILY_WEIGHTS)
    given = draw.choices(_GIVEN, k=draw.choice((1, 2, 2)))
    alphabetic = f"{latin}^{''.join(sound for _, sound in given)}"
    # Some devices know no ideographs.
    if draw.random() < 0.1:
        return alphabetic
    return f"{alphabetic}={family}^{''.join(sign for sign, _ in given)}"


def _study(draw: random.Random, pk: int, patient: Patient) -> Study:
    day = FIRST_DAY + timedelta(days=int(DAYS * draw.random() ** 0.7))  # archives grow
    second = draw.randrange(7 * 3600, 20 * 3600)
    (modality,), (part,) = (
        draw.choices(_MODALITIES, _MODALITY_WEIGHTS),
        draw.choices(_BODY_PARTS, _BODY_PART_WEIGHTS),
    )
    series = (modality,) * draw.choice((1, 1, 2, 3))
    if draw.random() < 0.05:
        series += ("SR",)
    return Study(
        pk,
        patient,
        f"{day:%Y%m%d}",
        f"{second // 3600:02d}{second // 60 % 60:02d}{second % 60:02d}",
        f"A{pk * 7:010d}",
        draw.choice(_DESCRIPTIONS),
        series,
        part,
    )
