"""Everything that people read is there in every language, complete, and fits what stands in the sources."""

import gettext
import io
import re
from collections import Counter
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.template import Context, Template
from django.template.base import Lexer, TokenType
from django.utils import translation

from groundswell.web.showing import place_text

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]


def load(path: Path) -> ModuleType:
    """A script of bin/, which has no ending."""
    loader = SourceFileLoader(path.name, str(path))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


messages = load(ROOT / "bin" / "messages")
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    return messages.wanted_messages()


@pytest.fixture(params=LANGUAGES)
def translated(request) -> list[Message]:
    return [
        message for message in messages.catalogue_of(request.param) if message.id and all(messages.strings(message))
    ]


def key(message: Message) -> tuple[object, ...]:
    return (message.context, message.id)


def in_english(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdrf]|%%")
TAG = re.compile(r"</?[a-z][^>]*>")
LOOKS = re.compile(r"^\s|\s$|\n")


def pieces(text: str) -> Counter[str]:
    """What a translation must bring along unchanged."""
    return Counter(PLACEHOLDER.findall(text)) + Counter(TAG.findall(text))


# ---- The catalogues


@each_language
def test_a_language_that_is_offered_has_its_catalogue(language):
    assert messages.po(language).is_file() and messages.po(language).with_suffix(".mo").is_file()


@each_language
def test_every_string_of_the_sources_is_translated(language, wanted):
    there = {key(message) for message in messages.catalogue_of(language) if all(messages.strings(message))}
    missing = [message.id for message in wanted if message.id and key(message) not in there]
    assert missing == [], (
        f"{len(missing)} strings: run bin/messages, then translate the empty ones (docs/translating.md)"
    )


@each_language
def test_no_translation_waits_for_a_second_look(language):
    assert [message.id for message in messages.catalogue_of(language) if message.id and message.fuzzy] == []


@each_language
def test_what_is_compiled_is_what_is_written(language):
    compiled = messages.po(language).with_suffix(".mo").read_bytes()
    assert strings_in(compiled) == strings_in(messages.compiled(messages.po(language))), "run bin/messages"


def strings_in(mo: bytes) -> dict[object, str]:
    strings = dict(gettext.GNUTranslations(io.BytesIO(mo))._catalog)
    del strings[""]  # the head names the version of Babel
    return strings


@each_language
def test_plurals_are_counted_as_django_counts_them(language):
    catalogue = messages.catalogue_of(language)
    assert catalogue.plural_forms == messages.empty(language).plural_forms


@each_language
def test_a_plural_has_all_forms_of_the_language(language):
    catalogue = messages.catalogue_of(language)
    wrong = [
        m.id for m in catalogue if m.pluralizable and (len(m.string) != catalogue.num_plurals or not all(m.string))
    ]
    assert wrong == []


# ---- A translation against its English


def test_a_translation_has_the_placeholders_and_tags_of_its_english(translated):
    wrong = {m.id: m.string for m in translated if not m.pluralizable and pieces(m.string) != pieces(m.id)}
    assert wrong == {}


def test_a_plural_invents_no_placeholder_and_its_last_form_has_them_all(translated):
    """ "One action" may say it in words; the form for any number may not."""
    plurals = [message for message in translated if message.pluralizable]
    invented = {m.id: m.string for m in plurals for form in m.string if pieces(form) - pieces(m.id[1])}
    assert invented == {}
    assert {m.id: m.string[-1] for m in plurals if pieces(m.string[-1]) != pieces(m.id[1])} == {}


def test_a_translation_begins_and_ends_with_space_and_breaks_where_its_english_does(translated):
    shapes = [
        (m.id, LOOKS.findall(english), LOOKS.findall(m.string))
        for m in translated
        for english in [m.id]
        if not m.pluralizable
    ]
    assert [shape for shape in shapes if shape[1] != shape[2]] == []


def test_no_translation_is_the_english_itself():
    same = {
        message.id
        for language in LANGUAGES
        for message in messages.catalogue_of(language)
        if message.id and len(words(english := in_english(message)[0])) > 1 and english in messages.strings(message)
    }
    assert same == set()


