"""Who may. Asked by every door; a door never decides by itself."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from groundswell.core.models import (
    Action,
    Call,
    Convening,
    Organisation,
    Part,
    Person,
    Role,
    Source,
    Statement,
    Steward,
)
from groundswell.core.models.action import Actions
from groundswell.core.models.decision import Subject
from groundswell.core.models.membership import ALLIANCE
from groundswell.core.reach import NOTHING, Reach

Somebody = Person | AnonymousUser


def calls_of(person: Somebody) -> QuerySet[Call]:
    """The calls on the whole of which this person works; of regional moderators, none."""
    if not isinstance(person, Person) or not person.is_active:
        return Call.objects.none()
    whole = person.roles.filter(places="")
    if whole.filter(call=None).exists():
        return Call.objects.all()
    return Call.objects.filter(pk__in=whole.values("call"))


def desks_of(person: Somebody) -> QuerySet[Call]:
    """The calls whose desk opens to this person, be it for some places alone."""
    if not isinstance(person, Person) or not person.is_active:
        return Call.objects.none()
    if person.roles.filter(call=None).exists():
        return Call.objects.all()
    return Call.objects.filter(pk__in=person.roles.values("call"))


def may_draft(person: Somebody) -> bool:
    return isinstance(person, Person) and person.roles.filter(call=None, kind=Role.CONVENOR).exists()


def may_convene(person: Somebody, call: Call) -> bool:
    """Change the call's text and stage, give roles."""
    return isinstance(person, Person) and _roles(person, call).filter(kind=Role.CONVENOR).exists()


def may_moderate(person: Somebody, call: Call) -> bool:
    """Decide about whatever is proposed under the call; a convenor may too, a regional moderator may not."""
    return isinstance(person, Person) and _roles(person, call).filter(places="").exists()


def may_work(person: Somebody, call: Call) -> bool:
    """Open the desk of the call, and find there what is in reach."""
    return isinstance(person, Person) and _roles(person, call).exists()


def may_decide(person: Somebody, subject: Subject) -> bool:
    """Moderate this one thing: all that is of the call, or what is in the places of a regional moderator."""
    reach = reach_of(person, subject.call)
    noun = subject._meta.model_name or ""
    return reach.whole or type(subject)._base_manager.filter(reach.of_noun(noun), pk=subject.pk).exists()


def decidable(person: Somebody) -> Q:
    """The actions, of whatever call, that this person may moderate."""
    roles = person.roles.all() if isinstance(person, Person) and person.is_active else []
    return reduce(or_, map(_of_role, roles), NOTHING)


def _of_role(role: Role) -> Q:
    within = Reach.of([role.places]).of_noun("action")
    return within & Q(call=role.call_id) if role.call_id else within or ~NOTHING


def reach_of(person: Somebody, call: Call) -> Reach:
    """How far this person's part in the call goes; nowhere, for who has none."""
    return reaches_of(person, [call])[call.pk]


def reaches_of(person: Somebody, calls: Iterable[Call]) -> dict[int, Reach]:
    roles = list(person.roles.all()) if isinstance(person, Person) and person.is_active else []
    return {call.pk: Reach.of(role.places for role in roles if role.call_id in (call.pk, None)) for call in calls}


def may_translate(person: Somebody, call: Call) -> bool:
    """Write the call's texts in another language; everybody who works on it may."""
    return may_moderate(person, call)


def may_see(person: Somebody, call: Call) -> bool:
    return call.public or may_work(person, call)


def may_see_organisation(person: Somebody, organisation: Organisation) -> bool:
    """One that is not public, for its stewards, and for those who work on a call that asked it for something."""
    if may_steward(person, organisation):
        return True
    return calls_of(person).filter(pk__in=organisation.calls().values("pk")).exists()


def stewardships_of(person: Somebody) -> QuerySet[Steward]:
    """Those that stand, with their organisations."""
    if not isinstance(person, Person) or not person.is_active:
        return Steward.objects.none()
    return person.stewardships.standing().select_related("organisation")


