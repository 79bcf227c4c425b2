"""Handing in, grading and results, on nbgrader's gradebook; light to import.

Names are found when they are asked for: a sandbox imports a module of this
package without the rest of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from passerelles.grading import classroom
    from passerelles.grading.classroom import (
        Classroom,
        StudentStatus,
        init,
        open_,
        status,
        status_lines,
        status_plain,
    )
    from passerelles.grading.handing_in import Receipt, last_receipt, submit
    from passerelles.grading.names import local_student
    from passerelles.grading.results import QuestionResult, ResultView, result
    from passerelles.grading.verdicts import Verdict, grade

__all__ = [
    "Classroom",
    "QuestionResult",
    "Receipt",
    "ResultView",
    "StudentStatus",
    "Verdict",
    "classroom",
    "grade",
    "init",
    "last_receipt",
    "local_student",
    "open_",
    "result",
    "status",
    "status_lines",
    "status_plain",
    "submit",
]

_HOMES: Final = {
    "handing_in": ("Receipt", "last_receipt", "submit"),
    "names": ("local_student",),
    "results": ("QuestionResult", "ResultView", "result"),
    "verdicts": ("Verdict", "grade"),
    "classroom": (
        "Classroom",
        "StudentStatus",
        "init",
        "open_",
        "status",
        "status_lines",
        "status_plain",
    ),
}
_WHERE: Final = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import the module that holds `name`, or that is called so."""
    home = _WHERE.get(name)
    try:
        module = import_module(f"{__name__}.{home or name}")
    except ModuleNotFoundError as missing:
        if missing.name != f"{__name__}.{home or name}":
            raise
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    return getattr(module, name) if home else module
