"""The reference pages: practices, figures, bibliography, networks. They need no kernel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tornado import web

from passerelles.build.boxes import source_label
from passerelles.library.loader import library
from passerelles.library.text import Language
from passerelles.portal import atlas
from passerelles.portal.pages import PageHandler
from passerelles.portal.rendering import markdown

Values = Callable[[Language], dict[str, Any]]


def _entry_page(_language: Language) -> dict[str, Any]:
    known = library()
    told = (known.practices, known.cases, known.experiences, known.corridors)
    return {
        "counts": {
            "practices": sum(len(kind) for kind in told),
            "figures": len(known.figures),
            "bibliography": len(known.references),
            "networks": len(known.networks) + len(known.programmes),
            "glossary": len(known.concepts) + len(known.acronyms),
        }
    }


def _practices(language: Language) -> dict[str, Any]:
    entries = atlas.entries(language)
    return {"entries": entries, "facets": atlas.facets(entries, language)}


def _figures(_language: Language) -> dict[str, Any]:
    return {"figures": tuple(library().figures.values())}


def _bibliography(_language: Language) -> dict[str, Any]:
    documents = tuple(library().references.values())
    themes = library().checklist("reference-documents")
    shelves = [
        (theme, [document for document in documents if document.theme == theme.id])
        for theme in themes.items
    ]
    return {"shelves": [shelf for shelf in shelves if shelf[1]], "note": themes.correction}


def _networks(_language: Language) -> dict[str, Any]:
    known = library()
    return {
        "networks": tuple(known.networks.values()),
        "programmes": tuple(known.programmes.values()),
    }


PAGES: Final[dict[str | None, Values]] = {
    None: _entry_page,
    "practices": _practices,
    "figures": _figures,
    "bibliography": _bibliography,
    "networks": _networks,
}


class ReferenceHandler(PageHandler):
    """A page of what the library knows; `name` is None for the one that leads to the others."""

    @web.authenticated
    def get(self, code: str, name: str | None = None) -> None:
        language = self.language(code)
        if name not in PAGES:
            raise web.HTTPError(404)
        self.show(
            f"reference-{name}.html" if name else "reference.html",
            language,
            f"reference/{name}" if name else "reference",
            accent="m0",
            cite=lambda section: source_label(section, language),
            prose=lambda text: markdown(text, language),
            **PAGES[name](language),
        )
