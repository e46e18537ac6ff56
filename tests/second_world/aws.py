"""Serves PyPI's ministack as the AWS of a test: its own ECS with real containers, its own ECR.

It owns the process, its port, its containers and its images, and all that ministack's answers are
made to say otherwise; each such change is a function below, with its reason. It knows no story.

Prints its port, then answers each line of JSON on stdin with a line of JSON, and ends, leaving
nothing behind, when stdin is closed:

    {"account": "…", "service": "ecs", "operation": "CreateCluster", "input": {…}}
    {"image": "product-api:healthy", "entrypoint": ["…"]}
"""

import asyncio
import contextlib
import io
import json
import os
import signal
import socket
import sys
import tarfile
import threading
import time

REGION = "eu-west-1"
# On AWS it takes seconds until a task can fail.
PLACEMENT = 1.0

listener = socket.create_server(("127.0.0.1", 0))
PORT = listener.getsockname()[1]
REGISTRY = f"127.0.0.1:{PORT}"
os.environ.update(
    BIND_HOST="127.0.0.1",
    GATEWAY_PORT=str(PORT),
    MINISTACK_HOST="127.0.0.1",
    MINISTACK_REGION=REGION,
    # A call of Docker's on a busy machine.
    MINISTACK_DOCKER_TIMEOUT="60",
    # Nobody uses them, and their ports are fixed.
    SFTP_ENABLED="0",
    IOT_MTLS_ENABLED="0",
    LOG_LEVEL="ERROR",
)

import botocore.session  # noqa: E402
import docker  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402
from hypercorn.asyncio import serve  # noqa: E402
from hypercorn.config import Config  # noqa: E402
from ministack import app  # noqa: E402
from ministack.core import container_reaper  # noqa: E402
from ministack.services import ecs  # noqa: E402


def members_as_on_aws(sanitize):
    """A task says which deployment started it, and has no stop code before it stops.

    ministack knows the deployment, and says the service's name; foghorn takes a task for its own
    by the deployment's id and by nothing else. Source: ECS API reference, `Task.startedBy`: "If a
    service started the task, the startedBy parameter contains the deployment ID of that service."
    """

    def sanitized(record):
        shown = sanitize(record)
        if isinstance(record, dict) and record.get("_deployment_id"):
            shown["startedBy"] = record["_deployment_id"]
            for member in ("stopCode", "stoppedReason"):
                if not shown.get(member):
                    shown.pop(member, None)
        return shown

    return sanitized


def placed_first(start_task):
    """A task does not fail before UpdateService has answered.

    A missing secret is found here within milliseconds, so that the circuit breaker can have rolled
    back before the answer that names the new deployment.
    """

    def start(*arguments):
        time.sleep(PLACEMENT)
        start_task(*arguments)

    return start


def room_is_used(record_failure):
    """A task that stops makes room for the service's current deployment.

    ministack looks for work when a task of the current deployment stops. If one of the deployment
    before stops later, and its place was the only one left under `maximumPercent`, the current
    deployment would never get a task.
    """

    def record(task, *arguments, **named):
        record_failure(task, *arguments, **named)
        cluster = ecs._cluster_name_from_arn(task["clusterArn"])
        name = f"{cluster}/{task['group'].removeprefix('service:')}"
        service = ecs._services.get(name)
        current = ecs._primary_deployment(service) if service else None
        if current and current["id"] != task["_deployment_id"]:
            ecs._reconcile_service_tasks(cluster, name)

    return record


def plain_container(build_arguments):
    """A container is started once, as it is, without a network.

    ministack tries one that Docker refuses again without `platform`, under the same name, and then
    reports that the name is taken instead of what was wrong. No story needs a network, and the
    daemon of `tests/setup/docker.sh` may have none.
    """

    def arguments(*given):
        made = build_arguments(*given)
        for name in ("platform", "network", "extra_hosts"):
            made.pop(name, None)
        return {**made, "network_mode": "none"}

    return arguments


def own_containers_only(reap_all):
    """At its start ministack would also remove containers that no ministack has signed."""

    def reap(client, stop_timeout=2, include_unlabelled=False):
        return reap_all(client, stop_timeout=stop_timeout)

    return reap


