import re
from datetime import timedelta

import pytest
from django.core import mail

from groundswell.core import work
from groundswell.core.models import (
    Action,
    Answer,
    Call,
    Decision,
    Fact,
    Look,
    Person,
    Question,
    Reader,
    Role,
    Trust,
)
from groundswell.lib.clock import now
from tests import make
from tests.conftest import signed_in

DESK = "/desk/calls/clean-rivers/"
DECISIONS = f"{DESK}decisions/"
ANA = "ana@rivers.example"


def proposed(call: Call, at: str = "porto", *, language: str = "en", **fields: object) -> Action:
    given = {"state": "proposed", "published_at": None, "contact": make.contact(ANA, language=language)}
    return make.action(call, at, **(given | fields))


@pytest.fixture
def trusting(call):
    Call.objects.update(policy="trusted")
    return Call.objects.get()


@pytest.fixture
def rosa(call) -> Person:
    person = make.person("rosa@rivers.example", name="Rosa")
    Role.give(person, "moderator", call=call, by="server", places=["CL"])
    return person


def letters() -> list[str]:
    work.work_off()
    return [f"{message.subject}\n{message.body}" for message in mail.outbox]


# Changes


def test_long_text_is_compared_word_by_word_and_a_short_one_stands_whole(mona_browser, call):
    text = "We meet at the old mill and walk along the water until we reach the weir, then we sing and eat together."
    action = make.action(call, title="Walk", description=text)
    action.change(by="host", title="March", description=text.replace("old mill", "new bridge"))

    page = mona_browser.get(DESK, {"show": "changed"}).content.decode()

    assert re.findall(r"<(?:del|ins)>([^<]*)</", page) == ["Walk", "March", "old mill", "new bridge"]


def test_change_is_looked_at_and_leaves_the_heap(mona_browser, call, mona):
    action = make.action(call, title="Walk")
    action.change(by="host", title="March")

    answer = mona_browser.post(DECISIONS, {"one": f"fine action:{action.pk}", "back": "show=changed"}, follow=True)

    assert "1 looked at." in answer.content.decode()
    assert Look.objects.values_list("verdict", "by").get() == ("fine", mona.pk)
    assert Action.objects.get().title == "March"


def test_change_is_put_back_with_a_reason_that_the_host_reads(mona_browser, call):
    Reader.named("mail")
    action = make.action(call, title="Walk", contact=make.contact(ANA))
    action.change(by="host", title="March")
    asked = mona_browser.post(DECISIONS, {"one": f"put_back action:{action.pk}"}).content.decode()
    assert "Put back what was changed" in asked and Action.objects.get().title == "March"

    mona_browser.post(DECISIONS, {"one": f"put_back action:{action.pk}", "reason": "unclear", "because": "Which one?"})

    assert Action.objects.get().title == "Walk"
    subjects = [letter.split("\n")[0] for letter in letters()]
    assert subjects == ["“Walk” was changed", "Your change of “Walk” was put back"]
    assert "Say in plain words what people will do" in letters()[1] and "Which one?" in letters()[1]


def test_last_decision_is_undone_with_one_button(mona_browser, call):
    one, other = proposed(call), proposed(call)
    mona_browser.post(DECISIONS, {"verdict": "accept", "pick": [f"action:{one.pk}", f"action:{other.pk}"]})
    assert 'data-key="u"' in mona_browser.get(DESK).content.decode()

    answer = mona_browser.post(f"{DESK}undo/")

    assert answer.url.startswith(DESK)
    assert set(Action.objects.values_list("state", flat=True)) == {"proposed"}
    assert 'data-key="u"' not in mona_browser.get(DESK).content.decode()
    assert "nothing left to undo" in mona_browser.post(f"{DESK}undo/", follow=True).content.decode()


def test_deciding_leads_to_the_row_after_it(mona_browser, call):
    order = [f"action:{proposed(call).pk}" for _number in range(3)]

    answer = mona_browser.post(DECISIONS, {"one": f"accept {order[1]}", "order": " ".join(order)})

    assert answer.url == f"{DESK}#{order[2].replace(':', '-')}"


@pytest.mark.parametrize("order", ["\x00", "a" * 9000, "action:1 <script>", "::::", ""])
def test_deciding_with_a_bad_order_leads_to_the_tray(mona_browser, call, order):
    answer = mona_browser.post(DECISIONS, {"one": f"accept action:{proposed(call).pk}", "order": order})

    assert (answer.status_code, answer.url) == (302, DESK)


# Trust


def test_accepting_and_trusting_is_offered_where_it_makes_a_difference(mona_browser, call):
    action = proposed(call)
    assert "Accept and trust" not in mona_browser.get(DESK).content.decode()
    Call.objects.update(policy="trusted")
    make.endorsement(call, state="proven", proven_at=now())

    page = mona_browser.get(DESK).content.decode()

    assert re.findall(r'value="trust (\w+):', page) == ["action"]
    mona_browser.post(DECISIONS, {"one": f"trust action:{action.pk}"})
    assert (Action.objects.get().state, Trust.objects.count()) == ("published", 1)


