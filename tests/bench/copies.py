"""Measures foghorn's copy of an image between two registries beside `skopeo copy --all`, and prints
a table. Run by `make bench`, when nothing else runs. Nothing is asserted but that a copy works.

Every copy goes into a registry of its own: skopeo remembers where it has put a blob.
"""

import statistics
import subprocess
import sys
import time

import memory
import table
from registry import Registry
from scene import FOGHORN

COPY = FOGHORN.parent / "examples/copy-image"
ROUNDS = 5
# Eight layers and two configurations: ten blobs of 180 MiB.
LAYERS = [23, 22, 23, 22]
LARGE = 2048


class Run:
    """A command, how long it took (seconds) and the most memory it had (MiB)."""

    def __init__(self, command):
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.peak = 0
        while process.poll() is None:
            self.peak = memory.peak(process.pid) or self.peak
            time.sleep(0.002)
        self.took = time.perf_counter() - began
        if process.returncode != 0:
            sys.exit(f"{command}: {process.stderr.read()}")


def foghorn(source, destination, digest):
    return Run([COPY, f"{source.address}/app@{digest}", f"{destination.address}/app"])


def skopeo(source, destination, digest):
    plain = ["--insecure-policy", "copy", "--all", "--src-tls-verify=false", "--dest-tls-verify=false"]
    return Run(["skopeo", *plain, f"docker://{source.address}/app@{digest}", f"docker://{destination.address}/app:v1"])


def main():
    with Registry() as source:
        images = [source.image("app", architecture, LAYERS) for architecture in ("amd64", "arm64")]
        index = source.index("app", images)
        mine, theirs, second = [], [], []
        for _ in range(ROUNDS):
            with Registry() as destination:
                theirs.append(skopeo(source, destination, index))
            with Registry() as destination:
                mine.append(foghorn(source, destination, index))
                second.append(foghorn(source, destination, index))
    with Registry() as source, Registry() as destination:
        large = source.index("app", [source.image("app", "amd64", [LARGE])])
        one = foghorn(source, destination, large)

    def median(runs):
        return statistics.median(run.took for run in runs)

    table.figures([
        (f"copy of 180 MiB in ten blobs, for skopeo's time, medians of {ROUNDS}", 100 * median(mine) / median(theirs), "%", 100),
        ("its peak memory, largest", max(run.peak for run in mine), "MiB", 60),
        ("second copy, slowest", max(run.took for run in second), "s", 0.3),
        (f"copy of one blob of {LARGE} MiB: peak memory", one.peak, "MiB", 60),
    ])
    print(f"foghorn: {median(mine):.2f} s; skopeo copy --all: {median(theirs):.2f} s, {max(run.peak for run in theirs):.0f} MiB; {LARGE} MiB: {one.took:.1f} s")


main()
