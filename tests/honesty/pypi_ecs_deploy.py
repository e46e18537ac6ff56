"""`ecs-deploy` of PyPI ends on the simulated AWS as it ends on AWS.

It asks whether the one deployment left has all its tasks, so it takes a rollback for a success. It
notices a primary deployment that is FAILED, and events that say `unable`, which ECS sends when a
task cannot start, but not when its container exits or its health checks fail.
"""

import subprocess
import sys

import boto3

# Cluster, further options, exit code, what it says.
ENDINGS = [
    ("healthy", [], 0, "Deployment successful"),
    ("one-task-dies-once", [], 0, "Deployment successful"),
    ("exit-at-start", [], 0, "Deployment successful"),
    ("rolled-back-by-ecs", [], 0, "Deployment successful"),
    ("fargate-illusion", ["--ignore-warnings"], 0, "Deployment successful"),
    ("image-not-found", [], 1, "unable to place a task. Reason: CannotPullContainerError"),
    ("fargate-illusion-no-rollback", [], 1, "unable to place a task. Reason: ResourceInitializationError"),
    ("missing-parameter", [], 1, "unable to place a task. Reason: ResourceInitializationError"),
]
ROLLED_BACK = {"exit-at-start", "rolled-back-by-ecs", "fargate-illusion"}
failures = []


def begin(cluster, options):
    command = ["ecs", "deploy", cluster, "product-api", *options, "--timeout", "40", "-e", "web", "LEVEL", "debug"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


started = [begin(cluster, options) for cluster, options, _, _ in ENDINGS]
for (cluster, _, code, says), process in zip(ENDINGS, started):
    out, _ = process.communicate(timeout=120)
    if process.returncode != code or says not in out:
        failures.append(f"{cluster}: exit {process.returncode}, not {code} with {says!r}:\n{out}")

ecs = boto3.client("ecs")
for cluster in ROLLED_BACK:
    service = ecs.describe_services(cluster=cluster, services=["product-api"])["services"][0]
    if not service["taskDefinition"].endswith(":1"):
        failures.append(f"{cluster} was not rolled back: {service['taskDefinition']}")

print("\n".join(failures))
sys.exit(1 if failures else 0)
