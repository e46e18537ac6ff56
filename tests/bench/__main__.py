"""Measures foghorn's speed and size, and prints one table, and one that sets it beside other tools.

Run by `make bench`; takes about two minutes, because AWS's time is real time here. Every run has a
simulated AWS of its own, and all of them go on at once. Nothing is asserted.
"""

import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import table
from aftermath import Aftermath
from scene import FOGHORN, Scene
from tools import Foghorn, aws_cli, ecs_deploy, unchecked

# Each of these runs with its own chance: another phase between foghorn's looks and AWS's changes.
HEALTHY_RUNS = 4
# Each ends with a cause that no retry cures.
FATAL = ["fargate-illusion-no-breaker", "missing-parameter", "image-not-found", "bad-entrypoint", "exit-at-start", "out-of-memory"]
# Rolled back by ECS, and none of its events says `unable`.
ROLLED_BACK = "exit-at-start"
# In one stage, watched together.
MANY = 60
# Milliseconds to AWS and back, as from another region of the same continent.
LATENCY = 30


def startup():
    """Milliseconds of `foghorn --version`, median of 20."""
    took = []
    for _ in range(20):
        began = time.perf_counter()
        subprocess.run([FOGHORN, "--version"], stdout=subprocess.DEVNULL, check=True)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def check():
    """Seconds of `foghorn check` of both stages where nothing is wrong, longest of 5."""
    scene = Scene("healthy", latency=LATENCY)
    took = []
    try:
        build = subprocess.run([FOGHORN, "build"], cwd=scene.example, env=scene.environment, capture_output=True, text=True)
        for _ in range(5):
            began = time.perf_counter()
            run = subprocess.run([FOGHORN, "check", "--image", build.stdout.strip()], cwd=scene.example, env=scene.environment, capture_output=True, text=True)
            took.append(time.perf_counter() - began)
            if run.returncode != 0:
                sys.exit(f"a check of what is healthy ended with {run.returncode}:\n{run.stdout}{run.stderr}")
        return max(took)
    finally:
        scene.close()


def measured(scenario, tool, number=1):
    """One run: the tool, and what the simulated AWS says afterwards."""
    scene = Scene(scenario, number)
    try:
        run = tool(scene)
        after = Aftermath(scene)
        calls, a_minute = after.calls_of_the_wait(run.waited)
        result = {"run": run, "calls": calls, "a_minute": a_minute, "finished": after.finished(), "first_fatal": None}
        if scenario == "healthy":
            result["proven"] = after.proven()
        else:
            result["first_fatal"] = after.first_fatal()
        return result
    finally:
        scene.close()


def built_and_again():
    """A first deployment that builds, and a second one that has nothing to do."""
    scene = Scene("healthy")
    try:
        first = Foghorn(scene, image=None)
        before = len(scene.calls())
        second = Foghorn(scene, image=None)
        return first, second, len(scene.calls()) - before
    finally:
        scene.close()


def together(services):
    """API calls of a healthy deployment of so many services in one stage, for each of them."""
    scene = Scene("healthy", services=services)
    try:
        run = Foghorn(scene)
        if run.code != 0:
            sys.exit(f"{services} healthy services ended with {run.code}:\n{run.output}")
        return len(scene.calls()) / services
    finally:
        scene.close()


def main():
    # Alone on the machine: before everything else starts.
    started = startup()
    checked = check()
    with ThreadPoolExecutor(max_workers=32) as pool:
        again = pool.submit(built_and_again)
        alone, many = (pool.submit(together, services) for services in (1, MANY))
        healthy = [pool.submit(measured, "healthy", Foghorn, number) for number in range(1, HEALTHY_RUNS + 1)]
        fatal = {name: pool.submit(measured, name, unchecked) for name in FATAL}
        others = {
            (name, scenario): pool.submit(measured, scenario, tool)
            for name, tool in (("aws ecs wait", aws_cli), ("ecs-deploy", ecs_deploy))
            for scenario in ("healthy", ROLLED_BACK)
        }
    first, second, calls_again = again.result()
    healthy = [one.result() for one in healthy]
    fatal = {name: one.result() for name, one in fatal.items()}
    for run in [first, second, *(one["run"] for one in healthy)]:
        if run.code != 0:
            sys.exit(f"a healthy deployment ended with {run.code}:\n{run.output}")
    causes = {name: one["run"].cause_said - one["first_fatal"] for name, one in fatal.items() if one["run"].cause_said}
    if len(causes) < len(fatal):
        sys.exit(f"no cause was said in {sorted(set(fatal) - set(causes))}")

    table.figures([
        ("foghorn --version, median of 20", started, "ms", 10),
        (f"foghorn check of two stages, {LATENCY} ms to AWS, longest of 5", checked, "s", 2),
        ("release binary", FOGHORN.stat().st_size / 2**20, "MiB", 20),
        ("peak memory, one service, with build and push", first.peak, "MiB", 40),
        (f"AWS done to exit, longest of {HEALTHY_RUNS}", max(one["run"].ended - one["proven"] for one in healthy), "s", 2),
        (f"API calls a minute while waiting, median of {HEALTHY_RUNS}", statistics.median(one["a_minute"] for one in healthy), "", 25),
        (f"end of the rollback to exit, longest of {len(fatal)}", max(one["run"].ended - one["finished"] for one in fatal.values() if one["finished"]), "s", 5),
        (f"API calls for each of {MANY} services, of one alone", 100 * many.result() / alone.result(), "%", 20),
        *((f"first stopped task to its cause: {name}", lag, "s", 3) for name, lag in causes.items()),
        ("nothing to do: time", second.took, "s", 1),
        ("nothing to do: API calls", calls_again, "", 10),
    ])
    runs = {("foghorn", "healthy"): healthy[0], ("foghorn", ROLLED_BACK): fatal[ROLLED_BACK]}
    table.beside(runs | {key: one.result() for key, one in others.items()}, ROLLED_BACK)


main()
