"""Which code a browser holds, and whose action it opens."""

from django.http import HttpRequest

from groundswell.core.models import Action, Code, Merge, Series

CODE = "host code"
OPENED = "hosted action"  # which of a set: its short name, in the sealed session


def code_held(request: HttpRequest) -> Code | None:
    mark = request.session.get(CODE)
    return Code.live().filter(hash=mark, purpose=Code.HOST).first() if mark else None


def action_hosted(request: HttpRequest) -> Action | None:
    """The action of the code, which knows by which of its hosts it is held."""
    code = code_held(request)
    if code and code.action:
        action = Merge.opened_by(code.action)
        action.held_by = code.cohost
        return action
    return opened(request)


def held(request: HttpRequest) -> Series | None:
    """The set that the code opens."""
    code = code_held(request)
    return code.series if code else None


def opened(request: HttpRequest) -> Action | None:
    """The one of the set that was opened; never one that the code of the set does not open."""
    series, ref = held(request), request.session.get(OPENED)
    return series.hosted().filter(ref=ref).first() if series and ref else None


def close(request: HttpRequest) -> None:
    request.session.pop(OPENED, None)
