"""The built-in server. It writes down no visitor's address: no access log, and its own log only when it breaks."""

import errno
import os
import socket

from groundswell.cli.stopping import stop

# Measured with 300 half-sent requests: with few of the server's own threads, bodies that never end take them all;
# with a small bound on connections, so do headers. What works on requests is bounded elsewhere (cli/serving.py).
THREADS = 1024
CONNECTIONS = 8192
HEADERS_WITHIN = 20_000  # milliseconds
STOP_WITHIN = 2  # seconds


def serve(host: str, port: int) -> None:
    """Until it is told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    _open_more_files()
    Granian(
        "groundswell.cli.serving:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        backlog=2048,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN),
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN,
    ).serve()


def check_port(host: str, port: int) -> str:
    """The address that the host's name stands for, once it is known to be free there."""
    if not 1 <= port <= 65535:
        stop(f"{port} is not a port: give a number from 1 to 65535")
    try:
        family, *_rest, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (socket.gaierror, UnicodeError):
        stop(f"there is no host “{host}” on this machine")
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where)
        except OSError as error:
            stop(_why_not(host, port, error))
    return str(where[0])


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use already. Give another one: --port {port + 1}"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"port {port} is not open to you. Ports from 1024 are: --port 8000"
    return f"{host} port {port} cannot be listened on: {error.strerror}"


def _open_more_files() -> None:
    """Each connection is one; many systems begin with 1,024."""
    try:
        import resource
    except ImportError:  # Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + THREADS
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
