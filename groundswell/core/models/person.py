from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.fields import SealedEmailField, WordsField
from groundswell.core.models.fact import Fact
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.call import Call


class People(BaseUserManager["Person"]):
    def with_address(self, email: str, *, name: str = "") -> Person:
        """The person who signs in with this address, made if new. A name that somebody has already stays as it is."""
        person = self.filter(email=email).first() or self.model(email=email)
        named = bool(name and not person.name)
        if named:
            person.name = name
        if not person.pk:
            person.set_unusable_password()
            person.save()
        elif named:
            person.save(update_fields=["name"])
        return person


class Person(AbstractBaseUser):
    """Somebody who can sign in. Nobody needs to be one to take part."""

    email = SealedEmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=now)
    language = models.CharField(max_length=12, blank=True)  # of the pages where they signed in; letters are written so

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = People()

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name or f"person {self.pk}"

    @property
    def is_anonymous(self) -> bool:  # type: ignore[override]
        return False


class Role(models.Model):
    """What a person may do: for one call, or (without one) for every call here."""

    CONVENOR, MODERATOR = "convenor", "moderator"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    call = models.ForeignKey("core.Call", null=True, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=12)
    since = models.DateTimeField(default=now)
    places = WordsField()  # where a moderator's part goes no further (core/reach.py); none: all of the call

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "call", "kind"], name="role_once"),
            # Two of nothing are not the same to a database.
            models.UniqueConstraint(
                fields=["person", "kind"], condition=models.Q(call=None), name="role_everywhere_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind}"

    @classmethod
    @transaction.atomic
    def give(
        cls, person: Person, kind: str, *, call: Call | None = None, by: Person | str, places: Sequence[str] = ()
    ) -> Role:
        """Given again it is changed: to these places, or to the whole call."""
        places = list(places) if kind == cls.MODERATOR else []
        role, new = cls.objects.get_or_create(person=person, call=call, kind=kind, defaults={"places": places})
        if new:
            Fact.write("role.given", role, by=by, call=call, kind=kind, places=places)
        elif role.places != places:
            role.limit(places, by=by)
        return role

    @transaction.atomic
    def limit(self, places: Sequence[str], *, by: Person | str) -> None:
        """To these places, or to nothing less than the call. A convenor has all of it."""
        if self.kind != self.MODERATOR and places:
            raise Refused(_("A convenor works on the whole call."))
        Fact.write("role.changed", self, by=by, call=self.call, places=[self.places, list(places)])
        self.places = list(places)
        self.save(update_fields=["places"])

    @transaction.atomic
    def take_back(self, *, by: Person | str) -> None:
        # Locked in one order, so that the last two cannot both go at once.
        convenors = Role.objects.select_for_update().filter(call=self.call, kind=Role.CONVENOR).order_by("pk")
        if [convenor.pk for convenor in convenors] == [self.pk]:
            raise Refused(_("This is the last convenor. Add another one first."))
        Fact.write("role.taken_back", self, by=by, call=self.call, kind=self.kind, person_id=self.person_id)
        self.delete()
