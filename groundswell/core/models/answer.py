from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction

from groundswell.core.models.fact import Fact
from groundswell.lib import tongues
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.call import Call
    from groundswell.core.models.person import Person

LONGEST = 500


class Answer(models.Model):
    """What those who work on a call often have to write to hosts, kept to be chosen with one key."""

    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="answers")
    title = models.CharField(max_length=80)  # for those at the desk
    texts = models.JSONField(default=dict)  # by language
    changed_by = models.ForeignKey("core.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title

    @classmethod
    @transaction.atomic
    def write(cls, call: Call, *, by: Person | str, title: str, texts: dict[str, str]) -> Answer:
        person = None if isinstance(by, str) else by
        answer = cls.objects.create(call=call, title=title, texts=_filled(texts), changed_by=person)
        Fact.write("answer.written", answer, by=by, call=call)
        return answer

    @transaction.atomic
    def change(self, *, by: Person, title: str, texts: dict[str, str]) -> None:
        self.title, self.texts, self.changed_by, self.changed_at = title, _filled(texts), by, now()
        self.save()
        Fact.write("answer.changed", self, by=by, call=self.call)

    @transaction.atomic
    def take_off(self, *, by: Person) -> None:
        """What was sent with it keeps its words."""
        Fact.write("answer.taken_off", self, by=by, call=self.call, title=self.title)
        self.delete()

    def text_for(self, language: str) -> tuple[str, str]:
        """The text for a reader of this language, and the language that it is in."""
        order = (*tongues.wider(language), *tongues.wider(self.call.language), *self.texts)
        found = next((tongue for tongue in order if tongue in self.texts), "")
        return self.texts.get(found, ""), found


def _filled(texts: dict[str, str]) -> dict[str, str]:
    return {language: text for language, text in texts.items() if text.strip()}
