import sys
from typing import NoReturn


def stop(why: str, *, status: int = 2) -> NoReturn:
    """One clear line instead of a traceback."""
    print(f"groundswell: {why}", file=sys.stderr)
    raise SystemExit(status)
