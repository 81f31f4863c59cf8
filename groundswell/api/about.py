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
