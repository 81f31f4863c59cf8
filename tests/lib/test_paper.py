"""Pages as PDF, where the extra "pdf" is here."""

import io
import re
import subprocess
import sys

import pytest

from groundswell.lib import paper

pytestmark = pytest.mark.skipif(not paper.available(), reason='needs the extra "pdf", and Pango of the system')


def text_of(made: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


def test_page_becomes_pdf():
    made = paper.pdf("<!doctype html><html lang=en><title>A letter</title><p>Walk the river.")

    assert made.startswith(b"%PDF-")
    assert text_of(made).startswith("Walk the river.")


def forms(word: str) -> list[bytes]:
    """The numbers of the letters' forms, as they are drawn from left to right."""
    from pypdf import PdfReader

    made = paper.pdf(f'<!doctype html><html lang="ar" dir="rtl"><p>{word}')
    content = PdfReader(io.BytesIO(made)).pages[0].get_contents()
    assert content is not None
    first = re.search(rb"\[(.*?)\] TJ", content.get_data())
    assert first
    return re.findall(rb"<(....)>", first[1])


def test_arabic_letters_are_joined_and_run_from_the_right():
    made = paper.pdf('<!doctype html><html lang="ar" dir="rtl"><p>نهر نظيف')
    final, middle, middle_too, initial = forms("نننن")

    assert "نهر نظيف" in text_of(made)
    assert middle == middle_too and len({final, middle, initial, *forms("ن")}) == 4
    assert forms("نب")[-1] == initial  # drawn from left to right, so the first letter stands last


def test_direction_of_a_text_is_that_of_its_language():
    assert paper._directed('<p lang="ar" dir="auto">') == '<p lang="ar" dir="rtl">'
    assert paper._directed('<p lang="pt-br" dir="auto">') == '<p lang="pt-br" dir="ltr">'


def test_name_stands_apart_and_what_is_isolated_inside_is_left_as_it_is():
    assert paper._directed("<bdi>R&amp;D!</bdi>") == "<bdi>\u2068R&amp;D!\u2069</bdi>"
    inside = "<bdi>\u2068Porto\u2069, \u2068PT\u2069</bdi>"
    assert paper._directed(inside) == inside


def test_nothing_is_fetched_from_anywhere(tmp_path):
    """Neither from the net nor from the disk."""
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")

    made = paper.pdf(
        f'<!doctype html><html><p>Here.<img src="https://evil.example/x.png"><img src="{secret.as_uri()}">'
        f'<link rel="attachment" href="{secret.as_uri()}"><link rel=stylesheet href="https://evil.example/x.css">'
    )

    assert b"EmbeddedFile" not in made
    assert text_of(made).startswith("Here.")


def test_whoever_comes_while_another_is_made_is_asked_to_come_later(monkeypatch):
    monkeypatch.setattr(paper, "PATIENCE", 0.01)
    with paper._one, pytest.raises(paper.Busy):
        paper.pdf("<p>")

    assert paper.pdf("<p>").startswith(b"%PDF-")


def test_pages_do_without_the_extra():
    """Whoever has not installed it has a server all the same."""
    code = (
        "import sys; sys.modules['weasyprint'] = None\n"
        "from groundswell.lib import paper\n"
        "assert not paper.available()\n"
        "try: paper.pdf('<p>')\n"
        "except paper.Missing: print('missing')"
    )

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "missing\n"
