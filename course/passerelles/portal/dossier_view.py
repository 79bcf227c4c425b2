"""The dossier's sections as a reader sees them: titles, sentences and tables in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from passerelles.dossier.schema import Dossier
from passerelles.library.loader import library
from passerelles.library.text import Language, enumeration, number, percent
from passerelles.portal.strings import string


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of words and written numbers; `numeric` tells which columns are numbers."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """One section of the dossier, ready to read."""

    id: str
    step: int
    title: str
    sentences: tuple[str, ...]
    tables: tuple[ShownTable, ...]


class _Writer:
    """Writes sections in one language, with the library's own labels."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def t(self, key: str, **values: Any) -> str:
        return string(f"section.{key}", self.language, **values)

    def item(self, checklist: str, item_id: str) -> str:
        for item in library().checklist(checklist).items:
            if item.id == item_id:
                return item.label[self.language]
        return item_id

    def table(self, title: str, headings: list[str], rows: list[list[Any]]) -> ShownTable:
        numeric = tuple(
            bool(rows) and all(isinstance(row[i], (int, float)) for row in rows)
            for i in range(len(headings))
        )
        written = tuple(
            tuple(
                number(value, self.language, None) if isinstance(value, (int, float)) else value
                for value in row
            )
            for row in rows
        )
        return ShownTable(self.t(title), tuple(self.t(h) for h in headings), written, numeric)

    def stakeholders(self, section: Any) -> ShownSection:
        rows = [
            [
                s.name,
                self.item("stakeholder-groups", s.group),
                s.power,
                s.interest,
                self.t(f"strategy.{s.strategy}"),
            ]
            for s in section.items
        ]
        table = self.table(
            "stakeholders.table", ["name", "group", "power", "interest", "strategy"], rows
        )
        return ShownSection(
            "stakeholders",
            2,
            self.t("stakeholders"),
            (self.t("stakeholders.count", count=number(len(rows), self.language)),),
            (table,),
        )

    def mechanisms(self, section: Any) -> ShownSection:
        seats = self.table(
            "mechanisms.seats",
            ["group", "seats"],
            [[self.item("stakeholder-groups", g), n] for g, n in section.seats.items()],
        )
        principles = self.table(
            "mechanisms.principles",
            ["principle", "degree"],
            [
                [self.item("governance-platform-principles", p), percent(d, self.language)]
                for p, d in section.principles.items()
            ],
        )
        raci = self.table(
            "mechanisms.raci",
            ["step", "responsible", "accountable", "consulted", "informed"],
            [
                [
                    f"{row.step}. {library().process.step(row.step).stage.name[self.language]}",
                    *(
                        enumeration(names, self.language) or "–"
                        for names in (row.responsible, row.accountable, row.consulted, row.informed)
                    ),
                ]
                for row in section.raci
            ],
        )
        groups = number(section.effective_groups, self.language, 1)
        sentences = [self.t("mechanisms.groups", groups=groups)]
        if section.overloaded:
            names = enumeration(section.overloaded, self.language)
            sentences.append(self.t("mechanisms.overloaded", names=names))
        return ShownSection(
            "mechanisms",
            3,
            self.t("mechanisms"),
            tuple(sentences),
            tuple(table for table in (seats, principles, raci) if table.rows),
        )

    def partner(self, section: Any) -> ShownSection:
        scores = self.table(
            "partner.scores",
            ["criterion", "score"],
            [[self.item("partner-criteria", c), v] for c, v in section.scores.items()],
        )
        others = self.table(
            "partner.others",
            ["name", "weighted"],
            [[a.name, a.score] for a in section.alternatives],
        )
        chosen = self.t(
            "partner.chosen",
            name=section.name,
            country=section.country,
            channel=self.item("partner-identification-channels", section.channel),
            acceptability=percent(section.rank_acceptability, self.language),
        )
        tables = tuple(table for table in (scores, others) if table.rows)
        return ShownSection("partner", 4, self.t("partner"), (chosen,), tables)

    def due_diligence(self, section: Any) -> ShownSection:
        table = self.table(
            "due-diligence.table",
            ["topic", "evidence"],
            [
                [self.item("partner-information", topic), self.t(f"evidence.{evidence}")]
                for topic, evidence in section.items.items()
            ],
        )
        ready = self.t("due-diligence.ready", share=percent(section.readiness, self.language))
        return ShownSection("due-diligence", 4, self.t("due-diligence"), (ready,), (table,))


def sections(dossier: Dossier, language: Language) -> list[ShownSection]:
    """Return the sections the learner has filled in, in the order of the steps."""
    writer = _Writer(language)
    held = dossier.sections
    shown = (
        (held.stakeholders, writer.stakeholders),
        (held.mechanisms, writer.mechanisms),
        (held.partner, writer.partner),
        (held.due_diligence, writer.due_diligence),
    )
    return [write(section) for section, write in shown if section is not None]
