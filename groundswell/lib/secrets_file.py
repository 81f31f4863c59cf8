"""Secrets that are made on the first start and kept in a file that only the server's own account can read."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet


def read_or_make(path: Path) -> str:
    return _read_or_make(path, lambda: secrets.token_urlsafe(50))


def read_or_make_fernet(path: Path) -> str:
    return _read_or_make(path, lambda: Fernet.generate_key().decode())


def _read_or_make(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        mine = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
        try:
            # Linking fails where the name is taken: of two processes that start at once, one's secret stands.
            os.link(mine, path)
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return path.read_text().strip()
