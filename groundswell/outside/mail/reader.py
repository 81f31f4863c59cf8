"""Reads facts, and puts the letters that they call for in the out-tray."""

from datetime import timedelta
from typing import Any

from groundswell.core import digests
from groundswell.core.models import (
    Action,
    Assent,
    Confirmation,
    Contact,
    Convening,
    Digest,
    Endorsement,
    Fact,
    Invitation,
    Look,
    Membership,
    Series,
    Signature,
    Standby,
    Taking,
)
from groundswell.core.models.confirmation import ASKED
from groundswell.core.models.standby import UPSETTING
from groundswell.lib.clock import now
from groundswell.outside.mail import hosts
from groundswell.outside.models import About, Letter

# Which letter a fact calls for, by the name of its template. It goes to the contact of the row that the fact is about.
LETTERS = {
    "action.registered": "action_proof",
    "action.asked_elsewhere": "action_proof",
    "action.asked_again": "action_proof",
    "action.proven": "action_code",
    "action.accepted": "action_public",
    "action.published": "action_public",
    "action.declined": "action_declined",
    "action.hidden": "action_hidden",
    "action.cancelled": "action_cancelled",
    "action.changed": "action_changed",
    "action.undone": "action_undone",
    "action.stood_again": "action_stands_again",
    "action.host_declined": "host_declined",
    "action.asked": "action_asked",
    "action.put_back": "action_put_back",
    "action.merged": "action_merged",
    "endorsement.asked": "endorsement_proof",
    "endorsement.accepted": "endorsement_accepted",
    "endorsement.declined": "endorsement_declined",
    "endorsement.withdrawn": "endorsement_withdrawn",
    "taking.asked": "pledge_proof",
    "taking.proven": "pledge_taken",
    "taking.accepted": "pledge_taken",
    "taking.declined": "pledge_declined",
    "signature.asked": "signature_proof",
    "signature.repeated": "signature_repeated",
    "signature.proven": "signature_counted",
    "signature.accepted": "signature_accepted",
    "signature.declined": "signature_declined",
    "signature.withdrawn": "signature_withdrawn",
    "membership.asked": "membership_proof",
    "membership.confirmed": "membership_confirmed",
    "membership.ended": "membership_ended",
    "convening.asked": "convening_proof",
    "convening.asked_again": "convening_proof",
    "convening.confirmed": "convening_confirmed",
    "assent.asked": "agreement_proof",
    "assent.repeated": "agreement_repeated",
    "assent.accepted": "agreement_signed",
    "assent.declined": "agreement_declined",
    "assent.asked_again": "agreement_asked_again",
    "assent.withdrawn": "agreement_withdrawn",
    "invitation.sent": "steward_link",
    "standby.asked": "standby_proof",
    "standby.proven": "standby_waiting",
    "standby.repeated": "standby_waiting",
    "standby.placed": "standby_placed",
    "series.registered": "series_proof",
    "series.proven": "series_code",
    "series.grown": "series_code",
    "series.code_asked": "series_code",
    "series.changed": "series_changed",
    "series.cancelled": "series_changed",
}
# What the set tells in one letter for all its actions, whoever of them it is about.
TOLD_BY_THE_SET = ("action.registered", "action.proven")
ACCEPTED = ("action.accepted", "action.published")
NOUNS: dict[str, Any] = {
    model._meta.model_name or "": model
    for model in (Action, Endorsement, Signature, Taking, Invitation, Membership, Convening, Assent, Standby, Series)
}
WHEN_AND_WHERE = {"starts", "ends", "undated", "town", "locality", "address", "lat", "lon", "online"}
KEPT = timedelta(days=3)


def read(fact: Fact) -> None:
    for letter, contact_id, about in hosts.letters(fact, LETTERS.get(fact.what, "")):
        if contact_id:
            _put(fact, letter, contact_id=contact_id, **{about._meta.model_name: about})
    if fact.what in UPSETTING:
        _put_upset(fact)
    if fact.what == "digest.due":
        _put_digests(fact)
    elif fact.what == "confirmation.asked":
        _put_question(fact)
    elif kind := LETTERS.get(fact.what):
        row = NOUNS[fact.subject].objects.filter(pk=fact.subject_id).first()
        if row and fact.subject == "action" and row.series_id and _told_by_the_set(fact, row):
            return
        if row and row.contact_id and not _hears_otherwise(fact, row):
            _put(fact, kind, contact_id=row.contact_id, **{fact.subject: row})


def _hears_otherwise(fact: Fact, row: Any) -> bool:
    """An organisation whose address is proven hears when somebody has decided; who was uninvited hears nothing."""
    if fact.what in ("signature.proven", "taking.proven"):
        return bool(row.organisation_id)
    if fact.what == "series.registered":
        return fact.by == "person"  # who answers for it at the desk has nothing to prove
    if not hosts.to_first_host(fact):
        return True
    if fact.what == "action.changed" and fact.by == "person":
        return Look.objects.filter(fact=fact.pk).exists()  # told with the reason why it was put back
    return fact.what == "invitation.sent" and not Invitation.objects.waiting().filter(pk=row.pk).exists()


def _told_by_the_set(fact: Fact, action: Action) -> bool:
    """Sixty dates are one letter: what comes of them one by one waits for a letter that lists them all."""
    series = action.series
    if fact.what in TOLD_BY_THE_SET or fact.changes.get("together"):
        return True
    if not series or not series.contact_id or fact.what not in ACCEPTED or not series.holds(action):
        return False
    waiting = Letter.objects.filter(series=series, kind__in=LISTING, sent_at=None, given_up=False)
    if not waiting.exists():
        _put(fact, "series_public", contact_id=series.contact_id, series=series)
    return True


LISTING = ("series_code", "series_public")  # each lists the actions as they stand when it is sent


def _put_digests(fact: Fact) -> None:
    """To each convenor who wants one. The address is kept sealed for as long as the letter may still go out."""
    digest = Digest.objects.filter(pk=fact.subject_id).first()
    if not digest or Letter.objects.filter(fact=fact).exists():
        return
    for person in digests.to_tell(digest.call):
        language = person.language or digest.call.language
        contact = Contact.keep(person.email, language=language, until=now() + KEPT)
        _put(fact, "digest", contact_id=contact.pk, digest=digest)


def _put_question(fact: Fact) -> None:
    """To the stewards of the organisation, or to the address that the host gave for it."""
    asked = Confirmation.objects.select_related("organisation").filter(pk=fact.subject_id).first()
    if not asked or asked.state != ASKED or Letter.objects.filter(fact=fact).exists():
        return
    if asked.contact_id:
        _put(fact, "host_asked", contact_id=asked.contact_id, confirmation=asked)
    elif asked.organisation:
        for steward in asked.organisation.stewards.standing().select_related("person").order_by("pk"):
            language = steward.person.language or asked.action.language
            contact = Contact.keep(steward.person.email, language=language, until=now() + KEPT)
            _put(fact, "host_asked_steward", contact_id=contact.pk, confirmation=asked)


def _put_upset(fact: Fact) -> None:
    """To those who wait for a place or were given one: nobody stands before a closed gate for want of a letter."""
    if fact.what == "action.changed" and not WHEN_AND_WHERE & set(fact.changes):
        return
    for standby in Standby.objects.proven().filter(action=fact.subject_id):
        _put(fact, "standby_upset", contact_id=standby.contact_id, standby=standby)


def _put(fact: Fact, kind: str, *, contact_id: int, **about: About) -> None:
    Letter.objects.get_or_create(fact=fact, kind=kind, contact_id=contact_id, defaults={"until": now() + KEPT, **about})
