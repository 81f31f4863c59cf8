from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.core import parts, sealing
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Call, Fact
from groundswell.core.rehearsal import rehearsed
from groundswell.core.wording import Wording, worded
from groundswell.lib.limits import TooOften
from groundswell.lib.text import clean
from groundswell.web.access import call_seen
from groundswell.web.actions import words_of
from groundswell.web.addressing import remember
from groundswell.web.brake import brake, brake_mail, later, too_many_letters
from groundswell.web.collectives import beside_of
from groundswell.web.forms.registering import RegisterForm
from groundswell.web.forms.series import RegisterManyDatesForm
from groundswell.web.several import register_on_each_day

# Other buttons of the form than the one that sends it.
BUTTONS = {"look", "back"}


def register(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_seen(request, slug)
    if request.method == "POST" and "moved" in request.POST:
        return _page(request, call, _moved(request.POST.copy(), call), 200)
    if request.method == "POST":
        form = RegisterManyDatesForm(request.POST, request.FILES, call=call, initial=_known(call))
        try:
            if form.is_valid() and "look" in request.POST and (page := _preview(request, form)):
                return page
            if form.is_valid() and not BUTTONS & set(request.POST) and not _nearer(form):
                if form.unseen_days:
                    return _page(request, call, form, 200)
                if unseen := _unseen(form):
                    return _page(request, call, form, 200, unseen)
                if _registered(request, form):
                    return redirect(reverse("proof") + ("?sent=actions" if len(form.picked) > 1 else "?sent=action"))
        except TooOften as often:
            form.add_error(None, _("That was too often. Try again in a few minutes."))
            return later(_page(request, call, form, 429), often)
    else:
        form = RegisterManyDatesForm(
            call=call, initial=_known(call) | {"town": clean(request.GET.get("town", ""))[:120]}
        )
    return _page(request, call, form, 422 if form.is_bound and form.errors else 200)


def _preview(request: HttpRequest, form: RegisterForm) -> HttpResponse | None:
    """The page of the action as it would stand, with all that was typed in a form below; None where it is refused."""
    brake(request, "preview", most=60, minutes=60)
    try:
        with rehearsed(form.call, **_given(form)) as action:
            words = words_of(request, action) | {
                "preview": True,
                "send_to": request.path,
                "typed": _typed(request.POST, form),
            }
            response = render(request, "web/actions/show.html", words)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    response.headers["Cache-Control"] = "no-store"
    return response


def _typed(sent: QueryDict, form: RegisterForm) -> list[tuple[str, str]]:
    """All of it, with the line of a file, which a browser does not send twice."""
    typed = [(name, value) for name, values in sent.lists() for value in values if name not in BUTTONS]
    return [pair for pair in typed if pair[0] != "route_line"] + [("route_line", form.carried)]


def _page(
    request: HttpRequest, call: Call, form: RegisterForm, status: int, beside: dict[str, Any] | None = None
) -> HttpResponse:
    nearer = _nearer(form) if form.is_bound else []
    wording = Wording([call], asked=request.GET.get("text", ""))
    read = wording.of(call)
    words = {
        "call": read,
        "notice": wording.notice(call, [read.ground_rules]),
        "form": form,
        "nearer": nearer,
        # Whoever has seen the suggestion for a country is not stopped by it again.
        "here": form.place["country"] if nearer else form.data.get("here", ""),
        "parts": parts.of(call),
        "step": bool(beside),
        "beside_url": reverse("register-beside", args=[call.slug]),
        "section": "calls",
    }
    return render(request, "web/actions/register.html", words | (beside or _seen(form)), status=status)


def _unseen(form: RegisterForm) -> dict[str, Any]:
    """What is on around that day near there, unless it stood beside the form already: they may want to join it."""
    found = beside_of(form.call, form)
    seen = set(form.data.get("beside", "").split())
    return found if found.get("stopping", set()) - seen else {}


def _seen(form: RegisterForm) -> dict[str, Any]:
    """A form that comes back with errors still knows what stood beside it."""
    return {"refs": form.data.get("beside", "")} if form.is_bound else {}


def _nearer(form: RegisterForm) -> list[Call]:
    """The calls within this one that are those of the country of the town, unless that was said already."""
    country = form.place.get("country", "")
    if country == form.data.get("here"):
        return []
    return parts.nearer(form.call, country, form.cleaned_data.get("date"))


def _moved(typed: QueryDict, call: Call) -> RegisterManyDatesForm:
    """All that was typed in the form of the larger call; the ground rules here are others, so they are asked anew."""
    for name in ("rules", "here", "moved"):
        typed.pop(name, None)
    form = RegisterManyDatesForm(typed, call=call, initial=_known(call))
    form.errors["rules"] = form.error_class([_("This call has ground rules of its own. Read them, then tick this.")])
    return form


@transaction.atomic
def _registered(request: HttpRequest, form: RegisterManyDatesForm) -> bool:
    """True when it stands, newly or because the same was sent a moment ago."""
    Fact.in_order()  # one at a time: a second tap, sent in the same moment, sees what the first one wrote
    if sent_before(form):
        return True
    brake(request, "register", most=20, minutes=60)
    if not _may_ask(form):
        return False
    try:
        brake_mail(form.cleaned_data["contact"])
        if len(form.picked) > 1:
            register_on_each_day(form)
        else:
            remember(request, Action.register(form.call, **_given(form)))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except TooOften:
        form.add_error("contact", too_many_letters())
    return not form.errors


def _may_ask(form: RegisterForm) -> bool:
    """Whether none of the organisations to be asked has had many letters already."""
    try:
        for address in form.to_ask.values():
            brake_mail(address)
    except TooOften:
        form.add_error("organisations", too_many_letters())
    return not form.errors


def _given(form: RegisterForm) -> dict[str, Any]:
    return {
        "place": form.place,
        "organisations": form.cleaned_data["organisations"],
        "address": form.cleaned_data["contact"],
        "language": get_language() or "en",
        "rules_version": form.rules_version,
        "route": form.route_plan,
        "ask": form.to_ask,
        **form.fields_of_action(),
    }


def sent_before(form: RegisterForm) -> bool:
    """A form sent twice, by a second tap or a reloaded page, is one action."""
    return Action.objects.filter(
        call=form.call,
        title=form.cleaned_data["title"],
        starts=form.cleaned_data["starts"],
        contact__fingerprint=sealing.fingerprint(form.cleaned_data["contact"]),
        state="proposed",
    ).exists()


def _known(call: Call) -> dict[str, object]:
    """What the call says already, in the reader's words where there are any. Nothing of what other hosts typed."""
    read = worded(call)
    return {
        "title": str(read.suggested_title),
        "description": str(read.suggested_text),
        "date": call.first_day,
        "kind": call.kinds[0] if len(call.kinds) == 1 else "",
        "languages": [get_language() or "en"],
    }
