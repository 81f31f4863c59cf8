from groundswell.core import continents, countries


def test_every_country_is_on_one_continent_and_no_other_is() -> None:
    listed = [code for codes in continents.COUNTRIES.values() for code in codes.split()]

    assert sorted(listed) == sorted(countries.CODES)
    assert set(continents.COUNTRIES) == set(continents.NAMES)
