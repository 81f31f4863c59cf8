"""A backup: one gzipped tar of the database, what was uploaded, and a manifest.

The keys of contact addresses are not in it unless they are asked for, so that whoever finds a backup reads no address.
"""

import hashlib
import json
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection

from groundswell import __version__
from groundswell.cli import databases
from groundswell.lib.clock import now

FORMAT = 1
MANIFEST, DATABASE, KEYS, MEDIA = "manifest.json", "database", "keys", "media"
KEY_FILES = ("contact.key", "secret.key")


class Unusable(Exception):
    """Not a backup, or not a whole one, or not one for here; the text says which."""


@dataclass(frozen=True)
class Manifest:
    format: int
    version: str
    made_at: str
    vendor: str
    sha256: str
    keys: bool


def write(file: Path, *, with_keys: bool) -> Manifest:
    """The name is taken only once the whole is written."""
    part = file.with_name(f".{file.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            database = Path(folder, DATABASE)
            databases.save(database)
            manifest = Manifest(
                FORMAT, __version__, now().isoformat(), connection.vendor, _sha256(database), keys=with_keys
            )
            with tarfile.open(part, "w:gz", compresslevel=6) as tar:
                _add_text(tar, MANIFEST, json.dumps(asdict(manifest), indent=2))
                tar.add(database, DATABASE)
                for path, name in _other_files(with_keys):
                    tar.add(path, name)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return manifest


@contextmanager
def opened(file: Path) -> Iterator[tuple[Manifest, Path]]:
    """The manifest, and a folder with what the backup holds, checked."""
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".restore-") as made:
        folder = Path(made)
        try:
            with tarfile.open(file, "r:*") as tar:
                _unpack(tar, folder)
        except (tarfile.TarError, EOFError, OSError, zlib.error):
            raise Unusable("it is no backup, or not a whole one") from None
        manifest = _manifest(folder)
        if not (folder / DATABASE).exists() or _sha256(folder / DATABASE) != manifest.sha256:
            raise Unusable("its database is damaged")
        yield manifest, folder


def _other_files(with_keys: bool) -> Iterator[tuple[Path, str]]:
    media = Path(settings.MEDIA_ROOT)
    for path in sorted(media.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path, str(PurePosixPath(MEDIA, *path.relative_to(media).parts))
    for name in KEY_FILES if with_keys else ():
        if (settings.DATA / name).exists():
            yield settings.DATA / name, f"{KEYS}/{name}"


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = len(text.encode()), int(now().timestamp()), 0o600
    tar.addfile(member, BytesIO(text.encode()))


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """By the names we give, and no other: an archive must not write beside the folder."""
    for member in tar:
        parts = PurePosixPath(member.name).parts
        known = parts in ((MANIFEST,), (DATABASE,)) or parts[:1] in ((KEYS,), (MEDIA,))
        if not member.isfile() or not known or ".." in parts:
            raise Unusable(f"“{member.name[:80]}” has no place in a backup")
        source = tar.extractfile(member)
        assert source
        path = folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as target:
            while part := source.read(1024 * 1024):
                target.write(part)


def _manifest(folder: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError):
        raise Unusable("it has no manifest of ours") from None
    if manifest.format != FORMAT:
        raise Unusable(f"it was made by Groundswell {manifest.version}, which is newer than this one")
    if manifest.vendor != connection.vendor:
        raise Unusable(f"it holds a {manifest.vendor} database, and DATABASE_URL here names {connection.vendor}")
    return manifest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
