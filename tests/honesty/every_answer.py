"""Walks every answer of the simulated AWS against botocore's API models, through whole rollouts.

The simulated region has one cluster per scenario, each with the service `product-api`.
"""

import sys
import time
from collections import Counter

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import answer

SERVICES = ["ecs", "ecr", "ssm", "sts", "logs", "elbv2", "secretsmanager", "iam"]
# Seconds of watching; the simulated AWS runs a hundred times as fast as real time.
WATCH = 7
# Not signed, so the one address of all services cannot tell whose it is.
UNSIGNED = {"AssumeRoleWithSAML"}
ROLE = "arn:aws:iam::111111111111:role/deploy"

found = Counter()
succeeded = set()
# Lifecycle hooks that waited and got their answer.
answered = set()


def look(operation_model, response_dict, **_):
    found.update(answer.faults(operation_model, response_dict))
    if response_dict["status_code"] < 300:
        succeeded.add((operation_model.service_model.service_name, operation_model.name))


def client(service):
    # What is sent is what is asked: no retries, no check on this side, no other host.
    config = Config(retries={"total_max_attempts": 1}, parameter_validation=False, inject_host_prefix=False)
    made = boto3.client(service, config=config)
    made.meta.events.register("before-parse", look)
    return made


ecs, ecr, ssm, sts, logs, elbv2, secrets, iam = (client(service) for service in SERVICES)


def refused(code, call, **parameters):
    """Makes a call that AWS refuses with this code."""
    try:
        call(**parameters)
    except ClientError as error:
        got = error.response["Error"]["Code"]
        if got != code:
            found[f"{call.__name__}({parameters}): refused with {got}, not {code}"] += 1
    else:
        found[f"{call.__name__}({parameters}): not refused with {code}"] += 1


