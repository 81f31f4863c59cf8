"""Why an action should not become public before a moderator has seen it: plain rules over its words, worked out here.

Each rule names the words that it is about, so that moderator and host see what is meant. No rule declines anything.
Under the policies *trusted* and *proof* what is held waits in the tray; under *review* the reasons stand beside it.
What they cannot know is written in docs/moderation.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from groundswell.core import lookalikes
from groundswell.core.comparing import Likeness
from groundswell.core.models import Action, Fact, Hold
from groundswell.core.models.hold import WORDS
from groundswell.lib.clock import now
from groundswell.lib.confusables import mixed, skeleton
from groundswell.lib.text import fold

PHONE, MAIL, HOME, LINKS = "phone", "mail", "home", "links"
DOUBLE, DECOY, LETTERS, SHOUTING, REPEATED = "double", "decoy", "letters", "shouting", "repeated"
FIELDS = ("title", "description", "address", "organisations", "website")


class Found(NamedTuple):
    reason: str
    field: str
    words: str
    about: int | None = None


@dataclass(frozen=True)
class Kept:
    """What stands now, and whether something was lifted just now."""

    standing: list[Found]
    lifted: bool


@transaction.atomic
def keep(action: Action) -> Kept:
    """Write what holds it, and lift what no longer does. What a moderator let stand is not asked about again."""
    found = find(action)
    rows = list(action.holds.all())
    standing = {_key(row): row for row in rows if not row.lifted_at}
    allowed = {_key(row) for row in rows if row.decision_id}
    wanted = [each for each in found if each[:4] not in allowed]
    fresh = [each for each in wanted if each not in standing]
    gone = [row for key, row in standing.items() if key not in wanted]
    Hold.objects.bulk_create(
        Hold(action=action, reason=each.reason, field=each.field, words=each.words, about_id=each.about)
        for each in fresh
    )
    Hold.objects.filter(pk__in=[row.pk for row in gone]).update(lifted_at=now(), lifted_by="host")
    if fresh:
        Fact.write("action.held", action, by="server", reasons=_reasons(fresh))
    if gone and not wanted:
        Fact.write("action.freed", action, by="server", reasons=[row.reason for row in gone])
    return Kept(wanted, bool(gone))


def _key(row: Hold) -> Found:
    return Found(row.reason, row.field, row.words, row.about_id)


def _reasons(found: list[Found]) -> list[str]:
    return list(dict.fromkeys(each.reason for each in found))


def find(action: Action) -> list[Found]:
    """All that holds it, once each, in the order of its fields."""
    texts = texts_of(action)
    found = [one for field, text in texts.items() for one in in_text(field, text)]
    found += in_links(texts, action.website)
    found += among_others(action)
    return list(dict.fromkeys(each._replace(words=each.words[:WORDS]) for each in found))


def texts_of(action: Action) -> dict[str, str]:
    """What everybody would read of it."""
    names = "\n".join(action.organisation_names()) if action.pk else ""
    texts = {"title": action.title, "description": action.description, "address": action.address}
    return {field: text for field, text in (texts | {"organisations": names}).items() if text}


def in_text(field: str, text: str) -> Iterator[Found]:
    plain = levelled(text)
    masked = _without_links(plain)
    yield from (Found(PHONE, field, text[a:b]) for a, b in phones(masked))
    yield from (Found(MAIL, field, text[a:b]) for a, b in mails(plain))
    yield from (Found(HOME, field, text[a:b].strip()) for a, b in homes(masked))
    yield from (Found(LETTERS, field, word) for word in mixed(text))
    if field in ("title", "description"):
        if shouts(text, least=TITLE_LETTERS if field == "title" else TEXT_LETTERS):
            yield Found(SHOUTING, field, text[:80])
        if again := repeats(text):
            yield Found(REPEATED, field, again)


# The same text, a character for each of it, so that what is found in it has its place in the original


def levelled(text: str) -> str:
    """Small letters without accents, digits of whatever script as ours."""
    return "".join(map(_level, text))


def _level(character: str) -> str:
    if character.isascii():
        return character.lower()
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKD", character)[:1].casefold()
    plain = _PLAIN.get(plain, plain)
    return plain if len(plain) == 1 else character


# Signs that people type for others, and Arabic letters that are written either way.
_PLAIN = {
    "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "٫": ".", "\u00a0": " ", "\u202f": " ", "’": "'",
    "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه",
}  # fmt: skip


# Phone numbers

_SEPARATORS = r"[ .\-/()\u2009]"
_NUMBER = re.compile(rf"(?<![\w.,:])(?:\+|\(\+?|00)?\d(?:{_SEPARATORS}{{0,3}}\d){{5,24}}(?![\w:]|[.,]\d)")
_LABEL = re.compile(
    r"(?:\b(?:tel|telf|tlf|phone|mobile|cell|call|whatsapp|signal|telegram|sms|text|fone|telefone|telemovel|celular|"
    r"movil|telefono|fono|llamar|telephone|portable|appel\w*|telefon|handy|mobil|ruf\w*|anruf\w*|numero|cellulare)\b|"
    r"هاتف|تلفون|موبايل|جوال|واتساب|اتصل\w*|тел|телефон|звон\w*|फोन|फ़ोन|मोबाइल|电话|電話|手机)[^\d+]{0,20}$"
)
_DATE = re.compile(r"(?:\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{4})")
_YEARS = re.compile(r"(?:(?:19|20)\d\d\D{1,3})+(?:19|20)\d\d")
_ROUND = re.compile(r"\d{1,3}(?:[ .]\d{3})*[ .]000")
_DECIMAL = re.compile(r"\d+\.\d{3,}")
FEWEST_DIGITS, MOST_DIGITS = 7, 15  # E.164 has at most fifteen


def phones(plain: str) -> Iterator[tuple[int, int]]:
    for match in _NUMBER.finditer(plain):
        if _is_phone(match.group().strip(), before=plain[max(0, match.start() - 40) : match.start()]):
            yield match.span()


def _is_phone(number: str, *, before: str) -> bool:
    digits = re.sub(r"\D", "", number)
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return bool(_LABEL.search(before)) and 6 <= len(digits) <= MOST_DIGITS
    if number[0] == "+" or number[:2] in ("00", "(+") or _LABEL.search(before):
        return True
    if _DATE.search(number) or _YEARS.fullmatch(number) or _ROUND.fullmatch(number) or _DECIMAL.search(number):
        return False
    if len(digits) == 8 and _is_day(digits):
        return False
    return number[0] in "0(" or len(digits) >= 9 or bool(re.fullmatch(r"\d{3,4}[-. ]\d{4}", number))


def _is_day(digits: str) -> bool:
    for year, month, day in ((digits[:4], digits[4:6], digits[6:]), (digits[4:], digits[2:4], digits[:2])):
        try:
            if 1900 <= date(int(year), int(month), int(day)).year <= 2100:
                return True
        except ValueError:
            continue
    return False


# Mail addresses

_AT = r"(?:@| ?[\[({<] ?(?:at|arroba|arobase|a) ?[\])}>] ?)"
_DOT = r"(?:\.| ?[\[({<] ?(?:dot|punto|ponto|point|punkt) ?[\])}>] ?| dot )"
# Begun at the beginning of a word alone: at each of its letters a long word would take time by its square.
_MAIL = re.compile(rf"(?<![\w.+-])[\w.+-]+{_AT}[\w-]+(?:{_DOT}[\w-]+)*{_DOT}[^\W\d_]{{2,}}")


def mails(plain: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _MAIL.finditer(plain))


# Homes

# As they stand after `levelled`: without accents.
_MY_PLACE = (
    r"\b(?:at |in )?(?:my|our) (?:flat|house|home|apartment|place|backyard|garden|living room|kitchen)\b",
    r"\b(?:at|in) (?:\w+'s) (?:flat|house|home|apartment|place)\b",
    r"\b(?:mi|nuestra?) (?:casa|piso|departamento|apartamento|depto|hogar)\b|\ben casa de \w+",
    r"\bchez (?:moi|nous)\b|\b(?:mon|notre) (?:appartement|appart|jardin)\b|\bma maison\b",
    r"\b(?:in )?(?:meiner|unserer|meine|unsere) wohnung\b|\bbei (?:mir|uns) (?:zu ?hause|daheim)\b"
    r"|\b(?:meinem|unserem|mein) haus\b",
    r"\b(?:minha|nossa|na minha|na nossa) casa\b|\b(?:meu|nosso) (?:apartamento|apto)\b",
    r"\b(?:a )?casa mia\b|\b(?:mio|nostro) appartamento\b",
    r"(?:بيتي|منزلي|شقتي|بيتنا|منزلنا|شقتنا|داري)",
    r"\b(?:у меня дома|мо[ейя]\w* квартир\w+|у нас дома)\b",
    r"(?:我家|我的公寓|我们家|私の家|自宅|मेरे घर|हमारे घर)",
)
_DOOR = (
    r"\b(?:flat|apt|apartment|appt|appartement|apto|apartamento|dpto|depto|departamento|wohnung|whg|appartamento|"
    r"interno)\.? ?(?:no\.? |nr\.? |n[ºo°]\.? |#)?\d+ ?[a-z]?\b",
    r"\bpiso \d+[ºo°a]? ?[a-z]?\b|\b\d+[ºo°] ?(?:izda|dcha|izq|dto|esq|fte|[a-h])\b",
    r"(?:شقه) ?(?:رقم )?\d+|\bкв\.? ?\d+|квартира \d+|\d{1,6} ?号室|\d{1,6} ?室",
    r"\b(?:ring|klingel\w*|sonnez?|timbre|bell|campainha|citofono)(?: \w+)? (?:at|bei|a|chez|of|de|do|da)? ?"
    r"(?:no\.? ?)?(?:\d+\b|the name|name\b)",
)
_HOME = re.compile("|".join((*_MY_PLACE, *_DOOR)))


def homes(plain: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _HOME.finditer(plain))


# Links

_TOP = (
    "com|org|net|info|io|me|app|link|ly|gg|co|to|site|online|social|xyz|shop|live|club|page|dev|top|biz|event|events|"
    "example|test"
)
# A label has at most 63 letters (RFC 1035, 2.3.4). Without a bound, a long word takes time by its square.
_LABELS = r"\b(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}"
_LINK = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"')\]]+|{_LABELS}(?:{_TOP})\b(?:/[^\s<>\"')\]]*)?"
    rf"|{_LABELS}[a-z]{{2}}/[^\s<>\"')\]]*"
)
# They hide where they lead.
SHORTENERS = frozenset(
    [
        "bit.ly",
        "tinyurl.com",
        "t.ly",
        "t.co",
        "goo.gl",
        "is.gd",
        "ow.ly",
        "buff.ly",
        "rebrand.ly",
        "cutt.ly",
        "shorturl.at",
        "rb.gy",
        "lnkd.in",
    ]
)
_TWO_PART = frozenset(["co", "com", "org", "net", "gob", "gov", "edu", "ac", "or", "ne"])


def links(plain: str) -> list[str]:
    """As they stand there. The host part of a mail address is none."""
    return [
        match.group().rstrip(".,;:!?»”")
        for match in _LINK.finditer(plain)
        if plain[max(0, match.start() - 1) : match.start()] != "@" and "@" not in match.group()
    ]


def in_links(texts: dict[str, str], website: str) -> Iterator[Found]:
    """To other domains than that of its own web page: each such domain, and how often."""
    own = {domain_of(website), domain_of(settings.BASE_URL)} - {""}
    for field, text in texts.items():
        domains = Counter(domain_of(link) for link in links(text.lower()))
        for domain, many in domains.items():
            if domain and (domain not in own or domain in SHORTENERS):
                yield Found(LINKS, field, f"{domain} × {many}" if many > 1 else domain)
    if domain_of(website) in SHORTENERS:
        yield Found(LINKS, "website", domain_of(website))


def domain_of(link: str) -> str:
    """What somebody registered: the last two parts, or three under .co.uk and its like."""
    if not link:
        return ""
    try:
        host = urlsplit(link if "//" in link else f"//{link}").hostname or ""
    except ValueError:
        return ""
    parts = host.lower().split(".")
    return ".".join(parts[-3:] if len(parts) > 2 and parts[-2] in _TWO_PART and len(parts[-1]) == 2 else parts[-2:])


def _without_links(plain: str) -> str:
    """Links blanked out: the numbers in them are nobody's."""
    return _LINK.sub(lambda match: "\n" * len(match.group()), plain)


