"""Handing in, grading and results, on nbgrader's gradebook; light to import."""

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
