"""A client in Python made from the schema alone: a frozen data class for each schema, a function
for each list. What it reads it checks: a type, a null or a missing field that the schema does not
announce is an error, as it is to the clients that others generate."""

import keyword
import re
from collections.abc import Iterator
from dataclasses import make_dataclass
from datetime import date, datetime
from typing import Any


class UnannouncedError(AssertionError):
    pass


def identifier(name: str) -> str:
    name = re.sub(r"\W", "_", name)
    return f"{name}_" if keyword.iskeyword(name) or name[:1].isdigit() else name


class GeneratedClient:
    """`get`: asks an address and gives what JSON holds."""

    def __init__(self, schema: dict[str, Any], get: Any) -> None:
        self.schema, self.get = schema, get
        self.classes: dict[str, type] = {}
        for name, found in schema["components"]["schemas"].items():
            if found.get("type") == "object":
                fields = [identifier(field) for field in found.get("properties", {})]
                self.classes[name] = make_dataclass(identifier(name), fields, frozen=True)

    def lists(self) -> list[str]:
        return [path for path in self.schema["paths"] if "{" not in path]

    def pages(self, path: str, **query: Any) -> Iterator[Any]:
        """Every page of a list, as data classes."""
        answer = self.schema["paths"][path]["get"]["responses"]["200"]
        wanted = answer["content"]["application/json"]["schema"]
        address = path + "?" + "&".join(f"{name}={value}" for name, value in query.items())
        while address:
            page = self.read(wanted, self.get(address), path)
            yield page
            address = getattr(page, "next", None)

    def read(self, schema: dict[str, Any], value: Any, where: str) -> Any:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return self.read(self.named(name), value, where)
        for part in ("allOf", "oneOf", "anyOf"):
            if part in schema:
                return self.read_one_of(schema, part, value, where)
        if value is None:
            if schema.get("nullable") or schema.get("enum") == [None] or schema == {}:
                return None
            raise UnannouncedError(f"{where} is null")
        return self.read_value(schema, value, where)

    def named(self, name: str) -> dict[str, Any]:
        return {"x-name": name} | self.schema["components"]["schemas"][name]

    def read_one_of(self, schema: dict[str, Any], part: str, value: Any, where: str) -> Any:
        if value is None and schema.get("nullable"):
            return None
        problems = []
        for one in schema[part]:
            try:
                return self.read(one, value, where)
            except UnannouncedError as problem:
                problems.append(str(problem))
        raise UnannouncedError("; ".join(problems))

    def read_value(self, schema: dict[str, Any], value: Any, where: str) -> Any:
        if "enum" in schema and value not in schema["enum"]:
            raise UnannouncedError(f"{where}: {value!r} is none of {schema['enum']}")
        kind = schema.get("type")
        types: dict[Any, Any] = {
            "string": str,
            "integer": int,
            "number": (int, float),
            "boolean": bool,
            "array": list,
            "object": dict,
        }
        is_wrong = kind in types and not isinstance(value, types[kind])
        if is_wrong or (kind in ("integer", "number") and isinstance(value, bool)):
            raise UnannouncedError(f"{where}: {value!r} is no {kind}")
        if kind == "array":
            return [
                self.read(schema["items"], item, f"{where}[{number}]")
                for number, item in enumerate(value)
            ]
        if kind == "object":
            return self.read_object(schema, value, where)
        if kind == "string":
            return self.read_text(schema, value, where)
        return value

    def read_text(self, schema: dict[str, Any], value: str, where: str) -> Any:
        readers = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}
        reader = readers.get(schema.get("format", ""))
        try:
            return reader(value) if reader else value
        except ValueError:
            raise UnannouncedError(f"{where}: {value!r} is no {schema['format']}") from None

    def read_object(self, schema: dict[str, Any], value: dict[str, Any], where: str) -> Any:
        known = schema.get("properties")
        if known is None or schema.get("additionalProperties"):
            return value
        missing = set(schema.get("required", ())) - set(value)
        unknown = set(value) - set(known)
        if missing or unknown:
            raise UnannouncedError(f"{where}: missing {missing}, not announced {unknown}")
        found = {
            identifier(name): self.read(part, value[name], f"{where}.{name}")
            for name, part in known.items()
            if name in value
        }
        made = self.classes.get(schema.get("x-name", ""))
        fields = dict.fromkeys(map(identifier, known)) | found
        return made(**fields) if made else fields
