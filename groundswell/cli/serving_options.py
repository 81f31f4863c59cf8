"""What `serve` and `demo` are both asked."""

from django.core.management.base import CommandParser

from groundswell.cli.surroundings import HOST, PORT

WITHOUT_WORKER = "GROUNDSWELL_WITHOUT_WORKER"  # told by `serve --without-worker` to its child


def add(parser: CommandParser) -> None:
    parser.add_argument("--host", default=HOST, help=f"listen here ({HOST}: this machine alone)")
    parser.add_argument("--port", type=int, default=int(PORT), help=f"listen on this port ({PORT})")
    parser.add_argument("--data", metavar="DIR", help="the data folder")  # taken before the settings are read
