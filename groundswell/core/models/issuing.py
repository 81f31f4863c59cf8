from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

from groundswell.core.models.organisation import Organisation

if TYPE_CHECKING:
    from groundswell.core.models.statement import Statement


@dataclass(frozen=True)
class NewOrganisation:
    """One that is to be made because it issues a statement."""

    name: str
    kind: str = "other"
    country: str = ""


# Words alone are for whom no organisation here stands.
Issuer = Organisation | NewOrganisation | str


class Issuing(models.Model):
    """That an organisation issued a statement; only a name where none of the organisations here was meant."""

    statement = models.ForeignKey("core.Statement", on_delete=models.CASCADE, related_name="issuings")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="issuings")
    words = models.CharField(max_length=160, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["statement", "organisation"], name="issuing_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.organisation.name if self.organisation else self.words

    @classmethod
    def write(cls, statement: Statement, issuers: list[Issuer]) -> None:
        """These, in this order, instead of those before; each organisation once."""
        statement.issuings.all().delete()
        rows: dict[object, Issuing] = {}
        for issuer in issuers:
            issuer = _made(issuer) if isinstance(issuer, NewOrganisation) else issuer
            words = issuer if isinstance(issuer, str) else ""
            organisation = None if isinstance(issuer, str) else issuer
            row = Issuing(statement=statement, organisation=organisation, words=words, place=len(rows))
            rows.setdefault(organisation.pk if organisation else words, row)
        Issuing.objects.bulk_create(rows.values())


def _made(new: NewOrganisation) -> Organisation:
    return Organisation.named(new.name, kind=new.kind, country=new.country)
