from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Concat, Greatest
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from groundswell.core import countries, uploads
from groundswell.core.errors import Refused
from groundswell.core.fields import WordsField
from groundswell.core.logos import Logo
from groundswell.core.models.action import Action
from groundswell.core.models.action_states import VISIBLE
from groundswell.core.models.call import PUBLIC, Call
from groundswell.core.models.fact import Fact
from groundswell.core.models.hosting import Hosting
from groundswell.core.models.sought import Sought
from groundswell.lib import crockford
from groundswell.lib.clock import now
from groundswell.lib.text import fold

if TYPE_CHECKING:
    from groundswell.core.models.person import Person

# What somebody may have left out, and the double's row says.
FILLED_IN = ("town", "website", "about", "address", "languages")
LOGO = ("logo", "logo_format", "logo_alt", "logo_width", "logo_height")
_IN_PUBLIC = {"statement__published_at__isnull": False, "statement__call__stage__in": PUBLIC}


class Organisations(models.QuerySet["Organisation"]):
    def public(self) -> Self:
        """Those that do what everybody may see: endorse, convene, issue, sign; and the members of such alliances.

        What was withdrawn or has ended keeps its dates, and the page with it.
        """
        from groundswell.core.models.convening import Convening
        from groundswell.core.models.endorsement import Endorsement
        from groundswell.core.models.membership import Membership

        seen = Endorsement.objects.public().filter(call__stage__in=PUBLIC)
        convened = Convening.objects.public().filter(organisation=OuterRef("pk"), call__stage__in=PUBLIC)
        of_alliances = Membership.objects.filter(
            Exists(seen.filter(organisation=OuterRef("alliance"))), member=OuterRef("pk"), listed_at__isnull=False
        )
        endorsed = Exists(seen.filter(organisation=OuterRef("pk")))
        said = Exists(_issued()) | Exists(_signed())
        return self.filter(endorsed | Exists(convened) | said | Exists(of_alliances))

    def like(self, name: str, country: str) -> Self:
        """Of this name, however it is written, in this country: public ones, or members that were asked."""
        known = self.public().values("pk")
        asked = Q(memberships__isnull=False)
        return self.filter(Q(pk__in=known) | asked, folded=fold(name)[:200], country=country).distinct().order_by("id")

    def endorsing(self, call: Call) -> Self:
        """Each once, with the day `since` when, however often it was asked (doubles that were merged)."""
        standing = Q(endorsements__call=call, endorsements__state="accepted")
        spoken = models.Count("endorsements", filter=Q(endorsements__with_members=True))
        return self.filter(standing).annotate(since=models.Min("endorsements__accepted_at"), speaks_for_members=spoken)

    def through(self, call: Call) -> Self:
        """Members of alliances that endorse it with their members, and that do not themselves: each once, `since` when.

        One that endorses it itself under the same name and country is not a second one, merged or not.
        """
        from groundswell.core.models.endorsement import Endorsement
        from groundswell.core.models.membership import LISTED

        path = "memberships__alliance__endorsements"
        spoken = {f"{path}__call": call, f"{path}__state": "accepted", f"{path}__with_members": True}
        itself = Endorsement.objects.accepted().filter(call=call)
        # Lists worked out once, and no questions for each row: SQLite would begin those from the wrong end.
        names = itself.exclude(organisation__folded="").annotate(key=_key("organisation__")).values("key")
        since = Greatest("memberships__listed_at", f"{path}__accepted_at")
        return (
            self.filter(memberships__state__in=LISTED, **spoken)
            .annotate(key=_key())
            .exclude(pk__in=itself.values("organisation"))
            .exclude(key__in=names)
            .annotate(since=models.Min(since))
        )

    def named_by(self, action: Action, hostings: list[Hosting]) -> Self:
        """Proven ones that these hosts of the action mean: linked, or by the name, in its country or in none."""
        by_name = Q(folded__in=[hosting.folded for hosting in hostings if not hosting.organisation_id])
        if action.country:
            by_name &= Q(country__in=["", action.country])
        linked = Q(pk__in=[hosting.organisation_id for hosting in hostings if hosting.organisation_id])
        return self.public().filter(linked | by_name, proven_at__isnull=False)


def _key(path: str = "") -> Concat:
    """Name and country in one, by which two rows are one organisation."""
    return Concat(f"{path}folded", models.Value("|"), f"{path}country", output_field=models.CharField())


