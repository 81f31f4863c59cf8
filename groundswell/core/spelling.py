"""What somebody may have meant whose word is in nothing public: the nearest words that are, alike on both databases.

The words of public texts are kept (SearchWord), filed under their ends: plain columns, no index that one database has
and the other has not. What is near is then decided here, by the slips of the hand between two words. A near word is
only ever named where a public text has it at this moment, so what was taken off is not told by its spelling.

Scripts without spaces between words (Chinese, Japanese, Thai, ...) have no words here: in them one letter more or less
is another word, and finding inside the text serves them. Nor have numbers: another figure is no misspelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import transaction

from groundswell.core import search
from groundswell.core.filter import ActionFilter
from groundswell.core.models import (
    Action,
    Call,
    Fact,
    Organisation,
    Reader,
    Resource,
    SearchText,
    SearchWord,
    Statement,
    StatementText,
    Translation,
)
from groundswell.core.models.action_states import VISIBLE
from groundswell.core.models.call import PUBLIC
from groundswell.lib.likeness import alike, shingles, steps

SHORTEST, LONGEST = 3, 30  # letters of a word that others may be near to
CORRECTED_FROM = 4  # of three letters, every word is near to every other
TWO_STEPS_FROM = 8
TRIED = 6  # near words that are looked for, the nearest first
MOST_WRONG = 3
VERY_MANY = 3000
UNSPACED = re.compile(
    r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)  # Thai, Lao, Tibetan; Burmese; Khmer; kana; Chinese characters
READER = "words"
_checked = 0
FACTS_AT_ONCE = 2000
CHECKED_AT_ONCE = 20
FEW: tuple[type[Call | Translation | StatementText | Organisation | Resource], ...] = (
    Call,
    Translation,
    StatementText,
    Organisation,
    Resource,
)


def meant(words: Sequence[str], there: Sequence[str], finds: Callable[[list[str]], bool]) -> list[str]:
    """The words with those that nothing public has put right; none where that leads to nothing either.

    `there` are those of them that something public has; `finds` says whether something has all of some words.
    """
    wrong = [word for word in words if word not in there]
    if not wrong or len(wrong) > MOST_WRONG:
        return []
    choices = [[near for near in near_to(word) if all(map(anywhere, near.split()))] for word in wrong]
    if not all(choices):
        return []
    first = dict(zip(wrong, (found[0] for found in choices), strict=True))
    for near in choices[0]:  # the others as they are nearest: one wrong word is what people type
        put_right = [each for word in words for each in (first | {wrong[0]: near}).get(word, word).split()]
        if finds(put_right):
            return put_right
    return []


def anywhere(word: str) -> bool:
    """Whether a public text has it. What very many actions have, a public one has."""
    numbers = search.having([word], VERY_MANY)
    if numbers is None:
        return True
    of_these = ActionFilter().rows(Action.objects.visible().filter(pk__in=numbers)).order_by()
    return (bool(numbers) and of_these.exists()) or any(rows([word]).exists() for rows in search.FEW.values())


def near_to(word: str) -> list[str]:
    """The nearest first, then what it falls into where a space is lacking."""
    if len(word) < CORRECTED_FROM or not spellable(word):
        return []
    most = 2 if len(word) >= TWO_STEPS_FROM else 1
    letters, own, near = set(word), shingles(word), list[tuple[int, bool, float, str]]()
    for other in SearchWord.objects.around(word, most).values_list("word", flat=True):
        if other != word and len(letters ^ set(other)) <= 2 * most and (apart := steps(word, other, most)) <= most:
            near.append((apart, other[0] != word[0], -alike(own, shingles(other)), other))
    return [*(each[-1] for each in sorted(near)[:TRIED]), *_parted(word)]


def _parted(word: str) -> Iterator[str]:
    cuts = range(SHORTEST, len(word) - SHORTEST + 1)
    halves = {half for at in cuts for half in (word[:at], word[at:])}
    known = set(SearchWord.objects.filter(word__in=halves).values_list("word", flat=True)) if halves else set()
    yield from (f"{word[:at]} {word[at:]}" for at in cuts if {word[:at], word[at:]} <= known)


def spellable(word: str) -> bool:
    """Letters alone, of a script that parts its words."""
    return (
        SHORTEST <= len(word) <= LONGEST
        and all(unicodedata.category(letter)[0] in "LM" for letter in word)
        and not UNSPACED.search(word)
    )


def learn(texts: Iterable[str]) -> int:
    """Keep the words of folded texts."""
    return SearchWord.objects.learn(word for text in texts for word in set(text.split()) if spellable(word))


def learn_words() -> int:
    """A chore: what the facts tell of that the worker has not seen yet. It begins with the first fact there is."""
    reader = Reader.objects.get_or_create(name=READER)[0]
    unseen = Fact.objects.filter(id__gt=reader.upto).order_by("id")
    facts = list(unseen.values_list("id", "subject", "subject_id")[:FACTS_AT_ONCE])
    if not facts:
        return 0
    actions = {number for _id, subject, number in facts if subject == "action"}
    with transaction.atomic():
        learn(SearchText.objects.filter(action__in=actions, action__state__in=VISIBLE).values_list("folded", flat=True))
        if any(subject != "action" for _id, subject, _number in facts):
            learn_few()
        reader.upto = facts[-1][0]
        reader.save()
    return len(facts)


def learn_few() -> None:
    """Of all other nouns, which are so few that all are looked through; what is public of them."""
    of_public = {"call__stage__in": PUBLIC}
    for rows in (
        Call.objects.public(),
        Translation.objects.filter(**of_public),
        StatementText.objects.filter(statement__in=Statement.objects.public().filter(**of_public)),
        Organisation.objects.public(),
        Resource.objects.offered().filter(**of_public),
    ):
        learn(rows.order_by().values_list("sought", flat=True).iterator())


def forget_words() -> int:
    """A chore: a few words at a time, round and round; those go that no text has any more, so nothing outlives it."""
    global _checked  # a worker that starts anew begins anew
    some = list(SearchWord.objects.filter(pk__gt=_checked).order_by("pk")[:CHECKED_AT_ONCE])
    _checked = some[-1].pk if some else 0
    return SearchWord.objects.filter(pk__in=[row.pk for row in some if not _stands(row.word)]).delete()[0]


def _stands(word: str) -> bool:
    """In any text, public or not: what is hidden for a while need not be learnt twice."""
    few = any(noun._default_manager.filter(sought__contains=word).exists() for noun in FEW)
    return few or bool(search.first([word], 1))
