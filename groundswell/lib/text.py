"""Text made safe to keep (`clean`) and alike to find (`fold`)."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

# Letters that Unicode does not take apart, and that people leave out or swap when they search.
ALIKE = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ے": "ي", "ې": "ي", "ک": "ك", "ڪ": "ك", "ة": "ه", "ۃ": "ه", "ہ": "ه",
        "ھ": "ه", "ە": "ه", "ـ": None, "ʼ": " ", "ʻ": " ", "ʽ": " ", "ʹ": " ", "ʺ": " ", "ˈ": " ", "ꞌ": " ",
    }
)  # fmt: skip
# In these scripts a mark is an accent or a vowel that may be left out; in Indic, Thai or kana it makes another word.
ACCENTED = ("COMBINING", "HEBREW", "ARABIC", "SYRIAC")
VOICED = ("\u3099", "\u309a")  # COMBINING KATAKANA-HIRAGANA ...: が is not か
LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")  # Unicode has two of its own
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class _Alphabet(dict[int, int | str | None]):
    """What each character is searched as; worked out when it is first met."""

    def __missing__(self, point: int) -> int | str | None:
        self[point] = found = self.searched_as(chr(point))
        return found

    @staticmethod
    def searched_as(character: str) -> int | str | None:
        category = unicodedata.category(character)
        accent = unicodedata.name(character, "").startswith(ACCENTED) and character not in VOICED
        if category == "Nd":
            return str(unicodedata.decimal(character))
        if category[0] in "PZ" or category in ("Sk", "Cc", "Cs"):
            return " "
        if category == "Cf" or (category[0] == "M" and accent):
            return None
        return character


_ALPHABET = _Alphabet(ALIKE)
_ALPHABET[ord("\n")] = "\n"


def fold(text: str) -> str:
    """The form in which text is searched: without case, accents, punctuation, or different ways to write a letter."""
    return _fold_lines(text.replace("\n", " "))


def fold_many(texts: Iterable[str]) -> list[str]:
    """`fold` of each, an order of magnitude faster than one by one."""
    texts = list(texts)
    plain = iter(_fold_list([text for text in texts if text.isascii()]))  # much the quicker kind, so kept apart
    other = iter(_fold_list([text for text in texts if not text.isascii()]))
    return [next(plain) if text.isascii() else next(other) for text in texts]


def short_words(folded: str) -> list[str]:
    """Its letters that are not Latin, and its pairs of neighbours of which one is not, each once: as words of their own
    an index of three letters has them. In many scripts a word is no longer than that."""
    if folded.isascii():
        return []
    letters = {letter for letter in folded if not letter.isascii()}
    pairs = {first + second for first, second in set(pairwise(folded)) if {first, second} & letters}
    return sorted(letters) + sorted(pair for pair in pairs if " " not in pair)


def is_whole(text: str, digits: int) -> bool:
    """Whether it is a whole number of so many digits at most, which everybody reads alike: no superscript."""
    return text.isascii() and text.isdigit() and len(text) <= digits


def is_key(text: str) -> bool:
    """Whether it may be a primary key as an address or a form names it: Python and the database read it alike."""
    return is_whole(text, 17)


def fold_letters(text: str) -> list[str]:
    """What each character of a text is folded to, "" for an accent: with it what was found is shown where it stands."""
    return [_folded_letter(letter) for letter in text]


@lru_cache(maxsize=8192)
def _folded_letter(letter: str) -> str:
    return fold(letter) or (" " if _fold_lines(f"a{letter}a") == "a a" else "")


def clean(text: str) -> str:
    """The text as it is kept: one sort of line end, no control characters but it and tabs, composed, stripped."""
    lines = LINE_ENDS.sub("\n", text)
    return unicodedata.normalize("NFC", CONTROLS.sub("", lines)).strip()


def _fold_list(texts: list[str]) -> list[str]:
    joined = "\n".join(texts)
    if joined.count("\n") >= len(texts):
        joined = "\n".join(text.replace("\n", " ") for text in texts)
    return _fold_lines(joined).split("\n")


def _fold_lines(text: str) -> str:
    if not text.isascii():
        # Marks go before case: the Greek iota subscript is a mark that would become a letter.
        text = unicodedata.normalize("NFKD", text).translate(_ALPHABET)
        text = unicodedata.normalize("NFKD", text.casefold())
    text = text.casefold().translate(_ALPHABET)
    while "  " in text:
        text = text.replace("  ", " ")
    return text.replace(" \n", "\n").replace("\n ", "\n").strip(" ")
