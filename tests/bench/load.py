"""Load by wrk: single rounds, and pairs of programs measured in turns."""

import json
import pathlib
import statistics
import subprocess
from dataclasses import dataclass, field

REPORT = pathlib.Path(__file__).with_name("report.lua")


class Failed(Exception):
    """The measurement itself failed; says why in one line."""


@dataclass
class Target:
    """What is asked of nginx, and how the result calls it."""
    name: str
    url: str
    headers: dict = field(default_factory=dict)


@dataclass
class Round:
    """What wrk saw: latencies in microseconds, from sending to the whole answer."""
    requests: int
    seconds: float
    p50_us: int
    p99_us: int
    failed: int
    refused: int

    @property
    def per_second(self):
        return self.requests / self.seconds


def fire(target, clients, seconds):
    """One round from `clients` connections that each ask again once answered. Any failure ends the measurement."""
    command = ["wrk", "--threads=1", f"--connections={clients}", f"--duration={seconds}s", "--latency",
               f"--script={REPORT}"]
    for name, value in target.headers.items():
        command.append(f"--header={name}: {value}")
    done = subprocess.run(command + [target.url], capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        raise Failed(f"wrk: {(done.stderr or done.stdout).strip().splitlines()[-1]}")
    got = Round(**json.loads(lines[-1]))
    if got.failed or got.refused or not got.requests:
        raise Failed(f"{target.name}: {got.refused} of {got.requests} requests refused, {got.failed} lost")
    return got


def fire_many(target, clients, requests):
    """At least so many requests."""
    while requests > 0:
        requests -= fire(target, clients, 1).requests


@dataclass
class Spread:
    """A median with the least and the most."""
    values: list

    @property
    def median(self):
        return statistics.median(self.values)

    def show(self, form):
        return f"{form(self.median)} ({form(min(self.values))}..{form(max(self.values))})"


@dataclass
class Pair:
    """Two targets under the same load; `ours` and `base` hold their rounds, taken in turns."""
    clients: int
    ours_target: Target
    base_target: Target
    ours: list = field(default_factory=list)
    base: list = field(default_factory=list)

    def ratio(self):
        """Ours to the base's, of each two neighbouring rounds."""
        return Spread([a.per_second / b.per_second for a, b in zip(self.ours, self.base)])


def measure_pair(ours, base, clients, rounds, seconds, say):
    """A B, B A, A B, ...: what drifts meanwhile hits both alike. The first round of each only warms up."""
    pair = Pair(clients, ours, base)
    for target in (ours, base):
        fire(target, clients, 1)
    for number in range(rounds):
        say(f"{ours.name} and {base.name}, clients: {clients}, round {number + 1} of {rounds}")
        turns = [(ours, pair.ours), (base, pair.base)]
        for target, results in turns if number % 2 == 0 else reversed(turns):
            results.append(fire(target, clients, seconds))
    return pair
