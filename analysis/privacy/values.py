"""Measured values, machine settings and the words of a device's own screen: no patient data."""

from __future__ import annotations

import re

UNITS = (
    "mm|cm|um|m|mm2|cm2|cm/s|m/s|mm/s|mmhg|ml|l|cc|l/min|ml/min|hz|khz|mhz|db|bpm|fps|f/s|fr/s|%|°|deg|s|sec|ms|min|h|"
    "kv|kvp|ma|mas|mgy|mgycm|msv|gy|hu|w|mw|v|kg|kgs|g|lb|ft|in|px|°c|c|mm/c|毫米|厘米|秒|分|次/分|岁|周|天"
)
_NUMBER = r"[-+±<>≤≥~]?\d+(?:[.,:/]\d+)*"
_VALUE = re.compile(rf"{_NUMBER}\s*(?:{UNITS})?(?![a-z0-9])", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<!\d)[+-]?\d{1,2}\s*:\s*\d\d(?:\s*:\s*\d\d(?:\.\d+)?)?(?:\s*[ap]\.?m\.?)?(?![\d:])", re.IGNORECASE
)
_FREQUENCY = re.compile(rf"\b[a-z]{{0,2}}{_NUMBER}\s*(?:{UNITS})\b", re.IGNORECASE)

_WORDS = """
abd abdomen abdominal acquire add adult adverse age aged alerts all and angio angle annotate anterior ao
aorta ap apical area arterial artery auto average axial b back baseline biopsy body bodymark brain
breast cal calc calculate caliper calipers cancel cardiac carotid caudal cd center cfm chest cine circle
cist clear close color colour comments compound contrast coronal cranial ctdivol cursor cw default
delete depth description diastole dist dist. distal distance dlp doppler dose dual dynamic early echo
edit elapsed ellipse end english enter erect event exam exit export female fetal field file filter first
flow fluoro focus for frame frames freehand freeze frequency gain gen gender general group gyn harm
harmonic head heart height help hgen high hold image images in index inferior info information kidney
knee label language lat lateral left length lens level line live liver lock loop loops low lung lymph
mag male map mask measure media medical medium menu mgy mgycm mi middle mode msk musculoskeletal mv neck
needle needs new next node none normal note nthi ob obs of off ok on operator ophthalmic or orientation
other pa page pan pancreas part patient pause per persist phantom physician pl plane play please pointer
points portable position posterior power pregnancy preset press prev previous prf print probe procedure
progress prone protocol proximal pulse pw pwr quality quit range rate ready record referring region
report requested requesting res reset result results review right rotate run sagittal save scan screen
search sector select selected semi semi-erect semi-upright send sens series set settings setup sex show
size slice small spatial special speed start state status still stop store superficial superior supine
sv system systole text the thi thickness thyroid ti tib tic tilt time tir tis tissue title to tool tools
total trace transverse type undo unknown update upright user value vasc vascular velocity ventricle
vessel view voice volume weight wf width window xray zone zoom
"""

SCREEN_WORDS = frozenset(_WORDS.split())
"""English words of devices' screens, in lower case."""

SCREEN_TERMS = re.compile(
    "姓名|性别|年龄|出生日期|检查|部位|登记|报告|影像|诊断|序列|剂量|开始|结束|停止|保存|打印|测量|冻结|增益|深度|"
    "频率|图像|放大|缩小|左侧|右侧|左|右|上|下|前|后|腹部|心脏|肝脏?|胆囊?|胰腺?|脾脏?|肾脏?|甲状腺|乳腺|血管|胎儿|"
    "颈动脉|彩色|能量|模式|设置|返回|退出|确定|取消|距离|面积|周长|角度|探头|帧|高清|方向|常规|温度|时间|日期|"
    "申请|科室|平扫|增强|轴位|冠状|矢状|窗宽|窗位|层厚|机械指数|热指数|速度|回放|单位|系统|菜单|注释|备注|头颅|"
    "胸部|仰卧位?|俯卧位?|患者|病人|信息|患者信息|超声|血流|多普勒|谐波|焦点|动态范围|功率|扫描|预设|成人|儿童|男|女"
)

LONGEST_CODE = 3
"""A single word of so few letters is a mode or a side mark (`RS`, `2D`, `Gen`), hardly a whole name."""


def is_screen_text(text: str) -> bool:
    """Whether nothing is left of the line once values, times and a device's words are taken away."""
    rest = _without_values(text)
    rest = SCREEN_TERMS.sub(" ", rest)
    words = re.findall(r"[^\W\d_]+", rest)
    unknown = [word for word in words if word.lower() not in SCREEN_WORDS and len(word) > LONGEST_CODE]
    short = [word for word in words if word.lower() not in SCREEN_WORDS and len(word) <= LONGEST_CODE]
    if any(_is_han(word) for word in short):
        return False
    # Two short words that are no words of the screen may be a name: `Li Na`.
    spelled = [
        word
        for word in short
        if len(word) > 1 and not re.search(rf"\d{re.escape(word)}|{re.escape(word)}\d", text)
    ]
    return not unknown and len(spelled) < 2


def all_screen_words(text: str) -> bool:
    """Whether it is made of a device's words alone, whatever their length; numbers have none."""
    words = re.findall(r"[^\W\d_]+", text)
    return bool(words) and all(
        word.lower() in SCREEN_WORDS or not SCREEN_TERMS.sub("", word) for word in words
    )


def without_times(text: str) -> str:
    """`text` without times of day."""
    return _CLOCK.sub(" ", text)


def _without_values(text: str) -> str:
    return _VALUE.sub(" ", _FREQUENCY.sub(" ", without_times(text)))


def _is_han(word: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in word)
