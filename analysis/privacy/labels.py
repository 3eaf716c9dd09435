"""The names of fields that devices write before a patient's data, in Chinese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.privacy.sorts import Sort

_BIRTH = (
    r"出生(?:日期|年月|时间)?|生日|d\.?o\.?b\.?|(?:date\s*of\s*)?birth\s*(?:date|day)?|born|"
    r"geb(?:\.|oren|urtsdatum)?"
)
_NAME = (
    r"(?:病人|患者)?姓名|姓氏|名字|病人|患者|(?:patient'?s?|last|first|middle|given|family|full|operator'?s?)\s*name|"
    r"surname|name|pat(?:ient)?(?=\s*[:：])|(?:referring|requesting|performing|attending)?\s*physician(?:'?s)?(?:\s*name)?|"
    r"(?:检查|申请|报告|审核|操作)?(?:医生|医师|技师)|sonographer|operator(?=\s*[:：])"
)
_NUMBER = (
    r"(?:other\s*)?(?:patient|pat\.?|study|exam|hospital|visit|case)?\s*i\.?d\.?(?:\s*(?:no\.?|number|#))?|mrn|"
    r"acc(?:ession|\.)?(?:\s*(?:no\.?|number|#|num))?|(?:patient|case|record|exam|study|bed|room|ssn|nhs)\s*(?:no\.?|number|#)|"
    r"ssn|phone|tel\.?|"
    r"(?:住院|门诊|病历|病案|病人|患者|检查|影像|超声|放射|登记|就诊|床|流水|卡|身份证|医保|条码|条形码|电话|手机|ID)\s*(?:号码?|编号)|身份证|电话|手机"
)
_FIELDS = ((Sort.BIRTH_DATE, _BIRTH), (Sort.NUMBER, _NUMBER), (Sort.NAME, _NAME))
_AFTER = r"\s*(?P<mark>[:：#=.]*)\s*(?P<value>.*)$"
_PATTERNS = tuple(
    (
        sort,
        re.compile(rf"(?:^|(?<=[^\w])|(?<=[\u4e00-\u9fff\d\s]))(?:{words})(?![a-z]){_AFTER}", re.IGNORECASE),
    )
    for sort, words in _FIELDS
)


@dataclass(frozen=True, slots=True)
class Label:
    """A field's name found in a line, and what follows it there; `marked` by a colon or the like."""

    sort: Sort
    value: str
    marked: bool
    leads: bool
    """Nothing stands before it."""


def label_in(text: str) -> Label | None:
    """The most telling of the line's labels, birth dates first."""
    for sort, pattern in _PATTERNS:
        if match := pattern.search(text):
            leads = not text[: match.start()].strip(" \t*[(（【")
            return Label(sort, match["value"].strip(" :：#]）)】"), bool(match["mark"]), leads)
    return None
