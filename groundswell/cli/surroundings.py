"""What must stand in the environment before the settings are read: they are read once, from there."""

import os
import tempfile
from pathlib import Path

from groundswell.cli.stopping import stop

HOST, PORT = "127.0.0.1", "8000"
PASSING = "GROUNDSWELL_DEMO_PASSING"  # the demo made its folder itself, and takes it away again
# These write what anybody may read; the others what nobody else on the machine may.
PUBLIC = ("import", "export", "texts")


def prepare(words: list[str]) -> list[str]:
    """Returns the words that are left for the command itself."""
    command = words[0]
    if command not in PUBLIC:
        os.umask(0o077)
    words = without_data_folder(words)
    if "--help" in words or "-h" in words:
        return words
    if command == "demo":
        _play()
    if command in ("demo", "serve"):
        _make_data_folder()
        os.environ.setdefault(
            "GROUNDSWELL_BASE_URL", base_url(_value(words, "--host", HOST), _value(words, "--port", PORT))
        )
    return words


def without_data_folder(words: list[str]) -> list[str]:
    if folder := _value(words, "--data", ""):
        os.environ["GROUNDSWELL_DATA"] = folder
    return _without(words, "--data")


def base_url(host: str, port: str) -> str:
    """The address for a browser on this machine."""
    host = {"0.0.0.0": HOST, "::": "::1", "": HOST}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _play() -> None:
    """A demo has nothing to do with what else runs here: no database, no mail server and no address of theirs."""
    if "GROUNDSWELL_DATA" not in os.environ:
        os.environ["GROUNDSWELL_DATA"] = tempfile.mkdtemp(prefix="groundswell-demo-")
        os.environ[PASSING] = "1"
    for name in ("DATABASE_URL", "GROUNDSWELL_BASE_URL", "GROUNDSWELL_CONTACT_KEYS", "GROUNDSWELL_SECRET_KEY"):
        os.environ.pop(name, None)
    letters = Path(os.environ["GROUNDSWELL_DATA"]).absolute() / "letters"
    os.environ["EMAIL_URL"] = f"filemail:///{letters}"  # its first slash is not of the path
    os.environ["GROUNDSWELL_DEMO"] = "1"
    os.environ["GROUNDSWELL_RATE_LIMITS"] = "0"


def _make_data_folder() -> None:
    folder = Path(os.environ.get("GROUNDSWELL_DATA", "data"))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        stop(f"the data folder {folder} cannot be made: {error.strerror}")
    if not os.access(folder, os.W_OK | os.X_OK):
        stop(f"the data folder {folder} cannot be written to")


def _value(words: list[str], option: str, otherwise: str) -> str:
    """The last one counts, as it does for the options that Django reads."""
    for place, word in enumerate(words):
        if word == option and place + 1 < len(words):
            otherwise = words[place + 1]
        if word.startswith(f"{option}="):
            otherwise = word.partition("=")[2]
    return otherwise


def _without(words: list[str], option: str) -> list[str]:
    left: list[str] = []
    skip = False
    for word in words:
        if skip or word.startswith(f"{option}="):
            skip = False
        elif word == option:
            skip = True
        else:
            left.append(word)
    return left
