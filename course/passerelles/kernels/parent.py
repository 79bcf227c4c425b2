"""The process warm kernels are forked from; one for each server, started by `keeper`.

    python -m passerelles.kernels.parent --channel N --lifeline N --folder DIR
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import sys
import traceback
from typing import Any, Final

from passerelles.kernels.fork import Parent

_LEFT_OUT: Final = ("jedi", "debugpy")


def main(arguments: list[str] | None = None) -> None:
    """Prepare a kernel, then fork it on request until the server is gone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--channel", type=int, required=True)
    parser.add_argument("--lifeline", type=int, required=True)
    parser.add_argument("--folder", required=True)
    options = parser.parse_args(arguments)
    channel = socket.socket(fileno=options.channel)
    channel.set_inheritable(False)
    os.set_inheritable(options.lifeline, False)
    run = _prepare()
    Parent(channel, options.lifeline, run).serve()
    if os.getppid() == 1 or not _server_lives(channel):
        shutil.rmtree(options.folder, ignore_errors=True)


def _prepare() -> Any:
    # Absent while IPython and ipykernel look for them, there again for whoever imports them.
    absent = [name for name in _LEFT_OUT if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    from passerelles.kernels.kernel import prepared  # noqa: PLC0415

    app = prepared()
    for name in absent:
        del sys.modules[name]
    from passerelles.kernels.exercise import exercise

    exercise(app)

    def run(task: dict[str, Any], descriptors: list[int]) -> int:
        ready = descriptors[0]
        sys.argv = ["passerelles-kernel", "-f", task["connection_file"]]
        try:
            app.wake(task["connection_file"], lambda: _tell(ready, b""))
        except Exception:
            try:
                os.write(ready, traceback.format_exc().encode()[-4000:])
            except OSError:
                pass
            raise
        return 0

    return run


def _tell(ready: int, text: bytes) -> None:
    os.write(ready, b"\0")
    os.close(ready)


def _server_lives(channel: socket.socket) -> bool:
    return False


if __name__ == "__main__":
    main()
