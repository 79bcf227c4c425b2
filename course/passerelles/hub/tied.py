"""Runs a service tied to its hub: when the hub dies, however it dies, the service ends.

`python -m passerelles.hub.tied PROGRAM …`: without this a hub that is killed and
started again would find the ports of its services taken by the ones it lost.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
"""Linux, `prctl(2)`: the signal this process gets when its parent ends; survives `execve`."""


def main() -> None:
    """Become the program named on the command line, tied to the process that started it."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # it died before the tie was made
            sys.exit(0)
    # What the hub itself prints, its address, stands alone on the output.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 - the hub's own command


if __name__ == "__main__":
    main()
