"""What an assignment's key says, read from the gradebook once and carried to every worker.

nbgrader's own preprocessors look cells up in the gradebook one query each; `KeyBook`
answers them from memory, so that workers need no database and cannot write one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self

WARM: Final = frozenset({"numpy", "pandas", "matplotlib", "scipy", "sympy", "networkx", "nose"})
"""Libraries imported once for all sandboxes, where the instructor's notebook imports them."""
_IMPORT: Final = re.compile(r"^\s*(?:import|from)\s+(\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class KeyCell:
    """One cell as the gradebook has it; `max_score` is in points, `None` for an ungraded one."""

    name: str
    cell_type: str
    locked: bool
    source: str
    checksum: str | None
    grade: bool
    solution: bool
    task: bool
    max_score: float | None


@dataclass(frozen=True, slots=True)
class NotebookKey:
    """One notebook of an assignment: its cells in the instructor's order."""

    name: str
    kernelspec: str | None
    cells: tuple[KeyCell, ...]
    prose: tuple[str, ...] = ()

    @property
    def by_name(self) -> dict[str, KeyCell]:
        """Return the cells by grade id."""
        return {cell.name: cell for cell in self.cells}


@dataclass(frozen=True, slots=True)
class Keys:
    """An assignment's notebooks, and the libraries worth having warm."""

    assignment: str
    notebooks: dict[str, NotebookKey]
    warm: tuple[str, ...] = field(default=())


class KeyBook:
    """Answers nbgrader's sanitizing preprocessors as its Gradebook would, from `Keys`."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Have nothing to close."""

    def find_notebook(self, name: str, assignment: str) -> NotebookKey:
        """Return a notebook's key."""
        return self._notebook(name, assignment)

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> KeyCell:
        """Return a cell; raise nbgrader's `MissingEntry`."""
        return self._cell(name, notebook, assignment)

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> KeyCell:
        """Return a graded cell; raise nbgrader's `MissingEntry`."""
        return self._cell(name, notebook, assignment)

    def _notebook(self, name: str, assignment: str) -> NotebookKey:
        from nbgrader.api import MissingEntry  # noqa: PLC0415 - slow to load

        if assignment != self._keys.assignment or name not in self._keys.notebooks:
            raise MissingEntry(f"No such notebook: {assignment}/{name}")
        return self._keys.notebooks[name]

    def _cell(self, name: str, notebook: str, assignment: str) -> KeyCell:
        from nbgrader.api import MissingEntry  # noqa: PLC0415 - slow to load

        found = self._notebook(notebook, assignment).by_name.get(name)
        if found is None:
            raise MissingEntry(f"No such cell: {assignment}/{notebook}/{name}")
        return found


def read_keys(book: Any, assignment: str, source: Path) -> Keys:
    """Read an assignment's key from nbgrader's gradebook; `source` is the instructor's folder.

    The gradebook keeps no order: that of the instructor's notebook is used where there is one.
    """
    notebooks, warm = {}, set()
    for row in book.find_assignment(assignment).notebooks:
        order, prose, imports = _source(source / f"{row.name}.ipynb")
        graded = {cell.name: cell for cell in row.grade_cells}
        solutions = {cell.name for cell in row.solution_cells}
        tasks = {cell.name: cell for cell in row.task_cells}
        cells = []
        for cell in row.source_cells:
            points = graded.get(cell.name) or tasks.get(cell.name)
            cells.append(
                KeyCell(
                    cell.name,
                    cell.cell_type,
                    bool(cell.locked),
                    cell.source or "",
                    cell.checksum,
                    cell.name in graded,
                    cell.name in solutions,
                    cell.name in tasks,
                    None if points is None else float(points.max_score),
                )
            )
        place = {name: number for number, name in enumerate(order)}
        cells.sort(key=lambda cell: place.get(cell.name, len(place)))
        notebooks[row.name] = NotebookKey(row.name, row.kernelspec, tuple(cells), prose)
        warm |= imports & WARM
    return Keys(assignment, notebooks, tuple(sorted(warm)))


def fingerprint(text: str) -> str:
    """Return what tells one cell's text from another's."""
    return sha256(text.strip().encode("utf-8", "replace")).hexdigest()[:24]


def _source(path: Path) -> tuple[list[str], tuple[str, ...], set[str]]:
    """Return grade ids in order, the fingerprints of prose, and what is imported."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return [], (), set()
    order: list[str] = []
    prose: set[str] = set()
    imports: set[str] = set()
    for cell in cells:
        text = "".join(cell["source"])
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name:
            order.append(name)
        if cell["cell_type"] == "code":
            imports |= set(_IMPORT.findall(text))
            if "matplotlib" in text:
                imports.add("matplotlib")
        else:
            prose.add(fingerprint(text))
    return order, tuple(sorted(prose)), imports
