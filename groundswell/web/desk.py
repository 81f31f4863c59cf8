"""The desk: what awaits decision, what was decided, and the decisions themselves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from groundswell.core import answers, meter, parts, permissions
from groundswell.core import tray as trays
from groundswell.core.errors import Refused
from groundswell.core.models import Call, Decision, Person, Steward
from groundswell.core.models.decision import HIDE
from groundswell.core.reach import Reach
from groundswell.lib.clock import now
from groundswell.lib.text import clean
from groundswell.web import second, undoing, verdicts
from groundswell.web.access import call_at_desk, who_works
from groundswell.web.forms.decisions import DecisionForm
from groundswell.web.trayed import Trayed, trayed

ON_A_PAGE = 50
NOT_DONE_NAMED = 5
ENDED_SHOWN = timedelta(days=90)
# The words of the address that lead back to the same place of the tray.
PLACE = ("show", "noun", "sort", "q", "page", "many")
MANY = 200  # on a page, for whoever decides about many at once
SORTS = {
    trays.URGENT: _l("Most urgent first"),
    trays.LONGEST: _l("Waiting longest"),
    trays.SOONEST: _l("Starting soonest"),
}
NOUNS = {
    "action": _l("Actions"),
    "endorsement": _l("Endorsements"),
    "report": _l("Reports"),
    "signature": _l("Signatures"),
    "assent": _l("Signatures of the agreement"),
    "taking": _l("Pledges taken by name"),
}


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    calls = list(permissions.desks_of(request.user).order_by("-made_at"))
    waiting = trays.counts(calls, permissions.reaches_of(request.user, calls))
    asking = parts.waiting(calls)
    lines = [
        {
            "call": call,
            "waiting": waiting[call.pk],
            "signed": sum(waiting[call.pk][noun] for noun in ("signature", "assent", "taking")),
            "total": sum(waiting[call.pk].values()),
        }
        for call in calls
    ]
    words = {
        "lines": sorted(lines, key=lambda line: (line["call"].stage == "archived", -line["total"])),  # type: ignore[attr-defined,operator]
        "asking": [
            {"call": call, "many": many}
            for call in calls
            if (many := asking.get(call.pk)) and permissions.may_convene(request.user, call)
        ],
        "may_draft": permissions.may_draft(request.user),
        "stewardships": permissions.stewardships_of(request.user).order_by("organisation__folded", "pk"),
        "ended": _ended(who_works(request)),
        "section": "desk",
    }
    return render(request, "web/desk/index.html", words)


def _ended(person: Person) -> QuerySet[Steward]:
    """Whoever was sent away is told so, with the reason, for a while."""
    others = person.stewardships.filter(until__gt=now() - ENDED_SHOWN).exclude(ended_by=person)
    return others.select_related("organisation").order_by("-until")


@login_required
@require_safe
def tray(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_at_desk(request, slug)
    view = request.GET.get("show", "")
    show = VIEWS.get(view, _waiting)
    words = show(request, call, reach := permissions.reach_of(request.user, call)) | {
        "wholly": reach.whole,
        "undoable": undoing.last(request, call),
        "view": view if view in VIEWS else "waiting",
        "call": call,
        "convenes": permissions.may_convene(request.user, call),
        "back": _place(request.GET),
        "section": "desk",
    }
    words["answers"] = answers.choices(call, {row.language for row in words.get("rows", ())})
    return render(request, f"web/desk/{words['view']}.html", words)


def _waiting(request: HttpRequest, call: Call, reach: Reach) -> dict[str, Any]:
    noun, sort = request.GET.get("noun", ""), request.GET.get("sort", "")
    sort = sort if sort in trays.SORTS else trays.URGENT
    waiting = trays.waiting(call, sort=sort, reach=reach)
    chosen = waiting.of(noun) if noun in trays.NOUNS else waiting
    many = str(MANY) if request.GET.get("many") == str(MANY) else ""
    page: Page[trays.Waiting] = Paginator(chosen, MANY if many else ON_A_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": trayed(trays.rows(list(page.object_list))),
        "all": "all" in request.GET,
        "many": many,
        "more": len(chosen) > ON_A_PAGE and not many,
        "total": len(waiting),
        "nouns": _nouns(noun, sort, waiting.counts),
        "sorts": _sorts(noun, sort),
        "query": _words(noun=noun, sort=sort, many=many),
        "seconds": second.at_desk(call).count(),
        "verdicts": verdicts.of_waiting(call),
        "meter": meter.measure(call, reach, waiting),
    }


def _public(request: HttpRequest, call: Call, reach: Reach) -> dict[str, Any]:
    noun, text = request.GET.get("noun", ""), clean(request.GET.get("q", ""))[:100]
    noun = noun if noun in trays.NOUNS else "action"
    page = Paginator(trays.public(call, noun, text).filter(reach.of_noun(noun)), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    tabs = [
        {"label": label, "url": "?" + _words(show="public", noun=key), "current": key == noun}
        for key, label in NOUNS.items()
    ]
    return {
        "page": page,
        "rows": trayed([trays.Row(noun, thing) for thing in page.object_list]),
        "nouns": tabs,
        "noun": noun,
        "q": text,
        "query": _words(show="public", noun=noun, q=text),
        "verdicts": (HIDE,),
    }


def _changed(request: HttpRequest, call: Call, reach: Reach) -> dict[str, Any]:
    page = Paginator(trays.changed_by_hosts(call, reach), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = trayed(trays.rows_of_looks(list(page.object_list)))
    words = {"page": page, "rows": rows, "query": "show=changed", "looked_at": trayed(trays.looked_at(call, reach))}
    return words | {"verdicts": (verdicts.FINE, verdicts.PUT_BACK, HIDE)}


def _decided(request: HttpRequest, call: Call, reach: Reach) -> dict[str, Any]:
    page = Paginator(trays.decided(call, reach), ON_A_PAGE).get_page(request.GET.get("page"))
    decisions = list(page.object_list)
    return {"page": page, "decisions": decisions, "query": "show=decided", "together": _together(decisions)}


def _together(decisions: list[Decision]) -> dict[int, int]:
    """Of those taken at once, the newest on the page, with how many of them stand."""
    newest: dict[int, int] = {}
    for decision in decisions:
        if decision.together_id and not decision.undone_at:
            newest.setdefault(decision.together_id, decision.pk)
    counted = Decision.objects.filter(together__in=newest, undone_at=None).order_by().values_list("together")
    return {newest[first]: many for first, many in counted.annotate(many=Count("pk")) if many > 1}


VIEWS: dict[str, Callable[[HttpRequest, Call, Reach], dict[str, Any]]] = {
    "waiting": _waiting,
    "public": _public,
    "changed": _changed,
    "decided": _decided,
}


def _nouns(noun: str, sort: str, waiting: dict[str, int]) -> list[dict[str, Any]]:
    counted = [("", _("Everything"), sum(waiting.values()))]
    counted += [(key, str(label), waiting[key]) for key, label in NOUNS.items()]
    return [
        {"label": label, "number": number, "url": "?" + _words(noun=key, sort=sort), "current": key == noun}
        for key, label, number in counted
    ]


def _sorts(noun: str, sort: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": "?" + _words(noun=noun, sort=key), "current": key == sort}
        for key, label in SORTS.items()
    ]


def _words(**given: str) -> str:
    """Words of an address, without those that change nothing."""
    return urlencode({key: value for key, value in given.items() if value and value != trays.URGENT})


def _place(given: QueryDict) -> str:
    return urlencode({key: given[key] for key in PLACE if given.get(key)})


@login_required
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Decide about all that was picked, or about the one whose button was pressed."""
    call = call_at_desk(request, slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    verdict, picks = _meant(request.POST)
    place = _place(QueryDict(request.POST.get("back", "")[:1000]))
    back = reverse("desk-call", args=[call.slug]) + (f"?{place}" if place else "") + _next(request.POST, picks)
    rows = trays.picked(call, picks, permissions.reach_of(request.user, call))
    if not rows:
        messages.warning(request, _("Nothing was selected, or it is no longer there."))
        return redirect(back)
    given = request.POST.copy()
    given["verdict"] = verdict
    languages = {answers.language_of(row.subject) for row in rows}
    form = DecisionForm(given, call=call, languages=languages)
    if not form.is_valid():
        return _ask_reason(request, call, form, verdict, rows)
    done, not_done = _take(rows, form.cleaned_data, by=who_works(request))
    _tell(request, verdict, len(done), not_done)
    undoing.remember(request, call, verdict, done)
    return redirect(back)


def _next(given: QueryDict, picks: list[str]) -> str:
    """Where to go on in the tray: the first row after those that were decided, or else the last before them."""
    order = given.get("order", "")[:2000].split()
    places = [place for place, pick in enumerate(order) if pick in picks]
    after = [pick for pick in order[places[-1] + 1 :] if pick not in picks] if places else []
    before = [pick for pick in order[: places[-1]] if pick not in picks] if places else []
    pick = next(iter(after), before[-1] if before else "")
    return f"#{pick.replace(':', '-')}" if pick.replace(":", "").isalnum() else ""


def _meant(given: QueryDict) -> tuple[str, list[str]]:
    """A row's own button says verdict and row at once (`accept action:12`) and leaves the others alone."""
    verdict, _blank, pick = given.get("one", "").partition(" ")
    return (verdict, [pick]) if pick else (given.get("verdict", ""), given.getlist("pick"))


def _take(rows: list[trays.Row], data: dict[str, Any], *, by: Person) -> tuple[list[verdicts.Done], list[str]]:
    """Each in a transaction of its own: one that cannot be decided any more does not stop the others."""
    done, not_done = [], []
    for row in rows:
        try:
            decision = verdicts.carry_out(row, data, by=by)
        except Refused as refusal:
            not_done.append(f"“{Trayed(row).title}”: {refusal}")
            continue
        if decision:
            done.append(decision)
        else:
            not_done.append(f"“{Trayed(row).title}”: {_by_whom(row)}")
    Decision.tie([each for each in done if isinstance(each, Decision)])
    return done, not_done


def _by_whom(row: trays.Row) -> str:
    earlier = Decision.objects.filter(undone_at=None, **{row.noun: row.subject}).select_related("by").last()
    if earlier and earlier.by and earlier.by.name:
        return _("decided already, by %(name)s.") % {"name": earlier.by.name}
    return _("decided already.")


def _tell(request: HttpRequest, verdict: str, done: int, not_done: list[str]) -> None:
    if done:
        messages.success(request, verdicts.told(verdict, done))
    if not_done:
        more = len(not_done) - NOT_DONE_NAMED
        named = " ".join(not_done[:NOT_DONE_NAMED]) + (
            " " + _("And %(number)s more.") % {"number": more} if more > 0 else ""
        )
        many = ngettext("%(number)s was left as it is.", "%(number)s were left as they are.", len(not_done))
        messages.warning(request, many % {"number": len(not_done)} + " " + named)


def _ask_reason(
    request: HttpRequest, call: Call, form: DecisionForm, verdict: str, rows: list[trays.Row]
) -> HttpResponse:
    """The form again, with what was picked; a verdict that is none comes from no button of ours."""
    if verdict not in verdicts.ALL:
        messages.warning(request, _("Choose what to do with what you selected."))
        return redirect("desk-call", call.slug)
    if "asked" not in request.POST and not request.POST.get("reason") and not request.POST.get("because"):
        # Nobody did anything wrong yet.
        form = DecisionForm(initial={"verdict": verdict}, call=call, languages=[row.language for row in trayed(rows)])
    words = {
        "call": call,
        "form": form,
        "verdict": verdict,
        "rows": trayed(rows),
        "back": request.POST.get("back", ""),
        "order": request.POST.get("order", ""),
        "section": "desk",
    }
    return render(request, "web/desk/reason.html", words, status=422 if form.is_bound else 200)


@login_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.select_related("call"), pk=pk)
    if not permissions.may_see(request.user, decision.call):
        raise Http404
    if not permissions.may_decide(request.user, decision.subject):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if request.POST.get("all"):
        _tell_undone(request, *decision.undo_together(by=who_works(request)))
        return redirect(reverse("desk-call", args=[decision.call.slug]) + "?show=decided")
    try:
        decision.undo(by=who_works(request))
        messages.success(request, _("Undone: it stands as it did before."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("desk-call", args=[decision.call.slug]) + "?show=decided")


def _tell_undone(request: HttpRequest, undone: int, refused: int) -> None:
    if undone:
        messages.success(
            request,
            ngettext("%(number)s undone.", "%(number)s undone.", undone) % {"number": undone},
        )
    if refused:
        many = ngettext("%(number)s was left as it is.", "%(number)s were left as they are.", refused)
        messages.warning(request, many % {"number": refused})
