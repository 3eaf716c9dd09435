"""Pages of a PDF: blocks of text, tables and pictures in one embedded font, and numbers below every page."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    Image,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from consultation.keeping.fonts import truetype_font
from consultation.keeping.report import Illustration

FONT = "ConsiliumSans"
MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
"""What a line may fill, in points."""

_FRAME_PADDING = 6
"""Points that reportlab leaves free inside of the margins."""

_INK, _QUIET_INK, _RULE, _ACCENT = (HexColor(code) for code in ("#1b2733", "#5d6b78", "#c9d2da", "#0b6e99"))

_COLUMNS = 2
_GAP = 10
_PICTURE_HEIGHT = 190
"""Points."""


def _style(size: float, **more: Any) -> ParagraphStyle:
    options: dict[str, Any] = {"textColor": _INK, **more}
    return ParagraphStyle("", fontName=FONT, fontSize=size, leading=size * 1.45, **options)


TITLE, SUBTITLE, HEADING, BODY, QUIET = "title", "subtitle", "heading", "body", "quiet"
_STYLES = {
    TITLE: _style(19, spaceAfter=2),
    SUBTITLE: _style(10, textColor=_QUIET_INK, spaceAfter=8),
    HEADING: _style(12.5, textColor=_ACCENT, spaceBefore=12, spaceAfter=4, keepWithNext=1),
    BODY: _style(9.5),
    QUIET: _style(8.5, textColor=_QUIET_INK),
}


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of plain text; it may hold line ends, and anything that would be markup elsewhere."""

    text: str
    style: str = BODY

    def flowables(self) -> list[Flowable]:
        return [_paragraph(self.text, self.style)]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table. `widths` are shares of the line's width; the first row names the columns if `head`."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    head: bool = True

    def flowables(self) -> list[Flowable]:
        cells = [
            [_paragraph(text, QUIET if self.head and number == 0 else BODY) for text in row]
            for number, row in enumerate(self.rows)
        ]
        style: list[Any] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, _RULE),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ]
        widths = [share * WIDTH for share in self.widths]
        # A row may be taller than a page: what people write has no such limit.
        return [Table(cells, colWidths=widths, repeatRows=int(self.head), style=style, splitInRow=1)]


@dataclass(frozen=True, slots=True)
class Together:
    """Paragraphs that stay on one page, where they fit."""

    parts: tuple[Text, ...]

    def flowables(self) -> list[Flowable]:
        return [KeepTogether([*(_paragraph(part.text, part.style) for part in self.parts), Spacer(0, 5)])]


@dataclass(frozen=True, slots=True)
class Pictures:
    """Side by side, each with its caption."""

    pictures: tuple[Illustration, ...]

    def flowables(self) -> list[Flowable]:
        width = WIDTH / _COLUMNS
        cells: list[Any] = [self._cell(one, width - _GAP) for one in self.pictures]
        cells += [""] * (-len(cells) % _COLUMNS)
        rows = [cells[start : start + _COLUMNS] for start in range(0, len(cells), _COLUMNS)]
        style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
        return [Table(rows, colWidths=[width] * _COLUMNS, style=style)]

    @staticmethod
    def _cell(one: Illustration, width: float) -> list[Flowable]:
        image = Image(BytesIO(one.jpeg), width, _PICTURE_HEIGHT, kind="proportional", lazy=0, hAlign="LEFT")
        return [image, Spacer(0, 3), _paragraph(one.caption, QUIET)]


Block = Text | Rows | Together | Pictures


def typeset(blocks: Sequence[Block], title: str, footer: str) -> bytes:
    """The PDF. The same content is the same bytes. Takes about a second.

    Once in the life of a process: reportlab keeps the font, which has the signs of this document only.
    """
    if FONT in pdfmetrics.getRegisteredFontNames():
        raise RuntimeError("this process has typeset a document already: its font lacks signs of others")
    text = "".join((title, footer, *(sign for block in blocks for sign in _texts(astuple(block)))))
    data = truetype_font(text + _page_text(1234567890, 1), FONT)
    pdfmetrics.registerFont(TTFont(FONT, BytesIO(data)))
    written = BytesIO()
    document = SimpleDocTemplate(
        written,
        pagesize=A4,
        leftMargin=MARGIN - _FRAME_PADDING,
        rightMargin=MARGIN - _FRAME_PADDING,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 6 * mm,
        title=title,
        author="Consilium",
        invariant=1,
        lang="zh-CN",
    )
    story = [flowable for block in blocks for flowable in block.flowables()]
    document.build(story, canvasmaker=_numbered(footer))
    return written.getvalue()


def _texts(value: object) -> Iterator[str]:
    """Every text in nested tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)


def _paragraph(text: str, style: str) -> Paragraph:
    # Chinese is broken between any two signs, other writing between words.
    wrap = None if text.isascii() else "CJK"
    wrapped = ParagraphStyle("", parent=_STYLES[style], wordWrap=wrap)
    return Paragraph(escape(text).replace("\n", "<br/>"), wrapped)


def _page_text(number: int, count: int) -> str:
    return f"第 {number} 页 / 共 {count} 页"


def _numbered(footer: str) -> type[Canvas]:
    """A canvas that holds pages back until it knows how many there are."""

    class Numbered(Canvas):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._held: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._held.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]  # reportlab's own way, which its stubs leave out

        def save(self) -> None:
            for number, page in enumerate(self._held, 1):
                self.__dict__.update(page)
                self.setFont(FONT, 8)
                self.setFillColor(_QUIET_INK)
                self.drawString(MARGIN, 12 * mm, footer)
                self.drawRightString(A4[0] - MARGIN, 12 * mm, _page_text(number, len(self._held)))
                super().showPage()
            super().save()

    return Numbered
