"""The notebook that is graded: the instructor's, with the learner's texts written in.

The notebook in a learner's workspace is never read. Hand-graded answers enter
their Markdown solution cells as text in which nothing is markup any more, so
that the formgrader, feedback and paper show them and run nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.data import REPLACEMENT
from passerelles.grading.answers import answered
from passerelles.library.errors import Refusal

# Everything that means something to HTML, to Markdown or to MathJax.
_ACTIVE: Final = re.compile(r"[^\w\s.,;?'’«»“”…–—-]|_")
_CONTROL: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_DIRECTION: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def rebuilt(release: Path, answers: Mapping[str, Any]) -> bytes:
    """Return the released notebook with each hand-graded answer in its cell, as bytes.

    A cell whose question has no answer is left untouched: nbgrader then gives 0
    without asking a person. Raises `Refusal` when the released notebook is unreadable.
    """
    try:
        node = json.loads(release.read_text(encoding="utf-8"))
        for cell in node["cells"]:
            if _hand_graded(cell):
                answer = answers.get(cell["metadata"]["nbgrader"]["grade_id"])
                if isinstance(answer, str) and answered(answer):
                    cell["source"] = as_text(answer)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal(
            f"« {release} » manque ou est abîmé ; relancez « passerelles classroom init ».",
            f"“{release}” is missing or damaged; run “passerelles classroom init” again.",
        ) from error
    return (json.dumps(node, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def as_text(answer: str) -> str:
    """Return typed text as one HTML block that shows it and does nothing else.

    Every sign that could be markup becomes a numeric entity; lines stay lines.
    The classes tell MathJax to leave it alone.
    """
    text = answer.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    text = _DIRECTION.sub("", _CONTROL.sub(REPLACEMENT, text)).strip()
    lines = (_ACTIVE.sub(_entity, line) for line in text.split("\n"))
    body = "<br>\n".join(lines)
    return f'<div class="answer mathjax_ignore tex2jax_ignore" dir="auto">{body}</div>'


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match.group())};"


def _hand_graded(cell: Mapping[str, Any]) -> bool:
    nbgrader = cell["metadata"].get("nbgrader", {})
    return bool(
        cell["cell_type"] == "markdown" and nbgrader.get("grade") and nbgrader.get("solution")
    )
