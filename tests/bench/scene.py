"""Where a measurement happens: a copy of examples/product-api in a git repository of its own, and
a simulated AWS for it in a process of its own, at the speed of real time."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import urllib.request

import boto3

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
FOGHORN = CHECKOUT / os.environ.get("CARGO_TARGET_DIR", "target") / "release/foghorn"
CLUSTER, SERVICE = "dev", "product-api"
# An image of no registry of ours: nothing is built, and nobody is asked about it.
IMAGE = "public.ecr.aws/foghorn/product-api@sha256:" + "5" * 64


class Scene:
    """A simulated AWS in which one scenario happens. Leave it with `close`."""

    def __init__(self, scenario, number=1, services=None, latency=0):
        self.scenario = scenario
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="foghorn-bench-"))
        self.example = self.directory / "product-api"
        shutil.copytree(CHECKOUT / "examples/product-api", self.example)
        if services:
            self._multiply(services)
        self._vary(number)
        self._commit()
        command = [FOGHORN, "simulate", "--scenario", scenario, "--latency", str(latency)]
        self.simulator = subprocess.Popen(command, cwd=self.example, stdout=subprocess.PIPE, text=True)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        for line in self.simulator.stdout:
            name, _, value = line.strip().removeprefix("export ").partition("=")
            self.environment[name] = value
            if name == "AWS_EC2_METADATA_DISABLED":
                break
        self.environment["AWS_DEFAULT_REGION"] = self.environment["AWS_REGION"]

    def _vary(self, number):
        """Another account is another run of chance in the simulated AWS."""
        file = self.example / "foghorn.yml"
        file.write_text(file.read_text().replace("111111111111", str(number).zfill(12)))

    def _multiply(self, services):
        """Puts so many services in the place of the one."""
        document = json.loads((self.example / "ecs/task-definition.json").read_text())
        entries = ""
        for name in (f"product-{number:02}" for number in range(1, services + 1)):
            (self.example / f"ecs/{name}.json").write_text(json.dumps(document | {"family": name}))
            entries += f"  {name}:\n    service: {name}\n    task-definition: ecs/{name}.json\n    container: web\n"
        file = self.example / "foghorn.yml"
        one = "task-definition: ecs/task-definition.json\nservice: product-api\ncontainer: web\n"
        assert one in file.read_text()
        file.write_text(file.read_text().replace(one, "services:\n" + entries))

    def _commit(self):
        who = ["-c", "user.name=bench", "-c", "user.email=bench@example.invalid"]
        for command in (["init", "--quiet"], ["add", "."], [*who, "commit", "--quiet", "--message", "first"]):
            subprocess.run(["git", *command], cwd=self.example, check=True)

    def client(self, service):
        key = {"aws_access_key_id": self.environment["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": self.environment["AWS_SECRET_ACCESS_KEY"]}
        return boto3.client(service, endpoint_url=self.environment["AWS_ENDPOINT_URL"], region_name=self.environment["AWS_REGION"], **key)

    def calls(self):
        """Every call so far: `at` (epoch milliseconds), `service`, `operation`."""
        with urllib.request.urlopen(self.environment["AWS_ENDPOINT_URL"] + "/_foghorn/calls") as answer:
            return json.load(answer)

    def close(self):
        self.simulator.terminate()
        self.simulator.wait()
        shutil.rmtree(self.directory)
