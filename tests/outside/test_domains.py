"""Looking for the word that proves a domain, with a real server for https and a real one for DNS beside us."""

from __future__ import annotations

import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import dns.message
import dns.rrset
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.management import call_command

from groundswell.cli.management.commands.prove import Command
from groundswell.core.models import DomainProof
from groundswell.lib.clock import now
from groundswell.outside.domains.looking import Found, Net, is_public, look
from tests import make
from tests.conftest import signed_in

HOST = "www.keepers.example"
PATH = "/.well-known/groundswell.txt"


@dataclass
class World:
    """What the two servers answer, what they were asked, and how they are reached."""

    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    records: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    slow: float = 0.0
    net: Net = field(default_factory=Net)


def certificate(folder) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now() - timedelta(days=1)).not_valid_after(now() + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), False)
    signed = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256())
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return str(paths[0]), str(paths[1])


@pytest.fixture(scope="module")
def papers(tmp_path_factory) -> tuple[str, str]:
    return certificate(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def world(papers) -> Iterator[World]:
    world = World(records={HOST: ["127.0.0.1"]})
    web, names = _web_server(world, papers), _name_server(world)
    for server in (web, names):
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    world.net = Net(
        nameservers=("127.0.0.1",),
        dns_port=names.server_address[1],
        https_port=web.server_address[1],
        trusted=ssl.create_default_context(cafile=papers[0]),
        may_reach=lambda address: address == "127.0.0.1",
        patience=20,  # the machine may be busy
    )
    yield world
    for server in (web, names):
        server.shutdown()
        server.server_close()


def _web_server(world: World, papers: tuple[str, str]) -> ThreadingHTTPServer:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            world.asked.append(f"{self.headers['Host']} {self.path}")
            status, headers, body = world.pages.get(self.path, (404, {}, b"nothing"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            for byte in body if world.slow else b"":
                time.sleep(world.slow)
                self.wfile.write(bytes([byte]))
            self.wfile.write(b"" if world.slow else body)

        def log_message(self, *words):
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *words):
            pass  # whoever asked has hung up

    server = Quiet(("127.0.0.1", 0), Answers)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*papers)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    return server


def _name_server(world: World) -> socketserver.UDPServer:
    class Answers(socketserver.BaseRequestHandler):
        def handle(self):
            data, socket = self.request
            question = dns.message.from_wire(data)
            answer = dns.message.make_response(question)
            asked = question.question[0]
            name, kind = str(asked.name).rstrip("."), asked.rdtype.name
            known = world.records.get(name, [])
            if known and (kind == "TXT") == name.startswith("_") and kind != "AAAA":
                texts = [f'"{each}"' if kind == "TXT" else each for each in known]
                answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *texts))
            elif not known:
                answer.set_rcode(3)
            socket.sendto(answer.to_wire(), self.client_address)

    return socketserver.ThreadingUDPServer(("127.0.0.1", 0), Answers)


@pytest.fixture
def keepers(call):
    return make.endorsement(call, website=f"https://{HOST}/about").organisation


@pytest.fixture
def proof(keepers):
    return DomainProof.ask(keepers, by="server")


def page(text: str, status: int = 200, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return status, headers, text.encode()


def test_the_line_is_seen_in_the_text_on_the_website(world, proof):
    world.pages[PATH] = page(f"another=word\r\n  {proof.line}  \n")

    assert look(proof, world.net) == Found("file")
    assert world.asked == [f"{HOST}:{world.net.https_port} {PATH}"]


def test_the_line_is_seen_in_the_record(world, proof):
    world.records["_groundswell.keepers.example"] = ["v=other", proof.line]

    assert look(proof, world.net) == Found("record")


def test_nothing_there_is_told_of_both(world, proof):
    assert look(proof, world.net) == Found(file="not-there", record="not-there")


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (page("groundswell=another"), "without-word"),
        (page("", 500), "refused"),
        (page("x" * 20_000), "too-large"),
        (page("", 302, Location="https://evil.example/"), "elsewhere"),
        (page("", 302, Location=f"http://{HOST}/"), "elsewhere"),
        (page("", 302, Location=f"https://{HOST}:22/"), "elsewhere"),
        (page("", 302, Location="//evil.example/x"), "elsewhere"),
        (page("", 302, Location=PATH), "elsewhere"),
        (page("", 302), "elsewhere"),
        (page("", 302, Location="https://[::1"), "no-answer"),
    ],
)
def test_what_is_wrong_with_the_text_is_told(world, proof, answer, trouble):
    world.pages[PATH] = answer

    assert look(proof, world.net).file == trouble


