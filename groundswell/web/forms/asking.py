"""Names of hosts, some with a mail address at which they are asked to confirm."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from groundswell.core.models.confirmation import MOST_ASKED

# "River Keepers, office@keepers.example", or with the address in brackets.
ADDRESSED = re.compile(r"^(?P<name>.*?)[\s,;:<(،؛、]+(?P<address>[^\s,;:<>()]+@[^\s,;:<>()]+)[>)]?$")


def apart(lines: list[str]) -> tuple[list[str], dict[str, str]]:
    """The names, and the addresses by name. A line with an @ that is no address is refused: it would be public."""
    names, addresses = [], {}
    for line in lines:
        found = ADDRESSED.match(line) if "@" in line else None
        if "@" in line and (not found or "@" in found["name"] or not _is_address(found["address"])):
            raise forms.ValidationError(_("Write the name, a comma, and one mail address; or the name alone."))
        name = found["name"].strip() if found else line
        names.append(name)
        if found:
            addresses[name] = found["address"]
    if len(addresses) > MOST_ASKED:
        raise forms.ValidationError(_("At most %(most)s can be asked by mail.") % {"most": MOST_ASKED})
    return names, addresses


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 200
