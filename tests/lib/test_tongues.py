import pytest

from groundswell.lib import tongues


@pytest.mark.parametrize(
    "tag", ["ar", "pt-BR", "zh-Hant-TW", "sr-Latn", "es-419", "qu", "ckb", "de-1996", "ca-valencia"]
)
def test_language_tag_is_well_formed(tag):
    assert tongues.well_formed(tag)
    assert tongues.canonical(tag.lower()) == tag


@pytest.mark.parametrize(
    "tag", ["", "e", "english-language-of-all", "pt_BR", "pt-", "a b", "<b>", "x" * 40, "pt-BR-", "١٢", "ar\n"]
)
def test_what_is_no_language_tag_is_not_taken_for_one(tag):
    assert not tongues.well_formed(tag)


@pytest.mark.parametrize(
    "tag, wider", [("pt-BR", ["pt-BR", "pt"]), ("zh_hant_tw", ["zh-Hant-TW", "zh-Hant", "zh"]), ("ar", ["ar"])]
)
def test_tag_widens_part_by_part(tag, wider):
    assert tongues.wider(tag) == wider


@pytest.mark.parametrize(
    "tag, direction", [("ar", "rtl"), ("fa-AF", "rtl"), ("pt-BR", "ltr"), ("az-Arab", "rtl"), ("ks-Deva", "ltr")]
)
def test_direction_is_that_of_the_script(tag, direction):
    assert tongues.direction(tag) == direction


@pytest.mark.parametrize(
    "one, other, alike",
    [("pt", "pt-BR", True), ("en-GB", "en-US", True), ("zh-Hans", "zh-Hant", False), ("es", "pt", False)],
)
def test_languages_alike_are_those_that_one_reader_reads(one, other, alike):
    assert tongues.alike(one, other) is alike


@pytest.mark.parametrize(
    "tag, name",
    [
        ("ar", "العربيّة"),
        ("pt-BR", "Português Brasileiro"),
        ("de-CH", "Deutsch (CH)"),
        ("tlh", "tlh"),
        ("zh-hans", "简体中文"),
    ],
)
def test_language_is_named_in_itself(tag, name):
    assert tongues.name(tag) == name
