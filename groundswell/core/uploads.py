"""Files that people gave: checked for what they are, without what pictures tell beside the picture, kept by content."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.lib import filetypes, pictures
from groundswell.lib.filetypes import BOMB, FORMATS, HTML, MACROS, PICTURES, PROGRAM, SCRIPTED, SVG

# A few bytes can say that they are a picture of a billion points, and whoever opens it has that much memory filled.
MOST_POINTS = 100_000_000


class Checked(NamedTuple):
    """A file that may be kept."""

    format: str
    data: bytes

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def check(data: bytes, name: str = "") -> Checked:
    """Refused, with the reason, where it is none of the formats that we know."""
    if len(data) > settings.MAX_UPLOAD:
        raise Refused(too_large())
    found = filetypes.recognise(data, name)
    if found not in FORMATS:
        raise Refused(_why_not(found))
    return Checked(found, _without_traces(found, data))


def too_large() -> str:
    size = max(1, settings.MAX_UPLOAD // (1024 * 1024))
    return _("The file is too large: at most %(size)s MB.") % {"size": size}


def _why_not(found: str | None) -> str:
    reasons = {
        SVG: _("SVG can hold programs, so it is not taken. Save the picture as PNG, or as PDF."),
        HTML: _("Web pages can hold programs, so they are not taken. Give a link, or save it as PDF."),
        PROGRAM: _("This is a program, whatever its name says. Programs are not taken."),
        BOMB: _("Unpacked, this document is far too large."),
        SCRIPTED: _("This PDF has programs in it. Print it into a new PDF, without them."),
        MACROS: _("This document has macros in it. Save it without them."),
    }
    known = ", ".join(known.label for known in FORMATS.values())
    return reasons.get(found or "", _("We do not know this kind of file. Taken are: %(formats)s.") % {"formats": known})


def _without_traces(found: str, data: bytes) -> bytes:
    if found not in PICTURES:
        return data
    try:
        shown = pictures.stripped(found, data)
        width, height = pictures.size(found, shown)
    except pictures.Broken:
        raise Refused(_("The picture is damaged. Save it anew and try again.")) from None
    if width * height > MOST_POINTS:
        raise Refused(_("The picture is too large: at most 100 million points."))
    return shown


def keep(checked: Checked) -> str:
    """Returns its hash, by which it is found again. The same content is kept once."""
    path = path_of(checked.hash)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(checked.data)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    return checked.hash


def path_of(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT, "files", digest[:2], digest)
