"""What a campaign has beside the text of its call: background with sources, who is addressed, its days."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import numbers, permissions
from groundswell.core.models import Addressee, Background, Call, Milestone, RelatedDay
from groundswell.core.models.call import PUBLIC
from groundswell.core.models.milestone import standing_of_demands
from groundswell.core.wording import Worded, Wording, Words, all_worded, worded
from groundswell.lib.markdown import to_text
from groundswell.lib.text import clean
from groundswell.web.access import call_seen, call_to_convene, who_works
from groundswell.web.days import days_text
from groundswell.web.forms.calls import BODY
from groundswell.web.forms.campaigns import CampaignForm

BEGINNING = 500
SHORT = 800  # characters of background that the page of the call shows whole


@dataclass(frozen=True)
class Campaign:
    """As the page of the call shows it."""

    background: Background | None
    addressees: list[Addressee]
    days: list[tuple[Worded, str]]  # that belong to this campaign, and when they are
    campaigns: list[tuple[Worded, str]]  # to which this day belongs
    demands: list[tuple[Words, str]]  # each with its latest outcome
    text: Words  # of the background, in the reader's words

    @property
    def short(self) -> bool:
        return bool(self.background) and len(self.text) <= SHORT

    @property
    def beginning(self) -> str:
        """Of a long background the first paragraph that is no heading."""
        blocks = self.text.split("\n\n")
        first = next((block for block in blocks if block.strip() and not block.lstrip().startswith("#")), "")
        return str(Truncator(to_text(first)).chars(BEGINNING))

    @property
    def related(self) -> bool:
        return bool(self.days or self.campaigns)

    @property
    def told(self) -> bool:
        """Whether a milestone says anything of the demands."""
        return any(outcome for _demand, outcome in self.demands)


def of(call: Call, asked: str = "") -> Campaign:
    wording = Wording([call], "call", "background", asked=asked)
    rows = numbers.remembered(("campaign", call.pk), None, lambda: Rows.of(call))
    background = rows.background
    return Campaign(
        background=background if background and (background.text or background.sources.all()) else None,
        addressees=rows.addressees,
        days=_read(rows.days),
        campaigns=_read(rows.campaigns),
        demands=[(wording.demand(call, demand), told) for demand, told in standing_of_demands(call, rows.milestones)],
        text=wording.of(background).text if background else Words.of("", call.language),
    )


def _read(calls: list[Call]) -> list[tuple[Worded, str]]:
    read = all_worded(calls)
    return [(read[each.pk], days_text(each)) for each in calls]


@dataclass(frozen=True)
class Rows:
    """What a campaign is made of, in nobody's language yet."""

    milestones: list[Milestone]
    background: Background | None
    addressees: list[Addressee]
    days: list[Call]
    campaigns: list[Call]

    @classmethod
    def of(cls, call: Call) -> Rows:
        return cls(
            milestones=list(call.milestones.listed().defer("text")),
            background=Background.objects.filter(call=call).prefetch_related("sources").first(),
            addressees=list(call.addressees.all()),
            days=_related(call, "related_days", "day"),
            campaigns=_related(call, "related_campaigns", "campaign"),
        )


def _related(call: Call, rows: str, other: str) -> list[Call]:
    """Those that everybody can read, the latest first."""
    public = getattr(call, rows).filter(**{f"{other}__stage__in": PUBLIC}).select_related(other)
    return [getattr(row, other) for row in public.order_by(f"-{other}__first_day", "id")]


@require_safe
def background(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_seen(request, slug)
    words = {
        "call": worded(call),
        "campaign": of(call, request.GET.get("text", "")),
        "convenes": permissions.may_convene(request.user, call),
        "section": "calls",
    }
    return render(request, "web/campaigns/background.html", words)


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_to_convene(request, slug)
    looks = request.method == "POST" and "preview" in request.POST
    if request.method == "POST":
        form = CampaignForm(call, request.POST)
        if not looks and form.is_valid():
            _save(request, call, form)
            messages.success(request, _("Saved."))
            return redirect("desk-campaign", call.slug)
    else:
        form = CampaignForm(call)
    words = {
        "call": call,
        "form": form,
        "looks": looks,
        "text": clean(request.POST.get("text", ""))[:BODY],
        "view": "campaign",
        "convenes": True,
        "section": "desk",
    }
    return render(request, "web/desk/campaign.html", words, status=422 if form.wrong and not looks else 200)


@transaction.atomic
def _save(request: HttpRequest, call: Call, form: CampaignForm) -> None:
    by = who_works(request)
    Background.write(call, by=by, text=form.text.cleaned_data["text"], sources=form.lines("sources"))
    Addressee.name_all(call, form.lines("addressees"), by=by)
    RelatedDay.relate(call, list(form.days.cleaned_data.get("days", [])), by=by)
