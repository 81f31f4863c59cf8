"""Files for translators: what is written is read back alike, by us and by others, and nothing odd breaks reading."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from translate.storage import pypo, xliff

from groundswell.lib import catalogues
from groundswell.lib.catalogues import PO, XLIFF, Broken, Catalogue, Entry
from groundswell.lib.text import clean

FORMS = (PO, XLIFF)
ENTRIES = [
    Entry("call/title", 'Rivers & "banks" <b>', "الأنهار\\n", note="Title.\nAt most 160.", longest=160, language="en"),
    Entry("call/body", "One\n\n- two\n\ttab\\", "", language="en"),
    Entry("resource/k7x2/title", "Ríos", "أنهار", unsure=True, language="es"),
]


def told(catalogue: Catalogue) -> list[tuple[str, str, str, bool]]:
    return sorted((each.key, each.source, each.target, each.unsure) for each in catalogue.entries)


def bytes_of(form: str) -> bytes:
    return catalogues.write(Catalogue("clean-rivers", "pt-BR", list(ENTRIES)), form).encode()


@pytest.mark.parametrize("form", FORMS)
def test_what_is_written_is_read_back(form):
    back = catalogues.read(bytes_of(form))

    assert (back.about, back.language) == ("clean-rivers", "pt-BR")
    assert told(back) == told(Catalogue(entries=ENTRIES))
    assert all(each.line > 3 for each in back.entries)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=some.lists(some.tuples(some.text(min_size=1), some.text()), max_size=4))
def test_any_text_that_can_be_kept_is_read_back(form, texts):
    cleaned = [(clean(source), clean(target)) for source, target in texts]
    # What Unicode has no character for never gets as far as a row.
    usual = [
        pair
        for pair in cleaned
        if pair[0] and not any("\ud800" <= each <= "\udfff" or each in "\ufffe\uffff" for text in pair for each in text)
    ]
    entries = [Entry(f"call/{number}", *pair, language="en") for number, pair in enumerate(usual)]
    if not entries:
        return

    back = catalogues.read(catalogues.write(Catalogue("rivers", "ar", entries), form).encode())

    assert told(back) == told(Catalogue(entries=entries))


@pytest.mark.parametrize("end", "\v\f\x1c\x1d\x1e\x85\u2028\u2029")
def test_text_is_not_cut_off_where_python_ends_a_line(end):
    data = f'msgctxt "call/title"\nmsgid "River"\nmsgstr "one{end}two"\n'.encode()

    assert told(catalogues.read(data)) == [("call/title", "River", "one\ntwo", False)]


@pytest.mark.parametrize("form", FORMS)
def test_windows_line_ends_and_a_mark_at_the_start_change_nothing(form):
    data = b"\xef\xbb\xbf" + bytes_of(form).replace(b"\n", b"\r\n")

    assert told(catalogues.read(data)) == told(Catalogue(entries=ENTRIES))


def test_independent_reader_reads_our_po():
    units = [unit for unit in pypo.pofile.parsestring(bytes_of(PO)).units if not unit.isheader()]

    assert [(unit.getcontext(), str(unit.source), str(unit.target), unit.isfuzzy()) for unit in units] == [
        (each.key, each.source, each.target, each.unsure) for each in ENTRIES
    ]


def test_independent_reader_reads_our_xliff():
    store = xliff.xlifffile.parsestring(bytes_of(XLIFF))

    read = {unit.getid().rpartition("\x04")[2]: (unit.source, unit.target or "") for unit in store.units}
    assert read == {each.key: (each.source, each.target) for each in ENTRIES}


def test_we_read_what_an_independent_writer_has_filled():
    store = xliff.xlifffile.parsestring(bytes_of(XLIFF))
    for unit in store.units:
        unit.settarget(f"«{unit.source}»")

    back = catalogues.read(bytes(store))
    assert {each.key: each.target for each in back.entries} == {each.key: f"«{each.source}»" for each in ENTRIES}


def test_tags_that_a_tool_puts_into_a_target_are_left_out_and_its_proposals_too():
    text = """<?xml version="1.0"?><xliff version="1.2"><file original="r" target-language="ar" source-language="en"><body>
<trans-unit id="call/title"><source>Clean <g id="1">rivers</g></source><target>أنهار <mrk mtype="seg">نظيفة</mrk></target>
<alt-trans><source>No</source><target>No</target></alt-trans></trans-unit></body></file></xliff>"""

    [entry] = catalogues.read(text.encode()).entries
    assert (entry.source, entry.target, entry.line) == ("Clean rivers", "أنهار نظيفة", 2)


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><xliff version="1.2">&b;</xliff>'
)
FILE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff version="1.2">&a;</xliff>'


@pytest.mark.parametrize(
    "data, what, line",
    [
        (b"", "empty", 0),
        (b" \n ", "empty", 0),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "page", 0),
        (b"\n<html lang=en>", "page", 0),
        ("msgid \"a\"\nmsgstr \"é\"\n".encode("latin1"), "encoding", 2),
        ("msgid \"a\"\nmsgstr \"b\"\n".encode("utf-16"), "encoding", 1),
        (b"msgid \"a\x00\"\n", "encoding", 0),
        (BOMB, "entities", 0),
        (FILE, "entities", 0),
        (b"<rss/>", "syntax", 1),
        (b'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', "version", 0),
        (b'<xliff version="1.2"><file><body>\n<trans-unit id="a"><source>x', "syntax", 2),
        (b"hello", "syntax", 1),
        (b"/etc/passwd", "syntax", 1),
        (b'msgid "a"\nmsgstr "b', "syntax", 2),
        (b'msgid "a\nmsgstr "b"', "syntax", 1),
        (b'msgid "a"\nmsgstr[x] "b"', "syntax", 2),
        (b"PK\x03\x04", "syntax", 1),
        (b"a" * (catalogues.LARGEST + 1), "large", 0),
    ],
    ids=range(19),
)  # fmt: skip
def test_what_is_no_file_of_texts_is_told_with_its_line(data, what, line):
    with pytest.raises(Broken) as broken:
        catalogues.read(data)

    assert (broken.value.what, broken.value.line) == (what, line)


@pytest.mark.parametrize("form", FORMS)
def test_file_that_is_cut_off_anywhere_breaks_nothing(form):
    whole = bytes_of(form)

    for end in range(0, len(whole), 3):
        try:
            catalogues.read(whole[:end])
        except Broken as broken:
            assert broken.what in ("empty", "syntax", "encoding")


@settings(max_examples=150, deadline=None)
@given(
    data=some.one_of(
        some.binary(max_size=200),
        some.text(max_size=200).map(lambda text: f'msgid "{text}"\nmsgstr {text}'.encode(errors="replace")),
    )
)
def test_no_bytes_whatever_break_reading(data):
    try:
        catalogues.read(data)
    except Broken as broken:
        assert broken.what
