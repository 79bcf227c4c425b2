"""IPython's shell without Jupyter: a cell in, its outputs out, as a kernel would send them."""

# mypy: disable-error-code="no-untyped-call"
from __future__ import annotations

import asyncio
import builtins
import getpass
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from passerelles.grading.sandbox.recorder import Recorder, Stream


class _Publisher(DisplayPublisher):  # type: ignore[misc, unused-ignore]
    recorder: Recorder | None = None

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        *_: Any,
        transient: Any = None,
        update: bool = False,
        **__: Any,
    ) -> None:
        if self.recorder is None:
            return
        name = (transient or {}).get("display_id")
        if update:
            self.recorder.update(str(name), data, metadata)
        else:
            self.recorder.display(data, metadata, None if name is None else str(name))

    def clear_output(self, wait: bool = False) -> None:
        if self.recorder is not None:
            self.recorder.clear(wait=wait)


class _Hook(DisplayHook):  # type: ignore[misc, unused-ignore]
    recorder: Recorder | None = None
    _found: tuple[Any, Any] | None = None

    def start_displayhook(self) -> None:
        self._found = None

    def write_output_prompt(self) -> None:
        """Write none: the notebook has its own."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self._found = (format_dict, md_dict)

    def finish_displayhook(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, Stream):
                stream.drain()
        if self._found is not None and self._found[0] and self.recorder is not None:
            self.recorder.result(*self._found, self.prompt_count)
        self._found = None


class Shell(InteractiveShell):  # type: ignore[misc, unused-ignore]
    """The shell of a sandbox."""

    recorder: Recorder | None = None

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self._last_traceback = stb
        if self.recorder is not None:
            try:
                value = str(evalue)
            except Exception:  # noqa: BLE001 - the learner's own exception
                value = ""
            self.recorder.error(
                str(getattr(etype, "__name__", etype)), value, [str(line) for line in stb]
            )

    def enable_gui(self, gui: Any = None) -> None:
        """Have no windows: figures are displays."""

    def ask_exit(self) -> None:
        """Go on: `exit` ends nothing that somebody could want to go back to."""


class Cells:
    """Runs cells one after the other in one shell."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        config.Completer.use_jedi = False
        # Colouring a traceback takes eight times as long as writing it, and nobody can hear it.
        config.InteractiveShell.colors = "nocolor"
        self.shell = Shell.instance(
            config=config, display_pub_class=_Publisher, displayhook_class=_Hook
        )
        self.streams = Stream("stdout", 1), Stream("stderr", 2)
        self._hidden = False

    def begin(self) -> None:
        """Take over the streams of this process, and its questions to a person."""
        sys.stdout, sys.stderr = self.streams

        def ask(*_: Any, **__: Any) -> str:
            raise StdinNotImplementedError(
                "raw_input was called, but this frontend does not support input requests."
            )

        builtins.input = ask
        getpass.getpass = ask

    async def run(self, source: str, *, graded: bool) -> dict[str, Any]:
        """Run one cell and return `{"outputs": […], "count": n, "cut": bool}`."""
        shell = self.shell
        recorder = Recorder(graded=graded)
        for place in (shell, shell.display_pub, shell.displayhook, *self.streams):
            place.recorder = recorder
        count = shell.execution_count
        shell.showing_traceback = False
        result = None
        try:
            result = await self._run(source)
        except KeyboardInterrupt:
            recorder.error("KeyboardInterrupt", "", ["KeyboardInterrupt"])
        except (Exception, SystemExit, asyncio.CancelledError) as fault:  # noqa: BLE001
            recorder.error(type(fault).__name__, str(fault), [repr(fault)])
        for stream in self.streams:
            stream.drain()
        if result is not None:
            _not_silent(result, recorder)
        return {"outputs": recorder.finished(), "count": count, "cut": recorder.cut}

    async def _run(self, source: str) -> Any:
        """Run as IPython's kernel does: in a running loop, cells that await as part of it."""
        shell, before = self.shell, None
        try:
            transformed = shell.transform_cell(source)
        except Exception:  # noqa: BLE001 - shown when the cell runs
            transformed, before = source, sys.exc_info()
        if not shell.should_run_async(
            source, transformed_cell=transformed, preprocessing_exc_tuple=before
        ):
            return shell.run_cell(source, store_history=True)
        result = None
        try:
            result = await shell.run_cell_async(
                source,
                store_history=True,
                transformed_cell=transformed,
                preprocessing_exc_tuple=before,
            )
        finally:
            shell.events.trigger("post_execute")
            shell.events.trigger("post_run_cell", result)
        return result


def _not_silent(result: Any, recorder: Recorder) -> None:
    """Show the error of a cell that failed without showing one, or nbgrader gives full marks."""
    error = result.error_before_exec or result.error_in_exec
    if error is not None and not any(o["output_type"] == "error" for o in recorder.outputs):
        recorder.error(
            type(error).__name__,
            str(error),
            ["ERROR: An error occurred while showtraceback was disabled"],
        )
