"""The figures as a page."""

import datetime
import os
import platform
import subprocess
from pathlib import Path

from load import Spread

BUILDINFO_RATIO, TOKENCONFIG_RATIO = 0.9, 0.85
MEMORY_KB, GROWTH_KB = 6 * 1024, 128  # The growth is between half and all of the requests.
BEGIN_MS = 30

# What stands from here on in the page is written by hand, and kept.
BY_HAND = "## Where a figure is not reached, or was not"


def _output(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def _processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _revision(root):
    revision = _output("git", "-C", str(root), "rev-parse", "--short=12", "HEAD") or "unknown"
    changed = _output("git", "-C", str(root), "status", "--porcelain", "--", "common", "handlers", "nginx")
    return revision + (" with changes" if changed else "")


def _versions():
    nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True,
                           env=os.environ | {"PATH": os.environ.get("PATH", "") + ":/usr/sbin"}).stderr
    packages = _output("dpkg-query", "-W", "-f", "${Package} ${Version}, ", "libfcgi0ldbl", "libpq5", "wrk")
    postgres = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    server = _output(str(postgres[-1]), "--version") if postgres else "PostgreSQL"
    return f"{nginx.strip().removeprefix('nginx version: ')}, {server}, {packages.rstrip(', ')}"


def machine(root, command, load_before):
    """Where, when and of what; `load_before` is the load average at the start."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return [f"- {now:%Y-%m-%d %H:%M} UTC, revision {_revision(root)}, command `{command}`",
            f"- {len(os.sched_getaffinity(0))} cores, {_processor()}, Linux {platform.release()}",
            f"- {_versions()}",
            f"- Load average of the last minute when it began: {load_before:.1f}"]


def table(head, rows):
    lines = ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]]
    return lines + [""]


def whether(reached):
    return "reached" if reached else "**not reached**"


def _number(value):
    return f"{value:,.0f}".replace(",", " ")


def _rate(rounds):
    return Spread([a.per_second for a in rounds]).show(_number)


def throughput(pairs, targets):
    """`targets`: the least ratio, by the name of ours. It is asked for at the highest number of clients."""
    most = max(pair.clients for pair in pairs)
    rows = []
    for pair in pairs:
        ratio, target = pair.ratio(), targets[pair.ours_target.name]
        judged = [f"{target:.2f}", whether(ratio.median >= target)] if pair.clients == most else ["", ""]
        rows.append([pair.ours_target.name, pair.base_target.name, str(pair.clients), _rate(pair.ours),
                     _rate(pair.base), ratio.show(lambda value: f"{value:.3f}"), *judged])
    return table(["ours", "baseline", "clients", "ours, requests/s", "baseline, requests/s", "ratio", "at least", ""],
                 rows)


def latencies(pairs):
    rows = []
    for pair in pairs:
        for target, rounds in ((pair.ours_target, pair.ours), (pair.base_target, pair.base)):
            spreads = [Spread([getattr(a, name) / 1000 for a in rounds]).show(lambda value: f"{value:.2f}")
                       for name in ("p50_us", "p99_us")]
            rows.append([target.name, str(pair.clients), *spreads])
    return table(["what", "clients", "p50, ms", "p99, ms"], rows)


def memory(readings):
    """`readings`: program to its memory idle, after half and after all requests."""
    rows = []
    for program, (idle, half, full) in readings.items():
        growth = full.own - half.own
        reached = max(idle.whole, half.whole, full.whole) <= MEMORY_KB and growth <= GROWTH_KB
        rows.append([program, full.kind, *(f"{a.whole / 1024:.2f}" for a in (idle, half, full)), f"{growth:+d} kB",
                     whether(reached)])
    return table(["program", "", "idle, MB", "after 5·10⁴, MB", "after 10⁵, MB", "growth of the second half", ""], rows)


def begin(times):
    rows = [[how, spread.show(lambda value: f"{value:.1f}"), f"{BEGIN_MS} ms", whether(spread.median <= BEGIN_MS)]
            for how, spread in times.items()]
    return table(["started", "ms", "at most", ""], rows)


def kept_by_hand(path):
    text = path.read_text() if path.exists() else ""
    start = text.find(BY_HAND)
    return text[start:] if start >= 0 else f"{BY_HAND}\n\nNothing is written here yet.\n"
