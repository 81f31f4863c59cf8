"""Actions registered over HTTP at the built-in server, against the database's own single-row commits per second.

    uv run python -m bench.registering [HOW MANY]

Each is a form of its own, from a session of its own, and every one is counted afterwards.
"""

import http.client
import sys
import threading
from urllib.parse import urlencode

from bench import ground
from bench.attendance import commit_rate

CLIENTS = 4


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    data = ground.stand_up()
    commits = commit_rate(data)
    from groundswell.core.models import Action, Contact, Fact
    from tests import make
    from tests.cli.conftest import Server

    call = make.call()
    server = Server("serve", data=data, GROUNDSWELL_RATE_LIMITS="0")
    try:
        forms = [
            urlencode(make.registering(title=f"Walk {n:05}", contact=f"a{n}@rivers.example"), doseq=True)
            for n in range(many + 20)
        ]
        send(server.port, call.slug, forms[:20])
        took = ground.seconds(lambda: send_all(server.port, call.slug, forms[20:]))
        looked = ground.seconds(lambda: send(server.port, call.slug, [f"{form}&look=yes" for form in forms[:50]], 200))
        read = ground.seconds(lambda: [get(server.port, call.slug) for _time in range(50)])
    finally:
        server.stop()
    counted = (Action.objects.count(), Contact.objects.count(), Fact.objects.filter(what="action.registered").count())
    assert counted == (many + 20,) * 3, f"{counted} counted of {many + 20}"
    rate = many / took
    print(f"registering over HTTP ÷ the database's commits: {rate / commits:.4f}")
    print(f"         over HTTP: {rate:,.0f} per second with {CLIENTS} clients, all {many:,} counted exactly")
    print(f"         plain commits of one row (WAL, FULL): {commits:,.0f} per second")
    print(f"         one after the other: a preview {looked * 20:.1f} ms, the empty form {read * 20:.1f} ms")


def send_all(port: int, slug: str, forms: list[str]) -> None:
    share = [forms[at::CLIENTS] for at in range(CLIENTS)]
    threads = [threading.Thread(target=send, args=(port, slug, some)) for some in share]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def send(port: int, slug: str, forms: list[str], status: int = 302) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Origin": f"http://127.0.0.1:{port}", "Content-Type": "application/x-www-form-urlencoded"}
    for form in forms:
        connection.request("POST", f"/calls/{slug}/register/", form, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status, answer.status
    connection.close()


def get(port: int, slug: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/calls/{slug}/register/")
    assert connection.getresponse().status == 200
    connection.close()


if __name__ == "__main__":
    main()
