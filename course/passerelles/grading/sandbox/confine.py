"""What a fork does to itself before a learner's code runs in it. Standard library only.

The fork becomes two processes: a keeper, which waits and measures, and the
worker, first process of its own process namespace, with its own users, mounts,
network and interprocess communication, no capability and no way to get one.
Worker and all it starts end with the keeper.
"""

from __future__ import annotations

import ctypes
import os
import resource
import select
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from passerelles.grading.sandbox import filter as calls

MEMORY_ENDED: Final = 65
"""Exit status of a keeper that ended its worker for using too much memory."""
SIGNALLED: Final = 128
"""Added to the number of the signal that ended the worker."""

_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
_NEWUSER, _NEWPID, _NEWNET = 0x10000000, 0x20000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_BIND, _MS_REC, _MS_PRIVATE = 0x1000, 0x4000, 1 << 18
_PR_SET_PDEATHSIG, _PR_CAPBSET_DROP, _PR_CAP_AMBIENT = 1, 24, 47
_LAST_CAPABILITY: Final = 63
_LOOK: Final = 100  # milliseconds between two looks at the memory used
_MIB: Final = 1024 * 1024

_libc = ctypes.CDLL(None, use_errno=True)


def separate() -> None:
    """Leave every namespace shared with the siblings, but the mounts; raise `OSError`."""
    user, group = os.getuid(), os.getgid()
    _call("unshare", _NEWUSER | _NEWPID | _NEWNET | _NEWIPC | _NEWUTS | _NEWCGROUP)
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        Path(f"/proc/self/{name}").write_text(line)
    with suppress(OSError):  # the filter forbids it too
        Path("/proc/sys/user/max_user_namespaces").write_text("0")


def close_in(limits: dict[str, Any], *, sandboxed: bool) -> None:
    """Confine this process for good, in the worker; raise `OSError` where that fails.

    `limits`: megabytes of memory and of files, processes.
    """
    if sandboxed:
        _call("prctl", _PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        _cover(limits)
    _limit(limits, sandboxed=sandboxed)
    if sandboxed:
        _drop_capabilities()
        calls.install()


def keep(worker: int, limits: dict[str, Any]) -> int:
    """Wait for the worker, measuring the memory of all it started; return the exit status.

    A first SIGINT for this process is passed on to the worker: a cell's time is up.
    """
    signal.signal(signal.SIGINT, lambda *_: _pass_on(worker))
    watch = select.poll()
    watch.register(os.pidfd_open(worker), select.POLLIN)
    most = limits["megabytes"] * _MIB
    over = False
    while not watch.poll(_LOOK):
        if used(worker) > most:
            over = True
            os.kill(worker, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
    if over:
        return MEMORY_ENDED
    return SIGNALLED - status if status < 0 else status


def used(worker: int) -> int:
    """Return the bytes of memory of a process and its descendants, shared pages divided."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError, ValueError, IndexError):
                stat = (folder / "stat").read_text()
                parent = int(stat.rpartition(")")[2].split()[1])
                parents.setdefault(parent, []).append(int(folder.name))
    total, waiting = 0, [worker]
    while waiting:
        pid = waiting.pop()
        waiting += parents.get(pid, [])
        total += _own(pid)
    return total


def _own(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    with suppress(OSError, ValueError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _pass_on(worker: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(worker, signal.SIGINT)


def _cover(limits: dict[str, Any]) -> None:
    """Give this process its own empty places and hide every list of processes."""
    _call("unshare", _NEWNS)
    _mount("none", "/", None, _MS_REC | _MS_PRIVATE, None)
    plain = _MS_NOSUID | _MS_NODEV
    # A course installed under /tmp must still be there when its place is covered.
    kept = [(place, os.open(place, os.O_PATH | os.O_CLOEXEC)) for place in within_tmp()]
    _mount("tmpfs", "/tmp", "tmpfs", plain, f"size={limits['files']}m,nr_inodes=20000")  # noqa: S108
    for place, held in kept:
        Path(place).mkdir(parents=True)
        _mount(f"/proc/self/fd/{held}", place, None, _MS_BIND | _MS_REC, None)
        os.close(held)
    _mount("tmpfs", "/dev/shm", "tmpfs", plain, "size=32m,nr_inodes=1000")  # noqa: S108
    _mount("devpts", "/dev/pts", "devpts", _MS_NOSUID | _MS_NOEXEC, "newinstance,ptmxmode=0666")
    _mount("tmpfs", "/proc", "tmpfs", plain | _MS_NOEXEC | _MS_RDONLY, "size=4k")


def within_tmp() -> list[str]:
    """Return the folders under /tmp that Python itself is run from, none inside another."""
    places = {os.path.realpath(p) for p in (sys.prefix, sys.base_prefix, *sys.path) if p}
    found = sorted(p for p in places if p.startswith("/tmp/") and Path(p).is_dir())  # noqa: S108
    return [p for p in found if not any(p.startswith(f"{above}/") for above in found)]


def _limit(limits: dict[str, Any], *, sandboxed: bool) -> None:
    """Set the limits of each process; `keep` measures all of them together."""
    memory = limits["megabytes"] * _MIB
    with suppress(OSError, ValueError, IndexError):
        memory += limits["started_with"]
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: limits["files"] * _MIB,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CPU: limits["processor_seconds"],
        resource.RLIMIT_MEMLOCK: 0,
    }
    if sandboxed:  # elsewhere it would count all processes of the user
        wanted[resource.RLIMIT_NPROC] = limits["processes"]
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (allowed, allowed))


def _drop_capabilities() -> None:
    for capability in range(_LAST_CAPABILITY + 1):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    _libc.prctl(_PR_CAP_AMBIENT, 4, 0, 0, 0)  # clear them all
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this process
    nothing = (ctypes.c_uint32 * 6)()
    _call("capset", ctypes.byref(header), ctypes.byref(nothing))


def _mount(source: str, target: str, kind: str | None, flags: int, data: str | None) -> None:
    _call(
        "mount",
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        data.encode() if data else None,
    )


def _call(name: str, *arguments: Any) -> None:
    if getattr(_libc, name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
