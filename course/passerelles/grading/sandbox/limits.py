"""What one notebook may use of the machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one notebook, all its processes together.

    `seconds` of real time for all its cells (nbgrader's `timeout` holds for each),
    `megabytes` (MiB) of memory, `processes` and threads at once, `files` (MiB) written.
    """

    seconds: int = 300
    megabytes: int = 512
    processes: int = 64
    files: int = 64

    def __post_init__(self) -> None:
        if min(self.seconds, self.megabytes, self.processes, self.files) < 1:
            raise ValueError("limits must be 1 or more")