def may_steward(person: Somebody, organisation: Organisation) -> bool:
    """Change what the page of the organisation says, and who its stewards are."""
    return stewardships_of(person).filter(organisation=organisation).exists()


def may_oversee(person: Somebody, organisation: Organisation) -> bool:
    """Appoint and remove its stewards: for every call here, or for all that asked it for something."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    if person.roles.filter(call=None, places="").exists():
        return True
    calls = list(organisation.calls())
    return bool(calls) and all(may_moderate(person, call) for call in calls)


def convenings_of(person: Somebody, call: Call) -> QuerySet[Convening]:
    """Those that this person may end: their own; all, for who convenes every call here, should nobody answer there."""
    if not may_convene(person, call):
        return Convening.objects.none()
    confirmed = call.convenings.public()
    return confirmed if may_draft(person) else confirmed.filter(confirmed_by=person.pk)


def may_step_down(person: Somebody, convening: Convening) -> bool:
    return convenings_of(person, convening.call).filter(pk=convening.pk).exists()


def may_answer(person: Somebody, part: Part) -> bool:
    """Take a call in, or not: a matter of the larger call's convenors."""
    return may_convene(person, part.whole)


def may_part(person: Somebody, part: Part) -> bool:
    """Either side may end it."""
    return may_convene(person, part.call) or may_convene(person, part.whole)


def may_merge(person: Somebody, double: Organisation) -> bool:
    """Merging moves what the double did under every call, so all of these must be this person's to convene.

    And in every alliance that it is a member of.
    """
    alliances = Organisation.objects.filter(members__member=double)
    return (
        isinstance(person, Person)
        and all(may_convene(person, call) for call in double.calls())
        and all(may_manage_members(person, alliance) for alliance in alliances)
    )


def may_correct_source(person: Somebody, source: Source) -> bool:
    """It changes in every record that goes by it, so this person works on the whole of all these calls.

    And on one at least whose reports go by it, be they accepted or waiting.
    """
    return source.calls.filter(pk__in=calls_of(person)).exists() and not calls_beyond(person, source).exists()


def calls_beyond(person: Somebody, source: Source) -> QuerySet[Call]:
    """Those whose record goes by it, and on the whole of which this person does not work."""
    return source.public_calls.exclude(pk__in=calls_of(person))


def may_overlap(person: Somebody, action: Action, whole: Action) -> bool:
    """Both pages tell it and both calls' figures change, so both must be this person's to decide on.

    And the one at which the whole itself was counted, which this one is then noted at.
    """
    beyond = Action.objects.filter(overlapped__action=whole).select_related("call")
    return all(may_decide(person, each) for each in (action, whole, *beyond))


def overlappable(person: Somebody) -> Actions:
    """Those that this person may note an overlap with, seen from an action of theirs."""
    theirs = Action.objects.filter(decidable(person))
    return theirs.filter(Q(overlap=None) | Q(overlap__whole__in=theirs.values("pk")))


def may_manage_members(person: Somebody, alliance: Organisation) -> bool:
    """Name, ask and take off its members: its stewards, and who works on a call where it stands, or waits to."""
    asked = {"endorsements__organisation": alliance, "endorsements__state__in": ("proven", "accepted", "withdrawn")}
    if alliance.kind != ALLIANCE:
        return False
    return may_steward(person, alliance) or calls_of(person).filter(**asked).exists()


def convenors_of(call: Call) -> QuerySet[Person]:
    """Who convenes it, for this call alone or for every call here."""
    roles = Role.objects.filter(Q(call=call) | Q(call=None), kind=Role.CONVENOR)
    return Person.objects.filter(pk__in=roles.values("person"), is_active=True)


def may_unrelate(person: Somebody, statement: Statement, other: Statement) -> bool:
    """Both pages show a relation, so the convenors of either call may take it off."""
    return may_convene(person, statement.call) or may_convene(person, other.call)


def _roles(person: Person, call: Call) -> QuerySet[Role]:
    return person.roles.filter(Q(call=call) | Q(call=None)) if person.is_active else Role.objects.none()
