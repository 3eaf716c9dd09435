"""What the kinds of software's findings and their figures are called in a summary: Chinese, then English."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "no-signal": "无信号 No signal",
    "frozen": "画面静止 Picture stands still",
    "black": "黑屏 Black picture",
    "saturated": "过曝 Overexposed",
    "test-pattern": "测试图 Test pattern",
    "wrong-aspect": "画面比例不对 Wrong aspect ratio",
    "interlaced": "隔行条纹 Interlaced",
    "low-frame-rate": "帧率过低 Low frame rate",
    "not-a-scan": "非扫查画面 Not a scan",
    "text": "可能的患者信息 May name the patient",
    "sector": "扫查扇区 Scan sector",
    "anechoic": "无回声区 Anechoic region",
    "hypoechoic": "低回声区 Hypoechoic region",
    "needle": "穿刺针 Needle",
    "needle-tip": "针尖 Needle tip",
    "cardiac-cycle": "心动周期 Cardiac cycle",
    "brain": "脑实质 Brain",
    "midline": "中线 Midline",
    "asymmetry": "左右不对称 Left and right differ",
    "hyperdense": "高密度区 Hyperdense region",
    "hypodense": "低密度区 Hypodense region",
    "vessel": "血管 Vessel",
    "catheter-tip": "导管尖端 Catheter tip",
    "narrowing": "疑似狭窄 Possible narrowing",
    "model": "模型提示 Model",
}
"""By the names of `analysis.findings.Kind`, as the page calls them too."""

MEASURES: Mapping[str, str] = {
    "diameter": "径 diameter",
    "area": "面积 area",
    "length": "长 length",
    "angle": "角度 angle",
    "percent-diameter": "直径狭窄 narrowed",
    "minimum-diameter": "最窄处 narrowest",
    "reference-diameter": "参考径 reference",
    "share": "占比 share",
    "darker": "偏暗 darker",
}
"""Those that say something to who was not there."""

UNITS: Mapping[str, str] = {"mm": " mm", "mm2": " mm²", "px": " px", "px2": " px²", "deg": "°", "%": "%"}
