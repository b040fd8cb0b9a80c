"""How long postern-tokens takes from its start to its first authenticated answer, in milliseconds."""

import os
import socket
import struct
import subprocess
import time

from load import Failed
from stand import plain_environment

BEGIN_REQUEST, END_REQUEST, PARAMS, STDIN = 1, 3, 4, 5
SECONDS = 10  # Until an answer counts as missing.


def _parameters(stand):
    return {"REQUEST_METHOD": "GET", "REQUEST_URI": "/api/v2/users/me/keys/tokens/tokenconfig",
            "QUERY_STRING": "", "REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_CODER_SESSION_TOKEN": stand.token}


def _settings(stand):
    return plain_environment() | {"CODER_PG_CONNECTION_URL": stand.database}


def _record(kind, content):
    return struct.pack("!BBHHBx", 1, kind, 1, len(content), 0) + content


def _request(parameters):
    """As FastCGI sends it. All texts are shorter than 128 bytes: their lengths take one byte."""
    pairs = b"".join(bytes([len(name), len(value)]) + name.encode() + value.encode()
                     for name, value in parameters.items())
    responder = struct.pack("!HB5x", 1, 0)
    return (_record(BEGIN_REQUEST, responder) + _record(PARAMS, pairs) + _record(PARAMS, b"") + _record(STDIN, b""))


def _check(answer):
    if b"Status: 200" not in answer or b"max_token_lifetime" not in answer:
        raise Failed(f"postern-tokens did not answer: {answer[:200]!r}")


def by_socket(stand, path):
    """As a service manager starts it: the request waits in the socket that becomes its fd 0."""
    if path.exists():
        path.unlink()
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as client:
        listening.bind(str(path))
        listening.listen()
        client.settimeout(SECONDS)
        client.connect(str(path))
        client.sendall(_request(_parameters(stand)))
        start = time.perf_counter()
        process = subprocess.Popen([stand.build / "bin/postern-tokens"], stdin=listening, stderr=subprocess.DEVNULL,
                                   env=_settings(stand))
        try:
            answer = b""
            while part := client.recv(65536):
                answer += part
            took = time.perf_counter() - start
        finally:
            process.terminate()
            process.wait()
    _check(answer)
    return 1000 * took


def by_cgi(stand):
    """As plain CGI, its end included."""
    start = time.perf_counter()
    done = subprocess.run([stand.build / "bin/postern-tokens"], stdin=subprocess.DEVNULL, capture_output=True,
                          env=_settings(stand) | _parameters(stand), timeout=SECONDS)
    took = time.perf_counter() - start
    _check(done.stdout)
    return 1000 * took
