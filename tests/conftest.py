"""The cast: Clara convenes the call, Mona moderates it, Otto works for another call and has no business here."""

import os
import shutil
from datetime import timedelta
from importlib.util import find_spec

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from groundswell.core import numbers, search
from groundswell.core.models import Call, Person
from groundswell.lib import limits
from tests import make

# What a run tries by chance it tries on a contributor's machine; whether a change goes in is no matter of luck.
hypothesis_settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis_settings.load_profile("ci")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`uv run pytest` passes where there is no browser to drive; .ci/run has one."""
    if find_spec("playwright") and (os.environ.get("CHROMIUM") or shutil.which("chromium")):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip("needs Chromium, and `uv run --group browser`"))


def pytest_configure() -> None:
    # Static files are looked for when they are asked for: each client would list them all, in thousands of tests.
    settings.WHITENOISE_AUTOREFRESH = True
    # What is remembered by its age would be asked for again within one slow page, and queries are counted.
    numbers.COMING_KEPT = timedelta(days=1)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    limits.forget()
    numbers.forget()
    search.are_few.cache_clear()
    translation.activate("en")  # the last request's language stays with the thread


@pytest.fixture
def call(db: None) -> Call:
    return make.call()


@pytest.fixture
def clara(call: Call) -> Person:
    return make.person("clara@rivers.example", role="convenor", call=call, name="Clara")


@pytest.fixture
def mona(call: Call) -> Person:
    return make.person("mona@rivers.example", role="moderator", call=call, name="Mona")


@pytest.fixture
def otto(db: None) -> Person:
    other = make.call("quiet-nights", title="Week of Quiet Nights")
    return make.person("otto@nights.example", role="convenor", call=other, name="Otto")


def signed_in(person: Person) -> Client:
    client = make.browser()
    client.force_login(person)
    return client


@pytest.fixture
def clara_browser(clara: Person) -> Client:
    return signed_in(clara)


@pytest.fixture
def mona_browser(mona: Person) -> Client:
    return signed_in(mona)


@pytest.fixture
def otto_browser(otto: Person) -> Client:
    return signed_in(otto)
