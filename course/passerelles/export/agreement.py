"""The agreement as a document ready to negotiate: numbered articles, blanks, signatures.

The nine clauses of the guide's model memorandum (annexe 2), in our own words (`clauses.yml`).
What the dossier says comes first in its clause; a text in the other language is kept as it
stands and marked for translation.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from passerelles.dossier.schema import Dossier
from passerelles.export.draft import Draft, draft
from passerelles.export.model import (
    Block,
    Cover,
    Document,
    Paragraph,
    Part,
    Run,
    Signatures,
    Table,
    cleaned,
)
from passerelles.export.words import clauses, word
from passerelles.export.writing import clause, day, paragraph, table, to_translate
from passerelles.library.loader import library
from passerelles.library.text import Language, number
from passerelles.portal.strings import string
from passerelles_widgets import simulators

# Each article of the model, and its clauses: ours by key, the dossier's by `@field`.
_ARTICLES: Final = (
    ("purpose", ("purpose.aim", "@objective", "+domains")),
    (
        "actions-and-coherence",
        ("+means", "+actions", "@coherence", "actions.coherence", "@sdgs"),
    ),
    ("expected-results", ("@results", "results.governance")),
    (
        "governance-and-management",
        ("@governance", "governance.committee", "@management", "governance.unit"),
    ),
    (
        "participation",
        ("@stakeholders", "participation.space", "participation.lead", "participation.levels"),
    ),
    (
        "monitoring-and-evaluation",
        ("@monitoring", "monitoring.data", "monitoring.indicators", "monitoring.evaluations"),
    ),
    ("calendar", ("@calendar", "calendar.kept")),
    ("budget", ("@budget", "budget.structure", "budget.rules")),
    ("duration", ("+term", "duration.change", "duration.end", "duration.copies")),
)


def agreement_document(dossier: Dossier, language: Language) -> Document:
    """Return the agreement of a dossier as a document in `language`."""
    return cleaned(_Composer(draft(dossier, language), language).document(dossier))


class _Composer:
    """Composes one agreement in one language."""

    def __init__(self, found: Draft, language: Language) -> None:
        self.draft = found
        self.language = language
        self.texts = simulators.load("agreement").texts(language)
        self.revised = found.form == "revision"
        self.names = {
            "home": self._name(found.home, "blank_home"),
            "partner": self._name(found.partner, "blank_partner"),
        }

    def document(self, dossier: Dossier) -> Document:
        facts = [word("agreement.project", self.language)]
        if dossier.revision:
            updated = day(dossier.updated, self.language)
            revision = dossier.revision
            facts.append(
                string("dossier.revision", self.language, revision=revision, updated=updated)
            )
        home, partner = self.names["home"].text, self.names["partner"].text
        cover = Cover(
            title=word(f"agreement.title.{self.draft.form}", self.language),
            subtitle=word("agreement.subtitle", self.language),
            home=home,
            partner=partner,
            between=word("agreement.between", self.language, home=home, partner=partner),
            facts=tuple(facts),
        )
        articles = [
            self._article(place, article, keys)
            for place, (article, keys) in enumerate(_ARTICLES, start=1)
        ]
        return Document(
            language=self.language,
            kind="agreement",
            cover=cover,
            contents=word("contents", self.language),
            page=word("page", self.language, page="{page}", pages="{pages}"),
            stamp=dossier.updated,
            parts=(
                self._opening(),
                self._preamble(),
                *articles,
                self._signatures(),
                self._before(),
            ),
        )

    def _name(self, name: str, blank: str) -> Run:
        return Run(name, strong=True) if name else Run(self.texts[blank], blank=True)

    def _say(self, key: str) -> str:
        return clauses()[key][self.language]

    def _clause(self, key: str, number_: str = "") -> Paragraph:
        return clause(self._say(key), self.names, number=number_)

    def _opening(self) -> Part:
        lines = (f"open.{self.draft.form}", "open.home", "open.and", "open.partner", "open.parties")
        blocks = tuple(
            clause(self._say(key), self.names, "party" if "open." in key and place else "body")
            for place, key in enumerate(lines)
        )
        return Part("opening", 2, "", blocks)

    def _preamble(self) -> Part:
        keys = ["preamble.revision" if self.revised else "preamble.new"]
        keys += ["preamble.migration", "preamble.cooperation", "preamble.together"]
        blocks = [self._clause(key) for key in keys]
        if not self.revised:
            blocks.insert(0, self._own("background"))
        blocks.append(self._clause("preamble.agree"))
        return Part("preamble", 1, self._say("preamble"), tuple(blocks))

    def _own(self, field: str, number_: str = "") -> Paragraph:
        """Return what the dossier says of a field, or the blank that asks for it."""
        text = self.draft.texts.get(field, "")
        if not text:
            return Paragraph((Run(self.texts[f"blank_{field}"], blank=True),), "clause", number_)
        runs = [Run(text, language=self.draft.language)]
        if self.draft.language != self.language:
            runs.insert(0, to_translate(self.draft.language, self.language))
        return Paragraph(tuple(runs), "clause", number_)

    def _article(self, place: int, article: str, keys: tuple[str, ...]) -> Part:
        name = self.texts[f"clause_{article.replace('-', '_')}"]
        title = self._say("article").format(number=place, name=name)
        blocks: list[Block] = []
        for row, key in enumerate(keys, start=1):
            number_ = f"{place}.{row}"
            if key.startswith("@"):
                blocks.append(self._own(key[1:], number_))
            elif key.startswith("+"):
                blocks += getattr(self, f"_{key[1:]}")(number_)
            else:
                blocks.append(self._clause(key, number_))
        return Part(article, 1, title, tuple(blocks))

    def _domains(self, number_: str) -> list[Block]:
        if not self.draft.domains:
            return [self._clause("purpose.no-domain", number_)]
        return [
            self._clause("purpose.domains", number_),
            *self._items("mou-domains", self.draft.domains),
        ]

    def _means(self, number_: str) -> list[Block]:
        return [self._clause("actions.means", number_), *self._items("mou-actions")]

    def _items(self, checklist: str, kept: tuple[str, ...] | None = None) -> list[Block]:
        return [
            Paragraph(
                (
                    Run(f"{item.label[self.language]}. ", strong=True),
                    Run(item.detail[self.language] if item.detail else ""),
                ),
                "item",
            )
            for item in library().checklist(checklist).items
            if kept is None or item.id in kept
        ]

    def _actions(self, number_: str) -> list[Block]:
        if not self.draft.actions:
            blank = Paragraph((Run(self.texts["blank_actions"], blank=True),), "clause", number_)
            return [blank]
        said = self._clause("actions.table", number_)
        if self.draft.language != self.language:
            said = replace(
                said, runs=(to_translate(self.draft.language, self.language), *said.runs)
            )
        return [said, self._table()]

    def _table(self) -> Table:
        keys = ("action", "indicator", "quantity", "date", "who")
        rows, blanks = [], set()
        for row, item in enumerate(self.draft.actions):
            quantity = number(item.quantity, self.language) if item.quantity > 0 else ""
            cells = [f"{row + 1}. {item.action}", item.indicator, quantity, item.date, item.who]
            for column, cell in enumerate(cells):
                if not cell:
                    cells[column] = self.texts[f"blank_{keys[column]}"]
                    blanks.add((row, column))
            rows.append(tuple(cells))
        headings = tuple(string(f"section.{key}", self.language) for key in keys)
        return table(self._say("actions.title"), headings, tuple(rows), blanks=frozenset(blanks))

    def _term(self, number_: str) -> list[Block]:
        return [self._clause("duration.revision" if self.revised else "duration.term", number_)]

    def _signatures(self) -> Part:
        lines = ("sign.name", "sign.office", "sign.date", "sign.signature")
        blocks = tuple(
            (
                clause(self._say("sign.for"), {"name": self.names[side]}, "body"),
                *(clause(self._say(line), {}, "body") for line in lines),
            )
            for side in ("home", "partner")
        )
        return Part("signatures", 1, self._say("sign"), (Signatures(blocks),))

    def _before(self) -> Part:
        lines = [self._say("before.blank")]
        if self.draft.written:
            lines += self.draft.notes
        else:
            title = simulators.load("agreement").data.title[self.language]
            lines.append(self._say("before.draft").format(title=title))
        lines += [self._say("before.legal"), self._say("before.source")]
        return Part(
            "before", 1, self._say("before"), tuple(paragraph(line, "item") for line in lines)
        )
