"""The private folder of one worker: removed when it ends, a killed one's by the next.

Who starts a worker holds the folder's lock and passes it on to the worker: the folder
is nobody's only when both are dead.
"""

from __future__ import annotations

import os
import sys
import tempfile
import weakref
from pathlib import Path
from typing import Final

PREFIX: Final = "passerelles-worker-"
_LONGEST: Final = 4_000  # no socket lies in it


class Private:
    """A folder that its owner alone can list; at the latest removed when this process ends."""

    path: Path
    locks: tuple[int, ...] = ()
    """The descriptors that a child process is given to hold the folder too."""

    def __init__(self) -> None:
        """Create it, and clear away those of dead owners; raise `OSError`."""
        if sys.platform == "win32":
            plain = tempfile.TemporaryDirectory(prefix=PREFIX)
            self.path = Path(plain.name)
            self._end = weakref.finalize(self, plain.cleanup)
        else:
            from passerelles.kernels.folder import PrivateFolder  # noqa: PLC0415 - not on Windows

            made = PrivateFolder((Path(tempfile.gettempdir()),), PREFIX, _LONGEST)
            self.path, self.locks = made.path, (made.lock,)
            self._end = weakref.finalize(self, _remove, made, os.getpid())
        # Sandboxes go through it, as nobody, to the files they show.
        self.path.chmod(0o711)

    def remove(self) -> None:
        """Remove it, once its worker has ended."""
        self._end()


def _remove(made: object, owner: int) -> None:
    from passerelles.kernels.folder import PrivateFolder  # noqa: PLC0415 - not on Windows

    assert isinstance(made, PrivateFolder)
    if os.getpid() == owner:  # not a process forked from it
        made.remove()
