"""Messages between a server and its fork server: JSON with file descriptors beside it.

A stream socket rather than a datagram one, because an environment may be larger
than the largest datagram. Standard library only: the grader uses it too.
"""

from __future__ import annotations

import array
import errno
import json
import os
import socket
import struct
from collections.abc import Iterable
from typing import Any, Final, NoReturn

MOST_DESCRIPTORS: Final = 16
"""How many file descriptors one message may carry."""
LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one message: more is a damaged stream, not a request."""
_HEAD: Final = struct.Struct("!I")


class ClosedError(ConnectionError):
    """The other side is gone."""


class NoRoomError(OSError):
    """A message came whose descriptors found no room in this process; `content` is what it said."""

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__(errno.EMFILE, os.strerror(errno.EMFILE))
        self.content = content


def send(channel: socket.socket, content: dict[str, Any], descriptors: Iterable[int] = ()) -> None:
    """Send one message; the descriptors are duplicated into the other process.

    Raises `ClosedError` when the other side is gone.
    """
    body = json.dumps(content).encode()
    beside = array.array("i", descriptors)
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, beside.tobytes())] if beside else []
    try:
        # The descriptors travel with the head, so that reading the head yields them.
        channel.sendmsg([_HEAD.pack(len(body))], ancillary)
        channel.sendall(body)
    except (BrokenPipeError, ConnectionResetError) as gone:
        raise ClosedError(*gone.args) from gone


def receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Return the next message and its descriptors, which are now the caller's to close.

    Raises `ClosedError` at the end of the stream, and `NoRoomError` when this
    process had no room for the descriptors.
    """
    room = socket.CMSG_SPACE(MOST_DESCRIPTORS * array.array("i").itemsize)
    try:
        start, ancillary, flags, _ = channel.recvmsg(
            _HEAD.size, room, getattr(socket, "MSG_CMSG_CLOEXEC", 0)
        )
    except ConnectionResetError as gone:
        raise ClosedError(*gone.args) from gone
    descriptors = _descriptors(ancillary)
    try:
        content = _content(channel, start)
        if flags & socket.MSG_CTRUNC:
            _refuse(content)
    except BaseException:
        for descriptor in descriptors:
            os.close(descriptor)
        raise
    return content, descriptors


def _descriptors(ancillary: list[tuple[int, int, bytes]]) -> list[int]:
    found = array.array("i")
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return list(found)


def _content(channel: socket.socket, start: bytes) -> dict[str, Any]:
    if not start:
        raise ClosedError(errno.EPIPE, "the other side is gone")
    size = _HEAD.unpack(start + _exactly(channel, _HEAD.size - len(start)))[0]
    if size > LARGEST:
        raise ClosedError(errno.EBADMSG, "not a message")
    content: dict[str, Any] = json.loads(_exactly(channel, size))
    return content


def _refuse(content: dict[str, Any]) -> NoReturn:
    raise NoRoomError(content)


def _exactly(channel: socket.socket, size: int) -> bytes:
    read = bytearray()
    while len(read) < size:
        try:
            part = channel.recv(min(size - len(read), 1 << 20))
        except ConnectionResetError as gone:
            raise ClosedError(*gone.args) from gone
        if not part:
            raise ClosedError(errno.EPIPE, "the other side is gone")
        read += part
    return bytes(read)
