"""What the simulated AWS says of a deployment afterwards. All times are epoch seconds."""

from scene import CLUSTER, SERVICE

# `limits.soak` of a stage that sets none.
SOAK = 60


class Aftermath:
    """Reads it. What a tool called is read first, so that the questions here do not count."""

    def __init__(self, scene):
        self.calls = scene.calls()
        self.ecs = scene.client("ecs")

    def calls_of_the_wait(self, waited):
        """How many calls came after UpdateService until the tool knew how it ended, and how many a minute."""
        began = next(call["at"] for call in self.calls if call["operation"] == "UpdateService") / 1000
        during = [call for call in self.calls if began < call["at"] / 1000 <= waited]
        return len(during), len(during) * 60 / (waited - began)

    def tasks(self, status):
        arns = self.ecs.list_tasks(cluster=CLUSTER, serviceName=SERVICE, desiredStatus=status)["taskArns"]
        return self.ecs.describe_tasks(cluster=CLUSTER, tasks=arns)["tasks"] if arns else []

    def finished(self):
        """When ECS was done with the deployment, or None."""
        listed = self.ecs.list_service_deployments(cluster=CLUSTER, service=SERVICE)["serviceDeployments"]
        newest = max(listed, key=lambda deployment: deployment["createdAt"])
        return newest["finishedAt"].timestamp() if "finishedAt" in newest else None

    def proven(self):
        """When a deployment was done and its tasks had lived for the soak time."""
        youngest = max(task["startedAt"].timestamp() for task in self.tasks("RUNNING"))
        return max(self.finished(), youngest + SOAK)

    def first_fatal(self):
        """When the first task began to stop that ECS did not stop to make room."""
        stopped = [task for task in self.tasks("STOPPED") if task["stopCode"] != "ServiceSchedulerInitiated"]
        return min(task.get("stoppingAt", task.get("stoppedAt")).timestamp() for task in stopped)
