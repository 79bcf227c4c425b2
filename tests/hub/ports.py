"""Ports in a row that nobody listens on: a hub uses the ones after its own too."""

from __future__ import annotations

import random
import socket
from contextlib import closing

LOWEST, HIGHEST = 20_000, 32_000
"""Below the ports the system itself hands out for connections."""


def free_ports(count: int) -> int:
    """Return the first of `count` free ports in a row on loopback."""
    for _ in range(500):
        first = random.randrange(LOWEST, HIGHEST)
        if all(_free(port) for port in range(first, first + count)):
            return first
    raise AssertionError("no free ports in a row")


def _free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