ecs._sanitize = members_as_on_aws(ecs._sanitize)
ecs._start_task_worker = placed_first(ecs._start_task_worker)
ecs._record_service_task_failure = room_is_used(ecs._record_service_task_failure)
ecs._build_run_kwargs = plain_container(ecs._build_run_kwargs)
container_reaper.reap_all = own_containers_only(container_reaper.reap_all)


class Desk:
    """Answers what is asked on stdin."""

    def __init__(self, containers, program):
        self.containers = containers
        self.program = program
        self.session = botocore.session.Session()
        self.clients = {}

    def client(self, account, service):
        """An access key that is an account's number signs in to that account."""
        if (account, service) not in self.clients:
            self.clients[account, service] = self.session.create_client(
                service,
                region_name=REGION,
                endpoint_url=f"http://127.0.0.1:{PORT}",
                aws_access_key_id=account,
                aws_secret_access_key="any",
            )
        return self.clients[account, service]

    def call(self, account, service, operation, input):
        client = self.client(account, service)
        answer = getattr(client, botocore.xform_name(operation))(**input)
        answer.pop("ResponseMetadata")
        return answer

    def image(self, image, entrypoint):
        """Pushes an image whose one file is the program, and returns REPOSITORY@DIGEST."""
        layer = io.BytesIO()
        with tarfile.open(fileobj=layer, mode="w") as archive:
            archive.add(self.program, "bin/busybox")
        repository, tag = f"{REGISTRY}/{image}".rsplit(":", 1)
        self.containers.api.import_image_from_data(
            layer.getvalue(),
            repository=repository,
            tag=tag,
            changes=[f"ENTRYPOINT {json.dumps(entrypoint)}"],
        )
        for line in self.containers.images.push(repository, tag=tag, stream=True, decode=True):
            if "error" in line:
                raise RuntimeError(line["error"])
            if "Digest" in line.get("aux", {}):
                return f"{repository}@{line['aux']['Digest']}"
        raise RuntimeError("the push ended without a digest")

    def answer(self, line):
        asked = json.loads(line)
        try:
            return self.image(**asked) if "image" in asked else self.call(**asked)
        except (ClientError, RuntimeError, docker.errors.DockerException) as error:
            return {"error": str(error)}

    def serve(self):
        print(PORT, flush=True)
        for line in sys.stdin:
            print(json.dumps(self.answer(line), default=str), flush=True)


def clean(containers):
    """Removes every container and image of this process, and says whether there were any."""
    found = False
    mine = f"{container_reaper.INSTANCE_LABEL}={container_reaper.instance_id()}"
    for container in containers.containers.list(all=True, sparse=True, filters={"label": mine}):
        found = True
        with contextlib.suppress(docker.errors.APIError):  # Somebody else removes it right now.
            container.remove(force=True, v=True)
    for image in containers.images.list():
        # Both may be there, or one; with the last tag its digest goes, too.
        for names in ("RepoTags", "RepoDigests"):
            for name in image.attrs[names] or []:
                if name.startswith(f"{REGISTRY}/"):
                    found = True
                    with contextlib.suppress(docker.errors.APIError):
                        containers.images.remove(name, force=True)
    return found


def no_more_containers(*_, **__):
    raise RuntimeError("the test is over")


async def main(program):
    containers = docker.from_env(timeout=60)
    # Without Docker, ministack's tasks would run on paper only, and nothing could fail.
    containers.ping()
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def attend():
        try:
            with contextlib.suppress(BrokenPipeError):  # The test was killed.
                Desk(containers, program).serve()
        finally:
            loop.call_soon_threadsafe(ended.set)

    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.loglevel = "ERROR"
    # The socket listens already: what is asked before the server is up waits.
    threading.Thread(target=attend, daemon=True).start()
    try:
        await serve(app.app, config, shutdown_trigger=ended.wait)
    finally:
        # ministack cleans up, too, but not after a task that was just being started.
        ecs._run_docker_container = no_more_containers
        for _ in range(10):
            if not clean(containers):
                break
            time.sleep(0.2)


# Ctrl+C ends the test, which closes stdin; this process has cleaning to do.
signal.signal(signal.SIGINT, signal.SIG_IGN)
asyncio.run(main(sys.argv[1]))
os._exit(0)  # Threads of ministack's may hang in a call of Docker's.
