"""What the partnership game taught, as a reader of the dossier sees it."""

from __future__ import annotations

from typing import Final

from passerelles.dossier.sections_lessons import Lessons
from passerelles.portal.dossier_writer import NOTHING, ShownSection, Writer
from passerelles_widgets import simulators

_STEP: Final = 7  # the game ends the course: its lessons feed the next needs assessment
_SIMULATOR: Final = "partnership"


def lessons(writer: Writer, section: Lessons) -> ShownSection:
    """Return the lesson kept, the outcome, and the decisions that counted most."""
    labels = simulators.load(_SIMULATOR).texts(writer.language).labels
    sentences = [
        writer.t("lessons.takeaway", takeaway=section.takeaway)
        if section.takeaway
        else writer.t("lessons.no-takeaway"),
        writer.t(
            "lessons.outcome",
            strategy=labels.get(f"strategy/{section.strategy}", section.strategy),
            overall=writer.number(section.overall, 0),
            seed=writer.number(section.seed),
            mean=writer.number(section.mean, 0),
            low=writer.number(section.low, 0),
            high=writer.number(section.high, 0),
        ),
    ]
    principles = writer.table(
        "lessons.principles",
        ["principle", "lessons.score"],
        [
            [writer.item("effectiveness-principles", name), writer.number(score, 0)]
            for name, score in section.principles.items()
        ],
    )
    decisions = writer.table(
        "lessons.decisions",
        ["lessons.decision", "lessons.quarter", "lessons.points", "lessons.recommendation"],
        [
            [
                labels.get(f"plan/decision/{item.decision}", item.decision),
                item.quarter,
                writer.signed(round(item.points, 1)) if round(item.points, 1) else NOTHING,
                writer.item("final-recommendations", item.recommendation),
            ]
            for item in section.decisions
        ],
    )
    return writer.section("lessons", _STEP, sentences, [principles, decisions])
