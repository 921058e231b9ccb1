"""Measures the press beside its peers in one run: `.venv/bin/python -m bench.press [--cards 10000]`.

Every runner is a process of its own that reads the same file of cards and writes its own PDF; CPU seconds and peak
memory are those of the whole process, imports and fonts included. Ratios count, not seconds: machines differ. The front
picture is ready for print in all runners. Peers that are not installed are named and left out:

    pip install typst                                        # into the same environment
    apt-get install python3-gi python3-gi-cairo gir1.2-pango-1.0   # for the system's own Python
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.press_messages import write_front, write_messages

PEERS = {
    "naive": (sys.executable, "import reportlab"),
    "tuned": (sys.executable, "import reportlab"),
    "pango": ("/usr/bin/python3", "import gi, cairo; gi.require_foreign('cairo')"),
    "typst": (sys.executable, "import typst"),
}
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What one run cost."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    size: int


def measure(command: list[str], out: Path) -> Figures:
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    child = ["/usr/bin/env", "python3", "-c", _WRAPPER, *command]
    done = subprocess.run(child, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = json.loads(done.stdout.splitlines()[-1])
    return Figures(
        cpu_s=cpu - peak["own"], wall_s=time.perf_counter() - start, peak_mb=peak["mb"], size=out.stat().st_size
    )


_WRAPPER = """
import json, resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
own = resource.getrusage(resource.RUSAGE_SELF)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps({"mb": peak, "own": own.ru_utime + own.ru_stime}))
"""


def press(folder: Path, count: int, processes: int = 1, layout: str = "office-4up-a4", kind: str = "") -> Figures:
    out = folder / "press.pdf"
    messages = str(folder / f"cards{kind}-{count}.jsonl")
    command = [sys.executable, "-m", "bench.press_run", messages, str(folder / "front.jpg"), str(out)]
    return measure([*command, str(processes), layout], out)


def peer(name: str, folder: Path, count: int, kind: str = "") -> Figures | None:
    python, probe = PEERS[name]
    if subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode:
        return None
    out = folder / f"{name}.pdf"
    messages = str(folder / f"cards{kind}-{count}.jsonl")
    return measure([python, str(HERE / "press_peers.py"), name, messages, str(folder / "front.jpg"), str(out)], out)


def rows(folder: Path, count: int) -> Iterator[str]:
    ours = press(folder, count)
    front = (folder / "front.jpg").stat().st_size
    yield f"{'runner':10}{'cards/s of CPU':>16}{'press is':>10}{'peak MB':>10}{'bytes/card':>12}"
    for name, figures in (("press", ours), *((name, peer(name, folder, count)) for name in PEERS)):
        if figures is None:
            yield f"{name:10}not installed"
            continue
        ratio = figures.cpu_s / ours.cpu_s
        size = (figures.size - front) / count
        yield f"{name:10}{count / figures.cpu_s:16,.0f}{ratio:9.1f}×{figures.peak_mb:10.0f}{size:12.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cards", type=int, default=10_000, help="cards of the comparison")
    parser.add_argument("--many", type=int, default=50_000, help="cards of the long runs")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_front(folder / "front.jpg")
        for count in {asked.cards, asked.many, asked.many // 5}:
            write_messages(folder / f"cards-{count}.jsonl", count)
        write_messages(folder / f"cards-new-{asked.cards}.jsonl", asked.cards, new_words=True)
        print(f"{asked.cards:,} cards, one process each")
        for row in rows(folder, asked.cards):
            print(row, flush=True)
        front = (folder / "front.jpg").stat().st_size
        single = press(folder, asked.cards, layout="a6-shop")
        print(f"single cards with bleed: {(single.size - front) / asked.cards:.0f} bytes/card")
        fresh, other = press(folder, asked.cards, kind="-new"), peer("tuned", folder, asked.cards, kind="-new")
        if other:
            speed, ratio = asked.cards / fresh.cpu_s, other.cpu_s / fresh.cpu_s
            print(f"all new words: {speed:,.0f} cards/s of CPU, {ratio:.1f} × tuned", flush=True)
        small, large = press(folder, asked.many // 5), press(folder, asked.many)
        growth = (large.peak_mb - small.peak_mb) / (asked.many - asked.many // 5) * 2000
        for processes, run in ((1, large), (2, press(folder, asked.many, processes=2))):
            speeds = f"{asked.many / run.wall_s:,.0f} cards/s by the clock, {asked.many / run.cpu_s:,.0f} by CPU"
            print(f"{asked.many:,} cards, {processes} process(es): {speeds}, {run.peak_mb:.0f} MB", flush=True)
        print(f"growth {growth:.2f} MB per 2,000 cards, {(large.size - front) / asked.many:.0f} bytes/card")


if __name__ == "__main__":
    main()
