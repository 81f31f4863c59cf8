import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from groundswell.core import uploads
from groundswell.core.models import Call, Fact, Resource
from tests.lib.test_pictures import GPS, JFIF, jpeg, segment

PDF = b"%PDF-1.7\nriver"
TYPED = {"kind": "poster", "title": "Walk the river", "language": "en", "licence": "cc-by-4.0"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(data: bytes = PDF, name: str = "poster.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def add(browser: Client, call: Call, **changed):
    return browser.post(f"/desk/calls/{call.slug}/toolkit/", TYPED | changed)


def page(call: Call, query: str = "") -> str:
    return Client().get(f"/calls/{call.slug}/toolkit/{query}").content.decode()


def resource(call: Call, data: bytes = PDF, **fields) -> Resource:
    given = {"kind": "poster", "title": "Walk the river", "language": "en"} | fields
    return Resource.publish(call, by="server", version={"file": uploads.check(data)}, **given)


def test_a_convenor_adds_a_poster_and_anybody_downloads_it(call, clara_browser):
    assert add(clara_browser, call, file=upload(), name="2", changed="New date").status_code == 302
    made = Resource.objects.get()
    answer = Client().get(f"/calls/{call.slug}/toolkit/{made.ref}/download/")

    assert b"".join(answer.streaming_content) == PDF
    assert "New date" in page(call)
    assert Fact.objects.filter(what="resource.published", person__name="Clara").count() == 1


def test_a_download_is_nothing_but_a_download(call):
    answer = Client().get(resource(call).address)

    assert answer["Content-Disposition"] == 'attachment; filename="Walk the river.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("نهر", "attachment; filename*=utf-8''%D9%86%D9%87%D8%B1.pdf"),
        ('a/b\\c"d\r\nX: y', 'attachment; filename="a b c d X y.pdf"'),
        ("...", None),
    ],
)
def test_a_file_is_named_by_its_title_in_any_script(call, title, said):
    made = resource(call, title=title)

    assert Client().get(made.address)["Content-Disposition"] == (said or f'attachment; filename="{made.ref}.pdf"')


def test_a_browser_that_has_the_file_is_not_sent_it_again(call):
    made = resource(call)
    first = Client().get(made.address)
    again = Client().get(made.address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_a_picture_is_kept_without_what_the_camera_wrote(call, clara_browser, media):
    add(clara_browser, call, file=upload(jpeg(JFIF, segment(0xE1, b"Exif\0\0" + GPS)), "photo.jpg"))

    [kept] = [path for path in media.rglob("*") if path.is_file()]
    assert kept.read_bytes() == jpeg(JFIF)


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"<svg/>", "a.png", "SVG can hold programs"),
        (b"<!doctype html>", "a.pdf", "Web pages can hold programs"),
        (b"MZ\x90\0", "a.pdf", "This is a program"),
        (b"\x89PNG\r\n\x1a\nxx", "a.png", "The picture is damaged"),
        (b"GIF89a\0", "a.gif", "We do not know this kind of file"),
        (b"%PDF-" + b"x" * 2_000_000, "a.pdf", "The file is too large: at most 1 MB"),
    ],
)
def test_a_file_that_is_not_taken_says_why_and_the_rest_stays_typed(call, clara_browser, settings, data, name, why):
    settings.MAX_UPLOAD = 1024 * 1024
    answer = add(clara_browser, call, file=upload(data, name))

    assert answer.status_code == 422
    assert why in str(answer.context["form"].errors["file"])
    assert 'value="Walk the river"' in answer.content.decode()
    assert Resource.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, "file"),
        ({"file": upload(b""), "link": ""}, "file"),
        ({"link": "http://rivers.example/"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://rivers.example/", "text": "#Rivers"}, "text"),
        ({"kind": "message"}, "text"),
        ({"kind": "message", "text": "Hello", "link": "https://rivers.example/"}, "link"),
        ({"kind": "film", "link": "https://rivers.example/"}, "kind"),
        ({"licence": "none", "link": "https://rivers.example/"}, "licence"),
    ],
)
def test_what_does_not_fit_together_is_said_beside_its_field(call, clara_browser, changed, field):
    answer = add(clara_browser, call, **changed)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}