def test_trusted_hosts_are_listed_by_their_actions_and_revoked_there(mona_browser, trusting, mona):
    action = proposed(trusting, title="Walk the Douro")
    Decision.trust(action, by=mona)

    page = mona_browser.get(f"{DESK}trusted/").content.decode()
    assert "Walk the Douro" in page and Trust.objects.get().hint in page and "ana@" not in page
    mona_browser.post(f"{DESK}trusted/", {"end": str(Trust.objects.get().pk)})

    assert list(Trust.objects.standing()) == []
    assert Fact.objects.last().what == "trust.ended"


def test_trusted_hosts_ask_the_database_as_often_for_three_as_for_one(
    mona_browser, trusting, mona, django_assert_max_num_queries, django_assert_num_queries
):
    def one(name: str) -> None:
        Decision.trust(proposed(trusting, contact=make.contact(f"{name}@rivers.example")), by=mona)

    one("a")
    with django_assert_max_num_queries(15) as asked:
        mona_browser.get(f"{DESK}trusted/")
    one("b")
    one("c")
    with django_assert_num_queries(len(asked)):
        mona_browser.get(f"{DESK}trusted/")


# Questions and answers


def test_host_is_asked_by_mail_in_their_language_and_no_address_is_shown(mona_browser, call):
    Reader.named("mail")
    answer = Answer.write(call, by="server", title="Gate", texts={"en": "Which gate?", "es": "¿En qué puerta?"})
    action = proposed(call, language="es")

    told = mona_browser.post(
        DECISIONS,
        {"one": f"ask action:{action.pk}", "reason": f"answer-{answer.pk}", "because": "Gracias."},
        follow=True,
    ).content.decode()

    assert "1 host is asked by mail." in told and "host asked on" in told and "ana@" not in told
    assert Question.objects.get().text == "¿En qué puerta?\nGracias."
    (letter,) = letters()
    assert "¿En qué puerta?" in letter and "Which gate?" not in letter
    assert re.search(r"/host/#[0-9A-Z-]{29}", letter)


def test_answer_of_the_product_reaches_the_host_in_their_language(mona_browser, call):
    Reader.named("mail")
    action = proposed(call, language="es")

    mona_browser.post(DECISIONS, {"one": f"decline action:{action.pk}", "reason": "place"})

    (letter,) = letters()
    assert "It does not say where people meet." not in letter


def test_page_that_asks_for_a_reason_shows_what_the_host_will_read(mona_browser, call):
    Answer.write(call, by="server", title="Gate", texts={"es": "¿En qué puerta?"})
    action = proposed(call, language="es")

    page = mona_browser.post(DECISIONS, {"one": f"decline action:{action.pk}"}).content.decode()

    assert '<dd class="small" lang="es" dir="auto">¿En qué puerta?</dd>' in page


def test_asking_what_is_no_action_is_refused_with_a_sentence(mona_browser, call):
    endorsement = make.endorsement(call, state="proven", proven_at=now())

    answer = mona_browser.post(DECISIONS, {"one": f"ask endorsement:{endorsement.pk}", "because": "Who?"}, follow=True)

    assert "This is for actions alone." in answer.content.decode()


def test_answers_are_written_changed_and_taken_off(mona_browser, call):
    mona_browser.post(f"{DESK}answers/", {"title": "Gate", "text_en": "Which gate?", "text_es": ""})
    answer = Answer.objects.get()
    assert (answer.title, answer.texts) == ("Gate", {"en": "Which gate?"})

    mona_browser.post(f"{DESK}answers/{answer.pk}/", {"title": "Gates", "text_es": "¿Qué puerta?"})
    answer.refresh_from_db()
    assert (answer.title, answer.texts) == ("Gates", {"es": "¿Qué puerta?"})

    mona_browser.post(f"{DESK}answers/{answer.pk}/", {"take_off": "yes"})
    assert list(Answer.objects.all()) == []


@pytest.mark.parametrize("bad", [{"title": ""}, {"text_en": ""}, {"text_en": "x" * 501}, {"title": "x" * 81}])
def test_answer_that_is_wrong_comes_back_with_what_was_typed(mona_browser, call, bad):
    answer = mona_browser.post(f"{DESK}answers/", {"title": "Gate", "text_en": "Which gate?"} | bad)

    assert answer.status_code == 422
    assert Answer.objects.count() == 0


# How far a moderator's part goes


def test_convenor_limits_a_moderator_to_places_and_widens_it_again(clara_browser, call, mona):
    role = mona.roles.get()
    there = f"{DESK}people/{role.pk}/places/"

    assert clara_browser.post(there, {"places": "Chile\nLisbon, Portugal"}).status_code == 302
    role.refresh_from_db()
    assert role.places == ["CL", "#2267057"]
    kept = clara_browser.get(there).context["form"]["places"].value()
    assert kept == "Chile\nLisbon, Portugal"
    clara_browser.post(there, {"places": kept})
    role.refresh_from_db()
    assert role.places == ["CL", "#2267057"]
    assert clara_browser.post(there, {"places": "Qqqqq"}).status_code == 422
    clara_browser.post(there, {"places": ""})
    role.refresh_from_db()
    assert role.places == []


