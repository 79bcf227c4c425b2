"""What the library knows, written as boxes of a module: practices, cases, experiences, corridors.

A box is Markdown with a few HTML lines. Its title leads to the entry on the
page of practices, which holds everything else: the sheet, the steps, the places.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Final

from passerelles.library.errors import Refusal
from passerelles.library.loader import Library
from passerelles.library.schema import Case, Corridor, Experience, Practice
from passerelles.library.text import NBSP, Language, Text, enumeration

HEADINGS: Final[dict[str, Text]] = {
    "practice": Text("Pratique", "Practice"),
    "case": Text("Étude de cas", "Case study"),
    "experience": Text("Expérience", "Experience"),
    "corridor": Text("Corridor", "Corridor"),
    "checklist": Text("Liste", "List"),
    "reflect": Text("Et chez vous\u00a0?", "And where you are?"),
    "key-points": Text("À retenir", "Key points"),
    "coming": Text("En préparation", "In preparation"),
    "notes": Text("Notes", "Notes"),
    "worked": Text("Ce qui a compté", "What made it work"),
    "shows": Text("Ce qu’elle montre", "What it shows"),
    "watch": Text("À surveiller", "What to watch"),
    "corrected": Text("Correction", "Correction"),
    "posts": Text("Postes", "Posts"),
    "competences": Text("Compétences", "Competences"),
    "forms": Text("Formes", "Forms"),
}

# The sections that have a word for a number, as sources write them.
PARTS: Final[dict[str, Text]] = {
    "annexe": Text("annexe", "annex"),
    "bibliographie": Text("bibliographie", "bibliography"),
    "foreword": Text("avant-propos", "foreword"),
}


def source_label(section: str, language: Language) -> str:
    """Write a section as a reader does: `G 3.1.5` is “Guide, 3.1.5”."""
    book, _, part = section.partition(" ")
    title = {"G": Text("Guide", "Guide"), "R": Text("Rapport", "Report")}.get(book)
    if title is None or not part:
        raise Refusal(
            f"source inconnue « {section} » : écrivez par exemple G 3.1.5 ou R 5.7.",
            f"unknown source “{section}”: write for example G 3.1.5 or R 5.7.",
        )
    word, space, number = part.partition(" ")
    if word in PARTS:
        part = f"{PARTS[word][language]}{space}{number}"
    return f"{title[language]}, {part}"


def colon(language: Language) -> str:
    """Return the colon of a language, with the space French puts before it."""
    return f"{NBSP}:" if language == "fr" else ":"


@dataclass(frozen=True, slots=True)
class Boxes:
    """Writes entries of the library in one language; `Refusal` for an id it does not know."""

    library: Library
    language: Language

    def plain(self, kind: str, body: str, argument: str = "") -> str:
        """Return a box of Markdown under the label of its kind."""
        label = HEADINGS[kind][self.language]
        name = f' data-name="{html.escape(argument)}"' if argument else ""
        return (
            f'<aside class="box {kind}"{name}>\n\n<p class="box-label">{label}</p>\n\n'
            f"{body}\n\n</aside>"
        )

    def practice(self, entry_id: str) -> str:
        """Return one of the guide's boxed examples."""
        practice = self.library.practice(entry_id)
        return self._entry("practice", practice, [("worked", practice.worked_because)])

    def case(self, entry_id: str) -> str:
        """Return one of the report's case studies, without its sheet."""
        case = self.library.case(entry_id)
        return self._entry("case", case, [("worked", case.worked_because)])

    def experience(self, entry_id: str) -> str:
        """Return one of the report's shorter examples."""
        experience = self.library.experience(entry_id)
        return self._entry("experience", experience, [("shows", experience.shows)])

    def corridor(self, entry_id: str) -> str:
        """Return a pair of places that the report names in passing."""
        return self._entry("corridor", self.library.corridor(entry_id), [])

    def reference(self, entry_id: str) -> str:
        """Return one line of the bibliography: author, year, title, what it is for."""
        document = self.library.reference(entry_id)
        year = f" ({document.year})" if document.year else ""
        within = f" {html.escape(document.within)}." if document.within else ""
        title = (
            f'<a class="reference" href="../reference/bibliography#reference-{document.id}">'
            f"<cite>{html.escape(document.title)}</cite></a>"
        )
        about = document.about[self.language].strip()
        return f"- {html.escape(document.author)}{year}. {title}.{within} {about}"

    def labelled(self, kind: str, text: Text) -> str:
        """Return a paragraph that opens with the label of `kind` in bold."""
        label = f"{HEADINGS[kind][self.language]}{colon(self.language)}"
        return f"**{label}** {text[self.language].strip()}"

    def _entry(
        self,
        kind: str,
        entry: Practice | Case | Experience | Corridor,
        lessons: list[tuple[str, Text]],
    ) -> str:
        anchor = f"{kind}-{entry.id}"
        places = [territory.name[self.language] for territory in entry.territories]
        title = html.escape(entry.title[self.language])
        link = f'<a href="../reference/practices#{anchor}">{title}</a>'
        parts = [
            f'<p class="box-title" id="{anchor}">{link}</p>',
            f'<p class="box-place">{html.escape(enumeration(places, self.language))}</p>',
            entry.story[self.language].strip(),
            *(self.labelled(label, text) for label, text in lessons),
        ]
        if not isinstance(entry, Corridor):
            parts.append(self.labelled("watch", entry.watch))
        if entry.correction:
            parts.append(self.labelled("corrected", entry.correction))
        given = entry.reference if isinstance(entry, (Practice, Case)) else None
        reference = f" {html.escape(given)}" if given else ""
        parts.append(
            f'<p class="box-source">{source_label(entry.source, self.language)}.{reference}</p>'
        )
        return self.plain(kind, "\n\n".join(parts))
