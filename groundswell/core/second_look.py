"""What must not be done by one hand alone: calling an action off, or sending people elsewhere, soon before it starts.

The most dangerous lie is that it is cancelled, or somewhere else. A code may leak and a session be stolen; so within 72
hours of the start the verbs of the action ask here first, and wait for a mailbox or for a second moderator.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from groundswell.core.models.contact import Contact
from groundswell.core.models.fact import STRUCK, Fact
from groundswell.core.models.pending_change import CANCEL, CHANGE, WAITS, PendingChange, kept
from groundswell.lib.clock import now
from groundswell.lib.geo import distance_km

if TYPE_CHECKING:
    from groundswell.core.models.action import Action
    from groundswell.core.models.person import Person
    from groundswell.core.models.route import RoutePlan

NEAR = timedelta(hours=72)
FAR_KM = 1.0
FAR_FROM_ALL = (90.0, 0.0)
# Who works alone: an import, and what time itself brings about.
UNASKED = ("import", "server")


def to_cancel(action: Action, *, by: Person | str, because: str) -> bool:
    """True where it waits now; the verb then leaves the action as it is."""
    if not _applies(action, by):
        return False
    _ask(action, CANCEL, by=by, because=because)
    return True


def to_change(
    action: Action,
    fields: dict[str, Any],
    *,
    by: Person | str,
    route: RoutePlan | None,
    **told: Any,
) -> bool:
    """The same, for one that was set anew and not saved yet; `fields` is what was asked for, the true place with it,
    and `told` whatever else the verb is to be called with once it is confirmed.

    Another day counts too, and none: who could put it off first would have all the time to call it off.
    """
    if _unasked(action, by):
        return False
    before = type(action)._base_manager.get(pk=action.pk)
    place = before.true_place
    after = place | {name: value for name, value in fields.items() if name in place}
    put_off = (action.day, action.undated) != (before.day, before.undated)
    if not _applies(before, by) or not (put_off or _far(action, place, after)):
        return False
    changed = {name: kept(value) for name, value in fields.items()}
    laid = route.put_down() if route is not None else None
    action.refresh_from_db()
    _ask(action, CHANGE, by=by, fields=changed, route=laid, **told)
    return True


def _applies(action: Action, by: Person | str) -> bool:
    """To what starts within 72 hours and has not gone by; without a date nobody is on the way."""
    if _unasked(action, by) or action.undated:
        return False
    return action.over > now() and action.starts - now() <= NEAR


def _unasked(action: Action, by: Person | str) -> bool:
    """What is not public, what a second one has seen, what is put back: none of it needs a second one."""
    return bool(action.second) or action.restored or by in UNASKED or not action.visible


def _ask(action: Action, what: str, *, by: Person | str, **told: Any) -> None:
    end = action.over if action.started else action.starts
    contact = mailbox_of(action) if isinstance(by, str) else None
    action.waits = PendingChange.ask(action, what, by=by, contact=contact, until=min(now() + WAITS, end), **told)


def mailbox_of(action: Action) -> Contact | None:
    """Whose yes counts: of the host who asks, else of the first one. An address that came less than 72 hours ago is not
    asked, for whoever has a stolen code could bring it; then a moderator is.
    """
    young = now() - NEAR
    if (mine := action.held_by) and mine.confirmed_at and mine.confirmed_at < young and _live(mine.contact):
        return mine.contact
    handed_over = action.hand_overs.filter(confirmed_at__gte=young).exists()
    return action.contact if not handed_over and _live(action.contact) else None


def _live(contact: Contact | None) -> bool:
    return bool(contact and contact.sealed and contact.until > now())


def _far(action: Action, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """More than 1 km from where it was when the 72 hours began: many short steps are a long one."""
    if any(before[name] != after[name] for name in ("online", "country", "locality", "town")):
        return True
    if not before["geo_precision"] == after["geo_precision"] == "point":
        # Words alone cannot be measured.
        return bool(before["address"]) and before["address"] != after["address"]
    lat, lon = _point_at_first(action, before["lat"], before["lon"])
    return distance_km(lat, lon, after["lat"], after["lon"]) > FAR_KM


def _point_at_first(action: Action, lat: float, lon: float) -> tuple[float, float]:
    """Where it was when the 72 hours began, or when a second one looked last: the changes since, undone one by one."""
    since = Fact.objects.about(action).filter(what="action.changed", at__gte=now() - NEAR).order_by("-id")
    for changes in since.values_list("changes", flat=True):
        if "second" in changes:
            break
        if STRUCK in changes.values():
            return FAR_FROM_ALL  # nobody knows any more where it was
        lat, lon = (changes[name][0] if name in changes else here for name, here in (("lat", lat), ("lon", lon)))
        if lat is None or lon is None:
            return FAR_FROM_ALL  # it had no point then
    return lat, lon
