from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from groundswell.core import second_look, turnout
from groundswell.core.bands import Band
from groundswell.core.errors import Refused
from groundswell.core.fields import WordsField, where_told
from groundswell.core.models.action_states import (
    CANCELLED,
    DECLINED,
    HAPPENED,
    HIDDEN,
    MERGED,
    PROPOSED,
    PUBLISHED,
    STANDING,
    VISIBLE,
    WITHDRAWN,
)
from groundswell.core.models.admission import Admission
from groundswell.core.models.call import Call
from groundswell.core.models.changing import Changing, with_others
from groundswell.core.models.contact import Contact, contact_days
from groundswell.core.models.fact import Fact, name_of
from groundswell.core.models.held_place import Held, Holding
from groundswell.core.models.hosting import Hosting
from groundswell.core.models.lockable import Lockable
from groundswell.core.models.look import Look
from groundswell.core.models.place import Placed
from groundswell.core.models.search_text import SearchText
from groundswell.core.models.trust import Trust
from groundswell.core.models.upsets import Cancellation
from groundswell.core.models.upturns import Upturns
from groundswell.lib import crockford
from groundswell.lib.clock import now

if TYPE_CHECKING:
    from groundswell.core.models.agreement import AgreementVersion
    from groundswell.core.models.co_host import CoHost
    from groundswell.core.models.pending_change import PendingChange
    from groundswell.core.models.person import Person
    from groundswell.core.models.route import RoutePlan

# Columns that have verbs of their own (attendance, estimates), besides the key.
COUNTED = ("id", "coming", "size_low", "size_high")
WAITING = models.Q(state=PROPOSED)
# Where nobody says when it ends.
USUAL_LENGTH = timedelta(hours=3)
# What has no date is over on no day that anybody will see, so nothing takes it for having happened.
NEVER = datetime(9999, 12, 30, tzinfo=UTC)
# For so long after it was put off a contact is kept: whoever hosts it may still find a date.
UNDATED_KEPT = timedelta(days=180)


class Actions(models.QuerySet["Action"]):
    def visible(self) -> Self:
        """Public, in whatever state: what is cancelled still says so."""
        return self.filter(state__in=VISIBLE)

    def standing(self) -> Self:
        return self.filter(state__in=STANDING)

    def coming(self) -> Self:
        return self.standing().filter(over__gte=now())

    def under(self, call: Call) -> Self:
        """Of the call, and of the public calls that are part of it."""
        return self.filter(call__in=Call.objects.under(call).values("pk"))

    def waiting(self) -> Self:
        """For a moderator: proven, and not yet decided."""
        return self.filter(state=PROPOSED, proven_at__isnull=False)


