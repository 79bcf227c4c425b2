"""The dossier's sections as a reader sees them: titles, sentences and tables in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from passerelles.dossier.schema import Dossier
from passerelles.library.loader import library
from passerelles.library.text import Language, enumeration, number, percent
from passerelles.portal import dossier_agreement as agreements
from passerelles.portal import dossier_initiatives as initiatives
from passerelles.portal import dossier_learning as learning
from passerelles.portal import dossier_lessons as lessons
from passerelles.portal import dossier_monitoring as monitoring
from passerelles.portal import dossier_places as places
from passerelles.portal import dossier_resources as resources
from passerelles.portal import dossier_schemes as schemes
from passerelles.portal import dossier_sections as more
from passerelles.portal.dossier_writer import ShownSection, ShownTable, Writer

__all__ = ["ShownSection", "ShownTable", "sections"]


class _Sections(Writer):
    """The sections on stakeholders, mechanisms and the partner."""

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


# One line a section, in the order of the steps: its attribute, and the function that writes it.
_SHOWN: Final[tuple[tuple[str, Callable[[Any, Any], ShownSection]], ...]] = (
    ("territory", places.territory),
    ("corridors", places.corridors),
    ("territory_profile", more.territory_profile),
    ("needs", more.needs),
    ("data_plan", more.data_plan),
    ("stakeholders", _Sections.stakeholders),
    ("mechanisms", _Sections.mechanisms),
    ("coherence", more.coherence),
    ("partner", _Sections.partner),
    ("due_diligence", _Sections.due_diligence),
    ("sdg_adherence", agreements.sdg_adherence),
    ("agreement", agreements.agreement),
    ("management", more.management),
    ("sectors", initiatives.sectors),
    ("initiative_type", initiatives.initiative_type),
    ("initiative", initiatives.initiative),
    ("remittance_scheme", schemes.remittances),
    ("mobility_scheme", schemes.mobility),
    ("return_scheme", schemes.back),
    ("skills_scheme", schemes.skills),
    ("exchange_programme", learning.exchange_programme),
    ("budget", resources.budget),
    ("funding_plan", resources.funding_plan),
    ("lessons", lessons.lessons),
    ("monitoring_plan", monitoring.monitoring_plan),
)


def sections(dossier: Dossier, language: Language) -> list[ShownSection]:
    """Return the sections the learner has filled in, in the order of the steps.

    The learner's own wording, in whatever language it was typed, stands for the sentences.
    """
    writer = _Sections(language)
    held = ((getattr(dossier.sections, name), write) for name, write in _SHOWN)
    shown = [write(writer, section) for section, write in held if section is not None]
    return [_in_own_words(dossier, section) for section in shown]


def _in_own_words(dossier: Dossier, section: ShownSection) -> ShownSection:
    words = dossier.wording.get(section.id)
    if words is None:
        return section
    return replace(
        section,
        sentences=tuple(line for line in words.text.splitlines() if line.strip()),
        computed=section.sentences,
        spoken=words.language,
        stale=bool(words.of) and words.of != dossier.fingerprint(section.id),
    )
