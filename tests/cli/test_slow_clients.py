import socket

import pytest

MANY = 300
HALF_SENT = {
    "headers": b"GET / HTTP/1.1\r\nHost: here\r\nX-Slow: ",
    "body": b"POST /proof/ HTTP/1.1\r\nHost: here\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 1000\r\n\r\ncode=",
}


@pytest.mark.parametrize("part", HALF_SENT)
def test_next_visitor_is_answered_while_many_requests_are_half_sent(start, part):
    server = start("serve")
    slow = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(MANY)]
    try:
        for client in slow:
            client.sendall(HALF_SENT[part])
        assert [server.get("/healthz") for _ in range(5)] == [(200, b"ok")] * 5
    finally:
        for client in slow:
            client.close()
