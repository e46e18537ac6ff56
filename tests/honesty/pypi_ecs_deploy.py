"""`ecs-deploy` of PyPI ends on the simulated AWS as it ends on AWS.

It asks whether the one deployment left has all its tasks, so it takes a rollback for a success. It
notices a deployment that is FAILED while it is the primary one, and events that say `unable`.
"""

import subprocess
import sys

import boto3

# Cluster, exit code, what it says.
ENDINGS = [
    ("healthy", 0, "Deployment successful"),
    ("one-task-dies-once", 0, "Deployment successful"),
    ("fargate-illusion", 0, "Deployment successful"),
    ("image-not-found", 0, "Deployment successful"),
    ("fargate-illusion-no-rollback", 1, "Deployment Failed! ECS deployment circuit breaker"),
    ("fargate-illusion-no-breaker", 1, "is unable to consistently start tasks successfully"),
]
ROLLED_BACK = {"fargate-illusion", "image-not-found"}
failures = []


def begin(cluster):
    command = ["ecs", "deploy", cluster, "product-api", "--timeout", "60", "--no-deregister", "-e", "web", "LEVEL", "debug"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


started = [begin(cluster) for cluster, _, _ in ENDINGS]
for (cluster, code, says), process in zip(ENDINGS, started):
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
