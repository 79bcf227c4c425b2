"""What the four methods cost and how long they take, and which data they bring.

Days are working days, five to a week. Desk study: b days. Meetings: k of them, t days
each. Rapid assessment: i people, u of them a day. Survey: v days to prepare and to
analyse, plus ⌈n / (w q)⌉ in the field, w interviewers filling in q questionnaires a day,
plus ⌈m / (w q')⌉ to meet m silent people through associations. Calendar: the desk study
first, then meetings and rapid assessment side by side, then the survey, which needs what
they found. Cost: days of desk, preparation and analysis at the daily rate, and a unit
cost for each meeting, person questioned, questionnaire filled in and silent person met.

Source: the four methods and the warning that each has its cost, guide 3.1.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from passerelles_widgets.simulators.survey.sampling import up

METHODS: Final = ("desk-study", "consultation-meetings", "rapid-assessment", "surveys")
FAMILIES: Final = (
    "countries",
    "regions-and-cities",
    "employment",
    "businesses",
    "associations",
    "education",
    "health",
    "social-programmes",
    "remittances",
    "savings",
)
WEEK: Final = 5


@dataclass(frozen=True, slots=True)
class Work:
    """The quantities of fieldwork: decisions and unit values, days and euros."""

    methods: tuple[str, ...]
    desk_days: float
    meetings: int
    informants: int
    interviewers: int
    meeting_days: float
    informants_day: float
    pace: float
    followed_pace: float
    office_days: float
    day_cost: float
    meeting_cost: float
    informant_cost: float
    questionnaire_cost: float
    followed_cost: float


@dataclass(frozen=True, slots=True)
class Task:
    """One method in the calendar: start and length in working days, cost in euros."""

    method: str
    start: float
    days: float
    cost: float

    @property
    def end(self) -> float:
        """The working day on which it ends."""
        return self.start + self.days

    @property
    def start_weeks(self) -> float:
        """When it starts, in weeks."""
        return self.start / WEEK

    @property
    def length_weeks(self) -> float:
        """How long it takes, in weeks."""
        return self.days / WEEK

    @property
    def end_weeks(self) -> float:
        """When it ends, in weeks."""
        return self.end / WEEK


def tasks(work: Work, answers: int, followed: int) -> tuple[Task, ...]:
    """Return the chosen methods in their order, one after the other where they must be."""
    field = up(answers / (work.interviewers * work.pace))
    field += up(followed / (work.interviewers * work.followed_pace))
    days = {
        "desk-study": work.desk_days,
        "consultation-meetings": work.meetings * work.meeting_days,
        "rapid-assessment": up(work.informants / work.informants_day),
        "surveys": work.office_days + field,
    }
    costs = {
        "desk-study": work.desk_days * work.day_cost,
        "consultation-meetings": work.meetings * work.meeting_cost,
        "rapid-assessment": work.informants * work.informant_cost,
        "surveys": work.office_days * work.day_cost
        + answers * work.questionnaire_cost
        + followed * work.followed_cost,
    }
    lengths = {name: days[name] if name in work.methods else 0.0 for name in METHODS}
    listening = lengths["desk-study"]
    surveying = listening + max(lengths["consultation-meetings"], lengths["rapid-assessment"])
    starts = {"desk-study": 0.0, "surveys": surveying}
    return tuple(
        Task(name, starts.get(name, listening), lengths[name], costs[name])
        for name in METHODS
        if name in work.methods
    )


def coverage(
    covers: Mapping[str, Sequence[str]], methods: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Return, for each of the ten data families, the chosen methods that bring it."""
    return {
        family: tuple(name for name in METHODS if name in methods and family in covers[name])
        for family in FAMILIES
    }