# Capitals and repetition

TITLE_LETTERS, TEXT_LETTERS = 24, 60
_RUN = re.compile(r"([^\s\d\-_=*.~#])\1{7,}")
MANY_TIMES = 5


def shouts(text: str, *, least: int) -> bool:
    cased = [letter for letter in text if letter.isupper() or letter.islower()]
    return len(cased) >= least and sum(letter.isupper() for letter in cased) >= 0.85 * len(cased)


def repeats(text: str) -> str:
    """What stands there again and again: one sign, one word after itself, or one line or sentence."""
    if run := _RUN.search(text):
        return run.group()[:20]
    words, row = fold(text).split(), 1
    for before, word in pairwise(words):
        row = row + 1 if word == before else 1
        if row > MANY_TIMES:
            return word
    said = Counter(line for line in (fold(each) for each in re.split(r"[\n.!?。！？؟]+", text)) if len(line) > 8)
    often = [line for line, many in said.items() if many >= MANY_TIMES]
    return often[0] if often else ""


# Beside what is public

MINUTES = 30


def among_others(action: Action) -> Iterator[Found]:
    """Like one that stands: the same again, or what would lead people to another time or place."""
    if not action.pk:
        return
    for likeness in lookalikes.beside([action])[action.pk]:
        other = likeness.action
        reason = _reason_beside(action, likeness) if other.standing else ""
        if reason and not _same_host(action, other):
            yield Found(reason, "title", other.title, other.pk)


def _reason_beside(action: Action, likeness: Likeness) -> str:
    other = likeness.action
    looks_same = skeleton(fold(action.title)) == skeleton(fold(other.title)) and fold(action.title) != fold(other.title)
    close = likeness.spot or likeness.km is None or likeness.km <= 5
    if looks_same and close:
        return DECOY
    if likeness.likely and close and likeness.apart.total_seconds() <= MINUTES * 60:
        return DOUBLE
    return DECOY if likeness.telling and likeness.title >= 0.8 and close else ""


def _same_host(action: Action, other: Action) -> bool:
    """Whoever registers several of a kind is not a decoy of themselves."""
    if not (action.contact_id and other.contact_id):
        return False
    mark = action.contact.fingerprint if action.contact else ""
    return bool(mark) and bool(other.contact) and other.contact.fingerprint == mark  # type: ignore[union-attr]
