"""Memory of a process, in kB."""

from dataclasses import dataclass
from pathlib import Path


@dataclass
class Memory:
    """`whole` is the proportional set size; `own` the part that is no file's, which is what would grow. Where only root
    may read that (the programs forbid core dumps), `whole` is the resident set: shared libraries count in full."""
    kind: str
    whole: int
    own: int


def _fields(path):
    fields = {}
    for line in path.read_text().splitlines()[1:]:
        name, _, rest = line.partition(":")
        if rest.endswith(" kB"):
            fields[name] = int(rest.split()[0])
    return fields


def read_memory(process):
    folder = Path(f"/proc/{process}")
    try:
        fields = _fields(folder / "smaps_rollup")
        return Memory("PSS", fields["Pss"], fields["Pss_Anon"])
    except PermissionError:
        fields = _fields(folder / "status")
        return Memory("RSS", fields["VmRSS"], fields["RssAnon"])