def start(cluster):
    """Registers a new revision and deploys it. Returns its ARN."""
    service = ecs.describe_services(cluster=cluster, services=["product-api"], include=["TAGS"])["services"][0]
    document = ecs.describe_task_definition(taskDefinition=service["taskDefinition"], include=["TAGS"])["taskDefinition"]
    for output in ("taskDefinitionArn", "revision", "status", "requiresAttributes", "compatibilities", "registeredAt", "registeredBy"):
        document.pop(output, None)
    document["containerDefinitions"][0]["environment"] = [{"name": "NEW", "value": "1"}]
    arn = ecs.register_task_definition(**document, tags=[{"key": "by", "value": "boto3"}])["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(cluster=cluster, service="product-api", taskDefinition=arn)
    return arn


def read(cluster):
    """Reads everything there is to read of a service."""
    service = ecs.describe_services(cluster=cluster, services=["product-api"])["services"][0]
    tasks = []
    for status in ("RUNNING", "STOPPED"):
        tasks += ecs.list_tasks(cluster=cluster, serviceName="product-api", desiredStatus=status)["taskArns"]
    if tasks:
        ecs.describe_tasks(cluster=cluster, tasks=tasks[:100], include=["TAGS"])
    listed = ecs.list_service_deployments(cluster=cluster, service="product-api")["serviceDeployments"]
    arns = [deployment["serviceDeploymentArn"] for deployment in listed]
    for deployment in ecs.describe_service_deployments(serviceDeploymentArns=arns)["serviceDeployments"] if arns else []:
        revisions = [deployment["targetServiceRevision"]["arn"]] + [source["arn"] for source in deployment.get("sourceServiceRevisions", [])]
        ecs.describe_service_revisions(serviceRevisionArns=revisions)
        for hook in deployment.get("lifecycleHookDetails", []):
            if hook["status"] == "AWAITING_ACTION" and hook["hookId"] not in answered:
                answered.add(hook["hookId"])
                ecs.continue_service_deployment(serviceDeploymentArn=deployment["serviceDeploymentArn"], hookId=hook["hookId"])
    for balancer in service["loadBalancers"]:
        try:
            elbv2.describe_target_health(TargetGroupArn=balancer["targetGroupArn"])
        except elbv2.exceptions.TargetGroupNotFoundException:
            found["a target group is gone in another scenario than the one about it"] += cluster != "target-group-gone"


def other_calls():
    """Makes the calls that no watching of a rollout makes."""
    ecs.create_cluster(clusterName="new", tags=[{"key": "a", "value": "b"}])
    ecs.describe_clusters(clusters=["new", "nowhere"], include=["TAGS", "STATISTICS", "SETTINGS"])
    ecs.list_clusters()
    definition = ecs.list_task_definitions(familyPrefix="product-api-healthy", sort="DESC")["taskDefinitionArns"][0]
    network = {"awsvpcConfiguration": {"subnets": ["subnet-0123456789abcdef0"]}}
    made = ecs.create_service(cluster="new", serviceName="worker", taskDefinition=definition, desiredCount=1, launchType="FARGATE", networkConfiguration=network)
    arn = made["service"]["serviceArn"]
    ecs.tag_resource(resourceArn=arn, tags=[{"key": "team", "value": "harbour"}])
    ecs.list_tags_for_resource(resourceArn=arn)
    ecs.untag_resource(resourceArn=arn, tagKeys=["team"])
    ecs.list_services(cluster="new")
    ecs.describe_services(cluster="new", services=["worker", "nobody"])
    time.sleep(0.5)
    ecs.stop_task(cluster="new", task=ecs.list_tasks(cluster="new")["taskArns"][0], reason="a test")
    ecs.update_service(cluster="new", service="worker", forceNewDeployment=True)
    in_flight = ecs.list_service_deployments(cluster="new", service="worker", status=["PENDING", "IN_PROGRESS"])["serviceDeployments"][0]
    ecs.stop_service_deployment(serviceDeploymentArn=in_flight["serviceDeploymentArn"], stopType="ROLLBACK")
    read_deployment = {"serviceDeploymentArns": [in_flight["serviceDeploymentArn"]]}
    ecs.describe_service_deployments(**read_deployment)
    ecs.delete_service(cluster="new", service="worker", force=True)
    ecs.deregister_task_definition(taskDefinition=definition)
    sts.get_caller_identity()
    sts.assume_role(RoleArn=ROLE, RoleSessionName="boto3")
    # {"iss":"https://ci.example","sub":"repo:x","aud":"sts.amazonaws.com"}, unsigned.
    token = "e30.eyJpc3MiOiJodHRwczovL2NpLmV4YW1wbGUiLCJzdWIiOiJyZXBvOngiLCJhdWQiOiJzdHMuYW1hem9uYXdzLmNvbSJ9.x"
    sts.assume_role_with_web_identity(RoleArn=ROLE, RoleSessionName="boto3", WebIdentityToken=token)
    elbv2.describe_target_groups()
    elbv2.describe_load_balancers()
    elbv2.describe_listeners()
    secrets.describe_secret(SecretId="token")
    secrets.get_secret_value(SecretId="token")


def registry_calls():
    ecr.get_authorization_token()
    ecr.create_repository(repositoryName="new/one", imageTagMutability="IMMUTABLE", imageScanningConfiguration={"scanOnPush": True})
    ecr.put_image_tag_mutability(repositoryName="new/one", imageTagMutability="MUTABLE")
    ecr.describe_repositories()
    ecr.list_images(repositoryName="product-api")
    ecr.describe_images(repositoryName="product-api")
    ecr.describe_image_scan_findings(repositoryName="product-api", imageId={"imageTag": "v1"})
    both = ecr.batch_get_image(repositoryName="product-api", imageIds=[{"imageTag": "v1"}, {"imageTag": "none"}])
    image = both["images"][0]
    ecr.put_image(repositoryName="product-api", imageManifest=image["imageManifest"], imageTag="v2")
    ecr.batch_check_layer_availability(repositoryName="product-api", layerDigests=["sha256:" + "0" * 64])
    refused("ImageAlreadyExistsException", ecr.put_image, repositoryName="product-api", imageManifest=image["imageManifest"], imageTag="v2")
    refused("RepositoryNotFoundException", ecr.describe_images, repositoryName="none")
    refused("ScanNotFoundException", ecr.describe_image_scan_findings, repositoryName="product-api", imageId={"imageTag": "unscanned"})
    refused("ScanNotFoundException", ecr.describe_image_scan_findings, repositoryName="product-api", imageId={"imageTag": "index"})
    refused("ImageNotFoundException", ecr.describe_images, repositoryName="product-api", imageIds=[{"imageTag": "none"}])
    refused("RepositoryAlreadyExistsException", ecr.create_repository, repositoryName="new/one")


def identity_calls():
    iam.get_role(RoleName="deploy")
    iam.list_role_policies(RoleName="execution-healthy")
    iam.get_role_policy(RoleName="execution-healthy", PolicyName="start")
    iam.list_attached_role_policies(RoleName="execution-healthy")
    simulated = iam.simulate_principal_policy(PolicySourceArn=ROLE, ActionNames=["ssm:GetParameters"], ResourceArns=["*"])
    found["a role without policies may not do everything"] += simulated["EvaluationResults"][0]["EvalDecision"] != "allowed"
    refused("InvalidInput", iam.simulate_principal_policy, PolicySourceArn=ROLE.replace(":iam:", ":sts:"), ActionNames=["ssm:GetParameters"])
    refused("NoSuchEntity", iam.get_role_policy, RoleName="deploy", PolicyName="none")


def parameter_and_log_calls():
    ssm.put_parameter(Name="/a/b", Value="c", Type="String", Description="a test", Tags=[{"Key": "k", "Value": "v"}])
    ssm.put_parameter(Name="/a/b", Value="d", Overwrite=True)
    ssm.get_parameter(Name="/a/b")
    ssm.get_parameters(Names=["/a/b", "/a/none"], WithDecryption=True)
    ssm.get_parameter_history(Name="/a/b")
    ssm.describe_parameters()
    ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId="/a/b", Tags=[{"Key": "l", "Value": "w"}])
    ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="/a/b")
    refused("ParameterAlreadyExists", ssm.put_parameter, Name="/a/b", Value="e", Type="String")
    ssm.delete_parameter(Name="/a/b")
    refused("ParameterNotFound", ssm.get_parameter, Name="/a/b")
    logs.create_log_group(logGroupName="/new")
    refused("ResourceAlreadyExistsException", logs.create_log_group, logGroupName="/new")
    logs.describe_log_groups()
    streams = logs.describe_log_streams(logGroupName="/ecs/product-api")["logStreams"]
    logs.get_log_events(logGroupName="/ecs/product-api", logStreamName=streams[0]["logStreamName"])
    logs.filter_log_events(logGroupName="/ecs/product-api")
    refused("ResourceNotFoundException", logs.filter_log_events, logGroupName="/none")


