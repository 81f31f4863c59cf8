"""Looks for the word by which an organisation proves its domain: in a text on its website, or in a DNS record.

Where to look was typed by somebody, so nothing inside our own network is asked: the addresses of the host are looked up
once, those that are not public are left out, and exactly one of the others is connected to. No redirect leads away.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address, ip_network
from urllib.parse import urljoin, urlsplit

import dns.exception
import dns.resolver

from groundswell.core.models import DomainProof
from groundswell.core.models.domain_proof import FILE, PATH, RECORD

MOST_BYTES = 16 * 1024
MOST_REDIRECTS = 3
REDIRECTS = (301, 302, 303, 307, 308)
# Public by their numbers, and a way into a network that is not.
DETOURS = [ip_network("64:ff9b::/96"), ip_network("2002::/16"), ip_network("2001::/32")]
HEADERS = {"User-Agent": "groundswell", "Accept": "text/plain", "Connection": "close"}


def is_public(address: str) -> bool:
    number = ip_address(address)
    number = getattr(number, "ipv4_mapped", None) or number
    detour = any(number in network for network in DETOURS if network.version == number.version)
    return number.is_global and not number.is_multicast and not detour


@dataclass(frozen=True)
class Net:
    """How the network is reached. Tests bring one of their own, with real servers in it."""

    nameservers: tuple[str, ...] = ()  # none: those that this machine uses
    dns_port: int = 53
    https_port: int = 443
    trusted: ssl.SSLContext | None = None
    may_reach: Callable[[str], bool] = is_public
    patience: float = 10.0  # seconds, for each of the two ways


@dataclass(frozen=True)
class Found:
    how: str = ""  # FILE, RECORD, or nothing
    file: str = ""  # what was wrong, a word of kinds.DOMAIN_TROUBLES
    record: str = ""


class Trouble(Exception):
    """With a word of kinds.DOMAIN_TROUBLES."""


def look(proof: DomainProof, net: Net) -> Found:
    try:
        _look_at_file(proof, net)
        return Found(FILE)
    except Trouble as trouble:
        file = str(trouble)
    try:
        _look_at_record(proof, net)
        return Found(RECORD)
    except Trouble as trouble:
        return Found(file=file, record=str(trouble))


def _look_at_file(proof: DomainProof, net: Net) -> None:
    text = _fetched(proof.host, net).decode("utf-8", "replace")
    if proof.line not in [line.strip() for line in text.splitlines()]:
        raise Trouble("without-word")


def _look_at_record(proof: DomainProof, net: Net) -> None:
    try:
        answer = _resolver(net).resolve(f"{proof.record_name}.", "TXT")
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        raise Trouble("not-there") from None
    except dns.exception.DNSException:
        raise Trouble("no-answer") from None
    if proof.line.encode() not in [b"".join(record.strings).strip() for record in answer]:
        raise Trouble("without-word")


def _resolver(net: Net) -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=not net.nameservers)
    if net.nameservers:
        resolver.nameservers = list(net.nameservers)
        resolver.port = net.dns_port
    resolver.lifetime = net.patience
    return resolver


def _addresses(host: str, net: Net) -> list[str]:
    found: list[str] = []
    for kind in ("A", "AAAA"):
        with suppress(dns.exception.DNSException):
            found += [record.address for record in _resolver(net).resolve(f"{host}.", kind)]
    return [address for address in found if net.may_reach(address)]


def _fetched(host: str, net: Net) -> bytes:
    addresses = _addresses(host, net)
    if not addresses:
        raise Trouble("no-address")
    path = PATH
    for _step in range(MOST_REDIRECTS + 1):
        try:
            with _asked(host, addresses[0], path, net) as answer:
                if answer.status not in REDIRECTS:
                    return _body(answer)
                path = _onward(host, path, answer.headers.get("Location", ""))
        except (OSError, HTTPException, ValueError):
            raise Trouble("no-answer") from None
    raise Trouble("elsewhere")


def _onward(host: str, path: str, location: str) -> str:
    there = urlsplit(urljoin(f"https://{host}{path}", location))
    if there.scheme != "https" or there.netloc.lower() != host:
        raise Trouble("elsewhere")
    return there.path + (f"?{there.query}" if there.query else "")


def _body(answer: HTTPResponse) -> bytes:
    if answer.status != 200:
        raise Trouble("not-there" if answer.status in (404, 410) else "refused")
    body = answer.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Trouble("too-large")
    return body


@contextmanager
def _asked(host: str, address: str, path: str, net: Net) -> Iterator[HTTPResponse]:
    connection = _Connection(host, address, net)
    # A timeout is for each piece that comes; this is for all of it, however slowly the pieces come.
    end = threading.Timer(net.patience, connection.cut)
    end.daemon = True
    end.start()
    try:
        connection.request("GET", path, headers=HEADERS)
        yield connection.getresponse()
    finally:
        end.cancel()
        connection.close()


class _Connection(HTTPSConnection):
    """To the address that was looked at, whatever the name leads to a moment later."""

    def __init__(self, host: str, address: str, net: Net) -> None:
        trusted = net.trusted or ssl.create_default_context()
        super().__init__(host, net.https_port, timeout=net.patience, context=trusted)
        self.address, self.trusted = address, trusted
        self.secure: ssl.SSLSocket | None = None  # kept here: the parent lets go of it while the answer is read

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), self.timeout)
        self.secure = self.trusted.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = self.secure
        self.secure.do_handshake()

    def cut(self) -> None:
        with suppress(OSError):
            if self.secure:
                socket.socket.shutdown(self.secure, socket.SHUT_RDWR)  # under whoever is reading
