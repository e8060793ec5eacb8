#!/usr/bin/env python3
"""schema.py DIR FILE...: holds JSON Lines to the schemas in DIR; "-" is stdin. Fails on the first bad line of a file.
schema.py DIR --shapes FILE: holds the schemas to the keys that the program writes (report_samples shapes).
schema.py DIR --bad FILE: every line of FILE must be refused (so that the schemas are seen to refuse)."""
import json
import pathlib
import sys

from jsonschema import Draft202012Validator


def load(folder):
    files = {f.name: json.loads(f.read_text()) for f in pathlib.Path(folder).glob("*.json")}

    def resolved(node):
        if isinstance(node, list):
            return [resolved(n) for n in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            name, _, path = node["$ref"].partition("#/")
            target = files[name]
            for part in path.split("/"):
                target = target[part]
            return resolved(target)
        return {k: resolved(v) for k, v in node.items()}

    schemas = {name.removesuffix(".json"): resolved(s) for name, s in files.items() if name != "common.json"}
    for s in schemas.values():
        Draft202012Validator.check_schema(s)
    return schemas, files["common.json"]["$defs"]


def refuse_constant(word):
    raise ValueError(f"{word} is no JSON")


def unique(pairs):
    if len({k for k, _ in pairs}) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def complaint(schemas, line):
    """Why the line is wrong, or None."""
    try:
        record = json.loads(line.decode("utf-8"), parse_constant=refuse_constant, object_pairs_hook=unique)
        if next(iter(record)) != "type":
            return "type does not come first"
        schema = schemas[record["type"]]
    except (ValueError, KeyError, StopIteration, TypeError, AttributeError) as e:
        return f"{type(e).__name__}: {e}"
    errors = [f"{'.'.join(map(str, e.path)) or '(record)'}: {e.message}" for e in Draft202012Validator(schema).iter_errors(record)]
    order = [k for k in schema["properties"] if k in record]
    if not errors and order != list(record):
        return f"keys are not in the schema's order: {list(record)}"
    return "; ".join(errors) or None


def lines(name):
    data = sys.stdin.buffer.read() if name == "-" else pathlib.Path(name).read_bytes()
    if data and not data.endswith(b"\n"):
        sys.exit(f"{name}: the last line has no end")
    return data.splitlines()


def check_records(schemas, names):
    for name in names:
        for n, line in enumerate(lines(name), 1):
            why = complaint(schemas, line)
            if why:
                sys.exit(f"{name}:{n}: {why}\n{line!r}")


def check_bad(schemas, name):
    for n, line in enumerate(lines(name), 1):
        if not complaint(schemas, line):
            sys.exit(f"{name}:{n}: is wrong, but the schema takes it\n{line!r}")


KINDS = {"string": "str", "array": "strs", "object": "obj"}


def check_keys(path, shape, schema):
    keys = [k for k in schema["properties"] if k != "type"]
    if keys != list(shape):
        sys.exit(f"{path}: the schema has {keys}, the program writes {list(shape)}")
    if schema.get("additionalProperties") is not False:
        sys.exit(f"{path}: additionalProperties is not false")
    for key, kind in shape.items():
        prop = schema["properties"][key]
        if isinstance(kind, dict):
            check_keys(f"{path}.{key}", kind, prop)
        elif KINDS.get(prop.get("type"), kind) not in (kind, "str"):
            sys.exit(f"{path}.{key}: the schema says {prop['type']}, the program writes {kind}")


def check_shapes(schemas, common, name):
    shapes = json.loads(pathlib.Path(name).read_text() if name != "-" else sys.stdin.read())
    words = shapes.pop("words")
    for key, list_ in words.items():
        if common[key]["enum"] != list_:
            sys.exit(f"common.json: {key} has {common[key]['enum']}, the program {list_}")
    records = {k: v for k, v in schemas.items() if k not in ("status", "explain", "vuln")}
    if set(shapes) != set(records):
        sys.exit(f"the schemas are {sorted(records)}, the program writes {sorted(shapes)}")
    for name, shape in shapes.items():
        check_keys(name, shape, schemas[name])


def main(folder, *args):
    schemas, common = load(folder)
    if not args:
        sys.exit("no file given")
    if args[0] == "--shapes":
        check_shapes(schemas, common, args[1])
    elif args[0] == "--bad":
        check_bad(schemas, args[1])
    else:
        check_records(schemas, args)


main(*sys.argv[1:])
