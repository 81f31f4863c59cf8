"""What a list that is empty may be asked instead."""

from dataclasses import replace
from typing import Any

from groundswell.core import search, spelling
from groundswell.core.endorsers import OrganisationFilter
from groundswell.core.filter import ActionFilter
from groundswell.core.models import Organisation


def near_spelling(wanted: ActionFilter | OrganisationFilter) -> dict[str, str]:
    """Lists take words as they are typed; the nearest that would find something here is only offered."""
    words = search.words_of(wanted.q)
    there = [word for word in words if spelling.anywhere(word)]
    near = " ".join(spelling.meant(words, there, lambda words: _rows(wanted, " ".join(words)).exists()))
    return {"words": near, "url": "?" + wanted.words(page=1, q=near)} if near else {}


def _rows(wanted: ActionFilter | OrganisationFilter, text: str) -> Any:
    other = replace(wanted, q=text)
    return other.rows() if isinstance(other, ActionFilter) else other.rows(Organisation.objects.public())
