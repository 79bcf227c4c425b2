"""A submitted notebook brought back to the form its key knows, before nbgrader reads it.

The metadata of every cell the key knows is written anew; a graded cell that is
missing comes back, before the next cell of the key that is there. All other
cells are the learner's and stay.
"""

from __future__ import annotations

from typing import Any, Final

from nbformat.v4 import new_code_cell, new_markdown_cell

from passerelles.grading.keys import KeyCell, NotebookKey

_SCHEMA: Final = 3
_NOTICE: Final = (
    "Cette cellule manquait et a été remise / This cell was missing and has been put back: "
)


def repair(node: Any, key: NotebookKey) -> list[str]:
    """Repair `node` in place; return the names of the cells put back."""
    known = key.by_name
    seen: set[str] = set()
    # Of several copies nbgrader keeps the last one; the others are ordinary cells.
    for cell in reversed(node.cells):
        given = cell.metadata.pop("nbgrader", None)
        name = given.get("grade_id") if isinstance(given, dict) else None
        if not isinstance(name, str) or name not in known or name in seen:
            continue
        seen.add(name)
        _restore_type(cell, known[name])
        cell.metadata["nbgrader"] = _metadata(known[name])
    back = []
    for number, cell in enumerate(key.cells):
        if cell.name in seen or not (cell.grade or cell.task):
            continue
        later = {one.name for one in key.cells[number + 1 :]}
        node.cells.insert(_before(node, later), _again(cell))
        back.append(cell.name)
        seen.add(cell.name)
    return back


def _metadata(cell: KeyCell) -> dict[str, Any]:
    content: dict[str, Any] = {
        "grade_id": cell.name,
        "grade": cell.grade,
        "solution": cell.solution,
        "locked": cell.locked,
        "task": cell.task,
        "cell_type": cell.cell_type,
        "schema_version": _SCHEMA,
    }
    if cell.checksum is not None:
        content["checksum"] = cell.checksum
    if cell.max_score is not None:
        content["points"] = cell.max_score
    return content


def _restore_type(cell: Any, known: KeyCell) -> None:
    """Give a cell its type back; what belongs to another type goes."""
    if cell.cell_type == known.cell_type:
        return
    cell.cell_type = known.cell_type
    if known.cell_type == "code":
        cell.pop("attachments", None)
        cell.outputs, cell.execution_count = [], None
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _before(node: Any, names: set[str]) -> int:
    for place, cell in enumerate(node.cells):
        if cell.metadata.get("nbgrader", {}).get("grade_id") in names:
            return place
    return len(node.cells)


def _again(cell: KeyCell) -> Any:
    make = new_code_cell if cell.cell_type == "code" else new_markdown_cell
    # An answer comes back as released, so that it counts as unanswered.
    notice = "" if cell.solution or cell.cell_type != "code" else f"# {_NOTICE}{cell.name}\n"
    found = make(notice + cell.source)
    found.metadata["nbgrader"] = _metadata(cell)
    return found
