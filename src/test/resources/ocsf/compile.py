"""Compiles the definitions of OCSF into JSON Schema: one definition for each class that Sluice writes and each object that
it can hold. Needs Python 3 and a checkout of https://github.com/ocsf/ocsf-schema at the version's tag:

    python3 compile.py PATH-TO-CHECKOUT > ocsf-1.8.0.schema.json

Unlike a plain export it keeps the constraints (at_least_one, just_one), the arithmetic of type_uid, that attributes of a
profile need the profile in metadata.profiles, and that nothing is there which the schema does not have. Attributes that
are deprecated, and those that a profile adds to objects, count as not there.
"""
import json
import os
import sys

ROOT = sys.argv[1]
CLASSES = ["base_event", "process_activity", "compliance_finding", "detection_finding", "account_change",
           "authentication", "entity_management", "user_access", "group_management", "file_hosting"]


def load(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return json.load(f)


def by_name(folder):
    found = {}
    for base, _, files in os.walk(os.path.join(ROOT, folder)):
        for name in files:
            if name.endswith(".json"):
                with open(os.path.join(base, name), encoding="utf-8") as f:
                    definition = json.load(f)
                found[definition.get("name") or definition["extends"]] = definition
    return found


EVENTS, OBJECTS = by_name("events"), by_name("objects")
DICTIONARY = load("dictionary.json")
TYPES, ATTRIBUTES = DICTIONARY["types"]["attributes"], DICTIONARY["attributes"]
CATEGORIES = load("categories.json")["attributes"]
VERSION = load("version.json")["version"]


def merged(below, above):
    result = dict(below)
    for key, value in above.items():
        result[key] = merged(result[key], value) if isinstance(value, dict) and isinstance(result.get(key), dict) else value
    return result


def included(attributes):
    own = dict(attributes)
    result = {}
    for path in own.pop("$include", []):
        profile = load(path)
        for name, attribute in profile.get("attributes", {}).items():
            if profile.get("meta") == "profile":
                attribute = dict(attribute, profile=profile["name"])
            result[name] = merged(result.get(name, {}), attribute)
    return merged(result, own)


def resolved(name, definitions):
    definition = definitions[name]
    own = {"attributes": included(definition.get("attributes", {})), "constraints": definition.get("constraints")}
    if "extends" not in definition or definition["extends"] == name:
        return dict(own, category=definition.get("category"))
    parent = resolved(definition["extends"], definitions)
    return {"attributes": merged(parent["attributes"], own["attributes"]),
            "constraints": parent["constraints"] if own["constraints"] is None else own["constraints"],
            "category": definition.get("category", parent.get("category"))}


def basic(type_name):
    definition = TYPES[type_name]
    root = definition.get("type", type_name)
    schema = {"boolean_t": {"type": "boolean"}, "integer_t": {"type": "integer"}, "long_t": {"type": "integer"},
              "float_t": {"type": "number"}, "json_t": {}, "string_t": {"type": "string"}}[root].copy()
    if "regex" in definition:
        schema["pattern"] = definition["regex"]
    if "max_len" in definition:
        schema["maxLength"] = definition["max_len"]
    if "range" in definition:
        schema["minimum"], schema["maximum"] = definition["range"]
    return schema


def attribute(name, use, reached):
    definition = merged(ATTRIBUTES.get(name, {}), use)
    type_name = definition["type"]
    if type_name == "object_t":
        type_name = definition["object_type"]
    if type_name in TYPES:
        schema = basic(type_name)
    elif type_name == "object":
        schema = {"type": "object"}
    else:
        reached.append(type_name)
        schema = {"$ref": "#/$defs/" + type_name}
    if "enum" in definition:
        keys = definition["enum"].keys()
        schema = {"enum": sorted((int(k) for k in keys)) if schema.get("type") == "integer" else sorted(keys)}
    return {"type": "array", "items": schema} if definition.get("is_array") else schema


def constrained(schema, constraints):
    for kind, names in (constraints or {}).items():
        schema[{"at_least_one": "anyOf", "just_one": "oneOf"}[kind]] = [{"required": [n]} for n in names]
    return schema


def members(definition, reached, profiles):
    properties, required, needed = {}, [], {}
    for name, use in sorted(definition["attributes"].items()):
        if use is None or "@deprecated" in use or "@deprecated" in ATTRIBUTES.get(name, {}):
            continue
        profile = use.get("profile")
        if profile and not profiles:
            continue
        properties[name] = attribute(name, use, reached)
        if profile:
            needed[name] = profile
        elif use.get("requirement") == "required":
            required.append(name)
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = required
    return schema, needed


def event_class(name, reached):
    definition = resolved(name, EVENTS)
    schema, needed = members(definition, reached, True)
    category = 0 if name == "base_event" else CATEGORIES[definition["category"]]["uid"]
    uid = category * 1000 + EVENTS[name].get("uid", 0)
    properties = schema["properties"]
    properties["class_uid"], properties["category_uid"] = {"const": uid}, {"const": category}
    properties["type_uid"] = {"enum": [uid * 100 + a for a in properties["activity_id"]["enum"]]}
    schema["allOf"] = [{"if": {"properties": {"activity_id": {"const": a}}},
                        "then": {"properties": {"type_uid": {"const": uid * 100 + a}}}}
                       for a in properties["activity_id"]["enum"]]
    schema["dependentSchemas"] = {
        attr: {"properties": {"metadata": {"required": ["profiles"],
                                           "properties": {"profiles": {"contains": {"const": profile}}}}}}
        for attr, profile in sorted(needed.items())}
    return uid, constrained(schema, definition["constraints"])


def main():
    reached, definitions, classes = [], {}, {}
    for name in CLASSES:
        uid, schema = event_class(name, reached)
        classes[uid] = name
        definitions["class_" + name] = schema
    while reached:
        name = reached.pop()
        if name not in definitions:
            definition = resolved(name, OBJECTS)
            schema, _ = members(definition, reached, False)
            definitions[name] = constrained(schema, definition["constraints"])
    definitions["metadata"]["properties"]["version"] = {"const": VERSION}
    root = {"$schema": "https://json-schema.org/draft/2020-12/schema",
            "$comment": "Compiled by compile.py from OCSF " + VERSION + "; see README.md.",
            "type": "object", "required": ["class_uid"],
            "properties": {"class_uid": {"enum": sorted(classes)}},
            "allOf": [{"if": {"properties": {"class_uid": {"const": uid}}}, "then": {"$ref": "#/$defs/class_" + name}}
                      for uid, name in sorted(classes.items())],
            "$defs": definitions}
    json.dump(root, sys.stdout, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    print()


main()
