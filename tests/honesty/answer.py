"""Compares one raw answer with the output shape of an AWS API model.

Owns what the model promises: no unknown member, the right types, known enum values, required
members, lengths and patterns, declared error codes. It calls nothing.
"""

import base64
import json
import re
import xml.etree.ElementTree as ElementTree
from datetime import datetime

# Codes that AWS's front gives for any operation; the models do not repeat them.
# Source: ECS API reference, "Common errors".
COMMON_JSON_CODES = {
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "SerializationException",
    "ThrottlingException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationException",
}
# The same of the Query protocol. Source: IAM API reference, "Common errors".
COMMON_QUERY_CODES = {
    "AccessDenied",
    "ExpiredToken",
    "IncompleteSignature",
    "InvalidAction",
    "InvalidClientTokenId",
    "MissingAuthenticationToken",
    "SignatureDoesNotMatch",
    "Throttling",
    "ValidationError",
}


def faults(operation, response):
    """Returns what is wrong with a response of this operation, as sentences."""
    if operation.service_model.protocol == "query":
        return _query(operation, response)
    return _json(operation, response)


def _json(operation, response):
    body = json.loads(response["body"] or b"{}")
    if response["status_code"] < 300:
        if operation.output_shape is None:
            return [f"{operation.name}: has no output"] if body else []
        return list(_value(operation.output_shape, body, operation.name))
    code = body.pop("__type", None)
    found = _code(operation, code, response["status_code"], COMMON_JSON_CODES)
    declared = {shape.error_code: shape for shape in operation.error_shapes}
    known = set(declared[code].members) if code in declared else set()
    found += [f"{operation.name}: {code} has no member {name}" for name in body if name not in known | {"message", "Message"}]
    return found


def _query(operation, response):
    root = ElementTree.fromstring(response["body"])
    namespace = operation.service_model.metadata["xmlNamespace"]
    found = [f"{operation.name}: {element.tag} is not in {namespace}" for element in root.iter() if not element.tag.startswith(f"{{{namespace}}}")]
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    if response["status_code"] >= 300:
        code = root.findtext("Error/Code")
        return found + _code(operation, code, response["status_code"], COMMON_QUERY_CODES)
    if root.tag != f"{operation.name}Response" or root.find("ResponseMetadata/RequestId") is None:
        found.append(f"{operation.name}: not the envelope of the Query protocol")
    result = root.find(operation.output_shape.serialization["resultWrapper"])
    return found + list(_element(operation.output_shape, result, operation.name))


def _code(operation, code, status, common):
    if status == 500 or code in common:
        return []
    for shape in operation.error_shapes:
        if shape.error_code == code:
            expected = shape.metadata.get("error", {}).get("httpStatusCode", 400)
            return [] if status == expected else [f"{operation.name}: {code} with status {status}, not {expected}"]
    return [f"{operation.name}: the error code {code} is not declared"]


def _value(shape, value, path):
    """Walks a value of the JSON protocol."""
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is not a structure"
            return
        members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        yield from (f"{path}.{name}: unknown member" for name in value if name not in members)
        yield from (f"{path}.{name}: required, and missing" for name in shape.required_members if name not in value)
        for name, member in members.items():
            if name in value:
                yield from _value(member, value[name], f"{path}.{name}")
    elif kind == "list":
        if not isinstance(value, list):
            yield f"{path}: {value!r} is not a list"
            return
        # The least length is for inputs: AWS's own answers have empty lists where the model wants one.
        if len(value) > shape.metadata.get("max", len(value)):
            yield f"{path}: {len(value)} items"
        for item in value:
            yield from _value(shape.member, item, f"{path}[]")
    elif kind == "map":
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is not a map"
            return
        for name, item in value.items():
            yield from _text(shape.key, name, f"{path} key")
            yield from _value(shape.value, item, f"{path}{{}}")
    elif kind == "string":
        if not isinstance(value, str):
            yield f"{path}: {value!r} is not a string"
            return
        yield from _text(shape, value, path)
    elif kind == "boolean":
        if not isinstance(value, bool):
            yield f"{path}: {value!r} is not a boolean"
    elif kind in ("integer", "long"):
        if not isinstance(value, int) or isinstance(value, bool):
            yield f"{path}: {value!r} is not an {kind}"
    elif kind in ("float", "double", "timestamp"):
        # Timestamps are epoch seconds in this protocol.
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            yield f"{path}: {value!r} is not a {kind}"
    elif kind == "blob":
        base64.b64decode(value, validate=True)
    else:
        yield f"{path}: the type {kind} is not looked at here"


def _element(shape, element, path):
    """Walks an element of the Query protocol."""
    kind = shape.type_name
    if kind == "structure":
        members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        present = [child.tag for child in element]
        yield from (f"{path}.{name}: unknown member" for name in present if name not in members)
        yield from (f"{path}.{name}: twice" for name in set(present) if present.count(name) > 1)
        yield from (f"{path}.{name}: required, and missing" for name in shape.required_members if name not in present)
        for child in element:
            if child.tag in members:
                yield from _element(members[child.tag], child, f"{path}.{child.tag}")
    elif kind == "list":
        for child in element:
            if child.tag != "member":
                yield f"{path}: <{child.tag}> in a list"
            yield from _element(shape.member, child, f"{path}[]")
    elif kind == "string":
        yield from _text(shape, element.text or "", path)
    elif kind == "boolean":
        if element.text not in ("true", "false"):
            yield f"{path}: {element.text!r} is not a boolean"
    elif kind in ("integer", "long"):
        if not re.fullmatch(r"-?\d+", element.text or ""):
            yield f"{path}: {element.text!r} is not an {kind}"
    elif kind == "timestamp":
        datetime.fromisoformat(element.text.replace("Z", "+00:00"))
    else:
        yield f"{path}: the type {kind} is not looked at here"


def _text(shape, text, path):
    if getattr(shape, "enum", None) and text not in shape.enum:
        yield f"{path}: {text!r} is not in {shape.name}"
    yield from _length(shape, len(text), path)
    pattern = shape.metadata.get("pattern")
    # Java's classes such as \p{L} are not Python's.
    if pattern and "\\p" not in pattern and not re.fullmatch(pattern, text, re.DOTALL):
        yield f"{path}: {text!r} does not match {pattern}"


def _length(shape, length, path):
    if not shape.metadata.get("min", 0) <= length <= shape.metadata.get("max", length):
        yield f"{path}: {length} long"
