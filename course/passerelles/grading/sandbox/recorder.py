"""Records what a cell shows, in the form a notebook keeps it, and never more than its share."""

from __future__ import annotations

import base64
import json
import os
from io import TextIOBase
from typing import Any, Final

STREAM_LIMIT: Final = 300_000
"""Characters of printed text kept of one cell; nbgrader shows a thousand lines."""
RICH_LIMIT: Final = 8_000_000
"""Characters of displays kept of one cell: a few dozen figures."""
RESULT_LIMIT: Final = 1_000_000
"""Characters kept of a value or of an error, which are what a test is judged by."""
COUNT_LIMIT: Final = 400
"""Outputs kept of one cell."""


class Recorder:
    """Collects one cell's outputs; streams are joined while nothing else comes between.

    `graded` cells keep warnings as ordinary text: nbgrader scores a cell 0 for
    anything on standard error, a library's warning included.
    """

    def __init__(self, *, graded: bool) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.cut = False
        self._graded = graded
        self._streamed = self._shown = 0
        self._clear_next = False
        self._displays: dict[str, dict[str, Any]] = {}

    def stream(self, name: str, text: str) -> None:
        """Add printed text."""
        room = STREAM_LIMIT - self._streamed
        if len(text) > room:
            self.cut, text = True, text[:room]
        if not text:
            return
        self._streamed += len(text)
        self._begin()
        kind = "stdout" if self._graded else name
        last = self.outputs[-1] if self.outputs else None
        if last is not None and last["output_type"] == "stream" and last["name"] == kind:
            last["parts"].append(text)
        elif self._room():
            self.outputs.append({"output_type": "stream", "name": kind, "parts": [text]})

    def display(self, data: Any, metadata: Any, name: str | None = None) -> None:
        """Add a display; `name` is what it can be updated by."""
        content = _plain({"data": data, "metadata": metadata or {}})
        size = len(json.dumps(content))
        if self._shown + size > RICH_LIMIT or not self._room():
            self.cut = True
            return
        self._shown += size
        self._begin()
        output = {"output_type": "display_data", **content}
        if name is not None:
            self._displays[name] = output
        self.outputs.append(output)

    def update(self, name: str, data: Any, metadata: Any) -> None:
        """Change a display shown before in this cell."""
        if name in self._displays:
            content = _plain({"data": data, "metadata": metadata or {}})
            self._shown += len(json.dumps(content))
            if self._shown > RICH_LIMIT:
                self.cut = True
            else:
                self._displays[name].update(content)

    def result(self, data: Any, metadata: Any, count: int) -> None:
        """Add the cell's last value; one that is too long keeps its beginning."""
        content = _plain({"data": data, "metadata": metadata or {}})
        if len(json.dumps(content)) > RESULT_LIMIT:
            self.cut = True
            text = str(content["data"].get("text/plain", ""))[:2000]
            content = {"data": {"text/plain": text}, "metadata": {}}
        self._begin()
        self.outputs.append({"output_type": "execute_result", "execution_count": count, **content})

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Add an error."""
        if sum(map(len, traceback)) > RESULT_LIMIT:
            self.cut = True
            traceback = [line[:2000] for line in [*traceback[:20], *traceback[-20:]]]
        self._begin()
        self.outputs.append(
            {
                "output_type": "error",
                "ename": name[:500],
                "evalue": value[:100_000],
                "traceback": traceback,
            }
        )

    def clear(self, *, wait: bool) -> None:
        """Forget the outputs so far, now or when the next one comes."""
        if wait:
            self._clear_next = True
        else:
            self.outputs.clear()
            self._displays.clear()

    def finished(self) -> list[dict[str, Any]]:
        """Return the outputs as plain JSON values."""
        for output in self.outputs:
            if "parts" in output:
                output["text"] = "".join(output.pop("parts"))
        return self.outputs

    def _begin(self) -> None:
        if self._clear_next:
            self._clear_next = False
            self.clear(wait=False)

    def _room(self) -> bool:
        if len(self.outputs) < COUNT_LIMIT:
            return True
        self.cut = True
        return False


class Stream(TextIOBase):
    """Standard output or error of a cell."""

    def __init__(self, name: str, place: int) -> None:
        self.name = f"<{name}>"
        self._stream = name
        self._place = place
        self.recorder: Recorder | None = None

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Say how text is written."""
        return "UTF-8"

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def fileno(self) -> int:
        """Return the descriptor that subprocesses write to."""
        return self._place

    def isatty(self) -> bool:
        """Say that nobody watches."""
        return False

    def write(self, text: str) -> int:
        """Record `text`."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if self.recorder is not None:
            self.recorder.stream(self._stream, text)
        return len(text)

    def drain(self) -> None:
        """Record what was written to the descriptor itself, by C code or a subprocess."""
        try:
            size = os.fstat(self._place).st_size
            if size and self.recorder is not None:
                raw = os.pread(self._place, STREAM_LIMIT * 4, 0)
                os.ftruncate(self._place, 0)
                self.recorder.stream(self._stream, raw.decode("utf-8", "replace"))
                self.recorder.cut |= size > len(raw)
        except OSError:  # the cell closed it
            return


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    """Return JSON values only: bytes as base64, anything strange as its text."""

    def other(value: Any) -> Any:
        return base64.b64encode(value).decode() if isinstance(value, bytes) else repr(value)

    try:
        plain: dict[str, Any] = json.loads(json.dumps(content, default=other))
    except (TypeError, ValueError, RecursionError):
        data = content["data"] if isinstance(content.get("data"), dict) else {}
        plain = {"data": {"text/plain": str(data.get("text/plain", ""))}, "metadata": {}}
    return plain
