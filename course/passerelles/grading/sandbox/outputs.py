"""Outputs that came out of a sandbox, taken apart and put together again by trusted code.

Whatever a learner's process wrote is data: only what a notebook may hold is kept,
and of that only what is safe wherever a notebook is shown.
"""

from __future__ import annotations

import re
from typing import Any, Final

_IMAGES: Final = ("image/png", "image/jpeg")
_JSON: Final = "application/json"
_TEXT: Final = "text/plain"
_LATEX: Final = "text/latex"
_HTML: Final = "text/html"
_BASE64: Final = re.compile(r"[A-Za-z0-9+/=\n]*\Z")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_MOST_OUTPUTS: Final = 500
_LARGEST_SIDE: Final = 20_000  # pixels
_ENDINGS: Final = {
    "time": "this cell took too long",
    "memory": "this cell used too much memory",
    "crash": "this cell ended the Python process",
    "output": "this cell wrote too much",
}


class ForgedError(ValueError):
    """What a sandbox wrote is no cell's answer: no code of ours wrote it."""


def trusted(answer: Any) -> tuple[list[dict[str, Any]], int | None, bool]:
    """Return a cell's outputs, its count and whether they were cut; raise `ForgedError`."""
    if not isinstance(answer, dict) or not isinstance(answer.get("outputs"), list):
        raise ForgedError
    found = [_output(output) for output in answer["outputs"][:_MOST_OUTPUTS]]
    cut = answer.get("cut") is True or len(answer["outputs"]) > _MOST_OUTPUTS
    return found, _count(answer.get("count")), cut


def not_run(ending: str | None = None) -> dict[str, Any]:
    """Return the error of a cell that did not come to its end."""
    why = _ENDINGS.get(ending or "", "the notebook ended before this cell")
    return _error("NotRun", why, [f"NotRun: {why}"])


def timed_out() -> dict[str, Any]:
    """Return the error nbgrader puts into a cell that reached its time limit."""
    return _error(
        "CellTimeoutError",
        "",
        ["\x1b[0;31mCellTimeoutError\x1b[0m: No reply from kernel before timeout"],
    )


def cut_notice(text: str) -> dict[str, Any]:
    """Return the note that output was left out; on standard output, so that it costs no point."""
    return {"output_type": "stream", "name": "stdout", "text": f"\n{text}\n"}


def _output(output: Any) -> dict[str, Any]:
    if not isinstance(output, dict):
        raise ForgedError
    kind = output.get("output_type")
    if kind == "stream" and output.get("name") in ("stdout", "stderr"):
        return {"output_type": kind, "name": output["name"], "text": text(output.get("text"))}
    if kind == "error":
        lines = output.get("traceback")
        traceback = [text(line) for line in lines] if isinstance(lines, list) else []
        return _error(text(output.get("ename")), text(output.get("evalue")), traceback)
    if kind in ("display_data", "execute_result"):
        shown = {"output_type": kind, "data": _data(output.get("data")), "metadata": {}}
        shown["metadata"] = _sizes(output.get("metadata"))
        if kind == "execute_result":
            shown["execution_count"] = _count(output.get("execution_count"))
            # nbgrader reads the partial grade there and fails where it finds nothing.
            shown["data"].setdefault(_TEXT, "…")
        return shown
    raise ForgedError


def _data(data: Any) -> dict[str, Any]:
    """Keep what formgrader and feedback show without running anything."""
    if not isinstance(data, dict):
        raise ForgedError
    kept: dict[str, Any] = {}
    for kind, value in data.items():
        if kind == _TEXT or (kind == _LATEX and "<" not in text(value)):
            kept[kind] = text(value)
        elif kind in _IMAGES and isinstance(value, str) and _BASE64.match(value):
            kept[kind] = value
        elif kind == _HTML:
            kept[kind] = _clean(text(value))
        elif kind == _JSON:
            kept[kind] = value
    return kept


def _sizes(metadata: Any) -> dict[str, Any]:
    """Keep the sizes of images, as whole numbers: they are written into HTML as they stand."""
    kept: dict[str, Any] = {}
    for kind in _IMAGES:
        given = metadata.get(kind) if isinstance(metadata, dict) else None
        if isinstance(given, dict):
            kept[kind] = {
                side: int(given[side])
                for side in ("width", "height")
                if type(given.get(side)) in (int, float) and 0 < given[side] < _LARGEST_SIDE
            }
    return kept


def _clean(html: str) -> str:
    from passerelles.grading.clean import clean_html  # noqa: PLC0415 - slow to load

    return clean_html(html)


def text(value: Any) -> str:
    """Return text that can be written as UTF-8; a list of lines is joined."""
    if isinstance(value, list):
        value = "".join(one for one in value if isinstance(one, str))
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) else ""


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < 2**31 else None


def _error(name: str, value: str, traceback: list[str]) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": traceback}
