"""Lists inside a JSON text, with the line on which each of their members begins."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from groundswell.outside.importers.source import MOST, Source, Unreadable

BLANK = re.compile(r"[ \t\r\n]*")
_decoder = json.JSONDecoder()


def whole(source: Source) -> str:
    """The text, once it is known to be sound: nothing is brought in from half a file."""
    text = source.text().lstrip("\ufeff")
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno, "error": error.msg}
        raise Unreadable(_("This is not JSON: line %(line)s, column %(column)s: %(error)s.") % place) from error
    except (RecursionError, ValueError) as error:
        raise Unreadable(_("This JSON is nested too deeply or holds a number without end.")) from error
    return text


class Lines:
    """Which line a place in the text is on, asked for in rising order."""

    def __init__(self, text: str) -> None:
        self.text, self.place, self.line = text, 0, 1

    def at(self, place: int) -> int:
        if place < self.place:
            self.place, self.line = 0, 1
        self.line += self.text.count("\n", self.place, place)
        self.place = place
        return self.line


def items(text: str, at: int) -> Iterator[tuple[int, int, Any]]:
    """Where each member of the list that begins here begins and ends, and its value."""
    at = _past_blank(text, at + 1)
    while text[at] != "]":
        value, end = _decoder.raw_decode(text, at)
        yield at, end, value
        at = _past_blank(text, end)
        at = _past_blank(text, at + 1) if text[at] == "," else at


def members(text: str, at: int) -> Iterator[tuple[str, int, Any]]:
    """The names in the object that begins here, where each one's value begins, and the value."""
    at = _past_blank(text, at + 1)
    while text[at] != "}":
        name, at = _decoder.raw_decode(text, at)
        at = _past_blank(text, _past_blank(text, at) + 1)
        value, end = _decoder.raw_decode(text, at)
        yield name, at, value
        at = _past_blank(text, end)
        at = _past_blank(text, at + 1) if text[at] == "," else at


def first_list(text: str) -> int | None:
    """Where the first list of objects begins, at the top or inside objects."""
    return _list_in(text, _past_blank(text, 0))


def objects(text: str, at: int, groups: tuple[str, ...] = ()) -> Iterator[tuple[int, int, Any]]:
    """Where each object of a list begins and ends; objects in the lists named take over what stands around them."""
    for start, end, value in items(text, at):
        inner = isinstance(value, dict) and [name for name in groups if isinstance(value.get(name), list)]
        if not inner:
            yield start, end, value
            continue
        around = {name: one for name, one in value.items() if name not in inner}
        for name, place, _value in members(text, start):
            if name in inner:
                for one_start, one_end, one in objects(text, place, groups):
                    yield one_start, one_end, around | one if isinstance(one, dict) else one


def too_long(start: int, end: int) -> str:
    return _("It is longer than 1 MiB.") if end - start > MOST else ""


def _list_in(text: str, at: int) -> int | None:
    if text[at] == "[":
        return at
    if text[at] == "{":
        for _name, place, value in members(text, at):
            if isinstance(value, list) and all(isinstance(one, dict) for one in value[:5]) and value:
                return place
            if isinstance(value, dict) and (found := _list_in(text, place)) is not None:
                return found
    return None


def _past_blank(text: str, at: int) -> int:
    found = BLANK.match(text, at)
    return found.end() if found else at
