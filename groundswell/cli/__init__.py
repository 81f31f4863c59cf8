"""The `groundswell` command: our own words in front of Django's."""

import os
import sys

from groundswell.cli import surroundings
from groundswell.cli.stopping import stop
from groundswell.core import gazetteer_build

# Our commands are Django commands under another name; `manage` gives the rest of Django's.
COMMANDS = (
    "demo", "serve", "work", "import", "export", "versions", "texts", "backup", "restore", "links", "archive",
    "lookalikes",
    "doctor", "prove",
)  # fmt: skip
USAGE = """usage: groundswell COMMAND [OPTIONS]

  demo      a server on a fresh database, filled with an invented call
  serve     the real thing: migrates, serves, and runs the worker
  work      the worker alone
  import    bring in actions or reports from a file
  export    write the record to a file
  versions  keep the record as it stands now, or withdraw what was kept
  texts     the texts of a call, for translators and back
  backup    the whole instance into one file, while it is running
  restore   an instance out of such a file
  links     look up the links of toolkits, milestones and sources
  archive   have copies made of the pages that the record goes by
  lookalikes  which actions of a call may be the same
  doctor    check this installation
  prove     look whether organisations have proven their domain
  manage    Django's own commands

`groundswell COMMAND --help` tells the options of each. Every command takes --data DIR, the data folder."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.settings")
    words = sys.argv[1:]
    if not words or words[0] in ("-h", "--help", "help"):
        print(USAGE)
    elif words[0] == "--version":
        _tell_version()
    elif words[0] == "manage":
        _run(surroundings.without_data_folder(words[1:]))
    elif words[0] in COMMANDS:
        gazetteer_build.begin()  # in a fresh clone there is none yet: it is made while the rest wakes up
        _run(surroundings.prepare(words))
    else:
        stop(f"there is no command “{words[0]}”.\n\n{USAGE}", status=1)


def _run(words: list[str]) -> None:
    from django.core.management import execute_from_command_line

    _read_settings()
    try:
        execute_from_command_line(["groundswell", *_django_name(words)])
    except KeyboardInterrupt:
        sys.exit(130)


def _read_settings() -> None:
    """What is wrong with them is the reader's to mend, so it is told in one line."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except PermissionError as error:
        stop(f"the data folder cannot be written to: {error.filename}")
    except OSError as error:
        stop(f"the data folder cannot be used: {error}")
    except (ImproperlyConfigured, ValueError) as error:
        stop(_in_one_line(str(error)))


def _in_one_line(why: str) -> str:
    if "psycopg" in why:
        return "DATABASE_URL names PostgreSQL, and its driver is not here: pip install 'groundswell[postgres]'"
    return f"a setting cannot be read: {' '.join(why.split())}"


def _django_name(words: list[str]) -> list[str]:
    """`import` is a word that Python keeps for itself, so the module has another name."""
    return ["bring_in", *words[1:]] if words[:1] == ["import"] else words


def _tell_version() -> None:
    from groundswell import __version__

    print(__version__)


if __name__ == "__main__":
    main()