class Organisation(Sought):
    """A union, party, NGO, congregation, collective or alliance. Proven by mail or by its web domain."""

    slug = models.SlugField(max_length=90, unique=True)
    name = models.CharField(max_length=160)
    folded = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=16, default="other")
    country = models.CharField(max_length=2, blank=True)
    town = models.CharField(max_length=120, blank=True)
    website = models.URLField(blank=True, max_length=300)
    proven_at = models.DateTimeField(null=True)
    # What its stewards say of it.
    about = models.TextField(blank=True)
    address = models.CharField(max_length=200, blank=True)  # public: of an office, where people may come
    languages = WordsField()
    logo = models.CharField(max_length=64, blank=True, db_index=True)  # its hash; core.uploads finds it by that
    logo_format = models.CharField(max_length=8, blank=True)
    logo_alt = models.CharField(max_length=200, blank=True)
    logo_width = models.IntegerField(null=True)
    logo_height = models.IntegerField(null=True)

    objects = Organisations.as_manager()

    def __str__(self) -> str:
        return self.name

    def sought_words(self) -> str:
        """Its country in every language of the pages: its list is one, in whatever language it is asked for."""
        return "\n".join([self.name, self.town, *countries.names(self.country)])

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])

    @classmethod
    def named(cls, name: str, **fields: str) -> Organisation:
        """A new one with an address of its own. Doubles are merged at the desk, not guessed here."""
        base = slugify(name)[:70] or "organisation"
        slug = f"{base}-{crockford.random(5).lower()}" if cls._taken(base) else base
        return cls.objects.create(slug=slug, name=name, folded=fold(name)[:200], **fields)

    @classmethod
    def _taken(cls, slug: str) -> bool:
        """Also by one that is here no more: its address leads elsewhere, for life."""
        return cls.objects.filter(slug=slug).exists() or OrganisationAlias.objects.filter(slug=slug).exists()

    @property
    def logo_url(self) -> str:
        """Alike in every language, so that a browser keeps it once."""
        with translation.override(settings.LANGUAGE_CODE):
            return reverse("logo", args=[self.logo])

    def is_reached_at(self, fingerprint: str) -> bool:
        """Whether this address has answered for it, under something that was accepted."""
        contacts = {"contact__fingerprint": fingerprint, "accepted_at__isnull": False}
        rows = (self.endorsements.filter(**contacts), self.signatures.filter(**contacts))
        return bool(fingerprint) and any(each.exists() for each in rows)

    @transaction.atomic
    def change(self, *, by: Person | str, **fields: Any) -> None:
        """What a steward says of it. Another website has to be proven anew."""
        from groundswell.core.models.domain_proof import DomainProof

        changes = {name: [getattr(self, name), value] for name, value in fields.items()}
        changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        if not changes:
            return
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(changes))
        if "website" in changes:
            DomainProof.drop_others(self)
        self._tell("changed", by=by, **changes)

    @transaction.atomic
    def show_logo(self, logo: Logo | None, *, alt: str, by: Person | str) -> None:
        """Without a new one: the words for the one that stands there."""
        before = [self.logo, self.logo_alt]
        if logo:
            self.logo, self.logo_format = uploads.keep(logo.file), logo.file.format
            self.logo_width, self.logo_height = logo.width, logo.height
        self.logo_alt = alt
        if before != [self.logo, self.logo_alt]:
            self.save(update_fields=LOGO)
            self._tell("logo_shown", by=by, logo=[before[0], self.logo], alt=[before[1], alt])

    @transaction.atomic
    def take_logo_off(self, *, by: Person | str) -> None:
        """Safe to repeat."""
        if not self.logo:
            return
        before = self.logo
        self.logo, self.logo_format, self.logo_alt, self.logo_width, self.logo_height = "", "", "", None, None
        self.save(update_fields=LOGO)
        self._tell("logo_taken_off", by=by, logo=[before, ""])

    def _tell(self, what: str, *, by: Person | str, **changes: Any) -> None:
        """A fact for each call whose list of organisations shows it."""
        calls: list[Call | None] = [*self.calls()]
        for call in calls or [None]:
            Fact.write(f"organisation.{what}", self, by=by, call=call, **changes)

    def calls(self) -> models.QuerySet[Call]:
        """Those that it endorses or convenes, or was asked to, and those whose statements it issues or signs."""
        ways = ("endorsements", "convenings", "statements__issuings", "statements__signatures")
        # Each way asked for itself: joined all at once, the rows of one would be counted out for each of another.
        by = (Q(pk__in=Call.objects.filter(**{f"{way}__organisation": self}).values("pk")) for way in ways)
        return Call.objects.filter(reduce(or_, by))

    def hosted(self) -> models.QuerySet[Action]:
        """The public actions whose hosts named it. A name alone says nothing before the organisation is proven."""
        if not self.proven_at:
            return Action.objects.none()
        same_country = Q(action__country__in=["", self.country]) if self.country else Q()
        by_name = Q(organisation=None, folded=self.folded) & same_country
        hostings = Hosting.objects.filter(Q(organisation=self) | by_name)
        return Action.objects.filter(state__in=VISIBLE, call__stage__in=PUBLIC, pk__in=hostings.values("action"))

    @transaction.atomic
    def absorb(self, double: Organisation, *, by: Person | str) -> None:
        """The double's endorsements and everything else that pointed at it are this one's; its address leads here."""
        if double.pk == self.pk:
            raise Refused(_("An organisation cannot be merged with itself."))
        if (double.folded, double.country) != (self.folded, self.country):
            raise Refused(_("Only organisations of the same name and country are merged."))
        if len(Organisation.objects.select_for_update().filter(pk__in=[self.pk, double.pk])) < 2:
            raise Refused(_("One of them is merged already."))
        self._refuse_circle(double)
        calls = list(double.calls())
        self._fill_in(double)
        self._make_way_for_proofs(double)
        _hand_over(double, to=self)
        OrganisationAlias.objects.create(slug=double.slug, name=double.name, organisation=self)
        gone = {"double": double.pk, "slug": [double.slug, self.slug], "name": [double.name, self.name]}
        double.delete()
        for call in calls:
            Fact.write("organisation.merged", self, by=by, call=call, **gone)

    def _refuse_circle(self, double: Organisation) -> None:
        from groundswell.core.models.membership import leads_to

        if leads_to(self, double) or leads_to(double, self):
            raise Refused(_("One of them is a member of the other. End that membership first."))

    def _fill_in(self, double: Organisation) -> None:
        for name in FILLED_IN:
            setattr(self, name, getattr(self, name) or getattr(double, name))
        if not self.logo:
            for name in LOGO:
                setattr(self, name, getattr(double, name))
        if self.kind == "other":
            self.kind = double.kind
        self.proven_at = min(filter(None, [self.proven_at, double.proven_at]), default=None)
        self.save()

    def _make_way_for_proofs(self, double: Organisation) -> None:
        """Of one domain there is one row: the one that stands, whichever of the two it belonged to."""
        standing = double.domain_proofs.standing().values("host")
        self.domain_proofs.exclude(pk__in=self.domain_proofs.standing().values("pk")).filter(host__in=standing).delete()


