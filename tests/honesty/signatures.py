"""Signatures are checked as AWS checks them, with AWS's error codes in either protocol."""

import sys
from datetime import datetime, timedelta
from unittest import mock

import boto3
import botocore.auth
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

KEY = {"aws_access_key_id": "111111111111", "aws_secret_access_key": "simulated"}
ROLE = "arn:aws:iam::111111111111:role/deploy"
failures = []


def code(service, call, signature_version=None, **credentials):
    """Makes a call with these credentials and returns the error code, if any."""
    config = Config(signature_version=signature_version, retries={"total_max_attempts": 1})
    client = boto3.client(service, config=config, **credentials)
    try:
        getattr(client, call)()
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def check(what, credentials, json_code, query_code, **more):
    for service, call, expected in (("ecs", "list_clusters", json_code), ("sts", "get_caller_identity", query_code)):
        got = code(service, call, **credentials, **more)
        if got != expected:
            failures.append(f"{what}: {service} says {got}, not {expected}")


def at(offset):
    """Signs with a clock that is off by so much."""
    wrong = mock.Mock(wraps=datetime)
    now = datetime.utcnow() + offset
    wrong.utcnow.return_value = now
    wrong.now.return_value = now
    return mock.patch.multiple(botocore.auth, get_current_datetime=lambda *_, **__: now)


session = boto3.client("sts", **KEY).assume_role(RoleArn=ROLE, RoleSessionName="boto3")["Credentials"]
role = {
    "aws_access_key_id": session["AccessKeyId"],
    "aws_secret_access_key": session["SecretAccessKey"],
    "aws_session_token": session["SessionToken"],
}
wrong_secret = ("InvalidSignatureException", "SignatureDoesNotMatch")
unknown_key = ("UnrecognizedClientException", "InvalidClientTokenId")

check("a known key", KEY, None, None)
check("a role's session", role, None, None)
check("a wrong secret", {**KEY, "aws_secret_access_key": "wrong"}, *wrong_secret)
check("a session with a wrong secret", {**role, "aws_secret_access_key": "wrong"}, *wrong_secret)
check("an unknown key", {**KEY, "aws_access_key_id": "AKIAIOSFODNN7EXAMPLE"}, *unknown_key)
check("a session without its token", {**role, "aws_session_token": None}, *unknown_key)
check("a session with another token", {**role, "aws_session_token": "other"}, *unknown_key)
check("no signature", KEY, "MissingAuthenticationTokenException", "MissingAuthenticationToken", signature_version=UNSIGNED)
with at(timedelta(hours=-7)):
    check("a signature of yesterday", KEY, *wrong_secret)
with at(timedelta(minutes=6)):
    check("a signature of tomorrow", KEY, *wrong_secret)

print("\n".join(failures))
sys.exit(1 if failures else 0)
