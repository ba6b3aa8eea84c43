"""What a Python module says to people, taken out of its source: f-strings become sentences with places in them."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

# What says something to people: a class that is raised, or a function.
_SAYS = frozenset(
    {
        "Conflict",
        "NotFound",
        "Refused",
        "FileRefused",
        "Unknown",
        "Fault",
        "_fault",
        "PydanticCustomError",
        "UnreadableCsv",
        "_spelled",
    }
)
_FAILS = frozenset(
    {
        "ChannelError",
        "Malformed",
        "Misconfigured",
        "OutcomeUnknown",
        "Provider",
        "SendFailed",
        "SignInRefused",
        "TryLater",
        "Unreachable",
        "_Result",
    }
)
_EXPLAINS = ("refusal", "_content", "_why", "why_not")  # how the name of a function ends whose words are read
_REASONS = ("reason", "again", "why")  # names of arguments that say why something is done

_PLACE = re.compile(r"\{\w+\}")
_SENTENCE = re.compile(r"[A-Z{](?:.*\.|.*\. .*|.*: \{\w+\})")
_WORD = re.compile(r"[A-Za-z]{2,}")


def refusals(module: ast.Module) -> list[str]:
    """What it refuses, in order."""
    return [sentence for node in ast.walk(module) for sentence in _said(node, _SAYS)]


def told(module: ast.Module) -> list[str]:
    """Everything in it that reads like a sentence, but for what is logged, or told to somebody who is not who they say; and
    what explains a failure, however it reads."""
    found: list[str] = []
    nodes: list[ast.AST] = [module]
    while nodes:
        node = nodes.pop()
        match node:
            case ast.Expr(value=ast.Constant()) | ast.Call(func=ast.Name(id="Forged" | "Setting")):
                continue
            case ast.Call(func=ast.Attribute(value=ast.Name(id="_log"))):
                continue
            case ast.BoolOp(op=ast.Or(), values=[*_, ast.Constant() as last]):
                found += _those([last])
            case ast.Constant() | ast.JoinedStr():
                found += [each for each in _those([node]) if _reads_like_a_sentence(each)]
                nodes += (each for each in ast.walk(node) if isinstance(each, ast.FormattedValue))
                continue
            case _:
                found += _said(node, _SAYS | _FAILS)
        nodes += ast.iter_child_nodes(node)
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Reasons:
    """Of modules that belong together: where a function or a class takes a reason, by its name and the place of the
    argument; and which constants they have."""

    takers: Mapping[str, frozenset[int]]
    constants: Mapping[str, str]

    @classmethod
    def of(cls, modules: Iterable[ast.Module]) -> "Reasons":
        takers: dict[str, frozenset[int]] = {}
        constants: dict[str, str] = {}
        for module in modules:
            constants |= dict(_constants(module))
            for node in ast.walk(module):
                match node:
                    case ast.FunctionDef(name=name, args=args) | ast.AsyncFunctionDef(name=name, args=args):
                        names = [each.arg for each in args.args if each.arg not in ("self", "cls")]
                    case ast.ClassDef(name=name, body=body):
                        fields = [each.target for each in body if isinstance(each, ast.AnnAssign)]
                        names = [each.id for each in fields if isinstance(each, ast.Name)]
                    case _:
                        continue
                at = {place for place, each in enumerate(names) if each in _REASONS}
                takers[name] = takers.get(name, frozenset()) | at
        return cls(takers, constants)

    def given(self, module: ast.Module) -> list[str]:
        """The reasons that it gives: `connection lost`."""
        return [
            reason
            for node in ast.walk(module)
            for value in self._values(node)
            for reason in self._said(value)
        ]

    def _values(self, node: ast.AST) -> list[ast.expr]:
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=keywords):
                at = self.takers.get(name, frozenset())
                named = [each.value for each in keywords if each.arg in _REASONS]
                return [*(value for place, value in enumerate(args) if place in at), *named]
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in _REASONS:
                return [value]
            case _:
                return []

    def _said(self, value: ast.expr) -> Iterator[str]:
        for each in _either(value):
            if isinstance(each, ast.Name):
                yield from filter(None, [self.constants.get(each.id)])
            elif sentence := _sentence(each):
                yield sentence


def _constants(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in module.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))) if (
                name.isupper()
            ):
                yield name, text


def _said(node: ast.AST, says: frozenset[str]) -> list[str]:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in says:
            values = [*node.args, *(keyword.value for keyword in node.keywords)]
            return _those([part for value in values for part in _either(value)])
        case ast.FunctionDef(name=name) if name.endswith(_EXPLAINS):
            returned = (each.value for each in ast.walk(node) if isinstance(each, ast.Return))
            return _those([part for value in returned if value is not None for part in _either(value)])
        case _:
            return []


def _either(value: ast.expr) -> list[ast.expr]:
    """Both sides of `this if so else that`, and of `this or that`."""
    match value:
        case ast.IfExp(body=one, orelse=other) | ast.BoolOp(values=[one, other]):
            return [*_either(one), *_either(other)]
        case _:
            return [value]


def _those(values: Iterable[ast.AST]) -> list[str]:
    sentences = (_sentence(value) for value in values)
    return [sentence for sentence in sentences if sentence is not None and " " in sentence.strip()]


def _reads_like_a_sentence(text: str) -> bool:
    own = _PLACE.sub("", text)
    return _SENTENCE.fullmatch(text) is not None and len(_WORD.findall(own)) > 1


def _sentence(value: ast.AST) -> str | None:
    """With a place for what is only known at the moment; None for what is no text, or nothing but a place."""
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            names: list[str] = []
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else _place(part, names) for part in parts
            )
            return text if any(isinstance(part, ast.Constant) for part in parts) else None
        case _:
            return None


def _place(part: ast.expr, names: list[str]) -> str:
    """`{queue}` of what the queue is called, each name once."""
    match part:
        case ast.FormattedValue(value=ast.Name(id=name) | ast.Attribute(attr=name)):
            pass
        case _:
            name = "what"
    unique = name if name not in names else f"{name}{len(names) + 1}"
    names.append(unique)
    return f"{{{unique}}}"
