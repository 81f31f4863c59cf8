"""Where words that were looked for stand in a text: searched folded, shown as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from groundswell.lib.text import fold_letters

Piece = tuple[str, bool]  # some of the text, and whether it is what was looked for
LONGEST = 20_000  # characters of a text that are looked through


def pieces(text: str, words: Sequence[str]) -> list[Piece]:
    """The whole text, cut where a word begins and ends. The words are folded."""
    found, at = list[Piece](), 0
    for begin, end in _joined(sorted(_spans(text, words))):
        found += [(text[at:begin], False), (text[begin:end], True)]
        at = end
    return [piece for piece in [*found, (text[at:], False)] if piece[0]]


def passage(text: str, words: Sequence[str], length: int = 180) -> str:
    """So many characters of a text, around the first of the words; nothing where none of them is in it."""
    text = " ".join(text[:LONGEST].split())
    if not (first := min(_spans(text, words), default=None)):
        return ""
    begin = max(0, first[0] - length // 3)
    begin = text.find(" ", begin, first[0]) + 1 if begin and " " in text[begin : first[0]] else begin
    end = begin + length
    if end < len(text):
        end = max(text.rfind(" ", first[1], end), first[1]) if " " in text[first[1] : end] else max(end, first[1])
    return ("…" if begin else "") + text[begin:end].strip() + ("…" if end < len(text) else "")


def _spans(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Each place where one of the words stands, by the characters of the text itself."""
    letters = fold_letters(text[:LONGEST])
    folded, owner = "".join(letters), [at for at, letter in enumerate(letters) for _each in letter]
    for word in filter(None, words):
        at = folded.find(word)
        while at >= 0:
            end = owner[at + len(word) - 1] + 1
            while end < len(letters) and not letters[end]:
                end += 1  # the accents that belong to it
            yield owner[at], end
            at = folded.find(word, at + len(word))


def _joined(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Those that overlap, as one."""
    at: tuple[int, int] | None = None
    for begin, end in spans:
        if at and begin < at[1]:
            at = (at[0], max(at[1], end))
            continue
        if at:
            yield at
        at = (begin, end)
    if at:
        yield at
