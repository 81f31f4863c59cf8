"""Links are looked up at servers that run here, on this machine: so they are allowed to, which is not so otherwise."""

import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.test import Client

from groundswell.core.models import Call, Fact, Link, Milestone, Resource
from groundswell.core.models.link import addresses
from groundswell.outside.links.checking import check
from groundswell.outside.links.looking import Look, is_public, look
from tests import make
from tests.cli.conftest import free_port


class Site(BaseHTTPRequestHandler):
    asked: list[tuple[str, str, float]] = []

    def do_HEAD(self) -> None:
        self.asked.append((self.command, self.path, time.monotonic()))
        getattr(self, self.path.strip("/").partition("/")[0].replace("-", "_"), self.there)()

    do_GET = do_HEAD

    def there(self) -> None:
        self.say(200)

    def gone(self) -> None:
        self.say(404)

    def broken(self) -> None:
        self.say(503)

    def members_only(self) -> None:
        self.say(403)

    def no_head(self) -> None:
        self.say(405 if self.command == "HEAD" else 200)

    def moved(self) -> None:
        self.say(301, "/there")

    def moved_and_gone(self) -> None:
        self.say(302, "/gone")

    def circle(self) -> None:
        self.say(302, "/circle")

    def to_a_file(self) -> None:
        self.say(302, "file:///etc/passwd")

    def to_the_neighbour(self) -> None:
        self.say(302, "http://169.254.169.254/latest/")

    def mute(self) -> None:
        time.sleep(3)

    def drip(self) -> None:
        with self.connection.makefile("wb", buffering=0) as out:
            for _letter in range(60):
                try:
                    out.write(b"X")
                except OSError:
                    return
                time.sleep(0.05)

    def endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000000000000")
        self.end_headers()

    def say(self, status: int, onward: str = "") -> None:
        self.send_response(status)
        if onward:
            self.send_header("Location", onward)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    Site.asked.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def anybody(_address: object) -> bool:
    return True


def linked(call: Call, link: str, title: str = "Twelve slides") -> Resource:
    return Resource.publish(call, by="server", kind="slides", title=title, version={"link": link})


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/", Look(200)),
        ("/endless", Look(200)),
        ("/no-head", Look(200)),
        ("/members-only", Look(403)),
        ("/moved", Look(200)),
        ("/نهر?q=é#part", Look(200)),
        ("/gone", Look(404, "gone")),
        ("/moved-and-gone", Look(404, "gone")),
        ("/broken", Look(503, "broken")),
        ("/circle", Look(302, "circles")),
        ("/to-a-file", Look(None, "unreadable")),
        ("/mute", Look(None, "silent")),
        ("/drip", Look(None, "silent")),
    ],
)
def test_a_link_is_alive_or_dead_and_why(site, path, found):
    assert look(site + path, may_ask=anybody, patience=0.4) == found


@pytest.mark.parametrize(
    ("link", "trouble"),
    [
        ("http://no-such-river.invalid/", "name"),
        ("ftp://rivers.example/", "unreadable"),
        ("https://", "unreadable"),
        ("https://[nonsense/", "unreadable"),
        ("https://rivers.example:river/", "unreadable"),
        ("https://" + "a" * 300 + ".example/", "unreadable"),
    ],
)
def test_what_cannot_be_asked_is_told_apart(link, trouble):
    assert look(link, may_ask=anybody, patience=0.4) == Look(None, trouble)


def test_where_nothing_listens_the_link_is_silent():
    assert look(f"http://127.0.0.1:{free_port()}/", may_ask=anybody) == Look(None, "silent")


def test_a_certificate_that_nobody_vouches_for_is_told(tmp_path):
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key, certificate = _signed_by_itself()
    pem = tmp_path / "both.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    found = look(f"https://127.0.0.1:{server.server_port}/", may_ask=anybody)
    server.shutdown()
    server.server_close()

    assert found == Look(None, "certificate")


