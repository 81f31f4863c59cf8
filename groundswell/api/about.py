"""What a document says of itself before its entries."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class About:
    title: str
    summary: str
    page: str  # the same list for people
    address: str  # of the document itself
    changed: datetime | None  # when anything in it may have changed last
    convenors: tuple[str, ...] = ()  # of the call, where it is a list of one
    # Where a page of the list was asked for (RFC 5005): the address of the whole, and of the pages beside this one.
    feed: str = ""
    previous: str = ""
    next: str = ""
