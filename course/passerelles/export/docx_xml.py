"""What python-docx has no words for: languages, fields, bookmarks, table properties, alt text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from passerelles.library.text import Language

LOCALES: Final[dict[Language, str]] = {"fr": "fr-FR", "en": "en-GB"}
_TWIPS_A_CENTIMETRE: Final = 567
_AFTER_BIDI: Final = (
    *("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing"),
    *("w:mirrorIndents", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr"),
)


def element(name: str, /, **attributes: str) -> Any:
    """Return a `w:` element; the attributes are in the same namespace."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_language(run: Any, language: Language) -> None:
    """Say in which language a run is written."""
    run._r.get_or_add_rPr().append(  # noqa: SLF001 - python-docx has no language of its own
        element("lang", val=LOCALES[language], eastAsia=LOCALES[language])
    )


def set_style(paragraph: Any, style: Any) -> None:
    """Give a paragraph a style; python-docx's own way looks through all styles each time."""
    paragraph._p.style = style.style_id  # noqa: SLF001


def right_to_left(text: str) -> bool:
    """Tell whether the first letter that has a direction runs from right to left."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def set_right_to_left(paragraph: Any) -> None:
    """Set a paragraph and its runs from right to left."""
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001
        element("bidi"), *_AFTER_BIDI
    )
    for run in paragraph.runs:
        run.font.rtl = True


def field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field such as PAGE, with what it shows until it is computed."""
    for kind in ("begin", "", "separate", "shown", "end"):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = shown
        elif kind:
            mark(run, kind)
        else:
            instruct(run, instruction)


def mark(run: Any, kind: str) -> None:
    """Mark the beginning, the separation or the end of a field."""
    run._r.append(element("fldChar", fldCharType=kind))  # noqa: SLF001


def instruct(run: Any, instruction: str) -> None:
    """Write a field's instruction."""
    text = element("instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    run._r.append(text)  # noqa: SLF001


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """Put a bookmark around what a paragraph holds."""
    start = element("bookmarkStart", id=str(number), name=name)
    first = paragraph._p.pPr is not None  # noqa: SLF001
    paragraph._p.insert(1 if first else 0, start)  # noqa: SLF001
    paragraph._p.append(element("bookmarkEnd", id=str(number)))  # noqa: SLF001


def link(paragraph: Any, anchor: str) -> Any:
    """Return a link inside the document, to which runs can be moved."""
    made = element("hyperlink", anchor=anchor, history="1")
    paragraph._p.append(made)  # noqa: SLF001
    return made


def describe(picture: Any, alt: str, name: str, number: int) -> None:
    """Give an inline picture its alternative text and a number of its own."""
    properties = picture._inline.docPr  # noqa: SLF001
    properties.set("descr", alt)
    properties.set("name", name)
    properties.set("id", str(number))


def shade(cell: Any, colour: str) -> None:
    """Fill a cell with a colour (six hexadecimal digits)."""
    cell._tc.get_or_add_tcPr().append(  # noqa: SLF001
        element("shd", val="clear", color="auto", fill=colour)
    )


def set_table(table: Any, widths: Sequence[float], title: str, *, lines: bool) -> None:
    """Fix a table's columns (centimetres), its lines, margins and description.

    Fixed widths and a layout that does not follow the content hold in every program.
    """
    properties = table._tbl.tblPr  # noqa: SLF001
    for name in ("tblW", "tblLayout", "tblBorders", "tblCellMar"):
        for found in properties.findall(qn(f"w:{name}")):
            properties.remove(found)
    total = sum(_twips(width) for width in widths)
    parts = [element("tblW", w=str(total), type="dxa")]
    parts.append(_borders("tblBorders", ("top", "bottom", "insideH") if lines else ()))
    parts += [element("tblLayout", type="fixed"), _margins()]
    if title:
        parts += [element("tblCaption", val=title[:250])]
    # The order of the schema: width, borders, layout, margins, look, caption.
    look = properties.find(qn("w:tblLook"))
    for part in parts:
        if look is not None and not part.tag.endswith("tblCaption"):
            look.addprevious(part)
        else:
            properties.append(part)
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):  # noqa: SLF001
        column.set(qn("w:w"), str(_twips(width)))


def set_width(cell: Any, width: float) -> None:
    """Give a cell the width of its column, in centimetres."""
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001
    for found in properties.findall(qn("w:tcW")):
        properties.remove(found)
    properties.insert(0, element("tcW", w=str(_twips(width)), type="dxa"))


def divide(cell: Any) -> None:
    """Draw a line on the left of a cell: there the other language begins."""
    made = element("tcBorders")
    made.append(element("left", val="single", sz="8", space="0", color="98A1B0"))
    shading = cell._tc.get_or_add_tcPr().find(qn("w:shd"))  # noqa: SLF001
    if shading is not None:
        shading.addprevious(made)
    else:
        cell._tc.get_or_add_tcPr().append(made)  # noqa: SLF001


def keep_row(row: Any, *, header: bool) -> None:
    """Never break a row over two pages; repeat a header row on each."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(element("cantSplit"))
    if header:
        properties.append(element("tblHeader"))


def _twips(centimetres: float) -> int:
    return round(centimetres * _TWIPS_A_CENTIMETRE)


def _borders(name: str, sides: Sequence[str]) -> Any:
    made = element(name)
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        if side in sides:
            made.append(element(side, val="single", sz="4", space="0", color="C9C4B8"))
        else:
            made.append(element(side, val="nil"))
    return made


def _margins() -> Any:
    made = element("tblCellMar")
    for side, width in (("top", "40"), ("left", "80"), ("bottom", "40"), ("right", "80")):
        made.append(element(side, w=width, type="dxa"))
    return made
