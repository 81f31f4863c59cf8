"""A host with several actions: the list that one code opens, more dates of one, and another one like it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from groundswell.core.errors import Refused
from groundswell.core.models import Action, Code, Series
from groundswell.core.models import series as sets
from groundswell.core.models.action_states import PROPOSED, STANDING
from groundswell.core.models.series import DATES, Sketch
from groundswell.core.wording import worded
from groundswell.lib.limits import TooOften
from groundswell.lib.text import clean
from groundswell.web.brake import brake, later, try_again
from groundswell.web.forms.registering import ActionForm, initial_of
from groundswell.web.forms.series import DatesForm, RegisterManyDatesForm
from groundswell.web.hosted import OPENED, action_hosted, code_held, held
from groundswell.web.showing import BESIDE, Shown, shown
from groundswell.web.unkept import unkept

NOT_COPIED = ("date",)


def index(request: HttpRequest) -> HttpResponse:
    """All that the code opens; one of them is opened by its button."""
    series = held(request)
    if not series:
        return redirect("host")
    if request.method == "POST":
        request.session[OPENED] = clean(request.POST.get("ref", ""))[:12]  # PostgreSQL takes no NUL
        return redirect("host")
    return listed(request, series)


def listed(request: HttpRequest, series: Series) -> HttpResponse:
    actions = shown(series.hosted().prefetch_related(*BESIDE))
    return unkept(request, "web/host/set.html", {"series": series, "actions": actions, "call": worded(series.call)})


def repeat(request: HttpRequest) -> HttpResponse:
    action = action_hosted(request)
    if not action:
        return redirect("host")
    if request.method == "POST":
        form = DatesForm(request.POST, action=action)
        if form.is_valid() and form.seen and (answer := _repeated(request, action, form)):
            return answer
    else:
        form = DatesForm(action=action)
    words = {"action": Shown(action), "call": worded(action.call), "form": form}
    return unkept(request, "web/host/dates.html", words, status=422 if form.errors else 200)


def _repeated(request: HttpRequest, action: Action, form: DatesForm) -> HttpResponse | None:
    alone = action.series_id is None
    try:
        brake(request, "register", most=20, minutes=60)
        series = Series.repeat(action, form.picked, step=form.step, by="host")
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    except TooOften as often:
        form.add_error(None, try_again(often))
        words = {"action": Shown(action), "call": worded(action.call), "form": form}
        return later(unkept(request, "web/host/dates.html", words, status=429), often)
    if alone and (code := code_held(request)):
        code.open_set(series)
    many = len(form.picked) - 1
    told = ngettext("It is there on %(many)s more date.", "It is there on %(many)s more dates.", many)
    messages.success(request, told % {"many": many})
    return redirect("host-set" if held(request) else "host")


def another(request: HttpRequest) -> HttpResponse:
    """The form of the first, filled with all but the date; the address goes along unseen."""
    action = action_hosted(request)
    if not action:
        return redirect("host")
    if request.method == "POST":
        form = ActionForm(request.POST, call=action.call)
        if form.is_valid() and (answer := _made(request, action, form)):
            return answer
    else:
        known = {name: value for name, value in initial_of(action).items() if name not in NOT_COPIED}
        form = ActionForm(call=action.call, initial=known)
    return _anotherunkept(request, action, form, status=422 if form.errors else 200)


def _anotherunkept(request: HttpRequest, action: Action, form: ActionForm, *, status: int) -> HttpResponse:
    words = {"action": Shown(action), "call": worded(action.call), "form": form}
    return unkept(request, "web/host/another.html", words, status=status)


def _made(request: HttpRequest, action: Action, form: ActionForm) -> HttpResponse | None:
    """A form sent twice is one action: the second tap is told that it is there."""
    sketch = sketch_of(form)
    if _there(action, sketch):
        form.add_error("date", _("There is one like this at that time already."))
        return None
    try:
        brake(request, "register", most=20, minutes=60)
        made = sets.another(action, sketch)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    except TooOften as often:
        form.add_error(None, try_again(often))
        return later(_anotherunkept(request, action, form, status=429), often)
    words = {"action": made, "host_code": Code.mint(Code.HOST, action=made), "call": worded(made.call)}
    return unkept(request, "web/host/made.html", words)


def _there(action: Action, sketch: Sketch) -> bool:
    same = {name: sketch.fields[name] for name in ("title", "starts")}
    rows = Action.objects.filter(call=action.call, state__in=(PROPOSED, *STANDING), **same)
    return rows.filter(town=sketch.place.get("town"), locality=sketch.place.get("locality", "")).exists()


def register_on_each_day(form: RegisterManyDatesForm) -> Series:
    """What somebody without an account registers with "It repeats"."""
    sketch = sketch_of(form)
    return Series.register(
        form.call,
        [sketch.on(day) for day in sorted(form.picked)],
        kind=DATES,
        step=form.step,
        address=form.cleaned_data["contact"],
        language=get_language() or "en",
        rules_version=form.rules_version,
        ask=form.to_ask,
    )


def sketch_of(form: ActionForm) -> Sketch:
    return Sketch(form.fields_of_action(), form.place, form.cleaned_data["organisations"], form.route_plan)
