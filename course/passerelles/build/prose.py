"""Roles and directives of the prose, expanded from the library into plain Markdown.

`{term}`, `{fact}` and `{source}` stand inside a sentence; `practice`,
`checklist`, `reflect`, `key-points` and `coming` are boxes. What comes out is
Markdown with a few HTML boxes, which JupyterLab and our pages show alike.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from passerelles.library.errors import Refusal
from passerelles.library.loader import Library
from passerelles.library.schema import ChecklistItem, Practice, RouteId
from passerelles.library.text import NBSP, Language, Text, enumeration

ROLE: Final = re.compile(r"\{([a-z-]+)\}`([^`\n]+)`")
DIRECTIVE: Final = re.compile(
    r"^:::\{([a-z-]+)\}[ \t]*([^\n]*)\n(.*?)^:::[ \t]*$", re.MULTILINE | re.DOTALL
)
TITLED: Final = re.compile(r"^(.*?)\s*<([^<>]+)>$", re.DOTALL)

HEADINGS: Final[dict[str, Text]] = {
    "practice": Text("Pratique", "Practice"),
    "checklist": Text("Liste", "List"),
    "reflect": Text("Et chez vous\u00a0?", "And where you are?"),
    "key-points": Text("À retenir", "Key points"),
    "coming": Text("En préparation", "In preparation"),
    "worked": Text("Ce qui a compté", "What made it work"),
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
            f"source inconnue « {section} » : écrivez par exemple G 3.1.5 ou R 5.7.",
            f"unknown source “{section}”: write for example G 3.1.5 or R 5.7.",
        )
    word, space, number = part.partition(" ")
    if word in PARTS:
        part = f"{PARTS[word][language]}{space}{number}"
    return f"{title[language]}, {part}"


@dataclass(frozen=True, slots=True)
class Expander:
    """Expands the prose of one language; raises `Refusal` for what the library does not know."""

    library: Library
    language: Language

    def expand(self, text: str) -> str:
        """Return `text` with every role and directive replaced."""
        text = DIRECTIVE.sub(self._directive, text)
        return ROLE.sub(self._role, text)

    def _role(self, match: re.Match[str]) -> str:
        name, body = match.groups()
        roles: dict[str, Callable[[str], str]] = {
            "term": self._term,
            "fact": self._fact,
            "source": self._source,
        }
        if name not in roles:
            raise _unknown(name)
        return roles[name](body)

    def _term(self, body: str) -> str:
        titled = TITLED.match(body)
        words, concept_id = titled.groups() if titled else (None, body)
        concept = self.library.concept(concept_id.strip())
        shown = words or concept.term[self.language].lower()
        return f'<a class="term" href="../glossary#{concept.id}">{html.escape(shown)}</a>'

    def _fact(self, body: str) -> str:
        figure = self.library.figure(body.strip())
        value = html.escape(figure.value[self.language])
        source = source_label(figure.source, self.language)
        return f'<span class="fact" title="{source}, {figure.year}">{value}</span>'

    def _source(self, body: str) -> str:
        return f'<span class="source">[{source_label(body.strip(), self.language)}]</span>'

    def _directive(self, match: re.Match[str]) -> str:
        name, argument, body = match[1], match[2].strip(), match[3].strip()
        if name == "practice":
            return self._practice(self.library.practice(argument))
        if name == "checklist":
            return self._checklist(argument)
        if name in ("reflect", "key-points", "coming"):
            return self._box(name, body, argument)
        raise _unknown(name)

    def _box(self, kind: str, body: str, argument: str = "") -> str:
        label = HEADINGS[kind][self.language]
        name = f' data-name="{html.escape(argument)}"' if argument else ""
        return (
            f'<aside class="box {kind}"{name}>\n\n<p class="box-label">{label}</p>\n\n'
            f"{body}\n\n</aside>"
        )

    def _practice(self, practice: Practice) -> str:
        places = enumeration(
            [territory.name[self.language] for territory in practice.territories], self.language
        )
        title = html.escape(practice.title[self.language])
        parts = [
            f'<p class="box-title" id="practice-{practice.id}">{title}</p>',
            f'<p class="box-place">{html.escape(places)}</p>',
            practice.story[self.language].strip(),
            self._labelled("worked", practice.worked_because),
            self._labelled("watch", practice.watch),
        ]
        if practice.correction:
            parts.append(self._labelled("corrected", practice.correction))
        reference = f" {html.escape(practice.reference)}" if practice.reference else ""
        parts.append(
            f'<p class="box-source">{source_label(practice.source, self.language)}.{reference}</p>'
        )
        return self._box("practice", "\n\n".join(parts))

    def _labelled(self, kind: str, text: Text) -> str:
        return f"**{HEADINGS[kind][self.language]}{self._colon}** {text[self.language].strip()}"

    def _checklist(self, checklist_id: str) -> str:
        checklist = self.library.checklist(checklist_id)
        lines = []
        place: tuple[int | None, str | None] = (None, None)
        for item in checklist.items:
            if item.step is not None and (item.step, item.route) != place:
                place = (item.step, item.route)
                lines.append(f"\n**{self._step(item.step, item.route)}**\n")
            lines += self._item(item)
        if checklist.correction:
            lines.append("\n" + self._labelled("corrected", checklist.correction))
        source = f'<span class="source">[{source_label(checklist.source, self.language)}]</span>'
        return "\n".join(lines).strip() + f"\n\n{source}"

    def _item(self, item: ChecklistItem) -> list[str]:
        label = item.label[self.language].strip()
        if item.detail:
            label = f"**{label}**{self._colon} {item.detail[self.language].strip()}"
        parts = [
            f"  - {HEADINGS[kind][self.language]}{self._colon} "
            + self._semicolon.join(part.label[self.language] for part in listed)
            for kind, listed in item.parts.items()
        ]
        return [f"- {label}", *parts]

    def _step(self, number: int, route: RouteId | None) -> str:
        step = self.library.process.step(number)
        title = f"{number}. {step.on(route or 'build-new').name[self.language]}"
        if route is None:
            return title
        known = next(known for known in self.library.process.routes if known.id == route)
        return f"{title} ({known.name[self.language].lower()})"

    @property
    def _semicolon(self) -> str:
        return f"{NBSP}; " if self.language == "fr" else "; "

    @property
    def _colon(self) -> str:
        return f"{NBSP}:" if self.language == "fr" else ":"


def _unknown(name: str) -> Refusal:
    return Refusal(
        f"« {{{name}}} » n’est ni un rôle ni un encadré connu ; voyez CONTRIBUTING.",
        f"“{{{name}}}” is neither a known role nor a known box; see CONTRIBUTING.",
    )