def test_convenor_cannot_be_limited_to_places(clara_browser, call, clara):
    typed = {"email": "nora@rivers.example", "name": "Nora", "kind": "convenor", "places": "Chile"}

    assert clara_browser.post(f"{DESK}people/", typed).status_code == 422
    assert clara_browser.get(f"{DESK}people/{clara.roles.get().pk}/places/").status_code == 404


def test_regional_moderator_finds_her_places_alone_on_every_tab(rosa, call, mona):
    browser = signed_in(rosa)
    for at in ("santiago", "lisbon"):
        proposed(call, at, title=f"Waits in {at}")
        make.action(call, at, title=f"Public in {at}").change(by="host", description="Changed")
        Decision.take(proposed(call, at, title=f"Decided in {at}"), "decline", by=mona, reason="rules")

    for show, word in (("", "Waits"), ("public", "Public"), ("changed", "Public"), ("decided", "Decided")):
        page = browser.get(DESK, {"show": show}).content.decode()
        assert (f"{word} in santiago" in page, f"{word} in lisbon" in page) == (True, False), show
    assert re.findall(r"<b>(\d+)</b>", browser.get("/desk/").content.decode()) == ["1"]
    queue = browser.get(f"{DESK}queue/").content.decode()
    assert "Chile" in queue and "Portugal" not in queue


@pytest.mark.parametrize(("at", "state"), [("santiago", "published"), ("lisbon", "proposed")])
def test_regional_moderator_decides_and_undoes_in_her_places_alone(rosa, call, mona, at, state):
    browser, action = signed_in(rosa), proposed(call, at)

    browser.post(DECISIONS, {"one": f"accept action:{action.pk}"})
    assert Action.objects.get().state == state

    status = browser.get(action.get_absolute_url()).status_code
    assert status == (200 if at == "santiago" else 404)
    decision = Decision.objects.first() or Decision.take(action, "accept", by=mona)
    assert decision
    answer = browser.post(f"/desk/decisions/{decision.pk}/undo/")
    assert answer.status_code == (302 if at == "santiago" else 403)


@pytest.mark.parametrize(("at", "undone"), [("santiago", 1), ("lisbon", 0)])
def test_regional_moderator_undoes_looks_in_her_places_alone(rosa, call, mona, at, undone):
    make.action(call, at).change(by="host", title="Changed")
    look = Look.objects.get()
    look.fine(by=mona)

    signed_in(rosa).post(f"{DESK}looks/{look.pk}/undo/")

    assert Look.objects.open().count() == undone


@pytest.mark.parametrize(("at", "status"), [("santiago", 302), ("lisbon", 404)])
def test_regional_moderator_revokes_trust_in_her_places_alone(rosa, trusting, mona, at, status):
    Decision.trust(proposed(trusting, at), by=mona)

    answer = signed_in(rosa).post(f"{DESK}trusted/", {"end": str(Trust.objects.get().pk)})

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (DESK, 200),
        (f"{DESK}trusted/", 200),
        (f"{DESK}answers/", 200),
        (f"{DESK}queue/", 200),
        (f"{DESK}statements/", 403),
        (f"{DESK}languages/", 403),
        (f"{DESK}people/", 403),
        (f"{DESK}organisations/", 403),
        (f"{DESK}edit/", 403),
        ("/desk/statements/joint-statement/", 403),
        ("/desk/statements/joint-statement/signatories.csv", 403),
        ("/desk/statements/joint-statement/letter/", 403),
    ],
)
def test_regional_moderator_opens_what_is_hers_and_nothing_of_the_whole(rosa, call, path, status):
    make.statement(call)

    assert signed_in(rosa).get(path).status_code == status


def test_regional_moderator_writes_no_answer(rosa, call):
    given = {"title": "Gate", "text_en": "Which gate?"}

    assert signed_in(rosa).post(f"{DESK}answers/", given).status_code == 403
    answer = Answer.write(call, by="server", title="Gate", texts={"en": "Which gate?"})
    assert signed_in(rosa).post(f"{DESK}answers/{answer.pk}/", given).status_code == 403


# How the desk keeps up


def test_head_of_the_desk_says_in_one_line_how_it_keeps_up(mona_browser, call, mona):
    assert "it is not known how long a decision takes" in mona_browser.get(DESK).content.decode()
    Decision.take(proposed(call, proven_at=now() - timedelta(hours=5)), "accept", by=mona)
    proposed(call, proven_at=now() - timedelta(days=3))

    page = mona_browser.get(DESK).content.decode()

    assert "1 waits, for 3 days" in page.replace("\xa0", " ")
    assert "half of the decisions of the last 30 days took less than 5 hours" in page.replace("\xa0", " ")
    assert "1 decided this week" in page
