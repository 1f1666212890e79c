# SPDX-License-Identifier: MIT
"""Holds a value against a JSON schema, as far as tools/lab/schemas uses the language; a word that is not known here is an error
of the schema, so that none is overlooked."""
import re

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "integer": int, "number": (int, float)}
KNOWN = {"$schema", "title", "description", "type", "enum", "required", "properties", "additionalProperties", "items", "minItems", "minimum",
         "minLength", "pattern"}


def problems(value, schema: dict, place: str = "") -> list[str]:
    """What is wrong with the value, each with its place; none if it fits."""
    if unknown := set(schema) - KNOWN:
        raise ValueError(f"schema at '{place}': {unknown} is not understood here")
    types = schema.get("type", list(TYPES))
    types = [types] if isinstance(types, str) else types
    if not any(isinstance(value, TYPES[each]) and (each == "boolean" or not isinstance(value, bool)) for each in types):
        return [f"{place}: {value!r} is not of type {types}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place}: {value!r} is none of {schema['enum']}")
    if isinstance(value, (int, float)) and value < schema.get("minimum", value):
        found.append(f"{place}: {value} is too small")
    if isinstance(value, str):
        found += [f"{place}: too short"] * (len(value) < schema.get("minLength", 0))
        found += [f"{place}: '{value}' is not like {schema.get('pattern')}"] * (not re.search(schema.get("pattern", ""), value))
    if isinstance(value, list):
        found += [f"{place}: too few"] * (len(value) < schema.get("minItems", 0))
        found += [each for at, item in enumerate(value) for each in problems(item, schema.get("items", {}), f"{place}[{at}]")]
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{place}.{name} is missing" for name in schema.get("required", []) if name not in value]
        found += [f"{place}.{name} is not known" for name in value if name not in known and schema.get("additionalProperties") is False]
        found += [each for name in value if name in known for each in problems(value[name], known[name], f"{place}.{name}")]
    return found
