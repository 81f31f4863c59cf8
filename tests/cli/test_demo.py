from datetime import date

import pytest
from django.urls import reverse

from groundswell.cli.demo.fill import day_of_action, fill
from groundswell.core import gazetteer, outliers, permissions, signers, threads, verifying
from groundswell.core.models import (
    Action,
    Assent,
    Call,
    Code,
    Endorsement,
    Fact,
    Overlap,
    Person,
    Reader,
    Report,
    Signature,
    Statement,
    Taking,
)
from groundswell.core.work import work_off


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield fill()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("after", "day"),
    [
        (date(2026, 11, 20), date(2027, 3, 13)),
        (date(2027, 3, 13), date(2027, 3, 13)),
        (date(2027, 3, 14), date(2028, 3, 11)),
    ],
)
def test_day_of_action_is_the_next_second_saturday_of_march(after, day):
    assert day_of_action(after) == day


def test_demo_has_open_past_and_draft_calls(filled, django_db_blocker):
    with django_db_blocker.unblock():
        stages = Call.objects.values_list("stage", flat=True)
        assert sorted(stages) == ["archived", "draft", "draft", "open", "open", "open", "open"]
        assert Call.objects.get(slug="clean-rivers").first_day > date.today()
        assert date.today() > Call.objects.get(stage="archived").last_day


def test_demo_is_convened_by_several_and_has_parts(filled, django_db_blocker):
    with django_db_blocker.unblock():
        call = Call.objects.get(slug="clean-rivers")
        assert (call.convenings.standing().count(), call.convenings.unanswered().count()) == (3, 1)
        assert sorted(call.parts.values_list("slug", flat=True)) == ["nil-nazif", "rios-limpios"]
        assert call.requests.waiting().count() == 1
        assert all(part.actions.visible().exists() for part in call.parts.all())


def test_demo_shows_every_state_in_many_countries_and_languages(filled, django_db_blocker):
    with django_db_blocker.unblock():
        actions = Action.objects.all()
        states = set(actions.values_list("state", flat=True))
        assert states == {"published", "postponed", "moved", "cancelled", "happened", "proposed", "declined"}
        assert actions.filter(call__stage="open").visible().count() > 250
        assert actions.visible().exclude(country="").values("country").distinct().count() >= 80
        assert actions.filter(state="happened", size_low=None).exists()
        assert actions.waiting().count() == 12
        assert len({languages[0] for languages in actions.values_list("languages", flat=True)}) >= 15
        assert Endorsement.objects.filter(state="withdrawn").count() == 1


def test_demo_has_something_for_its_moderator_to_check_in_the_call_that_is_over(filled, django_db_blocker):
    with django_db_blocker.unblock():
        over = Call.objects.get(stage="archived")
        mona = Person.objects.get(name="Mona")
        levels = verifying.counts(verifying.reports(over, permissions.reach_of(mona, over)))
        assert (levels["unreviewed"], levels["reviewed"], levels["verified"] > 80) == (10, 13, True)
        alone = Report.objects.filter(action__call=over, verification="reviewed", verifications__by=mona)
        assert alone.filter(verifications__lapsed_at=None).distinct().count() == 10  # two of them filed or corrected
        assert [len(outliers.among(over.actions.all(), checked=checked)) for checked in (False, True)] == [2, 1]
        assert (Overlap.objects.get().relation, Fact.objects.filter(what="report.corrected").count()) == ("part", 1)


def test_demo_has_statements_in_every_state_and_who_signed(filled, django_db_blocker):
    with django_db_blocker.unblock():
        assert sorted(Statement.objects.values_list("state", flat=True)) == [
            "draft", *["published"] * 4, "withdrawn",
        ]  # fmt: skip
        assert Signature.objects.waiting().count() == 1
        assert Signature.objects.of_people().standing().count() > 200
        assert Statement.objects.get(slug="rivers-know-no-borders").texts.count() == 3
        assert len(threads.of(Statement.objects.get(slug="first-count"))) == 4


def test_demo_has_an_agreement_in_two_versions_and_a_campaign(filled, django_db_blocker):
    with django_db_blocker.unblock():
        call, campaign = Call.objects.get(slug="clean-rivers"), Call.objects.get(slug="rivers-alive")
        assert signers.counts(call).by_version == ((2, 17), (1, 7))
        assert call.ground_rules == signers.current(call).ground_rules
        assert (Assent.objects.waiting().count(), Taking.objects.waiting().count()) == (1, 1)
        assert (campaign.background.sources.count(), campaign.addressees.count(), campaign.related_days.count()) == (
            3,
            3,
            2,
        )
        assert campaign.pledges.filter(proof="none", unproven__gt=0).count() == 1


def test_demo_tells_how_to_look_in_as_a_host(filled, django_db_blocker):
    with django_db_blocker.unblock():
        code = Code.matching(filled, Code.HOST)
        assert code and code.action and code.action.visible
        assert gazetteer.town(code.action.town)


def test_demo_letters_are_shown_in_a_demo_alone(client, db, settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path)

    assert client.get(reverse("demo-letters")).status_code == 404
    settings.DEMO = True
    assert "No letter was written yet" in client.get(reverse("demo-letters")).content.decode()


def test_demo_letters_keep_their_links(client, call, settings, tmp_path):
    from tests import make

    settings.DEMO, settings.EMAIL_FILE_PATH = True, str(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    Reader.named("mail")
    make.action(call, title="مسيرة النهر", contact=make.contact()).cancel(by="host", because="Flood.")
    work_off()

    page = client.get(reverse("demo-letters")).content.decode()

    assert page.count("<article") == 1
    assert "مسيرة النهر" in page
    assert 'href="http://testserver/' in page


def test_demo_refuses_a_folder_that_has_an_instance(start):
    from tests.cli.conftest import free_port, run

    server = start("demo")
    assert server.get("/demo/letters/")[0] == 200
    server.stop()

    done = run("demo", "--data", server.data, "--port", free_port())

    assert (done.returncode, done.stdout) == (2, "")
    assert "there is an instance" in done.stderr
