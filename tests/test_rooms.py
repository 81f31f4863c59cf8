"""The house of docs/architecture.md: imports run one way, and names say what a thing is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "groundswell"
# What a room may import from: itself and those on its left. All that is no room (settings, urls, cli) stands at the right end.
LEFT_OF = {
    "lib": (),
    "core": ("lib",),
    "outside": ("lib", "core"),
    "web": ("lib", "core", "outside"),
    "api": ("lib", "core", "outside"),
    "federation": ("lib", "core", "outside"),
}
KEPT_FROM_CORE = (
    "django.http", "django.shortcuts", "django.forms", "django.template", "django.views",
    "urllib.request", "http.client", "urllib3", "requests", "httpx", "aiohttp",
)  # fmt: skip
SAY_NOTHING = {"manager", "service", "helper", "handler", "util", "utility", "utilities", "common"}
# Not every dotted name in quotes is a module: loggers have such names too.
DOTTED = re.compile(rf"groundswell\.({'|'.join(LEFT_OF)}|cli|settings|urls)(\.\w+)*")


def imported(tree: ast.AST, within: str) -> Iterator[str]:
    """Dotted names, wherever they stand: at the top, in a function, for types alone, in a string that names a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = within.split(".")[: -node.level] if node.level else []
            yield from (".".join([*above, *filter(None, [node.module]), alias.name]) for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and DOTTED.fullmatch(node.value):
            yield node.value


def is_kept_from(room: str, name: str) -> bool:
    words = name.split(".")
    if words[0] == "groundswell" and len(words) > 1 and words[1] != "__version__":
        return words[1] not in (room, *LEFT_OF[room])
    return room == "core" and any(f"{name}.".startswith(f"{kept}.") for kept in KEPT_FROM_CORE)


def forbidden_imports(package: Path) -> list[str]:
    found = []
    for room in LEFT_OF:
        for path in sorted((package / room).rglob("*.py")):
            dotted = ".".join(("groundswell", *path.relative_to(package).with_suffix("").parts))
            names = imported(ast.parse(path.read_text()), dotted)
            found += [f"{path.relative_to(package)}: {name}" for name in names if is_kept_from(room, name)]
    return found


def words_of(name: str) -> list[str]:
    return [word.lower().removesuffix("s") for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


def names_that_say_nothing(package: Path) -> list[str]:
    found = []
    for path in sorted(package.rglob("*.py")):
        made = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        names = [node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, made)]
        names += path.relative_to(package).with_suffix("").parts
        found += [f"{path.relative_to(package)}: {name}" for name in names if SAY_NOTHING & set(words_of(name))]
    return found


def test_imports_run_one_way():
    assert forbidden_imports(PACKAGE) == []


def test_names_say_what_a_thing_is():
    assert names_that_say_nothing(PACKAGE) == []


@pytest.mark.parametrize(
    ("room", "line", "offence"),
    [
        ("core", "from groundswell.web import calls", "groundswell.web.calls"),
        ("core", "def late():\n    from groundswell import outside", "groundswell.outside"),
        ("core", "from ..api import feeds", "groundswell.api.feeds"),
        ("core", "import groundswell.settings", "groundswell.settings"),
        ("core", "from django.shortcuts import render", "django.shortcuts.render"),
        ("core", "from django import forms", "django.forms"),
        ("core", "import urllib.request", "urllib.request"),
        ("core", "import_string('groundswell.outside.mail.reader')", "groundswell.outside.mail.reader"),
        ("lib", "from groundswell.core import kinds", "groundswell.core.kinds"),
        ("web", "from groundswell.api import feeds", "groundswell.api.feeds"),
        (
            "api",
            "if TYPE_CHECKING:\n    from groundswell.web.access import call_seen",
            "groundswell.web.access.call_seen",
        ),
        ("outside", "from groundswell.cli import main", "groundswell.cli.main"),
    ],
)
def test_a_forbidden_import_is_found(tmp_path, room, line, offence):
    (tmp_path / room).mkdir()
    (tmp_path / room / "planted.py").write_text(line)

    assert forbidden_imports(tmp_path) == [f"{room}/planted.py: {offence}"]


@pytest.mark.parametrize(
    ("room", "line"),
    [
        (
            "core",
            "from groundswell.lib.clock import now\nfrom django.urls import reverse\nfrom urllib.parse import quote",
        ),
        ("core", "from groundswell import __version__"),
        ("web", "from groundswell.outside.models import Letter\nfrom django.shortcuts import render"),
        ("cli", "from groundswell.web import calls"),
    ],
)
def test_an_import_to_the_left_is_not(tmp_path, room, line):
    (tmp_path / room).mkdir()
    (tmp_path / room / "planted.py").write_text(line)

    assert forbidden_imports(tmp_path) == []


def test_a_name_that_says_nothing_is_found(tmp_path):
    (tmp_path / "date_utils.py").write_text("class CallManager: ...\ndef handle(): ...\nasync def common(): ...")

    assert names_that_say_nothing(tmp_path) == [
        f"date_utils.py: {name}" for name in ("CallManager", "common", "date_utils")
    ]
