"""The process warm kernels are forked from; one for each server, started by `keeper`.

python -m passerelles.kernels.parent --channel N --lifeline N --folder DIR
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import traceback
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from passerelles.kernels.folder import PATIENCE, clear_if_abandoned
from passerelles.kernels.fork import Parent

if TYPE_CHECKING:
    from passerelles.kernels.kernel import WarmKernelApp

READY: Final = b"\0"
"""What a kernel writes to its descriptor once its sockets are open; else, why they are not."""
_LEFT_OUT: Final = ("jedi", "debugpy")


def main(arguments: list[str] | None = None) -> None:
    """Prepare a kernel, then fork it on request until the server is gone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--channel", type=int, required=True)
    parser.add_argument("--lifeline", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args(arguments)
    channel = socket.socket(fileno=options.channel)
    for descriptor in (options.channel, options.lifeline):
        os.set_inheritable(descriptor, False)
    app = prepare()
    Parent(channel, options.lifeline, partial(run, app)).serve()
    # A server that was killed could not clear its folder away.
    clear_if_abandoned(options.folder, PATIENCE)


def prepare() -> WarmKernelApp:
    """Return an application ready to be forked, with all that a page needs imported and run."""
    # Absent while IPython and ipykernel look for them, there again for whoever imports them.
    absent = [name for name in _LEFT_OUT if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    from passerelles.kernels.kernel import prepared  # noqa: PLC0415 - after the absences

    app = prepared()
    for name in absent:
        del sys.modules[name]
    from passerelles.kernels.exercise import exercise  # noqa: PLC0415 - with the shell there

    exercise(app)
    return app


def run(app: WarmKernelApp, task: dict[str, Any], descriptors: list[int]) -> int:
    """Be the kernel of the connection file `task` names (in the fork)."""
    (ready,) = descriptors
    path = task["connection_file"]
    sys.argv = ["ipykernel_launcher.py", "-f", path]
    try:
        app.wake(path, lambda: _tell(ready, READY))
    except Exception:
        _tell(ready, traceback.format_exc().encode()[-4000:])
        raise
    return 0


def _tell(ready: int, text: bytes) -> None:
    with suppress(OSError):  # told already, or nobody listens any more
        os.write(ready, text)
        os.close(ready)


if __name__ == "__main__":
    main()
