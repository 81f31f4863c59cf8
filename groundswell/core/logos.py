"""The picture by which an organisation is known: small, still, and without what a program wrote into it."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from groundswell.core import uploads
from groundswell.core.errors import Refused
from groundswell.core.uploads import Checked
from groundswell.lib import picture_size
from groundswell.lib.filetypes import PICTURES
from groundswell.lib.pictures import Broken

# Lists show forty at once, and nothing here makes a picture smaller.
MOST_BYTES = 60 * 1024
LEAST, MOST = 32, 1024  # pixels, either way
LONGEST_SHAPE = 5  # so many times as wide as high, or as high as wide


class Logo(NamedTuple):
    """A picture that may be kept as a logo."""

    file: Checked
    width: int
    height: int


def check(data: bytes) -> Logo:
    """Refused, with the reason, where it is no picture or not fit to stand in a list."""
    if len(data) > MOST_BYTES:
        raise Refused(too_large())
    file = uploads.check(data)
    if file.format not in PICTURES:
        raise Refused(_("A logo is a picture: PNG, JPEG or WebP."))
    if picture_size.moves(file.format, file.data):
        raise Refused(_("This picture moves. Save it as one that stands still."))
    try:
        width, height = picture_size.size(file.format, file.data)
    except Broken:
        raise Refused(_("The picture is damaged. Save it anew and try again.")) from None
    if min(width, height) < LEAST or max(width, height) > MOST:
        raise Refused(
            _("It is %(width)s by %(height)s pixels. Each side must have between %(least)s and %(most)s.")
            % {"width": width, "height": height, "least": LEAST, "most": MOST}
        )
    if max(width, height) > LONGEST_SHAPE * min(width, height):
        raise Refused(_("It is too long and thin to be read where it is small. Take one that is nearer to a square."))
    return Logo(file, width, height)


def too_large() -> str:
    return _("The file is too large: at most %(size)s KB.") % {"size": MOST_BYTES // 1024}
