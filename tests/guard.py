"""No test speaks to the outside: a connection to anything but this machine is refused and named."""

from __future__ import annotations

import ipaddress
import sys


class OutsideRefusedError(RuntimeError):
    """A test tried to reach another machine; the message names it."""


_WATCHED = {"socket.connect", "socket.sendto", "socket.sendmsg"}


def _is_inside(address: object) -> bool:
    """Unix sockets and loopback addresses; a name other than localhost would need a look-up."""
    if not isinstance(address, tuple) or not address:
        return True
    host = str(address[0])
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse_outside(event: str, arguments: tuple[object, ...]) -> None:
    if event in _WATCHED and not _is_inside(arguments[1]):
        raise OutsideRefusedError(str(arguments[1]))
    if event == "socket.getaddrinfo" and not _is_inside((arguments[0],)):
        raise OutsideRefusedError(str(arguments[0]))


def stand_guard() -> None:
    """From here to the end of this interpreter; the audit hook sees every Python socket."""
    sys.addaudithook(_refuse_outside)
