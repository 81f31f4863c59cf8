"""The host that a web address names, and the domain it stands for."""

from ipaddress import ip_address
from urllib.parse import urlsplit

LONGEST = 253


def host_of(address: str) -> str:
    """As it is asked for in the network: small letters, in ASCII. Empty where it is a number or no public name."""
    try:
        named = (urlsplit(address).hostname or "").rstrip(".")
        host = named.encode("idna").decode().lower()
    except (ValueError, UnicodeError):
        return ""
    return host if "." in host and len(host) <= LONGEST and not _is_number(host) else ""


def domain_of(host: str) -> str:
    return host.removeprefix("www.")


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host.rpartition(".")[2].isdigit()
    return True
