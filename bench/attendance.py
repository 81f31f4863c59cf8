"""“I am coming”, said over HTTP to the built-in server, against the database's own single-row commits per second.

    uv run python -m bench.attendance [HOW MANY]

Every one is counted, exactly: the number on the page is compared with the number of browsers. Every tenth browser says
it three times over, the last time with two friends, and every twentieth takes it back.
"""

import http.client
import sys
import threading
from pathlib import Path
from typing import NamedTuple

from bench import ground

CLIENTS = 8
LEAST = 0.02  # of the database's own rate; told, not promised


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    data = ground.stand_up()
    commits = commit_rate(data)
    from groundswell.core.models import Action, Attendance
    from tests import make
    from tests.cli.conftest import Server

    action = make.action(make.call())
    server = Server("serve", data=data, GROUNDSWELL_RATE_LIMITS="0")
    try:
        post(server.port, action.ref, 20)
        took = ground.seconds(lambda: say(server.port, action.ref, many))
        again = say_again(server.port, action.ref, many // 10)
    finally:
        server.stop()
    counted, rows = Action.objects.get().coming, Attendance.objects.count()
    assert rows == many // CLIENTS * CLIENTS + 20 + again.browsers, f"{rows} rows"
    assert counted == many // CLIENTS * CLIENTS + 20 + again.people, f"{counted} counted"
    rate = many / took
    print(f"attendance over HTTP ÷ the database's commits: {rate / commits:.3f}")
    print(f"         over HTTP: {rate:,.0f} per second with {CLIENTS} clients, all {many:,} counted exactly")
    print(f"         {again.requests:,} repeated requests beside them, counted exactly too")
    print(f"         plain commits of one row (WAL, FULL): {commits:,.0f} per second")


def commit_rate(folder: Path, many: int = 5000) -> float:
    with ground.plain_database(folder) as database:
        database.execute("CREATE TABLE plain (receipt TEXT PRIMARY KEY)")
        took = ground.seconds(
            lambda: [database.execute("INSERT INTO plain VALUES (?)", [f"{n:064}"]) for n in range(many)]
        )
    return many / took


def say(port: int, ref: str, many: int) -> None:
    threads = [threading.Thread(target=post, args=(port, ref, many // CLIENTS)) for _client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Again(NamedTuple):
    browsers: int
    people: int
    requests: int


def say_again(port: int, ref: str, browsers: int) -> Again:
    """Each three times with its receipt, at once from all clients: 1, 1, then 3; every second one takes it back."""
    each = max(1, browsers // CLIENTS)

    def some() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for number in range(each):
            cookie = sent(connection, port, ref, "number=1")
            assert cookie
            for words in ("number=1", "number=3", *(("undo=1",) if number % 2 else ())):
                sent(connection, port, ref, words, cookie)
        connection.close()

    threads = [threading.Thread(target=some) for _client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stay = CLIENTS * (each - each // 2)
    return Again(stay, 3 * stay, CLIENTS * (3 * each + each // 2))


def sent(connection: http.client.HTTPConnection, port: int, ref: str, words: str, cookie: str = "") -> str:
    """Gives back the receipt."""
    headers = {"Origin": f"http://127.0.0.1:{port}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"/actions/{ref}/attendance/", words, headers | ({"Cookie": cookie} if cookie else {}))
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 302, answer.status
    return (answer.headers.get("Set-Cookie") or "").partition(";")[0]


def post(port: int, ref: str, many: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for _time in range(many):
        connection.request(
            "POST", f"/actions/{ref}/attendance/", headers={"Origin": f"http://127.0.0.1:{port}", "Content-Length": "0"}
        )
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 302, answer.status
    connection.close()


if __name__ == "__main__":
    main()
