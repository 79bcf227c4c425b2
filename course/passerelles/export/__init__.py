"""The dossier and its agreement as DOCX, PDF and HTML, in French, English or both side by side.

Server side only: matplotlib, python-docx and typst never enter a learner's kernel. One
document model (`model`), filled from the same reader's views as the portal's dossier page
(`compose`, `agreement`), and one renderer a format.
"""

from __future__ import annotations

from typing import Final, Literal

from passerelles.dossier.schema import Dossier
from passerelles.library.text import LANGUAGES, Language

Format = Literal["docx", "pdf", "html"]
Languages = Literal["fr", "en", "both"]

FORMATS: Final[tuple[Format, ...]] = ("docx", "pdf", "html")


def export(dossier: Dossier, to: Format, languages: Languages, *, agreement: bool = False) -> bytes:
    """Return the dossier, or its agreement, as a file's content.

    The same dossier gives the same bytes: the file bears the dossier's own time.
    """
    # Each renderer brings a heavy library: only the one asked for is loaded.
    from passerelles.export.agreement import agreement_document  # noqa: PLC0415
    from passerelles.export.compose import dossier_document  # noqa: PLC0415

    make = agreement_document if agreement else dossier_document
    wanted: tuple[Language, ...] = LANGUAGES if languages == "both" else (languages,)
    documents = [make(dossier, language) for language in wanted]
    if to == "docx":
        from passerelles.export.docx_file import docx_bytes  # noqa: PLC0415

        return docx_bytes(documents)
    if to == "pdf":
        from passerelles.export.pdf import pdf_bytes  # noqa: PLC0415

        return pdf_bytes(documents)
    from passerelles.export.html import html_bytes  # noqa: PLC0415

    return html_bytes(documents)
