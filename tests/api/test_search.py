"""The search as JSON: the same groups as on its page."""

from django.test import Client

from groundswell.core import spelling
from groundswell.core.models import SearchText
from tests import make


def test_it_has_every_group_with_what_stands_in_it(call):
    action = make.action(call, title="Tagus walk")
    make.endorsement(call, "Tagus Keepers")
    make.statement(call, title="For the Tagus", body="Clean.")

    response = Client().get("/search.json", {"q": "TAGUS"})
    told = response.json()

    assert response["Cache-Control"] == "public, max-age=60"
    assert {name: told[name] for name in ("q", "searched", "instead", "language")} == {
        "q": "TAGUS",
        "searched": "tagus",
        "instead": False,
        "language": "en",
    }
    assert {noun: (group["total"], group["more"]) for noun, group in told["groups"].items()} == {
        "actions": (1, False),
        "organisations": (1, False),
        "statements": (1, False),
    }
    assert told["groups"]["actions"]["found"] == [
        {
            "title": "Tagus walk",
            "passage": None,
            "id": action.ref,
            "call": "clean-rivers",
            "state": "published",
            "start": "2031-03-15T12:00:00+00:00",
            "country": "PT",
            "locality": "Porto",
            "url": f"http://testserver/actions/{action.ref}/",
        }
    ]


def test_it_says_what_it_took_for_what_was_given(call):
    make.action(call, title="Estuary walk")
    spelling.learn(SearchText.objects.values_list("folded", flat=True))

    near = Client().get("/search.json", {"q": "esturay"}).json()
    exact = Client().get("/search.json", {"q": "esturay", "exact": "1"}).json()

    assert (near["searched"], near["instead"], list(near["groups"])) == ("estuary", True, ["actions"])
    assert (exact["searched"], exact["instead"], exact["groups"]) == ("esturay", False, {})


def test_an_unknown_word_and_too_long_a_text_are_refused(call):
    refused = [Client().get("/search.json", words) for words in ({"query": "x"}, {"q": "x" * 201})]

    assert [answer.status_code for answer in refused] == [400, 400]
    assert [answer.json()["errors"][0]["parameter"] for answer in refused] == ["query", "q"]


def test_nothing_asked_finds_nothing(call):
    assert Client().get("/search.json").json()["groups"] == {}
