"""The strict reader: a YAML file becomes a frozen record, or an error that names file and line."""

import difflib
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from openasylum.errors import RecordError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST_FILE = 4_000_000  # bytes; no file of facts comes near it, and a YAML bomb does
_DEEPEST = 50  # lists within lists; the parser in C overflows its stack on some thousands
_LARGEST_WHOLE = (
    2**53
)  # beyond it a number is not the same as a float, and far beyond it none at all
_UNREADABLE = (yaml.YAMLError, ValueError, TypeError, AttributeError, IndexError)
"""What PyYAML raises for a tag that does not suit its value, such as !!int ''."""


Problem = tuple[
    tuple[int | str, ...], str
]  # where in the file (keys and indices), and what is wrong


class Record(BaseModel):
    """Base of every record: unknown fields are errors, and nothing changes after reading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False
    )

    def problems(self, against: Any) -> Iterator[Problem]:
        """What is wrong beside the shape of the fields, given the names that `against` knows."""
        return iter(())


R = TypeVar("R", bound=Record)


class _PlainYaml(_Loader):  # type: ignore[misc]
    """YAML without its surprises: only true, false, null, numbers and dates are not text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


def _resolve(tag: str, pattern: str, first: str) -> None:
    for character in first:
        _PlainYaml.yaml_implicit_resolvers.setdefault(character, []).append(
            (f"tag:yaml.org,2002:{tag}", re.compile(pattern))
        )


