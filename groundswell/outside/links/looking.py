"""One look at a foreign address: whether it answers. Nothing of what it answers with is read or kept."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

from groundswell import __version__

Address = IPv4Address | IPv6Address
PATIENCE = 10.0  # seconds for each step, and for a whole answer
MOST_REDIRECTS = 5
ON = (301, 302, 303, 307, 308)
NOT_THERE = (404, 410)
# IPv4 addresses in the clothes of IPv6.
NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Look:
    status: int | None  # of the last answer
    trouble: str = ""  # a word of kinds.LINK_TROUBLES; none: it answers


class Troubled(Exception):
    """With a word of kinds.LINK_TROUBLES."""


def is_public(address: Address) -> bool:
    """Whether it is an address of the open internet. Others are this machine's neighbours, who trust it."""
    inner = _within(address) if isinstance(address, IPv6Address) else None
    if inner:
        return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _within(address: IPv6Address) -> IPv4Address | None:
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])


def look(link: str, *, may_ask: Callable[[Address], bool] = is_public, patience: float = PATIENCE) -> Look:
    """HEAD, and GET where that is not understood; wherever it leads on to, each step under the same rules.

    "Not for you" (401, 403, 429 …) is an answer: many sites let browsers in and keep programs out.
    """
    status = None
    try:
        for _redirect in range(MOST_REDIRECTS + 1):
            status, onward = _ask(parts_of(link), may_ask, patience)
            if not onward:
                return Look(status, "gone" if status in NOT_THERE else "broken" if status >= 500 else "")
            link = urljoin(link, onward)
        return Look(status, "circles")
    except Troubled as trouble:
        return Look(None, str(trouble))


def _ask(parts: SplitResult, may_ask: Callable[[Address], bool], patience: float) -> tuple[int, str]:
    """The status, and the address that it leads on to."""
    try:
        status, onward = _led("HEAD", parts, may_ask, patience)
    except Troubled as trouble:
        if str(trouble) != "silent":
            raise
        status, onward = 0, ""
    if onward or 200 <= status < 400:
        return status, onward
    return _led("GET", parts, may_ask, patience)


def _led(method: str, parts: SplitResult, may_ask: Callable[[Address], bool], patience: float) -> tuple[int, str]:
    status, headers = answer(method, parts, may_ask, patience)
    return status, (headers.get("Location") or "") if status in ON else ""


def answer(
    method: str, parts: SplitResult, may_ask: Callable[[Address], bool], patience: float
) -> tuple[int, http.client.HTTPMessage]:
    """The status and the headers; nothing of the page is read. Raises `Troubled`."""
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        line = _connected(host, port, may_ask, patience)
        with _by_then(line, patience), closing(http.client.HTTPConnection(host, port)) as link:
            link.sock = line  # so that closing the one closes the other, whatever happens next
            link.sock = _secured(line, host) if parts.scheme == "https" else line
            link.request(method, path, headers=_headers(parts.netloc))
            with link.getresponse() as given:
                return given.status, given.headers
    except ssl.SSLCertVerificationError:
        raise Troubled("certificate") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Troubled("silent") from None


def _headers(host: str) -> dict[str, str]:
    return {"Host": host, "User-Agent": f"Groundswell/{__version__} (+{settings.BASE_URL}/about/)", "Accept": "*/*"}


def _connected(host: str, port: int, may_ask: Callable[[Address], bool], patience: float) -> socket.socket:
    """To an address that was looked at after the name was looked up: the name cannot mean another one meanwhile."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Troubled("name") from None
    if not all(may_ask(ip_address(str(each[4][0]).partition("%")[0])) for each in found):
        raise Troubled("inside")
    for family, kind, protocol, _name, at in found:
        line = socket.socket(family, kind, protocol)
        line.settimeout(patience)
        try:
            line.connect(at)
            return line
        except OSError:  # such as IPv6, where we have none: perhaps the next
            line.close()
    raise Troubled("silent")


def _secured(line: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(line, server_hostname=host)


@contextmanager
def _by_then(line: socket.socket, patience: float) -> Iterator[None]:
    """A server that sends a letter now and then would otherwise never be out of time."""
    with line.dup() as same:  # TLS takes the socket itself away
        timer = threading.Timer(patience, _hang_up, [same])
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # it is over already
        line.shutdown(socket.SHUT_RDWR)


def parts_of(link: str) -> SplitResult:
    try:
        parts = urlsplit(iri_to_uri(link.strip()))
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        raise Troubled("unreadable") from None
    if parts.scheme not in ("http", "https") or not host:
        raise Troubled("unreadable")
    return parts._replace(netloc=(f"[{host}]" if ":" in host else host) + port)