def refusals():
    """Mistakes and what AWS answers. Source: ECS, STS and ELBv2 API models and public transcripts."""
    here = {"cluster": "healthy", "service": "nobody"}
    refused("ClusterNotFoundException", ecs.describe_services, cluster="nowhere", services=["product-api"])
    refused("ServiceNotFoundException", ecs.update_service, **here)
    refused("ServiceNotFoundException", ecs.list_tasks, cluster="healthy", serviceName="nobody")
    refused("ClientException", ecs.describe_task_definition, taskDefinition="nothing")
    refused("InvalidParameterException", ecs.describe_services, cluster="healthy", services=[])
    container = {"name": "a", "image": "b", "essential": True}
    fargate = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "containerDefinitions": [container]}
    refused("ClientException", ecs.register_task_definition, family="f", cpu="256", memory="16384", **fargate)
    refused("AccessDenied", sts.assume_role, RoleArn=ROLE + "-not", RoleSessionName="boto3")
    refused("TargetGroupNotFound", elbv2.describe_target_groups, Names=["nothing"])
    refused("ResourceNotFoundException", secrets.get_secret_value, SecretId="nothing")


def unknown_operations():
    """Calls every operation there is with nothing. Returns those that the simulated AWS knows."""
    known = set()
    for made in (ecs, ecr, ssm, sts, logs, elbv2, secrets, iam):
        model = made.meta.service_model
        for name in set(model.operation_names) - UNSIGNED:
            try:
                made._make_api_call(name, {})
            except ClientError as error:
                if error.response["Error"]["Code"] in ("UnknownOperationException", "InvalidAction"):
                    continue
            known.add((model.service_name, name))
    return known


clusters = [arn.rpartition("/")[2] for arn in ecs.list_clusters()["clusterArns"]]
for name in clusters:
    start(name)
moments = 0
until = time.monotonic() + WATCH
while time.monotonic() < until or moments < 3:
    for name in clusters:
        read(name)
    moments += 1
other_calls()
registry_calls()
parameter_and_log_calls()
identity_calls()
refusals()
watched = frozenset(succeeded)
found.update(f"{service}.{name} is known, but nothing here calls it" for service, name in unknown_operations() - watched)

print(f"{len(watched)} operations, {moments} moments of {len(clusters)} scenarios")
found = +found
for fault, times in sorted(found.items()):
    print(f"{fault} ({times} times)")
sys.exit(1 if found else 0)
