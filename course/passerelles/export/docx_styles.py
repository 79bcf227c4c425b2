"""The styles of the Word document: real ones, which whoever receives it can change."""

from __future__ import annotations

from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from passerelles.export.docx_xml import LOCALES, element
from passerelles.library.text import Language

FONT: Final = "Arial"
"""There on every office machine, and Liberation Sans has its measures elsewhere."""

INK: Final = RGBColor(0x1D, 0x24, 0x30)
SECONDARY: Final = RGBColor(0x55, 0x60, 0x6E)
ACCENT: Final = RGBColor(0x3B, 0x4A, 0x6B)

# Name, base, size in points, bold, colour, space before and after in points.
_STYLES: Final = (
    ("Title", None, 30, True, ACCENT, 12, 4),
    ("Subtitle", None, 15, False, SECONDARY, 0, 18),
    ("Heading 1", None, 17, True, ACCENT, 24, 8),
    ("Heading 2", None, 13, True, INK, 16, 5),
    ("Caption", None, 9.5, True, SECONDARY, 10, 4),
    ("List Bullet", None, 10.5, False, INK, 0, 3),
    ("Header", None, 8.5, False, SECONDARY, 0, 0),
    ("Footer", None, 8.5, False, SECONDARY, 0, 0),
    ("Lead", "Normal", 11.5, False, ACCENT, 0, 8),
    ("Note", "Normal", 9.5, False, SECONDARY, 0, 6),
    ("Clause", "Normal", 10.5, False, INK, 0, 6),
    ("Party", "Normal", 10.5, False, INK, 0, 6),
    ("Table Text", "Normal", 9, False, INK, 0, 0),
    ("Table Small", "Normal", 8, False, INK, 0, 0),
    ("Contents Title", "Normal", 17, True, ACCENT, 0, 10),
    ("toc 1", "Normal", 10.5, True, INK, 6, 2),
    ("toc 2", "Normal", 10, False, INK, 0, 1),
)
_HANGING: Final = 1.1


def set_styles(document: Any, language: Language) -> None:
    """Define every style the document uses, and its main language."""
    styles = document.styles
    _plain(styles["Normal"], 10.5, bold=False, colour=INK, before=0, after=6)
    styles["Normal"].paragraph_format.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    styles["Normal"].paragraph_format.line_spacing = 1.12
    for name, base, size, bold, colour, before, after in _STYLES:
        if base is None:
            style = styles[name]
        else:
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc"))
            style.base_style = styles[base]
        _plain(style, size, bold=bold, colour=colour, before=before, after=after)
    for name in ("Heading 1", "Heading 2", "Caption", "Lead"):
        styles[name].paragraph_format.keep_with_next = True
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _without_line(styles["Title"])
    _indent(styles["List Bullet"], _HANGING + 0.6, -0.6)
    _indent(styles["Clause"], _HANGING, -_HANGING)
    _indent(styles["Party"], _HANGING, 0)
    _indent(styles["toc 2"], 0.7, 0)
    styles["Table Text"].paragraph_format.line_spacing = 1.05
    styles["Table Small"].paragraph_format.line_spacing = 1.0
    _default_language(styles, language)


def _plain(
    style: Any, size: float, *, bold: bool, colour: RGBColor, before: float, after: float
) -> None:
    font = style.font
    font.size, font.bold, font.italic, font.color.rgb = Pt(size), bold, False, colour
    font.name = FONT
    for spaced in style.element.get_or_add_rPr().findall(qn("w:spacing")):
        style.element.rPr.remove(spaced)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(kind), FONT)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)


def _indent(style: Any, left: float, first: float) -> None:
    style.paragraph_format.left_indent = Cm(left)
    style.paragraph_format.first_line_indent = Cm(first)


def _without_line(style: Any) -> None:
    properties = style.element.pPr
    for found in properties.findall(qn("w:pBdr")):
        properties.remove(found)


def _default_language(styles: Any, language: Language) -> None:
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for found in defaults.findall(qn("w:lang")):
        defaults.remove(found)
    defaults.append(
        element("lang", val=LOCALES[language], eastAsia=LOCALES[language], bidi="ar-SA")
    )
