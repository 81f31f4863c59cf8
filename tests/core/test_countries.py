import pytest

from groundswell.core import countries


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("United States", "US"),
        ("United States of America", "US"),
        ("united  states", "US"),
        ("USA", "US"),
        ("U.S.", "US"),
        ("us", "US"),
        ("Estados Unidos de América", "US"),
        ("США", "US"),
        ("مصر", "EG"),
        ("Deutschland", "DE"),
        ("DEU", "DE"),
        ("The Gambia", "GM"),
        ("Nga", "RU"),  # Vietnamese for Russia
        ("NGA", "NG"),
        ("Côte d’Ivoire", "CI"),
        ("Turkey", "TR"),
        ("日本", "JP"),
        ("فلسطين", "PS"),
        ("Pacgiv", None),
        ("China and Japan", None),
        ("", None),
        ("the", None),
        ("\x00", None),
    ],
)
def test_words_in_any_language_mean_a_country_or_none(words, code):
    assert countries.find(words) == code


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_every_name_we_show_is_understood(language):
    assert [code for code in countries.CODES if countries.find(countries.name(code, language)) != code] == []


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("DE", "en", "Germany"),
        ("DE", "es", "Alemania"),
        ("EG", "ar", "مصر"),
        ("DE", "es-mx", "Alemania"),
        ("DE", "fr", "Germany"),
        ("ZZ", "en", "ZZ"),
    ],
)
def test_a_country_is_named_in_the_readers_language(code, language, name):
    assert countries.name(code, language) == name


def test_there_are_as_many_countries_as_in_the_standard_and_kosovo():
    assert len(countries.CODES) == 249 + 1


def test_choices_stand_in_the_order_of_the_language():
    assert [code for code, _ in countries.choices("es")[:3]] == ["AF", "AL", "DE"]
    assert [code for code, _ in countries.choices("en")[:3]] == ["AF", "AX", "AL"]
