"""The AWS CLI deploys, waits and looks around as it does on AWS.

`aws ecs wait services-stable` asks every 15 seconds, by a clock of its own; while it sleeps, a
quarter of an hour passes in the simulated AWS.
"""

import json
import subprocess
import sys

failures = []


def check(what, got, expected):
    if got != expected:
        failures.append(f"{what}: {got!r}, not {expected!r}")


def begin(*arguments):
    pipe = subprocess.PIPE
    return subprocess.Popen(["aws", *arguments], stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True)


def end(process):
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def aws(*arguments):
    """Runs the CLI and returns what it printed, read as JSON where it is."""
    code, out, err = end(begin(*arguments))
    if code != 0:
        failures.append(f"aws {' '.join(arguments)}: exit {code}: {err.strip()}")
        return None
    return json.loads(out) if out.startswith(("{", "[", '"')) else out.strip()


def of(cluster):
    return "--cluster", cluster


def deploy(cluster):
    """Registers a second revision and updates the service to it."""
    family = f"product-api-{cluster}"
    query = "taskDefinition.{family:family,networkMode:networkMode,requiresCompatibilities:requiresCompatibilities,cpu:cpu,memory:memory,executionRoleArn:executionRoleArn,containerDefinitions:containerDefinitions}"
    document = aws("ecs", "describe-task-definition", "--task-definition", family, "--query", query)
    document["containerDefinitions"][0]["environment"] = [{"name": "LEVEL", "value": "debug"}]
    registered = aws("ecs", "register-task-definition", "--cli-input-json", json.dumps(document))
    check(f"{cluster}: the revision", registered["taskDefinition"]["revision"], 2)
    updated = aws("ecs", "update-service", *of(cluster), "--service", "product-api", "--task-definition", family)
    statuses = [deployment["status"] for deployment in updated["service"]["deployments"]]
    check(f"{cluster}: the deployments", statuses, ["PRIMARY", "ACTIVE"])
    return begin("ecs", "wait", "services-stable", *of(cluster), "--services", "product-api")


def runs(cluster):
    query = "services[0].[taskDefinition, length(deployments), deployments[0].rolloutState, runningCount]"
    arn, *rest = aws("ecs", "describe-services", *of(cluster), "--services", "product-api", "--query", query)
    return [arn.rpartition("/")[2], *rest]


deployed = deploy("one-task-dies-once")
rolled_back = deploy("fargate-illusion")

nobody = end(begin("ecs", "wait", "services-stable", *of("healthy"), "--services", "nobody"))
check("waiting for a service that is not there", nobody[0], 255)
if "terminal failure state" not in nobody[2]:
    failures.append(f"waiting for a service that is not there: {nobody[2]}")

check("the account", aws("sts", "get-caller-identity", "--query", "Account"), "111111111111")
check("the digest", len(aws("ecr", "describe-images", "--repository-name", "product-api", "--query", "imageDetails[0].imageDigest")), 71)
if not aws("ecr", "get-login-password"):
    failures.append("no password for docker login")
check("a parameter", aws("ssm", "get-parameter", "--name", "/password", "--with-decryption", "--query", "Parameter.Value"), "x")
check("a secret", aws("secretsmanager", "get-secret-value", "--secret-id", "token", "--query", "SecretString"), '{"user":"x"}')
check("the health", aws("elbv2", "describe-target-groups", "--names", "healthy", "--query", "TargetGroups[0].TargetType"), "ip")

code, _, error = end(deployed)
check(f"the waiter on a deployment that succeeds ({error})", code, 0)
check("what runs then", runs("one-task-dies-once"), ["product-api-one-task-dies-once:2", 1, "COMPLETED", 4])
# The defect of the waiter: one deployment, as many tasks as wanted; nobody asks of which revision.
code, _, error = end(rolled_back)
check(f"the waiter on a deployment that is rolled back ({error})", code, 0)
check("what runs then", runs("fargate-illusion"), ["product-api-fargate-illusion:1", 1, "COMPLETED", 2])
lines = aws("logs", "filter-log-events", "--log-group-name", "/ecs/product-api", "--query", "events[].message")
check("the last words of the task that died", lines, ["lost the race for the migration lock, exiting"])

print("\n".join(failures))
sys.exit(1 if failures else 0)
