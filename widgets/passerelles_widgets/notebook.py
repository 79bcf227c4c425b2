"""What the cells of a notebook call.

Each is imported when first called: a page of questions need not load the simulators.
"""

from __future__ import annotations

from typing import Any

from passerelles_widgets.session import begin

__all__ = ["ask", "begin", "mark", "question", "simulator"]


def simulator(name: str) -> Any:
    """Return the simulator `name`, with the learner's own values, built when they come near."""
    from passerelles_widgets.lazy import when_near  # noqa: PLC0415
    from passerelles_widgets.simulators.panel import simulator as show  # noqa: PLC0415

    return when_near(lambda: show(name))


def question(spec: dict[str, Any]) -> Any:
    """Return a practice question, built when the reader comes near; it answers at once."""
    from passerelles_widgets.forms.practice import question as show  # noqa: PLC0415
    from passerelles_widgets.lazy import when_near  # noqa: PLC0415

    return when_near(lambda: show(spec))


def ask(spec: dict[str, Any]) -> Any:
    """Return a graded question ready to be shown; the answer is kept as it is given."""
    from passerelles_widgets.forms.exercise import ask as show  # noqa: PLC0415

    return show(spec)


def mark(key: dict[str, Any]) -> float:
    """Return the score of the answer kept for the graded question `key`."""
    from passerelles_widgets.forms.exercise import mark as score  # noqa: PLC0415

    return score(key)


def page(cells: list[tuple[str, str]]) -> Any:
    """Return the rooms of a page: its `cells` (id, code), each run when the reader comes near."""
    from IPython.core.getipython import get_ipython  # noqa: PLC0415 - only a page has a shell

    from passerelles_widgets.rooms import Rooms  # noqa: PLC0415

    shell = get_ipython()
    assert shell is not None
    return Rooms(dict(cells), shell.user_ns)
