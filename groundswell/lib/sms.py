"""How many short messages a text takes: GSM 03.38 letters are seven bits, anything else makes all of them sixteen."""

from __future__ import annotations

from dataclasses import dataclass

# 3GPP TS 23.038, 6.2.1: the default alphabet, and what its extension table has (two places each).
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
# Places in a message alone, and in each of several: there six bytes say which part it is.
SEVEN_BITS, SIXTEEN_BITS = (160, 153), (70, 67)


@dataclass(frozen=True)
class Length:
    characters: int
    messages: int


def length(text: str) -> Length:
    if all(letter in BASIC or letter in EXTENDED for letter in text):
        places, (alone, of_several) = len(text) + sum(letter in EXTENDED for letter in text), SEVEN_BITS
    else:
        places, (alone, of_several) = len(text.encode("utf-16-le", "replace")) // 2, SIXTEEN_BITS
    return Length(len(text), 1 if places <= alone else -(-places // of_several))
