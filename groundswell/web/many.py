"""Many actions at once, out of a table: by a host without an account, or at the desk."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import sealing
from groundswell.core.errors import Refused
from groundswell.core.models import Action, Call, Fact, Series
from groundswell.core.models.action_states import PROPOSED
from groundswell.core.models.series import TABLE
from groundswell.core.wording import Wording
from groundswell.lib.limits import TooOften
from groundswell.web.access import call_seen, call_to_moderate, who_works
from groundswell.web.brake import brake, brake_mail, later, too_many_letters, try_again, unread
from groundswell.web.entering import kept
from groundswell.web.forms import columns, tabling
from groundswell.web.forms.entering import NoTable
from groundswell.web.forms.tabling import DeskForm, Entry, ManyForm, TogetherForm
from groundswell.web.unkept import unkept

KEEP = "keep"


def register(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_seen(request, slug)
    if request.method != "POST":
        return _page(request, call, ManyForm(), TogetherForm(call=call))
    together = _together(request, call)
    try:
        brake(request, "table", most=60, minutes=10)  # a look at two hundred rows takes a second of the server's time
    except TooOften as often:
        return later(_page(request, call, unread(ManyForm(request.POST), often), together, status=429), often)
    form, entries = _read(request, call)
    if entries is None:
        return _page(request, call, form, together, status=422)
    if _wants(request) and together.is_valid() and call.open:
        if not (sound := [entry for entry in entries if entry.sound]):
            form.add_error(None, _("There is no row to register yet."))
        else:
            try:
                if _registered(request, call, sound, together):
                    return redirect(reverse("proof") + "?sent=actions")
            except TooOften as often:
                together.add_error(None, try_again(often))
                return later(_page(request, call, form, together, entries, status=429), often)
    wrong = bool(form.errors or together.errors)
    return _page(request, call, form, together, entries, status=422 if wrong else 200)


def _together(request: HttpRequest, call: Call) -> TogetherForm:
    """Asked for in earnest only once the rows were seen."""
    if _wants(request):
        return TogetherForm(request.POST, call=call)
    typed = {name: request.POST.get(name, "") for name in ("contact", "rules")}
    return TogetherForm(call=call, initial={"contact": typed["contact"][:200], "rules": bool(typed["rules"])})


def _wants(request: HttpRequest) -> bool:
    return request.POST.get("do") == KEEP


def _read(request: HttpRequest, call: Call, *, desk: bool = False) -> tuple[ManyForm, list[Entry] | None]:
    """The form with the table as it now stands, and its rows; none where it is no table."""
    form = ManyForm(request.POST, request.FILES)
    if not form.is_valid():
        return form, None
    try:
        form.cleaned_data["text"] = columns.mended(form.cleaned_data["text"], request.POST)
        entries = tabling.entries(form.cleaned_data["text"], call, desk=desk)
    except NoTable as trouble:
        form.add_error("table", str(trouble))
        return _kept(form), None
    return _kept(form), entries


def _kept(form: ManyForm) -> ManyForm:
    """What came in a file, and what was mended, stands in the text from now on."""
    found = kept(form)
    assert isinstance(found, ManyForm)
    return found


@transaction.atomic
def _registered(request: HttpRequest, call: Call, sound: list[Entry], together: TogetherForm) -> bool:
    """True when they stand, newly or because the same table was sent a moment ago."""
    Fact.in_order()
    address = together.cleaned_data["contact"]
    there = _sent_before(call, address)
    sketches = [entry.sketch for entry in sound if _mark(entry.sketch.fields) not in there]
    if not sketches:
        return True
    brake(request, "register", most=20, minutes=60)
    try:
        brake_mail(address)
        with transaction.atomic():
            Series.register(
                call,
                sketches,
                kind=TABLE,
                address=address,
                language=get_language() or "en",
                rules_version=together.rules_version,
            )
    except Refused as refusal:
        together.add_error(None, str(refusal))
    except DatabaseError:
        together.add_error(None, _("It could not be kept just now. Try again."))
    except TooOften:
        together.add_error("contact", too_many_letters())
    return not together.errors


def _sent_before(call: Call, address: str) -> set[tuple[object, object]]:
    mark = sealing.fingerprint(address)
    rows = Action.objects.filter(call=call, state=PROPOSED, contact__fingerprint=mark)
    return set(rows.values_list("title", "starts"))


def _mark(fields: dict[str, Any]) -> tuple[object, object]:
    return fields["title"], fields["starts"]


@login_required
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """At the desk, by a moderator who answers for them."""
    call = call_to_moderate(request, slug)
    if request.method != "POST":
        return _page(request, call, ManyForm(), DeskForm(), desk=True)
    about = DeskForm(request.POST)
    form, entries = _read(request, call, desk=True)
    if entries is None:
        return _page(request, call, form, about, desk=True, status=422)
    if _wants(request) and about.is_valid() and call.open:
        if not (sound := [entry for entry in entries if entry.sound]):
            form.add_error(None, _("There is no row to register yet."))
        elif _entered(request, call, sound, about):
            return redirect("desk-call", call.slug)
    wrong = _wants(request) and bool(form.errors or about.errors)
    return _page(request, call, form, about, entries, desk=True, status=422 if wrong else 200)


def _entered(request: HttpRequest, call: Call, sound: list[Entry], about: DeskForm) -> bool:
    try:
        Series.enter(
            call,
            [entry.sketch for entry in sound],
            by=who_works(request),
            publish=about.cleaned_data["publish"],
            address=about.cleaned_data["contact"],
            language=get_language() or "en",
        )
    except Refused as refusal:
        about.add_error(None, str(refusal))
        return False
    except DatabaseError:
        about.add_error(None, _("It could not be kept just now. Try again."))
        return False
    told = ngettext("%(many)s action is registered.", "%(many)s actions are registered.", len(sound))
    messages.success(request, told % {"many": len(sound)})
    return True


@require_safe
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """An empty table with headings in the reader's language and a row that shows how it is meant."""
    call = call_seen(request, slug)
    response = HttpResponse("\ufeff" + columns.template(call), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="actions-{call.slug}.csv"'
    return response


def _page(
    request: HttpRequest,
    call: Call,
    form: ManyForm,
    together: TogetherForm | DeskForm,
    entries: list[Entry] | None = None,
    *,
    desk: bool = False,
    status: int = 200,
) -> HttpResponse:
    wording = Wording([call], asked=request.GET.get("text", ""))
    read = wording.of(call)
    wrong = [entry for entry in entries or [] if not entry.sound]
    words: dict[str, Any] = {
        "call": call if desk else read,
        "notice": wording.notice(call, [read.ground_rules]),
        "form": form,
        "together": together,
        "entries": entries,
        "sound": sum(entry.sound for entry in entries or []),
        "wrong": len(wrong),
        "mending": {entry.line for entry in wrong[: tabling.MENDED_AT_ONCE]},
        "most": settings.MANY_AT_ONCE,
        "desk": desk,
        "columns": columns.COLUMNS,
        "view": "waiting",
        "section": "desk" if desk else "calls",
    }
    return unkept(request, "web/desk/many.html" if desk else "web/actions/many.html", words, status)