def test_a_new_version_takes_the_place_and_the_old_stays_listed(call, clara_browser):
    made = resource(call)
    clara_browser.post(
        f"/desk/calls/{call.slug}/toolkit/{made.ref}/version/",
        {"file": upload(PDF + b"2"), "name": "2", "changed": "Larger letters"},
    )
    answer = Client().get(made.address)

    assert b"".join(answer.streaming_content) == PDF + b"2"
    assert [version.name for version in made.versions.all()] == ["", "2"]
    assert "Earlier versions" in page(call)


def test_a_message_is_text_to_copy_with_the_link_to_the_call(call, clara_browser, settings):
    add(clara_browser, call, kind="message", title="For friends", text="Come to the river. #CleanRivers")
    shown = page(call)

    assert f"Come to the river. #CleanRivers\n{settings.BASE_URL}/calls/{call.slug}/</p>" in shown
    assert 'data-copy="#message-' in shown


def test_a_message_stays_a_message(call, clara_browser):
    made = Resource.publish(
        call, by="server", kind="message", title="For friends", language="en", version={"text": "Come."}
    )
    changed = {"kind": "poster", "title": "For all", "language": "en", "licence": "cc0"}
    answer = clara_browser.post(f"/desk/calls/{call.slug}/toolkit/{made.ref}/", changed)

    assert set(answer.context["form"].errors) == {"kind"}


def test_the_toolkit_is_filtered_by_kind_and_language(call):
    for kind, language in (("poster", "en"), ("poster", "ar"), ("guide", "ar")):
        resource(call, kind=kind, language=language, title=f"{kind} in {language}")
    shown = page(call, "?kind=poster&language=ar")

    assert [each for each in ("poster in en", "poster in ar", "guide in ar") if f">{each}<" in shown] == [
        "poster in ar"
    ]
    assert "Nothing of this kind" in page(call, "?kind=<nonsense>")


def test_what_is_taken_off_is_gone_for_the_public_and_told_at_the_desk(call, clara_browser):
    made = resource(call)
    clara_browser.post(f"/desk/calls/{call.slug}/toolkit/{made.ref}/removal/", {"because": "A wrong date on it"})

    assert Client().get(made.address).status_code == 404
    assert "Nothing in the toolkit yet" in page(call)
    assert "A wrong date on it" in clara_browser.get(f"/desk/calls/{call.slug}/toolkit/").content.decode()
    assert [fact.what for fact in Fact.objects.about(made)] == ["resource.published", "resource.taken_off"]


def test_only_convenors_of_the_call_stock_its_toolkit(call, mona_browser, otto_browser):
    made = resource(call)
    paths = ["", f"{made.ref}/", f"{made.ref}/version/", f"{made.ref}/removal/"]
    for browser in (mona_browser, otto_browser):
        answers = [browser.post(f"/desk/calls/{call.slug}/toolkit/{path}", TYPED).status_code for path in paths]
        assert answers == [403] * 4
    assert Client().post(f"/desk/calls/{call.slug}/toolkit/", TYPED).status_code == 302
    assert Resource.objects.get().versions.count() == 1


def test_the_toolkit_of_a_draft_is_for_those_who_work_on_it(call, clara_browser):
    made = resource(call)
    Call.objects.update(stage="draft")

    assert [Client().get(made.address).status_code, clara_browser.get(made.address).status_code] == [404, 200]


def test_the_call_leads_to_its_toolkit_only_where_something_is_in_it(call):
    before = Client().get(f"/calls/{call.slug}/").content.decode()
    resource(call)
    after = Client().get(f"/calls/{call.slug}/").content.decode()

    assert [f"/calls/{call.slug}/toolkit/" in shown for shown in (before, after)] == [False, True]


@pytest.mark.parametrize("many", [1, 3])
def test_the_toolkit_asks_the_database_as_often_for_one_as_for_many(call, many, django_assert_num_queries):
    for number in range(many):
        resource(call, title=f"Poster {number}")

    with django_assert_num_queries(4):
        page(call)