class Action(Changing, Upturns, Placed, Held, Admission, Lockable):
    """One thing at one time that people can join."""

    ref = models.CharField(max_length=12, unique=True)
    call = models.ForeignKey("core.Call", on_delete=models.CASCADE, related_name="actions", db_index=False)
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=160)
    description = models.TextField(blank=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    timed = models.BooleanField(default=True)  # False: only the day is known
    timezone = models.CharField(max_length=40)
    day = models.DateField()  # of the start, in the action's own zone
    over = models.DateTimeField()  # the end, or the usual length after the start
    languages = WordsField()
    access = WordsField()  # what there is; a word that is not here is unknown, unless `access_more` says no
    access_more = models.JSONField(default=dict, blank=True)  # no, notes, how far: core/access.py
    undated = models.BooleanField(default=False)  # put off, and no new date yet; the columns keep the old one
    website = models.URLField(blank=True, max_length=500)
    # What a teach-in goes by, out of the call's toolkit.
    lesson = models.ForeignKey(
        "core.Resource", null=True, on_delete=models.SET_NULL, related_name="actions", db_index=False
    )
    state = models.CharField(max_length=10, default=PROPOSED)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, db_index=False)
    # Of the agreement whose ground rules its host accepted; none where the call has rules of its own.
    rules_version = models.ForeignKey(
        "core.AgreementVersion", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    language = models.CharField(max_length=12, default="en")  # of the page it was registered on
    # The others that the same host registered with it: on other dates, or in one table.
    series = models.ForeignKey(
        "core.Series", null=True, on_delete=models.SET_NULL, related_name="actions", db_index=False
    )
    coming = models.IntegerField(default=0)  # how many said so here; never who
    size_low = models.IntegerField(null=True)  # the lowest figure of all its accepted estimates; none: nobody counted
    size_high = models.IntegerField(null=True)
    revision = models.IntegerField(default=1)
    made_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    proven_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    objects = Actions.as_manager()

    # Not columns. Set by the door: which of the co-hosts is at work (none: the first host); and by `core.second_look`:
    # what a second one has seen and confirmed, and what waits for that now.
    held_by: CoHost | None = None
    second: PendingChange | None = None
    waits: PendingChange | None = None
    restored = False  # to what was public before, which nobody need confirm

    class Meta:
        indexes = [
            models.Index(fields=["call", "state", "day", "starts", "id"], name="action_list"),
            # In the order of lists, whatever the state: almost all rows of a long list are of a state that it shows.
            models.Index(fields=["day", "starts", "id", "state"], name="action_all"),
            models.Index(fields=["call", "day", "starts", "id", "state"], name="action_by_day"),
            models.Index(fields=["call", "published_at", "id", "state"], name="action_newest"),
            models.Index(fields=["call", "country", "day", "starts", "id", "state"], name="action_call_country"),
            models.Index(fields=["country", "day", "starts", "id", "state"], name="action_country"),
            models.Index(fields=["town", "day", "starts", "id", "state"], name="action_town"),
            models.Index(Band("lat"), "lon", "lat", name="action_band"),
            models.Index(fields=["state", "over"], name="action_over"),
            # Of what waits for a moderator, which is never much.
            models.Index(fields=["call", "proven_at", "id"], condition=WAITING, name="action_longest"),
            models.Index(fields=["call", "starts", "proven_at", "id"], condition=WAITING, name="action_soonest"),
            *where_told("action", "contact", "lesson", "rules_version", "series"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("action", args=[self.ref])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        if self.pk and not self._state.adding and "update_fields" not in kwargs:
            # What others count meanwhile is theirs: a change of the title must not put back the number of those coming.
            kwargs["update_fields"] = [field.name for field in self._meta.concrete_fields if field.name not in COUNTED]
        super().save(*args, **kwargs)
        SearchText.keep(self)

    def derive(self) -> None:
        """Set the columns that follow from others."""
        self.ref = self.ref or crockford.short()
        self.day = self.starts.astimezone(ZoneInfo(self.timezone)).date()
        self.over = NEVER if self.undated else self.planned_end

    @property
    def planned_end(self) -> datetime:
        return self.ends or self.starts + (USUAL_LENGTH if self.timed else timedelta(days=1))

    @property
    def visible(self) -> bool:
        return self.state in VISIBLE

    @property
    def standing(self) -> bool:
        return self.state in STANDING

    @property
    def started(self) -> bool:
        return self.starts <= now() and not self.undated

    @property
    def local_start(self) -> datetime:
        return self.starts.astimezone(ZoneInfo(self.timezone))

    @property
    def local_end(self) -> datetime | None:
        return self.ends.astimezone(ZoneInfo(self.timezone)) if self.ends else None

    @property
    def last_day(self) -> date:
        """The last on which it goes on, in its own zone: what ends at midnight is over the day before."""
        end = self.local_end
        return max(self.day, (end - timedelta(microseconds=1)).date()) if end else self.day

    @property
    def contact_until(self) -> datetime:
        """Until when its hosts' addresses are kept."""
        return self.over_at_last + contact_days()

    @property
    def over_at_last(self) -> datetime:
        """When all that hangs on its end ends; of one without a date, when nobody will find one any more."""
        return now() + UNDATED_KEPT if self.undated else self.over

    @property
    def shown_state(self) -> str:
        """What it stands at now: the worker writes "happened" a little after the end, a reader need not wait."""
        return HAPPENED if self.state in STANDING and self.over < now() else self.state

    @classmethod
    @transaction.atomic
    def register(
        cls,
        call: Call,
        *,
        place: dict[str, Any],
        organisations: list[str],
        address: str,
        language: str,
        rules_version: AgreementVersion | None = None,
        route: RoutePlan | None = None,
        ask: dict[str, str] | None = None,
        by: Person | str = "host",
        **fields: Any,
    ) -> Action:
        """Proposed by somebody without an account, awaiting proof of the address.

        `ask` has the addresses at which organisations that are named as hosts are asked once it is proven, by name.
        """
        if not call.open:
            raise Refused(_("This call takes no more actions."))
        held = Holding.first(place, fields.get("shown_from"))
        action = cls(call=call, language=language, rules_version=rules_version, **fields, **held.fields)
        action.derive()
        held.check(action)
        action._check_end()
        if not call.takes(action.day):
            raise Refused(_("The date is outside the days of this call."))
        if call.kinds and action.kind not in call.kinds:
            raise Refused(_("This call does not take actions of that kind."))
        if address:
            action.contact = Contact.keep(address, language=language, until=action.contact_until)
        action.save()
        held.keep(action, by="host")
        action.host_by(organisations)
        if route:
            route.keep(action)
        action._note(ask or {})
        Fact.write("action.registered", action, by=by)
        action.look_over()
        return action

    def host_by(self, organisations: list[str]) -> None:
        self.hostings.all().delete()
        Hosting.objects.bulk_create(Hosting.of(self, name) for name in dict.fromkeys(organisations) if name)
        self._keep_answers(organisations)
        SearchText.keep(self)

    def _keep_answers(self, organisations: list[str]) -> None:
        from groundswell.core.models.confirmation import keep_answers

        keep_answers(self, organisations)

    @transaction.atomic
    def prove(self, *, by: Person | str = "host") -> None:
        """The address answered. The call's policy says whether a moderator looks first. Safe to repeat."""
        self.lock()
        if self.state != PROPOSED or self.proven_at:
            return
        self.proven_at = now()
        self.save()
        Fact.write("action.proven", self, by=by)
        self._ask_hosts()
        self.look_over(first=True)

    def look_over(self, *, first: bool = False) -> None:
        """What holds it (core/holds.py). Nothing, or nothing any more: the policy may say that nobody need look."""
        from groundswell.core import holds

        kept = holds.keep(self)
        waits = self.state == PROPOSED and self.proven_at and (first or kept.lifted)
        if waits and not kept.standing and self._goes_first():
            self.publish(by="server")

    def _note(self, addresses: dict[str, str]) -> None:
        from groundswell.core.models.confirmation import Confirmation

        Confirmation.note(self, addresses, language=self.language)

    def _ask_hosts(self) -> None:
        from groundswell.core.models.confirmation import Confirmation

        Confirmation.ask(self)

    def _goes_first(self) -> bool:
        return self.call.policy == "proof" or (self.call.policy == "trusted" and self.host_is_trusted())

    def host_is_trusted(self) -> bool:
        """Whether a moderator trusts this address under this call; the trust then goes by its newest contact."""
        trust = Trust.objects.standing().of(self).select_related("contact").first()
        if trust and self.contact:
            trust.follow(self.contact)
        return trust is not None

    @transaction.atomic
    def publish(self, *, by: Person | str) -> None:
        if self.visible:
            return
        self.state, self.published_at = PUBLISHED, self.published_at or now()
        self._touch()
        Fact.write("action.published", self, by=by)

    @transaction.atomic
    def cancel(self, *, by: Person | str, because: str, together: bool = False) -> None:
        """Called off, for everybody to see. What is not public yet is withdrawn instead: nobody needs to hear of it."""
        self.lock()
        if self.state in (CANCELLED, WITHDRAWN):
            return
        if self.state in (HIDDEN, DECLINED, MERGED):
            raise Refused(_("It is not on the list, so there is nothing to cancel."))
        if self.over < now():
            raise Refused(_("It has already taken place. You can report what happened."))
        if second_look.to_cancel(self, by=by, because=because):
            return
        before, self.state = self.state, CANCELLED if self.visible else WITHDRAWN
        self._touch()
        Cancellation.objects.create(action=self, because=because, by=name_of(by), before=before)
        Look.settle(self)
        Fact.write(f"action.{self.state}", self, by=by, because=because, **with_others(together))

    @transaction.atomic
    def happen(self, *, by: str = "server") -> None:
        """Its time is over and it was not called off."""
        if self.state in STANDING and not self.undated:
            self.state = HAPPENED
            self._touch()
            Fact.write("action.happened", self, by=by)

    def organisation_names(self) -> list[str]:
        return [hosting.name for hosting in self.hostings.all()]

    def recount(self) -> None:
        """Take the range of all accepted estimates: the lowest and the highest figure. None where nobody counted."""
        from groundswell.core.models.estimate import Estimate

        accepted = Estimate.objects.filter(report__action=self, report__state="accepted")
        self.size_low, self.size_high = turnout.ends(accepted.values_list("low", "high"))
        Action.objects.filter(pk=self.pk).update(size_low=self.size_low, size_high=self.size_high)

    def _touch(self) -> None:
        self.revision += 1
        self.changed_at = now()
        self.save()
