"""A form that was begun is kept in the browser, offered back, and gone once it is sent."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser
KEPT = "JSON.stringify(Object.entries(localStorage))"


@pytest.fixture
def page(chromium: Any, start: Any) -> Any:
    server = start("demo")
    page = chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
    page.set_default_timeout(20_000)
    page.goto(f"http://127.0.0.1:{server.port}/calls/clean-rivers/register/")
    return page


def begin(page: Any) -> None:
    page.fill("[name=title]", "Walk the mill stream")
    page.click("#hosts summary")
    page.fill("[name=organisations]", "River Keepers, office@keepers.example")
    page.fill("[name=contact]", "ana@rivers.example")
    for _look in range(60):
        if "River Keepers" in page.evaluate(KEPT):
            return
        page.wait_for_timeout(100)
    raise AssertionError("It was not kept.")


def test_draft_is_taken_up_with_its_folds_and_holds_no_address(page):
    begin(page)
    page.reload()

    page.click("[data-draft-offer] [value=take]")

    assert page.input_value("[name=title]") == "Walk the mill stream"
    assert page.input_value("[name=contact]") == ""
    assert page.locator("#hosts").get_attribute("open") is not None
    assert page.locator("#more").get_attribute("open") is None
    assert "@" not in page.evaluate(KEPT)


def test_draft_is_thrown_away(page):
    begin(page)
    page.reload()

    page.click("[data-draft-offer] [value=drop]")

    assert page.evaluate(KEPT) == "[]"


def test_draft_is_forgotten_after_14_days(page):
    begin(page)
    page.evaluate("""() => Object.entries(localStorage).forEach(([name, text]) =>
        localStorage.setItem(name, JSON.stringify({ ...JSON.parse(text), at: Date.now() - 15 * 86400e3 })))""")
    page.reload()

    assert page.evaluate(KEPT) == "[]"
    assert page.locator("[data-draft-offer]").is_hidden()


def test_draft_goes_once_it_is_sent_and_not_before(page):
    begin(page)
    with page.expect_navigation():
        page.click(".submit button")  # the kind is missing
    assert "Walk the mill stream" in page.evaluate(KEPT)
    page.select_option("[name=kind]", "march")
    page.fill("[name=start]", "10:00")
    page.fill("[name=town]", "Vila Real, Portugal")
    page.fill("[name=organisations]", "River Keepers")
    page.check("[name=rules]")
    with page.expect_navigation():
        page.click(".submit [name=look]")
    assert "Walk the mill stream" in page.evaluate(KEPT)

    with page.expect_navigation():
        page.click("#send button")

    page.wait_for_url("**/proof/?sent=action")
    assert page.evaluate(KEPT) == "[]"


def test_form_works_where_nothing_may_be_stored(page):
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.reload()

    page.fill("[name=title]", "Walk the mill stream")

    assert page.locator("[data-draft-note]").is_hidden()
    assert wrong == []
