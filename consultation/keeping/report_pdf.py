"""A summary as PDF: Chinese first, with English labels beside it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from consultation.keeping.report import (
    GUEST,
    Attended,
    FoundOut,
    Illustration,
    MeasuredThere,
    Report,
    Screened,
    Screening,
    ShownConsole,
    ShownStudy,
)
from consultation.keeping.screening_names import KINDS, MEASURES, UNITS
from consultation.keeping.typesetting import (
    HEADING,
    QUIET,
    SUBTITLE,
    TITLE,
    Block,
    Pictures,
    Rows,
    Text,
    Together,
    typeset,
)
from core.roles import Role

_ROLES: dict[str, str] = {
    Role.EXPERT: "专家 Expert",
    Role.PHYSICIAN: "医师 Physician",
    Role.TECHNOLOGIST: "技师 Technologist",
    Role.STUDENT: "学生 Student",
    Role.ADMINISTRATOR: "管理员 Administrator",
    GUEST: "来宾 Guest",
}
_SEXES = {"M": "男 M", "F": "女 F", "O": "其他 O"}
_NAME = "会诊小结 Consultation summary"


def report_pdf(report: Report) -> bytes:
    """See `consultation.keeping.typesetting.typeset`."""
    return typeset(list(_blocks(report)), _NAME, f"Consilium · {report.consultation_id}")


def _blocks(report: Report) -> Iterator[Block]:
    yield Text(report.title, TITLE)
    yield Text(_NAME + (" · 紧急求助 Help now" if report.urgent else ""), SUBTITLE)
    facts = [
        ("会诊问题 Question", report.question),
        ("主持人 Host", report.host),
        ("开始 Opened", _moment(report.opened_at)),
        ("结束 Closed", _moment(report.closed_at)),
    ]
    yield Rows(tuple(fact for fact in facts if fact[1]), (0.22, 0.78), head=False)
    if report.conclusion:
        yield Text("结论 Conclusion", HEADING)
        yield Text(report.conclusion)
    yield from _findings(report.findings)
    yield from _measurements(report.measurements)
    yield from _screening(report.screening)
    yield from _illustrations("关键图像 Key images", report.key_images)
    yield from _illustrations("冻结图像 Frozen pictures", report.pictures)
    yield from _studies(report.studies)
    yield from _consoles(report.consoles)
    yield from _attendees(report.attended)


def _findings(findings: Sequence[FoundOut]) -> Iterator[Block]:
    if not findings:
        return
    yield Text("发现 Findings", HEADING)
    for number, finding in enumerate(findings, 1):
        place = f"（{finding.site}）" if finding.site else ""
        parts = [Text(f"{number}. {finding.title}{place}")]
        if finding.detail:
            parts.append(Text(finding.detail))
        parts.append(Text(f"{finding.author} · {_moment(finding.at)}", QUIET))
        for label, names in (("✓ 同意 Agree", finding.agreed), ("× 异议 Dispute", finding.disputed)):
            if names:
                parts.append(Text(f"{label}: {'、'.join(names)}", QUIET))
        yield Together(tuple(parts))


def _measurements(measurements: Sequence[MeasuredThere]) -> Iterator[Block]:
    if not measurements:
        return
    yield Text("测量 Measurements", HEADING)
    head = ("数值 Value", "标注 Label", "位置 Where", "测量者 By")
    rows = ((one.values, one.label, one.place, one.author) for one in measurements)
    yield Rows((head, *rows), (0.22, 0.2, 0.4, 0.18))


def _screening(screening: Screening) -> Iterator[Block]:
    if not screening.judged and not screening.not_judged:
        return
    yield Text("软件提示 Screening by software", HEADING)
    yield Text("仅供参考，不作诊断。For reference, not a diagnosis.", QUIET)
    if screening.judged:
        head = ("提示 Suggestion", "时间 Seen", "✓ 同意 Agree", "× 排除 Dismiss")
        yield Rows((head, *map(_screened_row, screening.judged)), (0.4, 0.2, 0.2, 0.2))
    if screening.not_judged:
        yield Text(f"另有 {screening.not_judged} 条未评判。Not judged: {screening.not_judged}.", QUIET)


def _screened_row(one: Screened) -> tuple[str, ...]:
    what = _joined(" · ", f"{KINDS.get(one.kind, one.kind)} {one.score:.2f}", one.label)
    figures = (
        f"{MEASURES[name]} {_figure(value)}{UNITS.get(unit, '')}"
        for name, value, unit in one.measures
        if name in MEASURES
    )
    return (
        _joined("\n", what, "，".join(figures)),
        one.at.strftime("%Y-%m-%d %H:%M:%S"),
        "、".join(one.agreed),
        "、".join(one.dismissed),
    )


def _figure(value: float) -> str:
    """Three digits, and never an exponent."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _illustrations(heading: str, pictures: tuple[Illustration, ...]) -> Iterator[Block]:
    if pictures:
        yield Text(heading, HEADING)
        yield Pictures(pictures)


def _studies(studies: Sequence[ShownStudy]) -> Iterator[Block]:
    if not studies:
        return
    yield Text("患者与检查 Patients and studies", HEADING)
    head = ("患者 Patient", "编号 ID", "检查 Study", "医院 Hospital")
    yield Rows((head, *map(_study_row, studies)), (0.3, 0.18, 0.32, 0.2))


def _study_row(study: ShownStudy) -> tuple[str, ...]:
    born = _joined(" ", _SEXES.get(study.sex, ""), _date(study.birth_date))
    what = _joined(" ", study.modalities.replace("\\", "/"), study.description)
    return (
        _joined("\n", _person(study.patient_name), born),
        study.patient_id,
        _joined("\n", what, _date(study.date)),
        study.organisation,
    )


def _consoles(consoles: Sequence[ShownConsole]) -> Iterator[Block]:
    if consoles:
        yield Text("实时设备 Live consoles", HEADING)
        rows = ((one.name, one.modality, one.organisation) for one in consoles)
        yield Rows((("设备 Console", "类型 Modality", "医院 Hospital"), *rows), (0.4, 0.2, 0.4))


def _attendees(attended: Sequence[Attended]) -> Iterator[Block]:
    if not attended:
        return
    yield Text("参与者 Attendees", HEADING)
    head = ("姓名 Name", "医院 Hospital", "角色 Role", "在场时间 Present")
    yield Rows((head, *map(_attendee_row, attended)), (0.2, 0.3, 0.2, 0.3))


def _attendee_row(one: Attended) -> tuple[str, ...]:
    stays = _joined("\n", *(_stay(entered, left) for entered, left in one.stays))
    return (one.name, one.organisation, _ROLES.get(one.role, one.role), stays)


def _joined(between: str, *parts: str) -> str:
    return between.join(part for part in parts if part)


def _moment(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M") if at else ""


def _stay(entered: datetime, left: datetime) -> str:
    end = "%H:%M" if entered.date() == left.date() else "%Y-%m-%d %H:%M"
    return f"{_moment(entered)} – {left.strftime(end)}"


def _date(digits: str) -> str:
    """``20261121`` as people read it."""
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 else digits


def _person(name: str) -> str:
    """``Wang^XiaoDong=王^小东`` as people read it: 王小东 (Wang XiaoDong)."""
    alphabetic, ideographic, *_ = [*(group.strip("^ ") for group in name.split("=")), "", ""]
    latin = alphabetic.replace("^", " ")
    native = ideographic.replace("^", "")
    return f"{native} ({latin})" if native and latin else native or latin