_resolve("bool", r"^(?:true|false)$", "tf")
_resolve("null", r"^null$", "n")
# 010 is 8 to YAML and 10 to people: neither, so it stays text, and no number takes text.
_resolve("int", r"^[-+]?(?:0|[1-9][0-9_]*)$", "-+0123456789")
_resolve("float", r"^[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+]?[0-9]+)?$", "-+0123456789")
_resolve("float", r"^[-+]?[0-9]+[eE][-+]?[0-9]+$", "-+0123456789")
_resolve("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "0123456789")


def _whole(loader: Any, node: yaml.ScalarNode) -> int:
    """A whole number that can be reckoned with."""
    value: int = loader.construct_yaml_int(node)
    if abs(value) > _LARGEST_WHOLE:
        raise yaml.constructor.ConstructorError(
            problem=f"whole numbers go to {_LARGEST_WHOLE:,}", problem_mark=node.start_mark
        )
    return value


_PlainYaml.add_constructor("tag:yaml.org,2002:int", _whole)


def read(path: Path, kind: type[R], *, shown_as: str | None = None, against: Any = None) -> R:
    """Read `path` as a record of the given kind.

    Args:
        path: a YAML file.
        kind: the record type to check it against.
        shown_as: how messages name the file; its own path if not given.
        against: the names the record may use; without it, names are not looked up.

    Raises:
        RecordError: naming file, line, the value found and the remedy.
    """
    name = shown_as or str(path)
    return parse(_text(path, name), kind, name, against=against)


def fields_in(path: Path, *, shown_as: str | None = None) -> list[str]:
    """The names of the fields a YAML file has, to tell what it is. Raises `RecordError`."""
    name = shown_as or str(path)
    tree = _compose(_text(path, name), name)
    return [str(key.value) for key, _ in tree.value] if isinstance(tree, yaml.MappingNode) else []


def _text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise RecordError(f"{name}: is larger than {_LARGEST_FILE:,} bytes. Split the file.")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise RecordError(f"{name}: is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        raise RecordError(f"{name}: cannot be read ({error.strerror}).") from None


def parse(text: str, kind: type[R], name: str, *, against: Any = None) -> R:
    """Read YAML `text` as a record; messages call the file `name`. Raises `RecordError`."""
    tree = _compose(text, name)
    _refuse_repeats_and_aliases(tree, name)
    facts = _construct(tree, name)
    if not isinstance(facts, dict):
        raise RecordError(f"{name}:1: holds no fields. Write 'field: value' lines.")
    try:
        record = kind.model_validate(_lists_as_tuples(facts), strict=True)
    except ValidationError as error:
        problems = [
            (_line(tree, problem["loc"]), _say(problem, kind))
            for problem in _without_echoes([dict(e) for e in error.errors()], kind)
        ]
        raise RecordError(_listed(name, problems)) from None
    if against is not None:
        found = [(_line(tree, place), what) for place, what in record.problems(against)]
        if found:
            raise RecordError(_listed(name, found))
    return record


def _listed(name: str, problems: list[tuple[int, str]]) -> str:
    """The problems in the order of their lines."""
    ordered = sorted(problems, key=lambda problem: problem[0])
    return "\n".join(f"{name}:{line}: {what}" for line, what in ordered)


def _refuse_depth(text: str, name: str) -> None:
    depth = 0
    for event in yaml.parse(text, _PlainYaml):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise RecordError(f"{name}:{line}: nests more than {_DEEPEST} deep. Flatten it.")


def _compose(text: str, name: str) -> yaml.Node:
    try:
        _refuse_depth(text, name)
        tree = yaml.compose(text, _PlainYaml)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RecordError(
            f"{name}:{line}: is not valid YAML ({error.problem}). Check indentation and quotes."
        ) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise RecordError(f"{name}:1: is not valid YAML ({error}).") from None
    if tree is None:
        raise RecordError(f"{name}:1: is empty.")
    return tree


def _construct(tree: yaml.Node, name: str) -> Any:
    try:
        return _constructed(tree)
    except _UNREADABLE as error:
        mark = getattr(error, "problem_mark", None)
        node = _unreadable(tree)
        line = mark.line + 1 if mark else node.start_mark.line + 1
        value = _show(node.value) if isinstance(node, yaml.ScalarNode) else "what stands here"
        reason = getattr(error, "problem", None) or error
        raise RecordError(f"{name}:{line}: {value} cannot be read ({reason}).") from None


def _constructed(node: yaml.Node) -> Any:
    loader = _PlainYaml("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _unreadable(tree: yaml.Node) -> yaml.Node:
    """The first single value that cannot be read by itself, to name its line; else the whole."""
    for node in _nodes(tree, set(), ""):
        if isinstance(node, yaml.ScalarNode):
            try:
                _constructed(node)
            except _UNREADABLE:
                return node
    return tree


def _lists_as_tuples(found: Any) -> Any:
    """The same values as records hold them: a strict check takes no list for a tuple."""
    if isinstance(found, dict):
        return {key: _lists_as_tuples(value) for key, value in found.items()}
    return tuple(map(_lists_as_tuples, found)) if isinstance(found, list) else found


def _nodes(node: yaml.Node, seen: set[int], name: str) -> Iterator[yaml.Node]:
    if id(node) in seen and not isinstance(node, yaml.ScalarNode):
        line = node.start_mark.line + 1
        raise RecordError(f"{name}:{line}: uses a YAML alias. Write the value out.")
    seen.add(id(node))
    yield node
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _nodes(key, seen, name)
            yield from _nodes(value, seen, name)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _nodes(item, seen, name)


def _refuse_repeats_and_aliases(tree: yaml.Node, name: str) -> None:
    for node in _nodes(tree, set(), name):
        if not isinstance(node, yaml.MappingNode):
            continue
        first: dict[str, int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 1
            word = str(key.value)
            if word in first:
                before = first[word]
                raise RecordError(
                    f"{name}:{line}: '{word}' is given twice, first on line {before}. Keep one."
                )
            first[word] = line


def _line(tree: yaml.Node, location: Sequence[int | str]) -> int:
    """The line of the deepest part of `location` that the file has."""
    node, line = tree, tree.start_mark.line + 1
    for step in location:
        if isinstance(node, yaml.MappingNode):
            pairs = {str(key.value): (key, value) for key, value in node.value}
            if str(step) not in pairs:
                continue
            key, node = pairs[str(step)]
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            if step >= len(node.value):
                break
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _without_echoes(problems: list[dict[str, Any]], kind: type[Record]) -> list[dict[str, Any]]:
    """The problems without the missing fields that are there, only misspelt."""
    meant = {
        (*problem["loc"][:-1], *_meant(problem, kind))
        for problem in problems
        if problem["type"] == "extra_forbidden"
    }
    return [p for p in problems if p["type"] != "missing" or p["loc"] not in meant]


def _meant(problem: dict[str, Any], kind: type[Record]) -> list[str]:
    """The field that an unknown one was probably meant to be, if one comes close."""
    _, names = _fields_at(kind, problem["loc"][:-1])
    return difflib.get_close_matches(str(problem["loc"][-1]), names, n=1, cutoff=0.6)


def _say(problem: dict[str, Any], kind: type[Record]) -> str:
    location = problem["loc"]
    field = str(location[-1]) if location else ""
    where = ".".join(str(step) for step in location)
    if problem["type"] == "extra_forbidden":
        record, names = _fields_at(kind, location[:-1])
        close = _meant(problem, kind)
        hint = f" Did you mean '{close[0]}'?" if close else f" Known: {', '.join(names)}."
        return f"'{field}' is not a field of {record}.{hint}"
    if problem["type"] == "missing":
        return f"'{where}' is missing."
    if problem["type"] == "value_error":
        return f"'{where}': {problem['ctx']['error']}" if where else str(problem["ctx"]["error"])
    message = problem["msg"][0].lower() + problem["msg"][1:]
    return f"'{where}': {message} (found {_show(problem['input'])})."


def _show(value: Any) -> str:
    if isinstance(value, tuple):
        value = list(value)
    text = f"'{value}'" if isinstance(value, str | date) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _fields_at(kind: type[BaseModel], location: Sequence[int | str]) -> tuple[str, list[str]]:
    """The record type found by following `location` from `kind`, and its field names."""
    here: Any = kind
    for step in location:
        if isinstance(step, int) or not hasattr(here, "model_fields"):
            continue
        info = next(
            (f for n, f in here.model_fields.items() if step in (n, f.alias)),
            None,
        )
        found = _record_in(info.annotation) if info is not None else None
        here = found or here
    fields = [info.alias or name for name, info in here.model_fields.items()]
    return here.__name__, fields


def _record_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _record_in(inner)
        if found is not None:
            return found
    return None
