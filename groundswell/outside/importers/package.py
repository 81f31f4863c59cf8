"""The Data Package that `groundswell export --format package` writes, table by table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile, is_zipfile

from django.utils.translation import gettext as _

from groundswell.core.tables import BY_NAME
from groundswell.lib.cells import as_meant
from groundswell.lib.long_cells import lines
from groundswell.outside.importers.source import Unreadable

Cells = dict[str, str]


def looks_like(path: Path) -> bool:
    return path.is_file() and is_zipfile(path)


class Package:
    def __init__(self, path: Path) -> None:
        try:
            self.zip = ZipFile(path)
            resources = json.loads(self.zip.read("datapackage.json"))["resources"]
            self.paths = {one["name"]: str(one["path"]) for one in resources}
        except (BadZipFile, KeyError, TypeError, ValueError, OSError) as error:
            raise Unreadable(_("This is no Data Package: it has no datapackage.json that we can read.")) from error
        if not self.paths.keys() >= {"calls", "actions"}:
            raise Unreadable(_("This Data Package is not one of ours: it has no tables “calls” and “actions”."))

    def rows(self, table: str) -> Iterator[Cells]:
        """Cells by column; a column that an older package does not have is empty.

        A cell may have any length, as in what is written. A quote that nobody closes would make one of all that
        follows, so it is an error.
        """
        if table not in self.paths:
            return
        nothing = {column.name: "" for column in BY_NAME[table].columns}
        try:
            with self.zip.open(self.paths[table]) as raw:
                text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
                reader = csv.DictReader(text, strict=True)
                for cells in lines(reader):
                    known = {name: as_meant(value) for name, value in cells.items() if name and value is not None}
                    yield nothing | known | {"_line": str(reader.line_num)}
        except (BadZipFile, KeyError, UnicodeError, csv.Error) as error:
            raise Unreadable(
                _("The table “%(name)s” cannot be read: %(error)s") % {"name": table, "error": error}
            ) from error
