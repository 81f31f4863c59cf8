from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from groundswell.core.models import Code, Signature
from groundswell.core.wording import in_words
from groundswell.lib.limits import TooOften
from groundswell.web import addressing, second
from groundswell.web.brake import brake, later, unread
from groundswell.web.forms.codes import CodeForm
from groundswell.web.holding import for_host
from groundswell.web.unkept import unkept


def show(request: HttpRequest) -> HttpResponse:
    """Where a mailed proof code is given back. Opening the page uses nothing up: mail scanners open links too."""
    words: dict[str, object]
    if request.method == "POST":
        form = CodeForm(request.POST, purposes=(Code.PROOF,))
        try:
            brake(request, "code", most=30, minutes=10)
        except TooOften as often:
            words = {"form": unread(form, often)}
            return later(unkept(request, "web/proof/show.html", words, status=429), often)
        if form.is_valid() and form.found:
            return prove(request, form.found)
    else:
        form = CodeForm(purposes=(Code.PROOF,))
    words = {"form": form, "sent": request.GET.get("sent", "")}
    if words["sent"] == "action":
        words |= addressing.words_of(addressing.registered(request))
    return unkept(request, "web/proof/show.html", words, status=422 if form.errors else 200)


def prove(request: HttpRequest, code: Code) -> HttpResponse:
    if (answer := second.prove(request, code)) is not None:
        return answer
    first = code.use()
    words: dict[str, object] = {"again": not first}
    if code.action:
        code.action.prove()
        # Shown now, once; the same page opened again with the used code shows none.
        words |= for_host(code.action)
        words |= {"action": code.action, "host_code": Code.mint(Code.HOST, action=code.action) if first else ""}
    elif code.series:
        code.series.prove()
        words |= {"series": code.series, "host_code": Code.mint(Code.HOST, series=code.series) if first else ""}
    elif code.endorsement:
        code.endorsement.prove()
        words |= {"endorsement": code.endorsement, "call": in_words(code.endorsement.call)}
    elif code.taking:
        code.taking.prove()
        words |= {"pledge": in_words(code.taking.pledge), "named": code.taking.organisation_id}
    elif code.assent:
        code.assent.prove()
        words |= {"assent": code.assent}
    elif code.standby:
        code.standby.prove()
        words |= {"standby": code.standby}
    elif code.signature:
        words |= _signed(code.signature, first=first)
    elif code.membership:
        code.membership.confirm()
        words |= {"membership": code.membership}
    elif code.convening:
        words |= {"convening": code.convening, "convenes": code.convening.confirm()}
    return unkept(request, "web/proof/done.html", words)


def _signed(signature: Signature, *, first: bool) -> dict[str, object]:
    """A person counts at once, and is shown the code to withdraw; an organisation waits for the convenors."""
    signature.prove()
    person = not signature.organisation_id
    return {
        "signature": signature,
        "title": signature.statement.text_in(get_language() or "en").title,
        "host_code": Code.mint(Code.HOST, signature=signature) if person and first else "",
    }
