"""Find what a request names, or answer that it is not there."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest

from groundswell.core import permissions
from groundswell.core.models import Action, Call, Organisation, Person, Report, Statement


def call_seen(request: HttpRequest, slug: str) -> Call:
    """A public call; a draft for those who work on it, and 404 for everybody else."""
    call = Call.objects.filter(slug=slug).first()
    if not call or not (call.public or permissions.may_see(request.user, call)):
        raise Http404
    return call


def call_to_moderate(request: HttpRequest, slug: str) -> Call:
    call = call_seen(request, slug)
    if not permissions.may_moderate(request.user, call):
        raise PermissionDenied
    return call


def call_at_desk(request: HttpRequest, slug: str) -> Call:
    """For whoever decides about some of it, be it in some places alone."""
    call = call_seen(request, slug)
    if not permissions.may_work(request.user, call):
        raise PermissionDenied
    return call


def call_to_convene(request: HttpRequest, slug: str) -> Call:
    call = call_seen(request, slug)
    if not permissions.may_convene(request.user, call):
        raise PermissionDenied
    return call


def call_to_translate(request: HttpRequest, slug: str) -> Call:
    call = call_seen(request, slug)
    if not permissions.may_translate(request.user, call):
        raise PermissionDenied
    return call


def action_seen(request: HttpRequest, ref: str) -> Action:
    """A public action; one that is not, for those alone who may decide about it."""
    return seen(request, action_named(ref))


def action_named(ref: str) -> Action | None:
    """Whoever asks."""
    return Action.objects.select_related("call", "imported", "series").filter(ref=ref.lower()).first()


def seen(request: HttpRequest, action: Action | None) -> Action:
    if not action or not ((action.visible and action.call.public) or permissions.may_decide(request.user, action)):
        raise Http404
    return action


def organisation_seen(request: HttpRequest, slug: str) -> Organisation:
    """A public organisation; one that is not, for those who work on a call it was asked to endorse.

    Under the address of one that was merged: the one that it was merged into, whose address is another.
    """
    named = Organisation.objects.filter(Q(slug=slug) | Q(aliases__slug=slug)).distinct()
    public = named.public().first()
    organisation = public or named.first()
    if not organisation or not (public or permissions.may_see_organisation(request.user, organisation)):
        raise Http404
    return organisation


def organisation_at_desk(request: HttpRequest, slug: str) -> Organisation:
    """For its stewards, and for those who oversee it."""
    organisation = organisation_seen(request, slug)
    if not (permissions.may_steward(request.user, organisation) or permissions.may_oversee(request.user, organisation)):
        raise PermissionDenied
    return organisation


def organisation_to_steward(request: HttpRequest, slug: str) -> Organisation:
    organisation = organisation_seen(request, slug)
    if not permissions.may_steward(request.user, organisation):
        raise PermissionDenied
    return organisation


def statement_seen(request: HttpRequest, slug: str) -> Statement:
    """A public statement of a public call; a draft for those who work on the call, and 404 for everybody else."""
    rows = Statement.objects.select_related("call", "retraction").prefetch_related("texts", "issuings__organisation")
    statement = rows.filter(slug=slug).first()
    if not statement or not (
        (statement.public and statement.call.public) or permissions.may_moderate(request.user, statement.call)
    ):
        raise Http404
    return statement


def statement_to_moderate(request: HttpRequest, slug: str) -> Statement:
    statement = statement_seen(request, slug)
    if not permissions.may_moderate(request.user, statement.call):
        raise PermissionDenied
    return statement


def statement_to_convene(request: HttpRequest, slug: str) -> Statement:
    statement = statement_seen(request, slug)
    if not permissions.may_convene(request.user, statement.call):
        raise PermissionDenied
    return statement


def who_works(request: HttpRequest) -> Person:
    """The person at the desk; only for pages that ask for signing in."""
    assert isinstance(request.user, Person)
    return request.user


def report_to_moderate(request: HttpRequest, ref: str) -> Report:
    """Of an action that they see, for those who may decide about it."""
    report = Report.objects.select_related("action__call").whole().filter(ref=ref.lower()).first()
    if not report:
        raise Http404
    action_seen(request, report.action.ref)
    if not permissions.may_decide(request.user, report):
        raise PermissionDenied
    return report
