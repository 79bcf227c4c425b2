"""Frames between the grader and a sandbox: a length, then JSON, over a pair of pipes.

Pipes rather than a socket, so that nothing but bytes can come out: a socket
would carry file descriptors. Standard library only.
"""

from __future__ import annotations

import json
import os
import select
import struct
import time
from typing import Any, Final

LARGEST: Final = 48 * 1024 * 1024
"""Bytes of one frame in either direction; a cell's outputs are cut long before."""
_HEAD: Final = struct.Struct("!I")
_PART: Final = 1 << 16


class BrokenError(Exception):
    """The other side ended, or what it wrote is no frame."""


class LateError(Exception):
    """The other side said nothing in time."""


def encode(content: Any) -> bytes:
    """Return `content` as a frame; lone surrogates travel as JSON escapes."""
    body = json.dumps(content).encode()
    return _HEAD.pack(len(body)) + body


def send(descriptor: int, content: Any, seconds: float | None = None) -> None:
    """Write one frame; raise `BrokenError` when nobody reads, `LateError` after `seconds`."""
    left = memoryview(encode(content))
    limit = None if seconds is None else time.monotonic() + seconds
    while left:
        _wait(descriptor, select.POLLOUT, limit)
        try:
            # No more than a pipe takes at once, or a reader that stops would keep us.
            left = left[os.write(descriptor, left[: select.PIPE_BUF]) :]
        except OSError as gone:
            raise BrokenError(str(gone)) from gone


def receive(descriptor: int, seconds: float | None = None) -> Any:
    """Read one frame and parse it; raise `BrokenError` or `LateError`."""
    limit = None if seconds is None else time.monotonic() + seconds
    size = _HEAD.unpack(_exactly(descriptor, _HEAD.size, limit))[0]
    if size > LARGEST:
        raise BrokenError("a frame larger than any we would write")
    body = _exactly(descriptor, size, limit)
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise BrokenError("not JSON") from fault


def _exactly(descriptor: int, size: int, limit: float | None) -> bytes:
    read = bytearray()
    while len(read) < size:
        _wait(descriptor, select.POLLIN, limit)
        part = os.read(descriptor, min(size - len(read), _PART))
        if not part:
            raise BrokenError("the other side ended")
        read += part
    return bytes(read)


def _wait(descriptor: int, event: int, limit: float | None) -> None:
    watch = select.poll()
    watch.register(descriptor, event)
    while True:
        left = None if limit is None else max(limit - time.monotonic(), 0) * 1000
        if watch.poll(left):
            return
        if limit is not None and time.monotonic() >= limit:
            raise LateError
