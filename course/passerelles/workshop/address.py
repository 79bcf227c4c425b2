"""Where the room is found: addresses on the local network, QR codes, which names are its own."""

from __future__ import annotations

import ipaddress
import re
import socket
from contextlib import closing, suppress
from io import BytesIO, StringIO
from typing import Final

from markupsafe import Markup

from passerelles.library.errors import Refusal

FIRST_PORT: Final = 8890
TRIES: Final = 50
EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - a room of people with their own devices
_TOWARDS: Final = ("192.168.255.254", "10.255.255.254", "172.31.255.254", "203.0.113.1")
"""Addresses of each private network and a documentation one (RFC 5737); nothing is sent there."""
_HOST: Final = re.compile(r"^(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<plain>[a-z0-9._-]+))(?::\d{1,5})?$")


def own_addresses() -> list[str]:
    """Return this machine's IPv4 addresses that others on its networks can reach, likeliest first.

    Asks the system which address it would send from; a datagram socket that is only
    connected sends nothing.
    """
    found: list[str] = []
    for target in _TOWARDS:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe, suppress(OSError):
            probe.connect((target, 9))
            found.append(probe.getsockname()[0])
    with suppress(OSError):
        found += [str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, 2)]
    kept = [one for one in dict.fromkeys(found) if not ipaddress.ip_address(one).is_loopback]
    return kept or ["127.0.0.1"]


def hosts(host: str) -> list[str]:
    """Return the addresses to print for a server that listens on `host`."""
    return own_addresses() if host in (EVERYWHERE, "", "::") else [host]


def is_ours(header: str) -> bool:
    """Tell whether a `Host` header names this machine.

    A page of another site that has its name resolve to this machine (DNS rebinding) sends that
    name: only addresses in digits, `localhost` and the machine's own name are answered.
    """
    match = _HOST.match(header.strip().lower())
    if match is None:
        return False
    name = match["six"] or match["plain"]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        own = socket.gethostname().lower()
        return name in {"localhost", own, own.partition(".")[0], f"{own.partition('.')[0]}.local"}
    return True


def listen(host: str, wanted: int | None) -> list[socket.socket]:
    """Open the port: the wanted one, or the first free from 8890; raise `Refusal`."""
    from tornado.netutil import bind_sockets  # noqa: PLC0415 - where servers start

    address = None if host == "" else host
    for port in [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + TRIES):
        try:
            return bind_sockets(port, address, backlog=256)
        except (OSError, OverflowError):
            continue
    if wanted:
        raise Refusal(
            f"Le port {wanted} est déjà pris ou interdit, ou l’adresse {host} n’est pas celle de "
            "cette machine ; choisissez-en d’autres avec --port et --host.",
            f"Port {wanted} is taken or not allowed, or {host} is no address of this machine; "
            "choose others with --port and --host.",
        )
    raise Refusal(
        f"Aucun port libre de {FIRST_PORT} à {FIRST_PORT + TRIES - 1} ; donnez-en un avec --port.",
        f"No free port from {FIRST_PORT} to {FIRST_PORT + TRIES - 1}; give one with --port.",
    )


def qr_terminal(text: str) -> str:
    """Return a QR code for a terminal, two rows of dots a line."""
    import segno  # noqa: PLC0415 - only where a code is shown

    out = StringIO()
    segno.make_qr(text, error="m").terminal(out, border=2, compact=True)
    return out.getvalue()


def qr_svg(text: str) -> Markup:
    """Return a QR code as an SVG element to stand in a page, dark on light in any scheme."""
    import segno  # noqa: PLC0415 - only where a code is shown

    out = BytesIO()
    # Without a size of its own, it fills the room that the page gives it.
    segno.make_qr(text, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=3,
        dark="#1d2430",
        light="#fff",
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - segno's own drawing, no text in it