def _signed_by_itself():
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "rivers.example")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(make.datetime(2020, 1, 1)).not_valid_after(make.datetime(2100, 1, 1))
    return key, made.sign(key, hashes.SHA256())


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::",
    ],
)  # fmt: skip
def test_an_address_of_the_neighbourhood_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"])
def test_an_address_of_the_open_internet_is(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0"])
def test_the_neighbourhood_is_never_asked(site, host):
    assert look(f"http://{host}:{site.rpartition(':')[2]}/") == Look(None, "inside")
    assert Site.asked == []


def test_nobody_is_led_into_the_neighbourhood(site):
    def this_machine_alone(address: object) -> bool:
        return str(address) == "127.0.0.1"

    assert look(site + "/to-the-neighbour", may_ask=this_machine_alone) == Look(None, "inside")


def test_one_host_is_not_hurried(db, site):
    list(check([f"{site}/a", f"{site}/b", f"{site}/c"], may_ask=anybody, pause=0.3))

    times = [at for _method, _path, at in Site.asked]
    assert len(times) == 3
    assert all(later - before >= 0.29 for before, later in pairwise(times))


def test_what_is_looked_up_is_what_the_pages_lead_to(call):
    linked(call, "https://a.example/").renew(by="server", link="https://b.example/")
    linked(call, "https://off.example/").take_off(by="server", because="Old")
    reading = {"title": "Deep", "author": "", "address": "https://c.example/"}
    Resource.publish(call, by="server", kind="lesson", title="Wells", outline="Look.", readings=[reading], version={})
    source = {"on": make.DAY, "publisher": "The Post"}
    Milestone.note(call, by="server", title="Reached", address="https://d.example/", **source)
    other = make.call("quiet-nights")
    linked(other, "https://e.example/")

    assert addresses(call) == ["https://b.example/", "https://c.example/", "https://d.example/"]
    assert addresses() == [*addresses(call)[:2], "https://e.example/", "https://d.example/"]


def looked(link: str, trouble: str = "gone", times: int = 1) -> Link:
    return [Link.looked(link, status=404, trouble=trouble) for _time in range(times)][-1]


def test_a_link_is_dead_since_the_first_miss_until_it_answers(db):
    first = looked("https://a.example/")
    second = looked("https://a.example/")
    third = looked("https://a.example/", trouble="")

    assert (second.dead_since, second.misses) == (first.dead_since, 2)
    assert (third.dead_since, third.misses, third.trouble) == (None, 0, "")
    assert list(Fact.objects.values_list("what", flat=True)) == ["link.died", "link.answered"]


def test_the_command_tells_of_the_dead_and_keeps_when_it_looked(call, site, capsys):
    linked(call, site + "/there")
    linked(call, site + "/gone", "Lost")
    Link.looked("https://nobody-leads-here.example/", status=200, trouble="")

    call_command("links", "--inside", "--pause", "0")

    assert list(Link.objects.order_by("id").values_list("address", "status", "trouble")) == [
        (site + "/there", 200, ""),
        (site + "/gone", 404, "gone"),
    ]
    said = capsys.readouterr().out
    assert "/gone (the page is no longer there)" in said
    assert "2 looked up, 1 dead." in said


def test_the_command_asks_nobody_inside_unless_told_to(call, site):
    linked(call, site + "/there")

    call_command("links", "--call", call.slug, "--pause", "0")

    assert (Link.objects.get().trouble, Site.asked) == ("inside", [])


def test_a_call_that_is_not_there_is_said(db):
    with pytest.raises(SystemExit) as left:
        call_command("links", "--call", "no-such-call")

    assert left.value.code == 2


def test_the_public_hears_of_a_dead_link_after_the_second_miss_and_the_desk_at_once(call, clara_browser):
    linked(call, "https://a.example/")

    def told() -> tuple[bool, bool]:
        public = Client().get(f"/calls/{call.slug}/toolkit/").content.decode()
        desk = clara_browser.get(f"/desk/calls/{call.slug}/toolkit/").content.decode()
        return "This link has not answered since" in public, "the page is no longer there" in desk

    before = told()
    looked("https://a.example/")
    once = told()
    looked("https://a.example/")
    twice = told()
    looked("https://a.example/", trouble="")

    assert [before, once, twice, told()] == [(False, False), (False, True), (True, True), (False, False)]


def test_the_desk_of_another_call_does_not_hear_of_it(call, otto_browser):
    linked(call, "https://a.example/")
    looked("https://a.example/", times=2)

    assert "a.example" not in otto_browser.get("/desk/calls/quiet-nights/toolkit/").content.decode()


def test_a_milestone_whose_source_fell_silent_says_so(call):
    Milestone.note(
        call, by="server", title="Reached", on=make.DAY, publisher="The Post", address="https://post.example/"
    )
    looked("https://post.example/", times=2)

    assert "This link has not answered since" in Client().get(f"/calls/{call.slug}/milestones/").content.decode()
