"""Says of one line of text whether it may tell who the patient is."""

from __future__ import annotations

import re
import unicodedata

from analysis.privacy.dates import holds_date
from analysis.privacy.labels import Label, label_in
from analysis.privacy.names import name_certainty
from analysis.privacy.numbers import citizen_number, holds_number
from analysis.privacy.sorts import LABELLED, LIKELY, SHAPED, UNKNOWN, Sort, Told
from analysis.privacy.values import all_screen_words, is_screen_text

_INSTITUTION = re.compile(
    r"hospital|hosp\b|clinic(?!al)|klinik|universit|univ\b|medical\s*cent|med\s*ct?r\b|\bmed\s*cen|infirmary|"
    r"\bcharit[eé]|h[oô]pital|health\s*(?:care|center|centre|system)|"
    r"医院|卫生院|诊所|保健院|门诊部|大学|医学院|医疗中心|卫生服务中心|研究所|卫生室",
    re.IGNORECASE,
)
_SEX_OR_AGE_VALUE = re.compile(r"^\s*(?:male|female|m|f|男|女|\d{1,3}\s*(?:y|岁)?)\s*$", re.IGNORECASE)


def classify(text: str) -> Told | None:
    """None where the line says nothing of a person: values, settings, words of the screen, single signs."""
    line = unicodedata.normalize("NFKC", text).strip()
    if sum(sign.isalnum() for sign in line) < 2:
        return None
    label = label_in(line)
    if label is not None and (told := _labelled(label)) is not None:
        return told
    return _unlabelled(line)


def _labelled(label: Label) -> Told | None:
    """What a label makes of its line; None where the line goes on as if it were no label."""
    if not any(sign.isalnum() for sign in label.value):
        return Told(label.sort, LABELLED, is_label=True) if label.leads else None
    if label.sort is Sort.BIRTH_DATE:
        return Told(Sort.BIRTH_DATE, LABELLED) if any(sign.isdigit() for sign in label.value) else None
    if label.sort is Sort.NUMBER:
        telling = label.marked or any(sign.isdigit() for sign in label.value)
        return Told(Sort.NUMBER, LABELLED) if telling else None
    telling = label.marked or name_certainty(label.value) > 0
    return Told(Sort.NAME, LABELLED) if telling and not all_screen_words(label.value) else None


def _unlabelled(line: str) -> Told | None:
    if _INSTITUTION.search(line):
        return Told(Sort.INSTITUTION, SHAPED)
    name = name_certainty(line)
    if name >= SHAPED:
        return Told(Sort.NAME, name)
    if citizen_number(line) or holds_number(line):
        return Told(Sort.NUMBER, SHAPED)
    if holds_date(line):
        return Told(Sort.DATE, SHAPED)
    if is_screen_text(line) or _SEX_OR_AGE_VALUE.match(line):
        return None
    if name >= LIKELY:
        return Told(Sort.NAME, name)
    return Told(Sort.OTHER, UNKNOWN)
