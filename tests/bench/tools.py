"""The tools that are measured: foghorn, and what people use without it. Each run has the moments
when its wait was over and when it ended (epoch seconds), and its exit code."""

import json
import subprocess
import threading
import time

import memory
from scene import CLUSTER, FOGHORN, IMAGE, SERVICE


class Foghorn:
    """A run of `foghorn deploy --stage dev`."""

    def __init__(self, scene, image=IMAGE, checked=True):
        self.events_file = scene.directory / "events.jsonl"
        command = [FOGHORN, "deploy", "--stage", CLUSTER, "--events", self.events_file]
        command += ["--image", image] if image else []
        command += [] if checked else ["--no-check"]
        self.began = time.time()
        self.process = subprocess.Popen(command, cwd=scene.example, env=scene.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.peak = 0
        self.output = ""
        threading.Thread(target=self._drain, daemon=True).start()
        while self.process.poll() is None:
            self.peak = memory.peak(self.process.pid) or self.peak
            time.sleep(0.01)
        self.ended = time.time()
        self.code = self.process.returncode
        self.took = self.ended - self.began
        self.cause_said = self._first("cause-found")
        self.waited = self._first("service-finished") or self.ended

    def _drain(self):
        self.output = self.process.stderr.read()

    def _first(self, name):
        """When something was said first, or None."""
        for line in self.events_file.read_text().splitlines():
            event = json.loads(line)
            if event["event"] == name:
                return self.began + event["at_ms"] / 1000
        return None


class Other:
    """A run of another tool."""

    def __init__(self, scene, command):
        process = subprocess.run(command, cwd=scene.directory, env=scene.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.ended = time.time()
        self.waited = self.ended
        self.code = process.returncode
        self.output = process.stdout + process.stderr


def unchecked(scene):
    """foghorn, without the check that would find some of the mistakes before anything is deployed."""
    return Foghorn(scene, checked=False)


def aws_cli(scene):
    """Registers a revision and updates the service, then waits with `aws ecs wait services-stable`."""
    ecs = scene.client("ecs")
    service = ecs.describe_services(cluster=CLUSTER, services=[SERVICE])["services"][0]
    document = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
    members = ecs.meta.service_model.operation_model("RegisterTaskDefinition").input_shape.members
    document = {name: value for name, value in document.items() if name in members}
    document["containerDefinitions"][0]["image"] = IMAGE
    revision = ecs.register_task_definition(**document)["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(cluster=CLUSTER, service=SERVICE, taskDefinition=revision)
    return Other(scene, ["aws", "ecs", "wait", "services-stable", "--cluster", CLUSTER, "--services", SERVICE])


def ecs_deploy(scene):
    """`ecs deploy` of PyPI's ecs-deploy, with a timeout as long as foghorn's."""
    return Other(scene, ["ecs", "deploy", CLUSTER, SERVICE, "--image", "web", IMAGE, "--timeout", "1200"])
