"""Roles and directives of the prose, expanded from the library into plain Markdown.

`{term}`, `{acronym}`, `{fact}`, `{source}`, `{simulator}` and `{exercise}` stand inside
a sentence; `practice`, `case`, `experience`, `corridor`, `checklist`, `reflect`,
`key-points`, `coming` and `notes` are boxes, `reference` a line of a reading list. What
comes out is Markdown with a few HTML boxes, which JupyterLab and our pages show alike.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from passerelles.build.boxes import HEADINGS, Boxes, colon, source_label
from passerelles.build.course import course
from passerelles.library.errors import Refusal
from passerelles.library.loader import Library
from passerelles.library.schema import ChecklistItem, RouteId
from passerelles.library.text import NBSP, Language
from passerelles_widgets import simulators

ROLE: Final = re.compile(r"\{([a-z-]+)\}`([^`\n]+)`")
DIRECTIVE: Final = re.compile(
    r"^:::\{([a-z-]+)\}[ \t]*([^\n]*)\n(.*?)^:::[ \t]*$", re.MULTILINE | re.DOTALL
)
TITLED: Final = re.compile(r"^(.*?)\s*<([^<>]+)>$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Expander:
    """Expands the prose of one language; raises `Refusal` for what the library does not know."""

    library: Library
    language: Language

    def expand(self, text: str) -> str:
        """Return `text` with every role and directive replaced."""
        text = DIRECTIVE.sub(self._directive, text)
        return ROLE.sub(self._role, text)

    @property
    def boxes(self) -> Boxes:
        """What writes the library's entries in this language."""
        return Boxes(self.library, self.language)

    def _role(self, match: re.Match[str]) -> str:
        name, body = match.groups()
        roles: dict[str, Callable[[str], str]] = {
            "term": self._term,
            "acronym": self._acronym,
            "fact": self._fact,
            "source": self._source,
            "simulator": self._simulator,
            "exercise": self._exercise,
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

    def _acronym(self, body: str) -> str:
        acronym = self.library.acronym(body.strip())
        short, long = (html.escape(text[self.language]) for text in (acronym.short, acronym.long))
        return (
            f'<a class="term" href="../glossary#acronym-{acronym.id}">'
            f'<abbr title="{long}">{short}</abbr></a>'
        )

    def _fact(self, body: str) -> str:
        figure = self.library.figure(body.strip())
        value = html.escape(figure.value[self.language])
        source = source_label(figure.source, self.language)
        return f'<span class="fact" title="{source}, {figure.year}">{value}</span>'

    def _source(self, body: str) -> str:
        return f'<span class="source">[{source_label(body.strip(), self.language)}]</span>'

    def _simulator(self, body: str) -> str:
        title = html.escape(simulators.load(body).data.title[self.language])
        module = next((one.id for one in course().modules if body in one.simulators), "")
        return f'<a href="../modules/{module}">{title}</a>'

    def _exercise(self, body: str) -> str:
        exercise = course().exercise(body)
        title = html.escape(exercise.title[self.language])
        return f'<a href="../exercises/{exercise.id}">{title}</a>'

    def _directive(self, match: re.Match[str]) -> str:
        name, argument, body = match[1], match[2].strip(), match[3].strip()
        entries: dict[str, Callable[[str], str]] = {
            "practice": self.boxes.practice,
            "case": self.boxes.case,
            "experience": self.boxes.experience,
            "corridor": self.boxes.corridor,
            "reference": self.boxes.reference,
            "checklist": self._checklist,
        }
        if name in entries:
            return entries[name](argument)
        if name in ("reflect", "key-points", "coming", "notes"):
            return self.boxes.plain(name, body, argument)
        raise _unknown(name)

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
            lines.append("\n" + self.boxes.labelled("corrected", checklist.correction))
        source = f'<span class="source">[{source_label(checklist.source, self.language)}]</span>'
        return "\n".join(lines).strip() + f"\n\n{source}"

    def _item(self, item: ChecklistItem) -> list[str]:
        after = colon(self.language)
        label = item.label[self.language].strip()
        if item.detail:
            label = f"**{label}**{after} {item.detail[self.language].strip()}"
        parts = [
            f"  - {HEADINGS[kind][self.language]}{after} "
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


def _unknown(name: str) -> Refusal:
    return Refusal(
        f"« {{{name}}} » n’est ni un rôle ni un encadré connu ; voyez CONTRIBUTING.",
        f"“{{{name}}}” is neither a known role nor a known box; see CONTRIBUTING.",
    )
