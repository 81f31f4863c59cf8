from django.test import Client

from groundswell.core.models import Action, Call, Overlap, Person, Role
from tests import make


def note(browser: Client, action: Action, **given: str) -> object:
    return browser.post(f"/desk/actions/{action.ref}/overlaps/", {"relation": "part"} | given, follow=True)


def test_moderator_chooses_the_other_action_among_those_near_it_of_any_call(
    mona_browser: Client, mona: Person, call: Call
) -> None:
    harbour = make.call("harbour", title="Harbour Day")
    Role.give(mona, "moderator", call=harbour, by=mona)
    rally = make.past_action(harbour, title="Rally at the quay")
    feeder = make.past_action(call, title="Feeder march")
    make.past_action(call, title="Far away", at="cairo")
    text = mona_browser.get(f"/desk/actions/{feeder.ref}/").content.decode()
    assert text.count("<option value") == 2 and f'<option value="{rally.ref}">' in text

    note(mona_browser, feeder, other=rally.ref, because="It ends there.")
    assert [(each.action, each.whole, each.because) for each in Overlap.objects.all()] == [
        (feeder, rally, "It ends there.")
    ]


def test_both_pages_and_both_histories_tell_it_until_it_is_taken_back(mona_browser: Client, call: Call) -> None:
    rally, feeder = make.past_action(call, title="Rally"), make.past_action(call, title="Feeder")
    note(mona_browser, feeder, address=f"https://testserver/es/actions/{rally.ref}/#reports", because="It ends there.")
    visitor = make.browser()

    def told() -> list[bool]:
        pages = {one: visitor.get(f"/actions/{one.ref}/").content.decode() for one in (rally, feeder)}
        past = [visitor.get(f"/actions/{one.ref}/history/").content.decode() for one in (rally, feeder)]
        return [
            f'A part of it is <a href="/actions/{feeder.ref}/">' in pages[rally],
            f'Part of <a href="/actions/{rally.ref}/">' in pages[feeder],
            *("the same people were counted at another action" in page for page in past),
        ]

    assert told() == [True] * 4
    mona_browser.post(f"/desk/actions/{rally.ref}/overlaps/", {"undo": feeder.ref})
    assert told() == [False, False, True, True]
    assert not Overlap.objects.exists()


def test_what_is_hidden_is_named_on_no_page(mona: Person, call: Call) -> None:
    rally, feeder = make.past_action(call, title="Rally"), make.past_action(call, title="Feeder of the secret weir")
    Overlap.note(feeder, rally, "part", by=mona)
    Action.objects.filter(pk=feeder.pk).update(state="hidden")
    text = make.browser().get(f"/actions/{rally.ref}/").content.decode()
    assert "secret weir" not in text and "Counted together with" not in text


def test_what_cannot_be_is_refused_beside_the_form_with_what_was_typed(mona_browser: Client, call: Call) -> None:
    action, hidden = make.past_action(call), make.past_action(call, state="hidden")
    for address, why in (
        (action.ref, "These are one and the same already."),
        (hidden.ref, "There is no public action at this address."),
        ("", "Choose one from the list, or give its address, not both."),
    ):
        answer = note(mona_browser, action, address=address, because="The same walk")
        assert answer.status_code == 422  # type: ignore[attr-defined]
        text = answer.content.decode()  # type: ignore[attr-defined]
        assert why in text and "The same walk" in text
        assert text.count('id="errors"') == 1


def test_undoing_what_was_never_noted_is_not_found(mona_browser: Client, call: Call) -> None:
    action = make.past_action(call)
    assert mona_browser.post(f"/desk/actions/{action.ref}/overlaps/", {"undo": action.ref}).status_code == 404


NOT_HERS = "This changes the figures of both actions: it is for somebody who moderates both of them."


def test_who_moderates_one_call_alone_changes_no_other_calls_figures(mona_browser: Client, call: Call) -> None:
    small, large = make.past_action(call), make.past_action(make.call("harbour"), title="Rally at the quay")
    for field, other, not_hers in (("address", f"/actions/{large.ref}/", True), ("other", large.ref, False)):
        answer = note(mona_browser, small, relation="same", because="One and the same.", **{field: other})
        text = answer.content.decode()  # type: ignore[attr-defined]
        assert (answer.status_code, NOT_HERS in text, "One and the same." in text) == (422, not_hers, True)  # type: ignore[attr-defined]
        assert f'id="id_{field}_error"' in text
    assert not Overlap.objects.exists()


def offered(browser: Client, action: Action) -> set[str]:
    form = browser.get(f"/desk/actions/{action.ref}/").context["overlap_form"]
    return {ref for ref, _title in form.fields["other"].choices if ref}


def test_only_what_this_moderator_may_note_is_offered(mona_browser: Client, mona: Person, call: Call) -> None:
    second, third = make.call("harbour"), make.call("delta")
    Role.give(mona, "moderator", call=second, by=mona, places=["PT"])
    action, own, theirs = (make.past_action(each) for each in (call, call, third))
    near, abroad, counted_there = (make.past_action(second, country=country) for country in ("PT", "ES", "PT"))
    Overlap.note(counted_there, theirs, "same", by=mona)

    assert offered(mona_browser, action) == {own.ref, near.ref}
    Role.give(mona, "moderator", call=third, by=mona)
    assert offered(mona_browser, action) == {own.ref, near.ref, theirs.ref, counted_there.ref}
    assert abroad.ref not in offered(mona_browser, action)


def test_who_moderates_every_call_is_offered_what_is_near_of_any(clara_browser: Client, call: Call) -> None:
    action, other = make.past_action(call), make.past_action(make.call("harbour"))
    Role.objects.update(call=None)

    assert offered(clara_browser, action) == {other.ref}


def test_who_moderates_two_calls_does_not_count_at_an_action_of_a_third(
    mona_browser: Client, mona: Person, call: Call
) -> None:
    second, third = make.call("harbour"), make.call("delta")
    Role.give(mona, "moderator", call=second, by=mona)
    first, twin, whole = (make.past_action(each) for each in (call, second, third))
    Overlap.note(twin, whole, "same", by=mona)
    assert NOT_HERS in note(mona_browser, first, relation="same", address=twin.ref).content.decode()  # type: ignore[attr-defined]

    Role.give(mona, "moderator", call=third, by=mona)
    note(mona_browser, first, relation="same", address=twin.ref)
    assert [each.whole for each in Overlap.objects.order_by("id")] == [whole, whole]
