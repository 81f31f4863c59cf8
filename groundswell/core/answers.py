"""What is said to a host with one key: reasons and questions that come with the product, and a call's own answers.

What comes with the product is translated when the letter is written. A call's own answer is put into the decision as
it reads on that day, in the host's language where there is a text in it; otherwise a sentence says which it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import kinds
from groundswell.core.models import Action, Answer, Call
from groundswell.core.models.decision import Subject
from groundswell.lib import tongues
from groundswell.lib.text import is_key

OWN = "answer-"  # before the number of a call's own
# What to do about each reason, after the reason itself.
FULLER: kinds.Words = {
    "place": _l("Say in which town it is and where people meet, in words that a stranger can follow."),
    "days": _l("Choose one of the days of the call, or register it with another call."),
    "double": _l("If yours is another action after all, say in the title what sets it apart."),
    "rules": _l("Read the ground rules on the page of the call again, and change what does not agree with them."),
    "unclear": _l("Say in plain words what people will do, when it begins, and where they go."),
}


@dataclass(frozen=True)
class Said:
    """What a host reads, in which language."""

    language: str
    text: str


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen, and what hosts read of it, once for each of their languages."""

    value: str
    title: str
    read: tuple[Said, ...]


def choices(call: Call, languages: Iterable[str]) -> list[Choice]:
    """What comes with the product, then what the call has of its own, as hosts of these languages read it."""
    tongues_wanted = sorted(set(languages)) or [call.language]
    found = [
        Choice(slug, str(label), tuple(Said(tongue, told(slug, tongue)) for tongue in tongues_wanted))
        for slug, label in kinds.REASONS.items()
    ]
    for answer in call.answers.all():
        answer.call = call
        read = tuple(Said(tongue, worded(answer, tongue)) for tongue in tongues_wanted)
        found.append(Choice(f"{OWN}{answer.pk}", answer.title, read))
    return found


def chosen(call: Call, value: str) -> Answer | None:
    """The call's own answer that a form names."""
    number = value.removeprefix(OWN)
    if not value.startswith(OWN) or not is_key(number):
        return None
    return call.answers.filter(pk=int(number)).select_related("call").first()


def told(slug: str, language: str = "") -> str:
    """A reason that comes with the product, and what to do about it; without a language, in the active one."""
    with translation.override(language or translation.get_language()):
        return " ".join(filter(None, (kinds.label(kinds.REASONS, slug), str(FULLER.get(slug, "")))))


def worded(answer: Answer, language: str) -> str:
    text, tongue = answer.text_for(language)
    if tongues.alike(tongue, language):
        return text
    with translation.override(language):
        return (
            text
            + " "
            + _("(The moderators wrote this in this language: %(language)s.)") % {"language": tongues.name(tongue)}
        )


def composed(answer: Answer | None, own: str, language: str) -> str:
    """The answer as this host reads it, then the moderator's own words."""
    return "\n".join(filter(None, (worded(answer, language) if answer else "", own)))


def language_of(subject: Subject) -> str:
    """In which letters to whoever proposed it are written."""
    contact = getattr(subject, "contact", None)
    if contact:
        return str(contact.language)
    return subject.language if isinstance(subject, Action) else subject.call.language
