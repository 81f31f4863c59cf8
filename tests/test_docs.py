"""What can be typed, set, read or asked for is told in the documents, and what they tell of is there."""

import ast
import re
from argparse import SUPPRESS
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import load_command_class

from groundswell import cli
from groundswell.api import shapes
from groundswell.core import filter, record

ROOT = Path(__file__).resolve().parent.parent
# What every command of Django's takes, and --data, which USAGE tells for all of ours.
DJANGOS = {"--help", "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
           "--skip-checks"}  # fmt: skip
# Django's own, which is no setting of ours.
NOT_OURS = {"DJANGO_SETTINGS_MODULE"}


def text(*names: str) -> str:
    """A document that is not there tells of nothing."""
    return "\n".join(path.read_text("utf-8") for name in names if (path := ROOT / name).exists())


def quoted(name: str) -> set[str]:
    """All that stands in backquotes."""
    return set(re.findall(r"`([^`\n]+)`", text(name)))


def first_cells(name: str) -> set[str]:
    return set(re.findall(r"^\|\s*\**`(\w+)`\**\s*\|", text(name), re.MULTILINE))


def variables() -> Iterator[str]:
    """`env.xxx("NAME", …)` and `os.environ…("NAME")`, and names that stand alone before they are read so."""
    for path in (ROOT / "groundswell").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from re.findall(r"^(?:GROUNDSWELL_[A-Z_]+|DATABASE_URL|EMAIL_URL)$", node.value)
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("env.", "os.environ.", "os.getenv")):
                yield from re.findall(r"^'([A-Z][A-Z_]+)'$", ast.unparse(node.args[0]) if node.args else "")


def options(command: str) -> Iterator[str]:
    name = "bring_in" if command == "import" else command
    made = load_command_class("groundswell.cli", name).create_parser("groundswell", command)
    for action in made._actions:
        long = [option for option in action.option_strings if option.startswith("--")] or action.option_strings
        yield from long if action.help != SUPPRESS else []


def test_every_setting_is_told_of_and_no_other():
    assert first_cells("docs/settings.md") == set(variables()) - NOT_OURS


def sections(command: str) -> str:
    """All that is said under the headings where a command is named."""
    told = text("docs/hosting.md", "docs/importing.md", "docs/data.md")
    parts = re.split(r"^#+ ", told, flags=re.MULTILINE)
    return "\n".join(part for part in parts if re.search(rf"\bgroundswell {command}\b", part))


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_and_option_is_told_of(command):
    told = sections(command)

    assert told
    assert {option for option in options(command) if not re.search(rf"(?<![\w-]){option}(?![\w-])", told)} <= DJANGOS


def test_the_usage_names_every_command():
    named = re.findall(r"^  (\w+) {2,}", cli.USAGE, re.MULTILINE)

    assert named == [*cli.COMMANDS, "manage"]


def test_every_filter_word_is_told_of():
    assert set(filter.WORDS) - quoted("docs/api.md") == set()


def test_every_value_of_a_filter_word_with_a_list_is_told_of():
    assert {*filter.SORTS, *filter.STATES} - quoted("docs/api.md") == set()


def test_every_shape_is_told_of():
    told = text("docs/api.md")

    assert [shape for shape in {*shapes.ACTIONS, *shapes.RECORD} if not re.search(rf"\.{shape}\b", told)] == []


def test_every_column_of_the_record_is_told_of_and_no_other():
    columns = text("docs/data.md").partition("## Columns")[2].partition("\n## ")[0]

    told = [tuple(row) for row in re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", columns, re.MULTILINE)]
    assert told == [(column.name, column.type, column.description) for column in record.COLUMNS]


def test_every_noun_is_in_the_glossary():
    nouns = {model.__name__ for model in apps.get_app_config("core").get_models()}

    assert nouns - quoted("docs/glossary.md") == set()


def test_every_word_of_the_glossary_stands_there_once():
    words = re.findall(r"^\| \*\*(.+?)\*\* \|", text("docs/glossary.md"), re.MULTILINE)

    assert words and [word for word in words if words.count(word) > 1] == []


@pytest.mark.parametrize("document", ["docs/glossary.md", "docs/architecture.md", "CONTRIBUTING.md"])
def test_every_file_a_document_names_is_there(document):
    named = {span for span in quoted(document) if re.fullmatch(r"[\w./-]+/([\w-]+\.\w+)?", span)}

    assert (
        named and [name for name in named if not any((at / name).exists() for at in (ROOT, ROOT / "groundswell"))] == []
    )


@pytest.mark.parametrize("command", ["pip install uv && uv run groundswell demo", "pip install uv && uv run pytest"])
def test_the_readme_names_the_two_commands(command):
    assert re.search(rf"^{re.escape(command)}$", text("README.md"), re.MULTILINE)


@pytest.mark.parametrize("proxy", ["nginx", "caddy"])
def test_every_proxy_in_the_guide_tells_visitors_apart(proxy):
    """Caddy does so by itself, unless it is told otherwise."""
    examples = re.findall(rf"^```{proxy}\n(.*?)^```$", text("docs/hosting.md"), re.MULTILINE | re.DOTALL)

    passing = [each for each in examples if not re.search(r"^ *alias ", each, re.M)]  # that hands out a file itself
    told = [re.findall(r"^ *(?:proxy_set_header|header_up) (-?X-Forwarded-For\b.*)$", each, re.M) for each in passing]
    assert told == {"nginx": [["X-Forwarded-For $remote_addr;"]] * 2, "caddy": [[]]}[proxy]


def documents() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for folder in (ROOT, ROOT / "docs") for path in folder.glob("*.md"))


@pytest.mark.parametrize("document", documents())
def test_links_between_documents_lead_somewhere(document):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text(document))

    assert [link for link in links if not (ROOT / document).parent.joinpath(link).exists()] == []
