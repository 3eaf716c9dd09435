"""A font for a document: those glyphs of Noto Sans SC that it needs, as TrueType.

Whoever opens a summary years from now has no Chinese font of ours, so that the document carries its own.
reportlab embeds TrueType outlines only, and openly licensed Chinese fonts have cubic ones (CFF).
"""

from collections.abc import Mapping
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import sans_path

_MAX_ERROR = 1.0
"""How far quadratic curves may leave the cubic ones, in thousandths of the font's size."""

_NOTDEF = ".notdef"
"""Drawn for signs that the font has not."""


def truetype_font(text: str, name: str) -> bytes:
    """A TrueType font called `name` with every sign of `text` that Noto Sans SC has."""
    with TTFont(sans_path(), lazy=True) as source:
        known: Mapping[int, str] = source.getBestCmap()
        characters = {ord(sign): known[ord(sign)] for sign in set(text) if ord(sign) in known}
        order = [_NOTDEF, *sorted(set(characters.values()) - {_NOTDEF})]
        return _build(source, characters, order, name)


def _build(source: TTFont, characters: Mapping[int, str], order: list[str], name: str) -> bytes:
    drawn = source.getGlyphSet()
    widths = source["hmtx"].metrics
    head, horizontal, os2 = source["head"], source["hhea"], source["OS/2"]
    builder = FontBuilder(head.unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(dict(characters))
    builder.setupGlyf({glyph: _quadratic(drawn[glyph]) for glyph in order})
    builder.setupHorizontalMetrics({glyph: widths[glyph] for glyph in order})
    builder.setupHorizontalHeader(ascent=horizontal.ascent, descent=horizontal.descent)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2(
        sTypoAscender=os2.sTypoAscender,
        sTypoDescender=os2.sTypoDescender,
        sCapHeight=os2.sCapHeight,
        # Embedding is allowed: SIL Open Font License 1.1.
        fsType=0,
    )
    builder.setupPost()
    # Equal documents are equal bytes.
    builder.updateHead(created=head.created, modified=head.modified)
    builder.font.recalcTimestamp = False
    written = BytesIO()
    builder.save(written)
    return written.getvalue()


def _quadratic(glyph: object) -> object:
    pen = TTGlyphPen(None)
    # TrueType fills to the right of a contour, CFF to its left.
    glyph.draw(Cu2QuPen(pen, _MAX_ERROR, reverse_direction=True))  # type: ignore[attr-defined]
    return pen.glyph()
