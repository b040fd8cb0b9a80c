"""What is measured: Postern as `postern up` starts it, and the small programs behind the same nginx."""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from load import Failed, Target

PATIENCE = 60  # Seconds until something that was started must answer.
OWNER = {"email": "owner@example.com", "username": "owner", "name": "Owner", "password": "Str0ng-enough-to-measure"}
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # Past any proxy of the environment.

# As the site's own location, but always to one program.
SITE = """
server {{
    server_name {name};
    include values/server.conf;
    include snippets/bounds.conf;
    include snippets/errors.conf;
    location / {{
        include snippets/fastcgi.conf;
        fastcgi_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset;
        fastcgi_pass postern_{name};
    }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def plain_environment():
    """Ours without what would be read as options."""
    return {name: value for name, value in os.environ.items()
            if not name.upper().startswith(("CODER_", "POSTERN_", "HOMEBREW_", "PG"))}


def wait_until(true, what):
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise Failed(f"{what} does not answer")
        time.sleep(0.02)


class Stand:
    """Started by `with`, ended by leaving it. `build` holds the programs, `folder` is new and empty."""

    def __init__(self, build, folder):
        self.build = build
        self.data = folder / "data"
        self.run = self.data / "run"
        self.output = folder / "output"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = f"host={self.run}/postgres port=5432 user=postern_handler dbname=postern"
        self.processes = []

    def __enter__(self):
        try:
            self._start_postern()
            self._start_small_programs()
            self._make_owner()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()

    def spawn(self, command, **environment):
        """Ends when we do, whatever ends us; Ctrl-C reaches us alone. All stay in one session: Linux shares out its cores
        by session first."""
        with self.output.open("ab") as output:
            process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *map(str, command)], stdin=subprocess.DEVNULL,
                                       stdout=output, stderr=output, process_group=0,
                                       env=plain_environment() | environment)
        self.processes.append(process)
        return process

    def ask(self, path, body=None, token=None, host=None):
        """Status and body text of an answer of nginx; status 0 where nobody answered."""
        headers = {"Content-Type": "application/json"}
        headers |= {"Coder-Session-Token": token} if token else {}
        headers |= {"Host": host} if host else {}
        request = urllib.request.Request(self.url + path, json.dumps(body).encode() if body else None, headers)
        try:
            with DIRECT.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        except OSError:
            return 0, ""

    def target(self, name, path):
        return Target(name, self.url + path, {"Coder-Session-Token": self.token})

    def small_target(self, name, label):
        return Target(label, self.url + "/", {"Host": name, "Coder-Session-Token": self.token})

    def process_of(self, program):
        """The process id of one of Postern's programs."""
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                command = (folder / "cmdline").read_bytes().split(b"\0")[0].decode()
            except OSError:
                continue  # It ended just now.
            if parent == self.up.pid and command.endswith("/" + program):
                return int(folder.name)
        raise Failed(f"{program} is not running")

    def _start_postern(self):
        self.up = self.spawn([self.build / "bin/postern", "up"], CODER_HTTP_ADDRESS=f"127.0.0.1:{self.port}",
                             CODER_DANGEROUS_DISABLE_RATE_LIMITS="true", POSTERN_DATA_DIR=str(self.data))

        def ready():
            if self.up.poll() is not None:
                raise Failed("postern up: " + self.output.read_text().strip())
            return self.ask("/readyz")[0] == 200
        wait_until(ready, "postern up")

    def _start_small_programs(self):
        """Sockets beside those of Postern, upstreams that differ in nothing but their name."""
        values = (self.run / "nginx/values/http.conf").read_text()
        upstream = re.search(r"upstream postern_buildinfo \{.*?\n\}\n", values, re.DOTALL)
        if not upstream:
            raise Failed("nginx's files name no upstream postern_buildinfo")
        site = ""
        for name, arguments in {"hello": [], "hello_pg": [self.database]}.items():
            self.spawn([self.build / "bench" / f"bench_{name}", self.run / f"{name}.sock", *arguments])
            wait_until((self.run / f"{name}.sock").exists, name)
            site += upstream[0].replace("buildinfo", name) + SITE.format(name=name)
        (self.run / "nginx/sites/bench.conf").write_text(site)
        with (self.run / "nginx/postern.conf").open("a") as included:
            included.write("include sites/bench.conf;\n")
        os.kill(int((self.run / "nginx.pid").read_text()), signal.SIGHUP)
        wait_until(lambda: "external_url" in self.ask("/", host="hello")[1], "nginx with the small programs")

    def _make_owner(self):
        """A person with a token, which is what requests authenticate with."""
        self._demand("/api/v2/users/first", OWNER)
        login = self._demand("/api/v2/users/login", {key: OWNER[key] for key in ("email", "password")})
        self.token = self._demand("/api/v2/users/me/keys/tokens", {"token_name": "bench"}, login["session_token"])["key"]

    def _demand(self, path, body, token=None):
        status, text = self.ask(path, body, token)
        if status != 201:
            raise Failed(f"{path}: {status} {text.strip()}")
        return json.loads(text)
