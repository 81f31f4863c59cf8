from datetime import timedelta

from groundswell.core import chores
from groundswell.core.models import Action, Attendance, Code, Contact, Fact
from groundswell.lib.clock import now
from tests import make


def test_action_whose_time_is_over_has_happened_and_the_log_says_so(call):
    over = make.past_action(call, state="published")
    off = make.past_action(call, state="cancelled")
    make.action(call, title="to come")

    chores.mark_happened()

    assert [action.state for action in Action.objects.order_by("id")] == ["happened", "cancelled", "published"]
    assert [fact.subject_id for fact in Fact.objects.filter(what="action.happened")] == [over.pk]
    assert off.pk != over.pk


def test_contact_past_its_time_is_erased_and_unreadable_even_before(db):
    contact = make.contact("ana@rivers.example")
    assert contact.address() == "ana@rivers.example"
    Contact.objects.update(until=now() - timedelta(minutes=1))
    contact.refresh_from_db()
    assert contact.address() is None

    chores.erase_overdue()

    contact.refresh_from_db()
    assert (contact.sealed, contact.fingerprint, contact.erased_at is not None) == ("", "", True)


def test_receipts_and_codes_go_when_their_time_is_up_and_the_number_stays(call):
    action = make.action(call)
    Attendance.say(action, "a receipt of this browser")
    Code.mint(Code.HOST, action=action, until=now() - timedelta(minutes=1))
    Code.mint(Code.HOST, action=action)
    Action.objects.update(over=now() - timedelta(hours=49))

    chores.erase_overdue()

    action.refresh_from_db()
    assert (Attendance.objects.count(), action.coming, Code.objects.count()) == (0, 1, 1)


def test_chores_done_twice_do_no_more(call):
    make.past_action(call, state="published")

    assert chores.mark_happened() == 1
    assert chores.mark_happened() == 0
