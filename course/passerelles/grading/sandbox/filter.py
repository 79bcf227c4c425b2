"""System calls a learner's code has no use for are refused: a seccomp filter in plain ctypes.

A filter of what is forbidden rather than of what is allowed, because scientific
Python uses many calls; what would reach beyond the sandbox is on the list, the
namespaces and the missing capabilities do the rest. Standard library only.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from typing import Final

# Numbers by architecture: x86-64, then the generic table of the other 64-bit ones.
_CALLS: Final[dict[str, tuple[int, int]]] = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_tree_attr": (467, 467),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "fanotify_init": (300, 262),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "quotactl": (179, 60),
    "acct": (163, 89),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "syslog": (103, 116),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    "mbind": (237, 235),
    "personality": (135, 92),
}
# Answered as by a kernel that does not have them, so that callers use what they used before.
_UNKNOWN: Final[dict[str, tuple[int, int]]] = {
    "clone3": (435, 435),  # its flags lie in memory, where no filter can read them
    "memfd_create": (319, 279),  # memory that no limit on files would count
    "memfd_secret": (447, 447),
}
_CLONE: Final = (56, 220)
_SOCKET: Final = (41, 198)
_SOCKETPAIR: Final = (53, 199)
_PRCTL: Final = (157, 167)
_IOCTL: Final = (16, 29)
_ARCHITECTURES: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

_NEW_NAMESPACES: Final = 0x7E020080  # NEWUSER|NEWPID|NEWNET|NEWIPC|NEWUTS|NEWCGROUP|NEWNS|NEWTIME
_FAMILIES: Final = (1, 2, 10)  # unix, internet 4 and 6: not vsock, which no namespace holds
_TIOCSTI: Final = 0x5412
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_ERRNO: Final = 0x00050000
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16


def supported() -> bool:
    """Tell whether the filter knows this machine's system calls."""
    return platform.machine() in _ARCHITECTURES


def install() -> None:
    """Forbid the calls for this process and all it starts, for good; raise `OSError`.

    On an architecture it does not know it only forbids new privileges.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs")
    if not supported():
        return
    program = build(platform.machine())
    code = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: a count of instructions, padding, a pointer to them.
    length = len(program) // 8
    header = ctypes.create_string_buffer(struct.pack("@HxxxxxxQ", length, ctypes.addressof(code)))
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(header), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


def build(machine: str) -> bytes:
    """Return the filter's program (classic BPF) for an architecture."""
    column, architecture = _ARCHITECTURES[machine]
    refuse, unknown = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
    lines = [(_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL)]
    lines.append((_LOAD, 0, 0, _NUMBER))
    if machine == "x86_64":  # the x32 table has other numbers for the same calls
        lines += [(_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, refuse)]
    for calls, answer in ((_CALLS, refuse), (_UNKNOWN, unknown)):
        for numbers in calls.values():
            lines += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, answer)]
    lines += _when(_CLONE[column], 0, [(_ANY_BIT, _NEW_NAMESPACES)], refuse)
    lines += _when(_IOCTL[column], 1, [(_EQUAL, _TIOCSTI)], refuse)
    lines += _when(
        _PRCTL[column], 0, [(_EQUAL, _PR_SET_PDEATHSIG), (_EQUAL, _PR_SET_DUMPABLE)], refuse
    )
    for numbers in (_SOCKET, _SOCKETPAIR):
        lines += _unless(numbers[column], 0, _FAMILIES, refuse)
    lines.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("@HBBI", *line) for line in lines)


def _when(
    number: int, argument: int, tests: list[tuple[int, int]], answer: int
) -> list[tuple[int, int, int, int]]:
    """Refuse the call `number` when a test of its argument holds."""
    body = [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument)]
    for test, value in tests:
        body += [(test, 0, 1, value), (_RETURN, 0, 0, answer)]
    body.append((_RETURN, 0, 0, _ALLOW))
    return [(_EQUAL, 0, len(body), number), *body]


def _unless(
    number: int, argument: int, values: tuple[int, ...], answer: int
) -> list[tuple[int, int, int, int]]:
    """Refuse the call `number` unless its argument is one of `values`."""
    body = [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument)]
    for value in values:
        body += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    body.append((_RETURN, 0, 0, answer))
    return [(_EQUAL, 0, len(body), number), *body]
