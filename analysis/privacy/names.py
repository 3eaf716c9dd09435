"""Persons' names, told by their shape: titles, commas and carets, sex marks, Chinese family names."""

from __future__ import annotations

import re

from analysis.privacy.sorts import LIKELY, SHAPED
from analysis.privacy.values import SCREEN_TERMS, SCREEN_WORDS

_LETTERS = r"[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*"
_TITLE = re.compile(rf"(?<!\w)(?:dr|prof|mr|mrs|ms|miss|herr|frau|mme)\.?\s+{_LETTERS}", re.IGNORECASE)
_CHINESE_TITLE = re.compile(r"[\u4e00-\u9fff]{2,4}\s*(?:医生|医师|主任|教授|先生|女士|护士)")
_CARET = re.compile(rf"{_LETTERS}\s*\^\s*{_LETTERS}")
"""DICOM's PN (PS3.5 section 6.2) as it is."""
_COMMA = re.compile(rf"^\W*(?P<family>{_LETTERS})\s*,\s*(?P<given>{_LETTERS})")
_SEX = re.compile(
    r"[\[(]\s*[MFUOW]\s*[\])]|(?<!\w)[MF]\s*/?\s*\d{1,3}\s*Y?(?!\w)|(?<!\w)\d{1,3}\s*Y?\s*/\s*[MF](?!\w)"
    r"|[男女]|\d{1,3}\s*岁"
)
_WORD = re.compile(rf"(?<!\w){_LETTERS}(?!\w)")
_HAN = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:\s*[\u4e00-\u9fff]){1,3}(?![\u4e00-\u9fff])")

FAMILY_NAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温"
    "芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍"
)
"""The commonest of one sign; they are those of about 95 in 100 people of China."""
DOUBLE_FAMILY_NAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "令狐",
    "夏侯",
)


def name_certainty(text: str) -> float:
    """How sure it is that a person's name stands in the line, 0 to 1."""
    if _TITLE.search(text) or _CHINESE_TITLE.search(text) or _CARET.search(text):
        return SHAPED
    if (comma := _COMMA.match(text)) and not _of_the_screen(comma["family"], comma["given"]):
        return SHAPED
    marked = _SEX.search(text) is not None
    rest = _SEX.sub(" ", text)
    if any(_is_chinese_name(match.group()) for match in _HAN.finditer(rest)):
        return SHAPED
    words = [match.group() for match in _WORD.finditer(rest)]
    if marked and any(len(word) > 1 and not _of_the_screen(word) for word in words):
        return SHAPED
    return LIKELY if _two_names(words, rest) else 0.0


def _two_names(words: list[str], text: str) -> bool:
    """Two to four words, each with a capital letter first, none of the screen's, and nothing else."""
    if not 2 <= len(words) <= 4 or any(sign.isdigit() for sign in text):
        return False
    long_enough = sum(len(word) > 1 for word in words) >= 2
    return long_enough and all(word[0].isupper() for word in words) and not _of_the_screen(*words)


def _is_chinese_name(signs: str) -> bool:
    name = "".join(signs.split())
    if SCREEN_TERMS.search(name):
        return False
    return name.startswith(DOUBLE_FAMILY_NAMES) or (len(name) <= 3 and name[0] in FAMILY_NAMES)


def _of_the_screen(*words: str) -> bool:
    return any(word.lower().rstrip(".") in SCREEN_WORDS for word in words)