def _issued() -> models.QuerySet[Any]:
    """For `Exists`: public statements of the organisation that is asked about."""
    from groundswell.core.models.issuing import Issuing

    return Issuing.objects.filter(organisation=OuterRef("pk"), **_IN_PUBLIC)


def _signed() -> models.QuerySet[Any]:
    from groundswell.core.models.signature import Signature

    accepted = Signature.objects.filter(state__in=("accepted", "withdrawn"), accepted_at__isnull=False)
    return accepted.filter(organisation=OuterRef("pk"), **_IN_PUBLIC)


class OrganisationAlias(models.Model):
    """The address of an organisation that was merged into another one. It leads there for life."""

    slug = models.SlugField(max_length=90, unique=True)
    name = models.CharField(max_length=160)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.slug} → {self.organisation_id}"


def _hand_over(double: Organisation, *, to: Organisation) -> None:
    """Every row that points at the double, of whatever noun, those of nouns to come included."""
    for relation in Organisation._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one) and relation.related_model):
            continue
        field: Any = getattr(relation, "field")  # noqa: B009
        rows = relation.related_model._base_manager.filter(**{field.name: double})
        if not _point(rows, field.name, to):
            for row in rows:
                _point(rows.filter(pk=row.pk), field.name, to)


def _point(rows: models.QuerySet[Any], name: str, to: Organisation) -> bool:
    """False where one of them may point there only once, and another does so already."""
    try:
        with transaction.atomic():
            rows.update(**{name: to})
    except IntegrityError:
        return False
    return True