def test_arabic_is_written_with_arabic_marks():
    """No comma, question mark or semicolon of Latin script after an Arabic letter."""
    catalogue = messages.catalogue_of("ar")
    texts = [text for message in catalogue if message.id for text in messages.strings(message)]
    assert [text for text in texts if re.search(r"[\u0621-\u064a\u064b-\u0652»][,;?]", text)] == []


# ---- Other scripts beside one's own


def place(**words: object) -> dict[str, object]:
    return {"address": "", "locality": "", "country": "", "town": None, "online": False} | words


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("es", "By the bridge, Porto, Portugal"),
        ("ar", "\u2068By the bridge\u2069، \u2068Porto\u2069، \u2068البرتغال\u2069"),
    ],
)
def test_where_a_page_runs_from_right_to_left_each_name_of_a_place_keeps_its_own_direction(language, shown):
    with translation.override(language):
        assert place_text(place(address="By the bridge", locality="Porto", country="PT")) == shown


@each_language
def test_a_language_is_named_in_itself(language):
    template = Template("{% load i18n %}{{ 'ko'|tongue }} {{ 'es'|tongue }} {{ 'xx'|tongue }}")
    with translation.override(language):
        assert template.render(Context()) == "한국어 español xx"


# ---- The sources


def test_nothing_is_translated_that_was_put_together_before():
    """_(f"...") is looked up as it came out, which stands in no catalogue."""
    early = re.compile(r"""\b(?:_l?|n?p?gettext(?:_lazy)?)\(\s*f["']""")
    assert [path.name for path in messages.sources() if early.search(path.read_text(encoding="utf-8"))] == []


WORD = re.compile(r"[A-Za-z][A-Za-z’']+")
# What a browser reads, no person; and a name that is the same in every language.
NO_WORDS = {"light dark", "JSON Lines"}


def templates() -> list[Path]:
    return [path for path in messages.sources() if path.suffix != ".py"]


def words(text: str) -> list[str]:
    return WORD.findall(PLACEHOLDER.sub(" ", text))


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_a_template_says_nothing_that_cannot_be_translated(path):
    assert bare(path.read_text(encoding="utf-8")) == []


def bare(template: str) -> list[str]:
    """Sentences (two words or more) outside the tags that translate: between the tags of HTML, or read aloud from them."""
    page = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", without_tags(template))
    aloud = re.findall(r"""(?:aria-label|alt|title|placeholder|content)=["']([^"'<>]*)["']""", page)
    seen = re.sub(r"(?s)<[^>]*>", "\n", page).split("\n")
    return [text.strip() for text in (*seen, *aloud) if sentence(text) and text.strip() not in NO_WORDS]


def sentence(text: str) -> bool:
    found = list(WORD.finditer(text))
    return any(text[a.end() : b.start()].isspace() for a, b in pairwise(found))


def without_tags(template: str) -> str:
    """Tags of Django give way to a sign that is no word; what they translate or comment out goes with them."""
    page, inside = [], ""
    for token in Lexer(template).tokenize():
        word = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if inside:
            inside = "" if word == f"end{inside}" else inside
        elif word in ("blocktranslate", "comment", "verbatim"):
            inside = word
        page.append(token.contents if token.token_type == TokenType.TEXT and not inside else "\x00")
    return "".join(page)


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Come and see</p>", ["Come and see"]),
        ("<p>{% translate 'Come and see' %} <b>42</b></p>", []),
        ("{% blocktranslate %}Come and {{ see }}{% endblocktranslate %}", []),
        ('<nav aria-label="All the pages">{{ x }}</nav>', ["All the pages"]),
        ("{# Come and see #}<a href='{{ url }}' class='big button'>{{ name }}</a>", []),
        ("{% comment %}Come and see{% endcomment %}Hello", []),
    ],
)
def test_bare_english_is_noticed(template, found):
    assert bare(template) == found
