"""The agreement of a call as everybody reads it: the versions, what differs between two, who signed, and signing."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.core import permissions, sealing, signers
from groundswell.core.errors import Refused
from groundswell.core.models import Agreement, AgreementVersion, Assent, Call
from groundswell.core.wording import worded
from groundswell.lib import differences
from groundswell.lib.limits import TooOften
from groundswell.lib.text import fold, is_whole
from groundswell.web.access import call_seen
from groundswell.web.brake import brake, brake_mail, later
from groundswell.web.forms.agreements import SignAgreement

ON_A_PAGE = 100
MOST_WITHDRAWN = 40  # on the page; the table has all


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The version that is in force, and who signed which."""
    call = call_seen(request, slug)
    agreement = Agreement.objects.filter(call=call).first()
    versions = list(agreement.versions.published()) if agreement else []
    words: dict[str, Any] = {"convenes": permissions.may_convene(request.user, call)}
    if agreement and versions:
        words |= _with_signers(request, call, agreement) | {"version": versions[0], "earlier": versions[1:]}
    return _page(request, "web/agreements/show.html", call, words)


def _with_signers(request: HttpRequest, call: Call, agreement: Agreement) -> dict[str, Any]:
    withdrawn = list(signers.withdrawn(agreement)[: MOST_WITHDRAWN + 1])
    return {
        "counts": signers.counts(call),
        "page": Paginator(signers.of(agreement), ON_A_PAGE).get_page(request.GET.get("page")),
        "withdrawn": withdrawn[:MOST_WITHDRAWN],
        "more_withdrawn": len(withdrawn) > MOST_WITHDRAWN,
    }


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    call = call_seen(request, slug)
    versions = list(_versions(call))
    found = next((each for each in versions if each.number == number), None)
    if not found:
        raise Http404
    words = {"version": found, "newest": versions[0], "others": [each for each in versions if each != found]}
    return _page(request, "web/agreements/version.html", call, words)


@require_safe
def comparison(request: HttpRequest, slug: str) -> HttpResponse:
    """Two versions beside each other; without words in the address, the newest and the one before."""
    call = call_seen(request, slug)
    versions = {each.number or 0: each for each in _versions(call)}
    if len(versions) < 2:
        return redirect("agreement", call.slug)
    usual = sorted(versions)[-2:]
    given = [
        _number(request.GET.get(word, ""), versions, number) for word, number in zip(("old", "new"), usual, strict=True)
    ]
    old, new = (versions[number or default] for number, default in zip(given, usual, strict=True))
    words = {
        "versions": list(versions.values()),
        "old": old,
        "new": new,
        "unknown": None in given,
        "parts": [
            (_("The agreement"), differences.compare(old.text, new.text)),
            (_("Ground rules for hosts"), differences.compare(old.ground_rules, new.ground_rules)),
        ],
    }
    return _page(request, "web/agreements/comparison.html", call, words)


def _number(given: str, versions: dict[int, AgreementVersion], usual: int) -> int | None:
    """None for what is no version."""
    if not given:
        return usual
    number = int(given) if is_whole(given, 6) else 0
    return number if number in versions else None


def sign(request: HttpRequest, slug: str) -> HttpResponse:
    call = call_seen(request, slug)
    newest = signers.current(call)
    if request.method == "POST":
        form = SignAgreement(request.POST)
        try:
            if form.is_valid() and _asked(request, call, newest, form):
                return redirect(reverse("proof") + "?sent=assent")
        except TooOften as often:
            form.add_error(None, _("That was too often. Try again in a few minutes."))
            return later(_sign_page(request, call, newest, form, 429), often)
    else:
        form = SignAgreement()
    return _sign_page(request, call, newest, form, 422 if form.is_bound and form.errors else 200)


def _sign_page(
    request: HttpRequest, call: Call, newest: AgreementVersion | None, form: SignAgreement, status: int
) -> HttpResponse:
    return _page(request, "web/agreements/sign.html", call, {"version": newest, "form": form}, status=status)


def _asked(request: HttpRequest, call: Call, newest: AgreementVersion | None, form: SignAgreement) -> bool:
    """True when it is asked, newly or because the same was sent a moment ago."""
    data = dict(form.cleaned_data)
    address = data.pop("contact")
    if newest and _same(newest, data["name"], address):
        return True
    brake(request, "sign", most=20, minutes=60)
    try:
        brake_mail(address)
        Assent.ask_under(call, _read(request), address=address, language=get_language() or "en", **data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except TooOften:
        form.add_error(
            "contact", _("We sent several letters to this address already. Look for them, or try again in an hour.")
        )
    return not form.errors


def _read(request: HttpRequest) -> int | None:
    """The number of the version that the form showed; 0 for what is none."""
    given = request.POST.get("version")
    return None if given is None else int(given) if is_whole(given, 6) else 0


def _same(version: AgreementVersion, name: str, address: str) -> bool:
    asked = version.assents.filter(state="asked", contact__fingerprint=sealing.fingerprint(address))
    return asked.filter(organisation__folded=fold(name)[:200]).exists()


def _versions(call: Call) -> Any:
    return AgreementVersion.objects.published().filter(agreement__call=call).select_related("agreement__call")


def agreement_of(call: Call) -> Agreement:
    return get_object_or_404(Agreement, call=call)


def _page(request: HttpRequest, template: str, call: Call, words: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, template, {"call": worded(call), "section": "calls"} | words, status=status)
