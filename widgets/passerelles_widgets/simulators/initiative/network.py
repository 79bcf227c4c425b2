"""The activity network: critical path method (CPM), on activities and their predecessors.

Durations in months, each stretched by the margin m ≥ 0: d' = d (1 + m). For activity i with
predecessors P(i) and successors S(i), and T the length of the whole,

* forward pass    ES_i = max over P(i) of EF_j (0 without predecessor), EF_i = ES_i + d'_i
* T = max EF_i
* backward pass   LF_i = min over S(i) of LS_k (T without successor), LS_i = LF_i − d'_i
* total slack     F_i = LS_i − ES_i; i is critical when F_i = 0

The critical path shown is the first, in the order given, that leads from a start to an end
through critical activities that follow each other without a pause. A network that runs in a
circle has no order: it is refused and the circle named.

Source: J. E. Kelley and M. R. Walker, “Critical-path planning and scheduling”, Eastern Joint
Computer Conference, 1959. The guide asks for a calendar (3.2.3); the method is the course's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from passerelles.library.errors import Refusal

TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Task:
    """One activity of the network: its code, months, and the codes it waits for."""

    code: str
    months: float
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """When an activity can and must run, in months from the start; `slack` is what it can lose."""

    start: float
    finish: float
    late_start: float
    late_finish: float

    @property
    def slack(self) -> float:
        """Months the activity can slip without delaying the end."""
        return max(self.late_start - self.start, 0.0)

    @property
    def critical(self) -> bool:
        """Whether any delay of this activity delays the end."""
        return self.slack <= TOLERANCE


@dataclass(frozen=True, slots=True)
class Schedule:
    """Dates by code, the length of the whole in months, and one critical path."""

    dates: Mapping[str, Dates]
    months: float
    path: tuple[str, ...]


def schedule(tasks: Sequence[Task], margin: float = 0.0) -> Schedule:
    """Return the dates of every activity; raise `Refusal` when the network runs in a circle.

    Codes are unique and predecessors known.
    """
    order = ordered(tasks)
    length = {task.code: task.months * (1 + margin) for task in tasks}
    before = {task.code: task.after for task in tasks}
    following: dict[str, list[str]] = {task.code: [] for task in tasks}
    for task in tasks:
        for code in task.after:
            following[code].append(task.code)
    finish: dict[str, float] = {}
    for code in order:
        finish[code] = max((finish[other] for other in before[code]), default=0.0) + length[code]
    months = max(finish.values(), default=0.0)
    late: dict[str, float] = {}
    for code in reversed(order):
        late[code] = min((late[other] - length[other] for other in following[code]), default=months)
    dates = {
        task.code: Dates(
            start=finish[task.code] - length[task.code],
            finish=finish[task.code],
            late_start=late[task.code] - length[task.code],
            late_finish=late[task.code],
        )
        for task in tasks
    }
    return Schedule(dates, months, _path(tasks, dates, following, months))


def ordered(tasks: Sequence[Task]) -> tuple[str, ...]:
    """Return the codes so that each follows its predecessors; raise `Refusal` naming a circle."""
    waiting = {task.code: set(task.after) for task in tasks}
    done: list[str] = []
    while waiting:
        ready = [code for code, after in waiting.items() if not after]
        if not ready:
            raise _circular(_circle(tasks, waiting))
        done += ready
        for code in ready:
            del waiting[code]
        for after in waiting.values():
            after.difference_update(ready)
    return tuple(done)


def _circle(tasks: Sequence[Task], waiting: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Return a circle in the order the work would run, its first code again at the end.

    Every activity still waiting waits for another of them: walking back must come round.
    """
    code = next(task.code for task in tasks if task.code in waiting)
    seen: list[str] = []
    while code not in seen:
        seen.append(code)
        code = min(waiting[code])
    circle = seen[seen.index(code) :][::-1]
    first = circle.index(min(circle))
    return (*circle[first:], *circle[:first], circle[first])


def _circular(circle: tuple[str, ...]) -> Refusal:
    written = " → ".join(circle)
    return Refusal(
        f"Les activités tournent en rond ({written})\u00a0; retirez une de ces attentes.",
        f"The activities run in a circle ({written}); take one of these waits away.",
    )


def _path(
    tasks: Sequence[Task],
    dates: Mapping[str, Dates],
    following: Mapping[str, Sequence[str]],
    months: float,
) -> tuple[str, ...]:
    """Walk from the first critical start to the end without a pause.

    A critical activity that ends before the end always has a critical follower that starts
    as it ends: the one that sets its latest finish.
    """
    critical = [task.code for task in tasks if dates[task.code].critical]
    starts = [code for code in critical if dates[code].start <= TOLERANCE]
    if not starts:
        return ()
    path = [starts[0]]
    while dates[path[-1]].finish < months - TOLERANCE:
        here = dates[path[-1]]
        after = [
            code
            for code in following[path[-1]]
            if dates[code].critical and abs(dates[code].start - here.finish) <= TOLERANCE * 10
        ]
        if not after:
            break
        path.append(after[0])
    return tuple(path)
