"""That something was written in this process, for whoever keeps what it was before: nobody need ask the database."""

# What is public may be held by other caches for a second, so that a crowd is one question to us; a browser asks each
# time, with the ETag that it was given, and is told "304" where nothing has changed.
FOR_OTHER_CACHES = "public, max-age=0, s-maxage=1"
_told = 0


def tell() -> None:
    """To be called once it is committed."""
    global _told
    _told += 1  # two at once may count as one: all that matters is that it is another number


def told() -> int:
    """Another number after each change."""
    return _told