def test_a_line_within_a_longer_one_is_none(world, proof):
    world.pages[PATH] = page(f"we do not say {proof.line}")
    world.records["_groundswell.keepers.example"] = [f"{proof.line}x"]

    assert look(proof, world.net) == Found(file="without-word", record="without-word")


def test_a_redirect_within_the_host_is_followed(world, proof):
    world.pages[PATH] = page("", 301, Location="/elsewhere.txt?a=b")
    world.pages["/elsewhere.txt?a=b"] = page(proof.line)

    assert look(proof, world.net).how == "file"


def test_what_is_inside_our_own_network_is_not_asked(world, proof):
    world.pages[PATH] = page(proof.line)

    assert look(proof, replace(world.net, may_reach=is_public)).file == "no-address"
    assert world.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("9.9.9.9", True), ("2620:fe::fe", True), ("127.0.0.1", False), ("10.1.2.3", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False), ("fe80::1", False),
        ("fd00::1", False), ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False), ("2002:a00:1::", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public


def test_a_certificate_that_nobody_vouches_for_is_no_answer(world, proof):
    world.pages[PATH] = page(proof.line)

    assert look(proof, replace(world.net, trusted=None)).file == "no-answer"


def test_a_site_that_drips_is_left_after_a_while(world, proof):
    world.pages[PATH] = page("x" * 1000)
    world.slow = 0.05
    began = time.monotonic()

    assert look(proof, replace(world.net, patience=1)).file in ("no-answer", "without-word")
    assert time.monotonic() - began < 25  # all of it would take 50


def test_no_name_server_is_no_answer(world, proof):
    found = look(proof, replace(world.net, dns_port=1, patience=0.5))

    assert found == Found(file="no-address", record="no-answer")


def proved(world: World, *words: str) -> tuple[int, str]:
    command, out = Command(stdout=StringIO(), stderr=StringIO()), StringIO()
    command.net = world.net
    try:
        call_command(command, *words, stdout=out, stderr=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_the_command_proves_all_that_asked(world, proof):
    world.pages[PATH] = page(proof.line)

    status, told = proved(world)

    proof.refresh_from_db()
    assert (status, proof.standing, proof.how) == (0, True, "file")
    assert told == f"river-keepers  keepers.example: proven, by https://{HOST}{PATH}\n"


def test_one_that_is_wrong_holds_up_no_other(world, call, proof):
    other = DomainProof.ask(
        make.endorsement(call, "Tide Watch", website="https://tide.example").organisation, by="server"
    )
    world.pages[PATH] = page(proof.line)

    _status, told = proved(world)

    assert told.startswith(
        f"river-keepers  keepers.example: proven, by https://{HOST}{PATH}\ntide-watch  tide.example: "
    )
    other.refresh_from_db()
    assert (other.file_trouble, other.record_trouble) == ("no-address", "not-there")


def test_the_command_asks_for_one_that_is_named_and_says_what_to_put_where(world, keepers):
    status, told = proved(world, "river-keepers")

    proof = keepers.domain_proofs.get()
    assert status == 1
    assert proof.line in told
    assert (proof.file_trouble, proof.record_trouble) == ("not-there", "not-there")


def test_the_command_sees_again_what_it_saw_before(world, proof):
    proof.see("file")
    DomainProof.objects.update(seen_at=now() - timedelta(days=15))

    status, told = proved(world, "--all")

    proof.refresh_from_db()
    assert (status, proof.standing) == (0, False)
    assert "lapsed" in told


@pytest.mark.parametrize("words", [("nobody",), ("river-keepers", "--all"), ("no-website",)])
def test_the_command_says_what_it_cannot_do(world, keepers, words):
    make.endorsement(keepers.endorsements.get().call, "No website")

    assert proved(world, *words)[0] == 2


def test_no_page_asks_the_network(world, keepers):
    client = signed_in(make.steward(keepers))
    for method in (client.get, client.post):
        method("/desk/organisations/river-keepers/domain/")
    client.get("/organisations/river-keepers/")

    assert world.asked == []
    assert DomainProof.objects.get().tried_at is None
