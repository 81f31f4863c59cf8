"""A point on the earth, read from what people paste: numbers as maps show them, degrees with minutes, links of maps.

Only the text is read. Nothing is ever fetched, so what somebody pastes tells no other server anything.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, unquote, urlsplit

Point = tuple[float, float]

MOST = 2000  # characters; the longest links of maps have some hundreds
_NUMBER = r"[-+]?\d{1,3}(?:\.\d{1,20})?"
_PAIR = rf"({_NUMBER})\s*[,/]\s*\+?({_NUMBER})(?![\d.])"
# What another alphabet or a word processor writes for the same sign.
_SAME = str.maketrans(
    {"−": "-", "‐": "-", "‑": "-", "–": "-", "،": ",", "；": ";", "，": ",", "؛": ";", "٫": ".", "º": "°", "˚": "°",
     "′": "'", "’": "'", "‘": "'", "ʹ": "'", "´": "'", "″": '"', "”": '"', "“": '"', "ʺ": '"'}
)  # fmt: skip
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# Degrees, then perhaps minutes and seconds.
_DEGREES = r"""([-+]?\d{1,3}(?:\.\d{1,20})?)\s*°?\s*
    (?:(\d{1,2}(?:\.\d{1,20})?)\s*'\s*(?:(\d{1,2}(?:\.\d{1,20})?)\s*(?:"|'')\s*)?)?"""
_LETTER_BEFORE = re.compile(rf"(?P<letter>[NSEW])\s*{_DEGREES}", re.VERBOSE | re.IGNORECASE)
_LETTER_AFTER = re.compile(rf"{_DEGREES}(?P<letter>[NSEW])?", re.VERBOSE | re.IGNORECASE)
_PARTS = {_LETTER_BEFORE: (2, 3, 4), _LETTER_AFTER: (1, 2, 3)}
# The words of a link that name the point itself, then those that name where the map stands.
_WORDS = ("q", "query", "ll", "sll", "point", "coordinate", "destination", "daddr", "center", "cp")
_EXACT = re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})")
_PLACED = re.compile(rf"/(?:place|search|dir)/[^@]*?{_PAIR}")
_STANDS = re.compile(rf"@{_PAIR}")
_HASH = re.compile(rf"(?:^|[#&])map=\d+(?:\.\d+)?/({_NUMBER})/({_NUMBER})")


class Unreadable(ValueError):
    """No point can be read out of it."""


class ShortLink(Unreadable):
    """A link that hides the point: only its server knows where it leads."""


class NoSuchPoint(ValueError):
    """Numbers, but of no point on the earth."""


def read(text: str) -> Point:
    """Latitude and longitude in degrees."""
    text = _plain(text)
    if len(text) > MOST:
        raise Unreadable
    found = _of_geo(text) or (_of_link(text) if _is_link(text) else _of_numbers(text))
    if not found:
        raise Unreadable
    lat, lon = found
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise NoSuchPoint
    return round(lat, 6), round(lon, 6)


def _plain(text: str) -> str:
    text = _INVISIBLE.sub("", text).translate(_SAME)
    return "".join(_digit(letter) for letter in text).strip()


def _digit(letter: str) -> str:
    """Digits of every script as 0 to 9."""
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def _is_link(text: str) -> bool:
    return text.lower().startswith(("http://", "https://", "www.")) or bool(re.match(r"[\w.-]+\.[a-z]{2,}/", text))


def _of_geo(text: str) -> Point | None:
    """RFC 5870, and what telephones make of it: `geo:0,0?q=41.1,-8.6`."""
    if not text.lower().startswith("geo:"):
        return None
    path, _mark, query = unquote(text[4:]).partition("?")
    asked = re.match(rf"q={_PAIR}", query)
    stands = re.match(_PAIR, path)
    return _pair(asked) or _pair(stands)


def _of_link(text: str) -> Point | None:
    try:
        parts = urlsplit(text if "//" in text else f"https://{text}")
        words = dict(reversed(parse_qsl(parts.query)))
    except ValueError:
        raise Unreadable from None
    if "mlat" in words and "mlon" in words:
        return _pair(re.fullmatch(_PAIR, f"{words['mlat']},{words['mlon']}"))
    path = unquote(parts.path)
    found = _pair(_EXACT.search(path)) or next(
        filter(None, (_pair_alone(words.get(word, "")) for word in _WORDS)), None
    )
    found = found or _pair(_PLACED.search(path)) or _pair(_STANDS.search(path)) or _pair(_HASH.search(parts.fragment))
    if not found and len(parts.path) < 40 and not parts.query and not parts.fragment:
        raise ShortLink
    return found


def _pair_alone(text: str) -> Point | None:
    return _pair(re.match(rf"(?:loc:)?\s*{_PAIR}\s*(?:\(|$)", text))


def _of_numbers(text: str) -> Point | None:
    return _two_numbers(text) or _two_halves(text)


def _two_numbers(text: str) -> Point | None:
    """Two numbers with a comma, a semicolon or a space between them; with decimal commas where that is clear."""
    text = text.strip("()[] ")
    if match := re.fullmatch(rf"({_NUMBER})\s*(?:[,;/]|\s)\s*({_NUMBER})", text):
        return _pair(match)
    comma = _NUMBER.replace(r"\.", ",")
    match = re.fullmatch(rf"({comma})\s*(?:;|,?\s)\s*({comma})", text)
    return (_degrees(match[1]), _degrees(match[2])) if match else None


def _two_halves(text: str) -> Point | None:
    """Degrees, minutes and seconds, with the letters of the compass; longitude may come first where letters say so."""
    half = _LETTER_BEFORE if text[:1].upper() in ("N", "S", "E", "W") else _LETTER_AFTER
    first = half.match(text)
    second = half.fullmatch(text[first.end() :].strip(" ,;/")) if first else None
    if not first or not second:
        return None
    letters = "".join((each["letter"] or "").upper() for each in (first, second))
    one, other = _half(first), _half(second)
    if one is None or other is None:
        return None
    if letters in ("", "NE", "NW", "SE", "SW"):
        return one, other
    return (other, one) if letters in ("EN", "WN", "ES", "WS") else None


def _half(match: re.Match[str]) -> float | None:
    degrees, minutes, seconds = (float(part or 0) for part in match.group(*_PARTS[match.re]))
    if minutes >= 60 or seconds >= 60:
        return None
    whole = abs(degrees) + minutes / 60 + seconds / 3600
    south_or_west = (match["letter"] or "").upper() in ("S", "W") or "-" in match[0]
    return -whole if south_or_west else whole


def _pair(match: re.Match[str] | None) -> Point | None:
    return (_degrees(match[1]), _degrees(match[2])) if match else None


def _degrees(text: str) -> float:
    return float(text.replace(",", "."))
