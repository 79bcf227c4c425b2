"""The report as one page that needs nothing else: tables, bars, charts, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from passerelles.build.course import course
from passerelles.grading import report_svg
from passerelles.grading.attempts import iso, now
from passerelles.grading.hand import levels
from passerelles.grading.report import WHY, Report
from passerelles.grading.report_answers import Distribution, distributions, shown
from passerelles.grading.report_stats import Figures
from passerelles.grading.settings import Classroom
from passerelles.library.text import Language, number
from passerelles_widgets.forms.tasks import Essay

_BINS: Final = 10


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """What the page says of one question; `short` is its name in charts and tables."""

    short: str
    id: str
    prompt: str
    most: float
    figures: Figures
    distributions: tuple[Distribution, ...]


def report_html(classroom: Classroom, report: Report, language: Language) -> str:
    """Return the report as an HTML page; what learners typed is only ever text in it."""
    from passerelles.portal.rendering import render  # noqa: PLC0415 - slow to load

    known = {entry.id: entry for entry in course().exercises}.get(report.assignment)
    parts = tuple(
        _part(classroom, report, place, question, language)
        for place, question in enumerate(report.most, 1)
    )
    return render(
        "report.html",
        language,
        title=known.title[language] if known else report.assignment,
        report=report,
        made=iso(now()),
        parts=parts,
        why=WHY,
        totals=_totals(report, language),
        plane=_plane(parts, language),
        bar=report_svg.bar,
        shown=shown,
    )


def _part(
    classroom: Classroom, report: Report, place: int, question_id: str, language: Language
) -> QuestionPart:
    question = report.questions.get(question_id)
    names = [one.student.id for one in report.learners if question_id in one.points]
    scores = {
        one.student.id: one.points[question_id]
        for one in report.learners
        if question_id in one.points
    }
    chosen = (
        [levels(classroom, name, report.assignment, question_id, scores[name]) for name in names]
        if isinstance(question, Essay)
        else []
    )
    return QuestionPart(
        str(place),
        question_id,
        question.prompt[language] if question else question_id,
        report.most[question_id],
        report.figures[question_id],
        distributions(
            question,
            [answers.answers.get(question_id) for answers in report.answers.values()],
            list(scores.values()),
            chosen,
            language,
        ),
    )


def _totals(report: Report, language: Language) -> str:
    """Return the chart of final grades, in ten parts of the maximum; empty without grades."""
    from passerelles.portal.strings import string  # noqa: PLC0415 - slow to load

    scores = [one.score for one in report.graded if one.score is not None]
    most = report.max_score
    if not scores or most <= 0:
        return ""
    counts = [0] * _BINS
    for score in scores:
        counts[min(_BINS - 1, int(score / most * _BINS))] += 1
    edges = [most * place / _BINS for place in range(_BINS + 1)]
    labels = [number(edge, language, None if most >= _BINS else 1) for edge in edges[:-1]]
    alt = "; ".join(
        string(
            "report.bin",
            language,
            low=number(edges[place], language),
            high=number(edges[place + 1], language),
            count=count,
        )
        for place, count in enumerate(counts)
        if count
    )
    title = string("report.totals", language)
    return report_svg.columns(
        counts, labels, string("report.points_from", language), f"{title}. {alt}."
    )


def _plane(parts: tuple[QuestionPart, ...], language: Language) -> str:
    """Return the chart of facility and discrimination; empty where no question has both."""
    from passerelles.portal.strings import string  # noqa: PLC0415 - slow to load

    points = [
        (one.short, one.figures.facility, one.figures.discrimination)
        for one in parts
        if one.figures.facility is not None and one.figures.discrimination is not None
    ]
    if not points:
        return ""
    said = "; ".join(
        string(
            "report.point",
            language,
            question=name,
            facility=number(x, language, 2),
            discrimination=number(y, language, 2),
        )
        for name, x, y in points
    )
    return report_svg.plane(
        points,
        string("report.facility", language),
        string("report.discrimination", language),
        f"{string('report.plane', language)}. {said}.",
    )
