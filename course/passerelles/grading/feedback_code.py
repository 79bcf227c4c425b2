"""Feedback on an nbgrader assignment with code cells: the graded notebook, made safe to show.

Hidden tests and mark schemes are cut out by nbgrader's own preprocessors, and so is what
the cells that held them displayed: a traceback quotes the test it comes from. Any other
output that quotes a line of a hidden test is withheld too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, Final

from passerelles.grading.attempts import TIMESTAMP
from passerelles.grading.clean import clean_html
from passerelles.grading.collect import SECRET
from passerelles.grading.database import setting
from passerelles.grading.files import folders, locked, publish
from passerelles.grading.gradebook import GradeRow, submissions
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles_widgets.forms.statement import escaped

WAIT_SECONDS: Final = 20.0
_SHORTEST_LINE: Final = 6
_DELIMITERS: Final = (
    "begin_test_delimeter",
    "end_test_delimeter",
    "begin_mark_scheme_delimeter",
    "end_mark_scheme_delimeter",
)
_ANSI: Final = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/=\s]{1,8000000}\Z")
_IMAGES: Final = ("image/png", "image/jpeg")


@dataclass
class CellView:
    """One cell as the page shows it; `outputs` are safe HTML, `withheld` says some are not shown.

    `row` is the gradebook's, for a cell that is graded.
    """

    kind: str
    html: str
    outputs: list[str] = field(default_factory=list)
    withheld: bool = False
    row: GradeRow | None = None


def graded_students(classroom: Classroom, assignment: str) -> tuple[str, ...]:
    """Return who has a graded notebook of an assignment, in order."""
    above = classroom.root / "autograded"
    return tuple(one.name for one in folders(above) if (one / assignment).is_dir())


def release_notebooks(classroom: Classroom, assignment: str, student: str) -> Path:
    """Write one learner's feedback, a page for each notebook; return the folder.

    Raises `Refusal` when the work is not graded, or its notebook cannot be read.
    """
    folder = classroom.autograded(student, assignment)
    handed = submissions(classroom, assignment).get(student)
    notebooks = sorted(folder.glob("*.ipynb")) if folder.is_dir() else []
    if handed is None or not notebooks:
        raise Refusal(
            "Ce travail n’est pas encore corrigé ; lancez d’abord « passerelles grade ».",
            "This work has not been graded yet; run “passerelles grade” first.",
        )
    files = {
        f"{path.stem}.html": _page(classroom, assignment, student, path, handed.rows).encode()
        for path in notebooks
    }
    for name in (TIMESTAMP, SECRET):
        path = folder / name
        if path.is_file() and not path.is_symlink():
            files[name] = path.read_bytes()[:10_000]
    target = classroom.root / "feedback" / student / assignment
    with locked(classroom.lock("feedback"), WAIT_SECONDS):
        publish(target, files, classroom.staging)
    return target


def views(classroom: Classroom, node: Any, sheet: str, rows: dict[str, GradeRow]) -> list[CellView]:
    """Return the cells of a graded notebook as the page shows them; `sheet` is its name."""
    language = classroom.settings.language
    sources = [str(cell.source) for cell in node.cells]
    hidden = [_cut(classroom, cell) for cell in node.cells]
    secret = {
        line.strip()
        for before, cell, cut in zip(sources, node.cells, hidden, strict=True)
        if cut
        for line in before.split("\n")
        if line.strip() not in cell.source and len(line.strip()) >= _SHORTEST_LINE
    }
    found = []
    for cell, cut in zip(node.cells, hidden, strict=True):
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        row = rows.get(name) or rows.get(f"{sheet}/{name}")
        if cell.cell_type == "markdown":
            found.append(CellView("prose", _markdown(cell.source), row=row))
            continue
        view = CellView(
            "code", f"<pre><code>{escaped(cell.source, language)}</code></pre>", row=row
        )
        outputs = cell.get("outputs", []) if cell.cell_type == "code" else []
        for output in outputs:
            text = _plain(output)
            if cut or any(line in text for line in secret):
                view.withheld = True
            else:
                view.outputs.append(_shown(output, text, language))
        found.append(view)
    return found


def _page(
    classroom: Classroom, assignment: str, student: str, path: Path, rows: dict[str, GradeRow]
) -> str:
    import nbformat  # noqa: PLC0415 - slow to load

    from passerelles.portal.rendering import render  # noqa: PLC0415 - slow to load

    try:
        node = nbformat.read(path, as_version=4)
    except Exception as error:  # whatever a damaged notebook makes the reader raise
        raise Refusal(
            f"« {path.name} » est abîmé ; corrigez de nouveau ce travail (--force).",
            f"“{path.name}” is damaged; grade this work again (--force).",
        ) from error
    cells = views(classroom, node, path.stem, rows)
    graded = [cell.row for cell in cells if cell.row is not None]
    return render(
        "feedback-code.html",
        classroom.settings.language,
        title=f"{assignment} · {path.stem}" if path.stem != assignment else assignment,
        student=student,
        cells=cells,
        points=sum(row.score or 0.0 for row in graded),
        most=sum(row.max_score for row in graded),
        waiting=sum(not row.settled for row in graded),
    )


def _cut(classroom: Classroom, cell: Any) -> bool:
    """Cut hidden tests and mark schemes out of a cell; tell whether there were any."""
    from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme  # noqa: PLC0415 - slow
    from traitlets.config import Config  # noqa: PLC0415

    before = cell.source
    for step in (ClearHiddenTests, ClearMarkScheme):
        config = Config({step.__name__: _delimiters(classroom, step.__name__)})
        try:
            cell, _ = step(config=config, enforce_metadata=False).preprocess_cell(cell, {}, 0)
        except RuntimeError:  # a region without an end: nothing of the cell is safe to show
            cell.source = ""
    return bool(cell.source != before)


def _delimiters(classroom: Classroom, part: str) -> dict[str, Any]:
    given = {name: setting(classroom, part, name) for name in _DELIMITERS}
    return {name: value for name, value in given.items() if isinstance(value, str)}


def _markdown(source: str) -> str:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - slow to load

    made = MarkdownIt("commonmark", {"html": True}).enable("table")
    return clean_html(made.render(source))


def _plain(output: Any) -> str:
    if output.output_type == "stream":
        return _ANSI.sub("", str(output.text))
    if output.output_type == "error":
        return _ANSI.sub("", "\n".join(map(str, output.get("traceback", []))) or str(output.evalue))
    data = output.get("data", {})
    return _ANSI.sub("", "\n".join(str(data.get(kind, "")) for kind in ("text/plain", "text/html")))


def _shown(output: Any, text: str, language: Any) -> str:
    data = output.get("data", {})
    for kind in _IMAGES:
        image = data.get(kind)
        if isinstance(image, str) and _BASE64.match(image):
            alt = escape(str(data.get("text/plain", ""))[:200], quote=True)
            return f'<img src="data:{kind};base64,{"".join(image.split())}" alt="{alt}">'
    if isinstance(data.get("text/html"), str):
        return clean_html(data["text/html"])
    plain = text if not data else _ANSI.sub("", str(data.get("text/plain", "")))
    return f"<pre>{escaped(plain, language)}</pre>"
