"""IAM in force: policies decide about every call, and are simulated, as on AWS.

Who may do what is in `iam.json`.
"""

import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import answer

failures = []
KEYS = {"aws_access_key_id": "111111111111", "aws_secret_access_key": "simulated"}
USER = "arn:aws:iam::111111111111:user/simulated"
EXECUTION = "arn:aws:iam::111111111111:role/tasks/execution"
HERE = "eu-west-1:111111111111"


def look(operation_model, response_dict, **_):
    failures.extend(answer.faults(operation_model, response_dict))


def client(service, **keys):
    made = boto3.client(service, config=Config(retries={"total_max_attempts": 1}), **(keys or KEYS))
    made.meta.events.register("before-parse", look)
    return made


def outcome(call, parameters):
    """The error code and message of a call, or nothing."""
    try:
        call(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    return None, ""


def expect(call, code, text="", **parameters):
    got = outcome(call, parameters)
    if got[0] != code or text not in got[1]:
        failures.append(f"{call.__name__}({parameters}): {got}, not {code} with {text!r}")


def refused(call, action, resource, **parameters):
    """Expects AWS's literal refusal. Source: IAM User Guide, "Troubleshoot access denied"."""
    text = f"User: {USER} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action"
    expect(call, "AccessDeniedException", text, **parameters)


ecs, ecr, ssm, sts, logs, elbv2, secrets, iam = (client(name) for name in ("ecs", "ecr", "ssm", "sts", "logs", "elbv2", "secretsmanager", "iam"))


def authorisation():
    healthy = {"cluster": "healthy"}
    expect(sts.get_caller_identity, None)
    expect(ecs.describe_services, None, **healthy, services=["product-api"])
    refused(ecs.describe_services, "ecs:DescribeServices", f"arn:aws:ecs:{HERE}:service/healthy/other", **healthy, services=["other"])
    expect(ecs.list_tasks, None, **healthy)
    refused(ecs.list_tasks, "ecs:ListTasks", "*", cluster="other")
    refused(ecs.register_task_definition, "ecs:RegisterTaskDefinition", "*", family="f", containerDefinitions=[])
    # An update hands on the roles of the task definition it names.
    running = "product-api-healthy:1"
    refused(ecs.update_service, "iam:PassRole", "arn:aws:iam::111111111111:role/execution-healthy", **healthy, service="product-api", taskDefinition=running)
    expect(ecs.update_service, None, **healthy, service="product-api", desiredCount=2)
    expect(logs.get_log_events, "ResourceNotFoundException", logGroupName="/ecs/product-api", logStreamName="none")
    refused(logs.describe_log_groups, "logs:DescribeLogGroups", f"arn:aws:logs:{HERE}:log-group::log-stream:")
    expect(secrets.describe_secret, None, SecretId="token")
    expect(secrets.get_secret_value, "AccessDeniedException", f"on resource: arn:aws:secretsmanager:{HERE}:secret:token-", SecretId="token")
    expect(elbv2.describe_target_groups, None)
    expect(elbv2.describe_load_balancers, "AccessDenied", "elasticloadbalancing:DescribeLoadBalancers")
    # A condition on a key that the request does not have.
    refused(ssm.get_parameters, "ssm:GetParameters", f"arn:aws:ssm:{HERE}:parameter/password", Names=["/password"])
    described = ssm.describe_parameters(ParameterFilters=[{"Key": "Name", "Option": "Equals", "Values": ["/password"]}])["Parameters"]
    if not described[0]["KeyId"].startswith("arn:aws:kms:") or "Value" in described[0]:
        failures.append(f"describe_parameters: {described}")


def repositories():
    image = [{"imageTag": "v1"}]
    own = ecr.batch_get_image(repositoryName="product-api", imageIds=image)["images"][0]
    put = {"repositoryName": "product-api", "imageManifest": own["imageManifest"], "imageTag": "v2"}
    expect(ecr.put_image, "AccessDeniedException", "with an explicit deny in an identity-based policy", **put)
    # Another account's needs its consent, too.
    expect(ecr.batch_get_image, None, registryId="222222222222", repositoryName="shared", imageIds=image)
    for name, call in (("shared", ecr.describe_images), ("private", ecr.batch_get_image)):
        expect(call, "AccessDeniedException", "because no resource-based policy allows", registryId="222222222222", repositoryName=name, imageIds=image)


def sessions():
    credentials = sts.assume_role(RoleArn="arn:aws:iam::222222222222:role/proof", RoleSessionName="boto3")["Credentials"]
    keys = {"aws_access_key_id": credentials["AccessKeyId"], "aws_secret_access_key": credentials["SecretAccessKey"], "aws_session_token": credentials["SessionToken"]}
    proof = client("ssm", **keys)
    expect(proof.get_parameter, "ParameterNotFound", Name="/record")
    session = "User: arn:aws:sts::222222222222:assumed-role/proof/boto3 is not authorized to perform: ssm:GetParameters"
    expect(proof.get_parameters, "AccessDeniedException", session, Names=["/record"])
    # It trusts ECS only.
    expect(sts.assume_role, "AccessDenied", "not authorized to perform: sts:AssumeRole", RoleArn=EXECUTION, RoleSessionName="boto3")


def roles():
    role = iam.get_role(RoleName="execution")["Role"]
    trusted = role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"]
    if (role["Arn"], role["Path"], trusted) != (EXECUTION, "/tasks/", "ecs-tasks.amazonaws.com"):
        failures.append(f"get_role: {role}")
    expect(iam.get_role, "NoSuchEntity", "The role with name nobody cannot be found.", RoleName="nobody")
    expect(iam.get_role, None, RoleName="AWSServiceRoleForECS")
    names = iam.list_role_policies(RoleName="execution")["PolicyNames"]
    attached = iam.list_attached_role_policies(RoleName="execution")["AttachedPolicies"]
    document = iam.get_role_policy(RoleName="execution", PolicyName="read")["PolicyDocument"]
    if (names, attached[0]["PolicyName"], document["Version"]) != (["read"], "logs", "2012-10-17"):
        failures.append(f"policies: {names}, {attached}, {document}")


def simulations():
    key = f"arn:aws:kms:{HERE}:key/0a1b2c3d-0000-4000-a000-000000000000"
    parameters = [f"arn:aws:ssm:{HERE}:parameter/{name}" for name in ("password", "other")]
    via = [{"ContextKeyName": "kms:ViaService", "ContextKeyValues": ["ssm.eu-west-1.amazonaws.com"], "ContextKeyType": "string"}]
    for action, resources, context, decision, missing in (
        ("ssm:GetParameters", parameters, [], "allowed", []),
        ("ssm:GetParameter", parameters, [], "implicitDeny", []),
        ("kms:Decrypt", [key], [], "implicitDeny", ["kms:ViaService"]),
        ("kms:Decrypt", [key], via, "allowed", []),
        ("logs:CreateLogGroup", ["*"], [], "explicitDeny", []),
        # Its boundary leaves out ECR.
        ("ecr:BatchGetImage", [f"arn:aws:ecr:{HERE}:repository/product-api"], [], "implicitDeny", []),
    ):
        result = iam.simulate_principal_policy(PolicySourceArn=EXECUTION, ActionNames=[action], ResourceArns=resources, ContextEntries=context)["EvaluationResults"]
        specific = result[0].get("ResourceSpecificResults", [])
        if len(result) != 1 or result[0]["EvalDecision"] != decision or result[0]["MissingContextValues"] != missing:
            failures.append(f"simulating {action}: {result}")
        if [one["EvalResourceName"] for one in specific] != [name for name in resources if name != "*"]:
            failures.append(f"simulating {action}: {specific}")
    pages = list(iam.get_paginator("simulate_principal_policy").paginate(PolicySourceArn=EXECUTION, ActionNames=["ssm:GetParameters", "logs:PutLogEvents", "ecr:PutImage"], PaginationConfig={"PageSize": 2}))
    if [len(page["EvaluationResults"]) for page in pages] != [2, 1]:
        failures.append(f"pages: {pages}")
    expect(iam.simulate_principal_policy, "NoSuchEntity", PolicySourceArn=EXECUTION + "-not", ActionNames=["ssm:GetParameters"])
    session = "arn:aws:sts::111111111111:assumed-role/execution/x"
    expect(iam.simulate_principal_policy, "AccessDenied", "iam:SimulatePrincipalPolicy", PolicySourceArn=session, ActionNames=["ssm:GetParameters"])


authorisation()
repositories()
sessions()
roles()
simulations()
print("\n".join(failures))
sys.exit(1 if failures else 0)
