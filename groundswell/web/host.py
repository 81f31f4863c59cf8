"""What a host may do with an action, or somebody with an endorsement or a signature: by a code, without an account."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from groundswell.core import signers
from groundswell.core.errors import Refused
from groundswell.core.models import (
    Action,
    Assent,
    Code,
    Confirmation,
    Endorsement,
    Membership,
    Person,
    Route,
    Signature,
    Standby,
    Taking,
)
from groundswell.core.models.action_states import CANCELLED
from groundswell.core.sealing import Unreadable
from groundswell.core.wording import in_words, worded
from groundswell.lib.limits import TooOften
from groundswell.web import hosted, several
from groundswell.web.brake import brake, later, unread
from groundswell.web.confirming import answered
from groundswell.web.forms import placing
from groundswell.web.forms.access import about_access
from groundswell.web.forms.agreements import SignForm
from groundswell.web.forms.codes import CodeForm
from groundswell.web.forms.endorsing import WithdrawForm
from groundswell.web.forms.registering import ActionForm, CleanCharField, initial_of
from groundswell.web.forms.route import NAMES as ROUTE
from groundswell.web.forms.route import route_initial
from groundswell.web.forms.series import SCOPE, Scoped, ScopedCancelForm
from groundswell.web.forms.upsets import UndatedField, undated_initial
from groundswell.web.holding import for_host
from groundswell.web.hosted import CODE, action_hosted, code_held
from groundswell.web.hosts import of_hosts
from groundswell.web.second import tell
from groundswell.web.showing import Shown
from groundswell.web.unkept import unkept
from groundswell.web.upsets import upsets_of

# What hosts come to change, in this order. What else there is stands behind a fold, whatever it may be one day.
WHEN = ("date", "start", "end", "undated")
WHERE = ("town", "town_id", "which", "near_town", "address", "point", *placing.NAMES)


class ChangeForm(Scoped, UndatedField, ActionForm):
    because = CleanCharField(
        max_length=400,
        required=False,
        label=_l("Why do you change it?"),
        help_text=_l("Shown beside the change, to those who planned to come."),
    )

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        self.action = action
        self.standing = Route.objects.filter(action=action).first()
        initial = initial_of(action) | undated_initial(action) | route_initial(self.standing)
        super().__init__(*args, call=action.call, initial=initial, **kwargs)
        placing.warn_of_copies(self, action)

    @property
    def rest(self) -> list[Any]:
        shown_apart = (*WHEN, *WHERE, *ROUTE, "because", SCOPE)
        return [self[name] for name in self.fields if name not in shown_apart and not about_access(name)]

    @property
    def rest_is_wrong(self) -> bool:
        return any(field.errors for field in [*self.rest, self["access"]]) or self.access_is_wrong

    def find_place(self, data: dict[str, Any]) -> None:
        """A place that nobody touched stays exactly as it was, wherever it came from."""
        if {"town", "point", "online", "unannounced"} & set(self.changed_data):
            super().find_place(data)
            return
        self.zone = self.action.timezone
        self.place = self.action.true_place | {"address": data.get("address", "")} | self.said_of_place(data)


def show(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        form = CodeForm(request.POST, purposes=(Code.HOST,))
        try:
            brake(request, "code", most=30, minutes=10)
        except TooOften as often:
            return later(unkept(request, "web/host/code.html", {"form": unread(form, often)}, status=429), often)
        if form.is_valid() and form.found:
            # The session holds the code's hash, sealed; it ends with the browser.
            request.session[CODE] = form.found.hash
            hosted.close(request)
            request.session.set_expiry(0)
            return redirect("host")
    else:
        form = CodeForm(purposes=(Code.HOST,))
    if form.errors:
        # Not what an earlier code opened: whoever brings another one must hear that it is wrong.
        return unkept(request, "web/host/code.html", {"form": form}, status=422)
    if (series := hosted.held(request)) and not hosted.opened(request):
        return several.listed(request, series)
    if action := action_hosted(request):
        words = hosted_words(action) | of_hosts(action) | {"set": series} | for_host(action)
        return unkept(request, "web/host/action.html", words)
    if endorsement := endorsement_held(request):
        return unkept(
            request,
            "web/host/endorsement.html",
            {"endorsement": endorsement, "form": WithdrawForm(), **_to_sign(endorsement)},
        )
    if taking := taking_held(request):
        return unkept(request, "web/host/pledge.html", {"taking": taking, "pledge": in_words(taking.pledge)})
    if signature := signature_held(request):
        return unkept(request, "web/host/signature.html", _words_of(signature))
    if confirmation := confirmation_held(request):
        return unkept(
            request, "web/host/confirmation.html", {"confirmation": confirmation, "action": Shown(confirmation.action)}
        )
    if membership := membership_held(request):
        return unkept(request, "web/host/membership.html", {"membership": membership, "form": WithdrawForm()})
    if assent := assent_held(request):
        return unkept(request, "web/host/assent.html", _words_to_agree(assent, None))
    if standby := standby_held(request):
        return unkept(request, "web/host/standby.html", {"standby": standby})
    return unkept(request, "web/host/code.html", {"form": form})


def hosted_words(action: Action) -> dict[str, object]:
    from groundswell.web.turning import buttons_of_host

    can = buttons_of_host(action)
    words = {"action": Shown(action), "call": worded(action.call), "can": can, "upsets": upsets_of(action)}
    return words | {"waiting": action.waiting_list}


def change(request: HttpRequest) -> HttpResponse:
    action = action_hosted(request)
    if not action:
        return redirect("host")
    if request.method == "POST":
        form = ChangeForm(request.POST, request.FILES, action=action)
        if form.is_valid() and saved_change(form, action, by="host"):
            tell(request, action, done=_("Saved."))
            return redirect("host")
    else:
        form = ChangeForm(action=action)
    words = {"action": Shown(action), "call": worded(action.call), "form": form}
    return unkept(request, "web/host/change.html", words, status=422 if form.errors else 200)


def saved_change(form: ChangeForm, action: Action, *, by: Person | str) -> bool:
    data = form.cleaned_data
    try:
        form.change_of(action)(
            by=by,
            because=data["because"],
            organisations=data["organisations"],
            ask=form.to_ask,
            route=form.route_plan,
            **form.fields_of_action(),
            **form.place,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


def show_place(request: HttpRequest) -> HttpResponse:
    """What was held back, for everybody from now on."""
    action = action_hosted(request)
    if action and request.method == "POST" and Shown(action).changeable:
        try:
            action.show_place(by="host")
        except Unreadable:
            messages.error(request, _("It cannot be read any more. Name the place again."))
    return redirect("host")


def cancel(request: HttpRequest) -> HttpResponse:
    action = action_hosted(request)
    if not action or action.state == CANCELLED:
        return redirect("host")
    if request.method == "POST":
        form = ScopedCancelForm(request.POST, action=action)
        if form.is_valid():
            try:
                form.cancel_of(action)(by="host", because=form.cleaned_data["because"])
                tell(request, action)
                return redirect("host")
            except Refused as refusal:
                form.add_error(None, str(refusal))
    else:
        form = ScopedCancelForm(action=action)
    words = {"action": Shown(action), "call": worded(action.call), "form": form}
    return unkept(request, "web/host/cancel.html", words, status=422 if form.errors else 200)


def withdraw(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and (signature := signature_held(request)):
        signature.withdraw()
        return redirect("host")
    endorsement = endorsement_held(request)
    if not endorsement:
        return redirect("host")
    if request.method == "POST":
        form = WithdrawForm(request.POST)
        if form.is_valid():
            endorsement.withdraw(because=form.cleaned_data["because"])
            return redirect("host")
    else:
        form = WithdrawForm()
    return unkept(request, "web/host/endorsement.html", {"endorsement": endorsement, "form": form})


def withdraw_pledge(request: HttpRequest) -> HttpResponse:
    taking = taking_held(request)
    if taking and request.method == "POST":
        taking.withdraw()
    return redirect("host")


def confirm(request: HttpRequest) -> HttpResponse:
    """An organisation that was named as host says whether it is one."""
    confirmation = confirmation_held(request)
    if confirmation and request.method == "POST":
        try:
            answered(confirmation, request.POST.get("to", ""), by="organisation")
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("host")


def leave_alliance(request: HttpRequest) -> HttpResponse:
    membership = membership_held(request)
    if not membership:
        return redirect("host")
    if request.method == "POST":
        form = WithdrawForm(request.POST)
        if form.is_valid():
            membership.end(by="organisation", because=form.cleaned_data["because"])
            return redirect("host")
    else:
        form = WithdrawForm()
    words = {"membership": membership, "form": form}
    return unkept(request, "web/host/membership.html", words, status=422 if form.errors else 200)


def agree(request: HttpRequest) -> HttpResponse:
    """Sign the newest version of the agreement, with the code of an endorsement or of an earlier signature."""
    endorsement, assent = endorsement_held(request), assent_held(request)
    if not (endorsement or assent):
        return redirect("host")
    form = SignForm(request.POST) if request.method == "POST" else SignForm(initial=_who_signed(endorsement or assent))
    if request.method == "POST" and form.is_valid() and _signed(endorsement, assent, form):
        return redirect("host")
    if assent:
        words = _words_to_agree(assent, form)
        return unkept(request, "web/host/assent.html", words, status=422 if form.errors else 200)
    words = {"endorsement": endorsement, "form": form, **_to_sign(endorsement)}
    return unkept(request, "web/host/agree.html", words, status=422 if form.errors else 200)


def _signed(endorsement: Endorsement | None, assent: Assent | None, form: SignForm) -> bool:
    try:
        if endorsement:
            Assent.by_endorser(endorsement, **form.cleaned_data)
        elif assent:
            assent.sign_newest(**form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


def leave_agreement(request: HttpRequest) -> HttpResponse:
    assent = assent_held(request)
    if assent and request.method == "POST":
        assent.withdraw()
    return redirect("host")


def leave(request: HttpRequest) -> HttpResponse:
    """Forget the code in this browser."""
    if request.method == "POST":
        request.session.pop(CODE, None)
        hosted.close(request)
    return redirect("host")


def endorsement_held(request: HttpRequest) -> Endorsement | None:
    code = code_held(request)
    return code.endorsement if code else None


def taking_held(request: HttpRequest) -> Taking | None:
    code = code_held(request)
    return code.taking if code else None


def signature_held(request: HttpRequest) -> Signature | None:
    code = code_held(request)
    return code.signature if code else None


def membership_held(request: HttpRequest) -> Membership | None:
    code = code_held(request)
    return code.membership if code else None


def confirmation_held(request: HttpRequest) -> Confirmation | None:
    code = code_held(request)
    return code.confirmation if code else None


def assent_held(request: HttpRequest) -> Assent | None:
    code = code_held(request)
    return code.assent if code else None


def standby_held(request: HttpRequest) -> Standby | None:
    code = code_held(request)
    return code.standby if code else None


def _to_sign(endorsement: Endorsement | None) -> dict[str, object]:
    """The newest version of the agreement, and the one that this organisation has signed."""
    newest = signers.current(endorsement.call) if endorsement and endorsement.state == "accepted" else None
    if not endorsement or not newest:
        return {}
    mine = Assent.objects.newest_of_each(newest.agreement).filter(organisation=endorsement.organisation_id)
    return {"newest": newest, "signed": mine.select_related("version").first()}


def _words_to_agree(assent: Assent, form: SignForm | None) -> dict[str, object]:
    """The code may be older than the signature: what counts is what this organisation signed last."""
    newest = assent.version.agreement.newest
    mine = Assent.objects.newest_of_each(assent.version.agreement).filter(organisation=assent.organisation_id)
    signed = mine.select_related("version").first()
    return {
        "assent": assent,
        "signed": signed,
        "newest": newest,
        "form": form or SignForm(initial=_who_signed(assent)),
        "behind": bool(signed and newest and signed.version_id != newest.pk and assent.call.open),
    }


def _who_signed(earlier: Endorsement | Assent | None) -> dict[str, str]:
    return {"signatory": earlier.signatory, "role": earlier.role} if earlier else {}


def _words_of(signature: Signature) -> dict[str, object]:
    return {"signature": signature, "text": signature.statement.text_in(get_language() or "en")}
