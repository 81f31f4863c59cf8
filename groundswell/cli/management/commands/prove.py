"""`groundswell prove`: organisations by the domain of their website."""

import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Q
from django.utils import translation

from groundswell.core import kinds
from groundswell.core.errors import Refused
from groundswell.core.models import DomainProof, Organisation
from groundswell.outside.domains.looking import Net
from groundswell.outside.domains.proving import prove


class Command(BaseCommand):
    help = "Looks whether organisations have proven their domain: a word on their website, or in a DNS record."
    requires_system_checks: list[str] = []
    net = Net()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", nargs="?", metavar="ORGANISATION", help="short name, as in its address")
        parser.add_argument("--all", action="store_true", help="all that asked, and again those proven (as usual)")

    def handle(self, *, organisation: str | None, all: bool, **options: Any) -> None:
        if organisation and all:
            self.give_up("name an organisation or say --all, not both")
        proofs = DomainProof.objects.wanted()
        if organisation:
            proofs = proofs.filter(pk=self.asked(organisation).pk)
        with translation.override("en"):
            missing = [self.tell(proof) for proof in prove(proofs, self.net)].count(False)
        if organisation and missing:
            sys.exit(1)

    def asked(self, slug: str) -> DomainProof:
        """The operator may ask for an organisation; the answer says what it is to put where."""
        found = Organisation.objects.filter(Q(slug=slug) | Q(aliases__slug=slug)).first()
        if not found:
            self.give_up(f"there is no organisation “{slug}”")
        try:
            return DomainProof.ask(found, by="server")
        except Refused as refusal:
            self.give_up(str(refusal))

    def tell(self, proof: DomainProof) -> bool:
        """Whether it was there just now."""
        named = f"{proof.organisation.slug}  {proof.domain}"
        if proof.seen_at == proof.tried_at:
            where = proof.file_address if proof.how == "file" else proof.record_name
            self.stdout.write(f"{named}: proven, by {where}")
            return True
        stands = "not seen, and still standing" if proof.standing else "lapsed" if proof.proven_at else "not proven"
        self.stdout.write(f"{named}: {stands}")
        for place, trouble in (
            (f"a line of {proof.file_address}", proof.file_trouble),
            (f"a TXT record of {proof.record_name}", proof.record_trouble),
        ):
            self.stdout.write(f"    {place}: {kinds.label(kinds.DOMAIN_TROUBLES, trouble)}")
        self.stdout.write(f"    either must be: {proof.line}")
        return False

    def give_up(self, why: str) -> NoReturn:
        self.stderr.write(f"groundswell prove: {why}")
        sys.exit(2)
