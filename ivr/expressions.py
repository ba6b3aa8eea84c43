"""The small safe language of `branch` and `set`: `tries < 3 and (kind == 'new' or caller in ['100', '101'])`.

Grammar, loosest binding first:

    or · and · not · == != < <= > >= in, not in · + - · * / % · unary minus · literal, name, f(x), (x)

Literals are numbers, 'text' or "text", `true`, `false`; the right side of `in` is a list `[a, b]` or a text
to look into. Functions: `length(x)`, `lower(x)`, `number(x)`. A dotted name is one flat variable, never an
attribute.

Parsing raises `WrongSyntax`; evaluating never raises: what makes no sense (an unknown variable, a division by
zero) is the empty text. Size and depth are limited when parsing, values when evaluating, so the cost has a
bound by construction.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from ivr.values import (
    MAX_NUMBER,
    MAX_TEXT,
    NAME_PATTERN,
    Value,
    WrongSyntax,
    as_number,
    as_text,
    bounded,
    compared,
    is_true,
)

MAX_SOURCE = 500
MAX_TOKENS = 100
MAX_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    argument: "Term"


@dataclass(frozen=True, slots=True)
class Negative:
    term: "Term"


@dataclass(frozen=True, slots=True)
class Not:
    term: "Term"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    operator: str
    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class Compare:
    operator: str
    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class OneOf:
    term: "Term"
    choices: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class PartOf:
    term: "Term"
    text: "Term"


@dataclass(frozen=True, slots=True)
class AllOf:
    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    terms: tuple["Term", ...]


Term: TypeAlias = (
    Literal | Name | Call | Negative | Not | Arithmetic | Compare | OneOf | PartOf | AllOf | AnyOf
)


@dataclass(frozen=True, slots=True)
class Expression:
    source: str
    term: Term

    def names(self) -> frozenset[str]:
        """The variables that it reads."""
        return frozenset(_names(self.term))

    def value(self, variables: Mapping[str, Value]) -> Value:
        return bounded(_value(self.term, variables))

    def holds(self, variables: Mapping[str, Value]) -> bool:
        return is_true(self.value(variables))


def parse(source: str) -> Expression:
    """Raises `WrongSyntax`."""
    if len(source) > MAX_SOURCE:
        raise WrongSyntax(f"is longer than {MAX_SOURCE} characters")
    return Expression(source, _Parser(source).whole())


# --- parsing: one method per line of the grammar ------------------------------------------------------------

_TOKEN = re.compile(
    rf"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")|(?P<name>{NAME_PATTERN})"
    r"|(?P<mark>==|!=|<=|>=|[-+*/%<>()\[\],]))",
    re.ASCII,
)
_WORDS = frozenset(("and", "or", "not", "in", "true", "false"))
_COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">="))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # number, text, name, mark (marks and reserved words) or end
    text: str
    at: int


def _tokens(source: str) -> Iterator[_Token]:
    at, end = 0, len(source.rstrip())
    while at < end:
        match = _TOKEN.match(source, at)
        if match is None or match.lastgroup is None:
            raise WrongSyntax(
                f"has something unreadable at position {at + 1}: {source[at : at + 10].strip()!r}"
            )
        kind, text = match.lastgroup, match[match.lastgroup]
        yield _Token("mark" if text in _WORDS else kind, text, match.start(kind))
        at = match.end()
    yield _Token("end", "", end)


class _Parser:
    def __init__(self, source: str) -> None:
        self._tokens = list(_tokens(source))
        if len(self._tokens) > MAX_TOKENS:
            raise WrongSyntax(f"has more than {MAX_TOKENS} words and marks")
        self._next = 0
        self._depth = 0

    def whole(self) -> Term:
        term = self._or()
        if self._here.kind != "end":
            raise self._wrong("an operator or the end")
        return term

    @property
    def _here(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, *marks: str) -> str | None:
        """The next token's text if it is one of these marks, stepping over it."""
        token = self._here
        if token.kind != "mark" or token.text not in marks:
            return None
        self._next += 1
        return token.text

    def _expect(self, mark: str) -> None:
        if self._take(mark) is None:
            raise self._wrong(repr(mark))

    def _wrong(self, wanted: str) -> WrongSyntax:
        found = repr(self._here.text) if self._here.kind != "end" else "the end"
        return WrongSyntax(f"needs {wanted} at position {self._here.at + 1}, not {found}")

    def _nested(self, parse_inner: Callable[[], Term]) -> Term:
        """Every recursion of the grammar goes through here, so the depth has one limit."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise WrongSyntax(f"is nested deeper than {MAX_DEPTH}")
        term = parse_inner()
        self._depth -= 1
        return term

    def _or(self) -> Term:
        terms = [self._and()]
        while self._take("or"):
            terms.append(self._and())
        return terms[0] if len(terms) == 1 else AnyOf(tuple(terms))

    def _and(self) -> Term:
        terms = [self._not()]
        while self._take("and"):
            terms.append(self._not())
        return terms[0] if len(terms) == 1 else AllOf(tuple(terms))

    def _not(self) -> Term:
        if self._take("not"):
            return Not(self._nested(self._not))
        return self._comparison()

    def _comparison(self) -> Term:
        left = self._sum()
        if operator := self._take(*_COMPARISONS):
            return Compare(operator, left, self._sum())
        if self._take("in"):
            return self._in(left)
        if self._take("not"):
            self._expect("in")
            return Not(self._in(left))
        return left

    def _in(self, term: Term) -> Term:
        if not self._take("["):
            return PartOf(term, self._sum())
        choices = [self._sum()]
        while self._take(","):
            choices.append(self._sum())
        self._expect("]")
        return OneOf(term, tuple(choices))

    def _sum(self) -> Term:
        term = self._product()
        while operator := self._take("+", "-"):
            term = Arithmetic(operator, term, self._product())
        return term

    def _product(self) -> Term:
        term = self._unary()
        while operator := self._take("*", "/", "%"):
            term = Arithmetic(operator, term, self._unary())
        return term

    def _unary(self) -> Term:
        if self._take("-"):
            return Negative(self._nested(self._unary))
        return self._atom()

    def _atom(self) -> Term:
        if self._take("("):
            inner = self._nested(self._or)
            self._expect(")")
            return inner
        if word := self._take("true", "false"):
            return Literal(word == "true")
        token = self._here
        if token.kind in ("mark", "end"):
            raise self._wrong("a value, a name or '('")
        self._next += 1
        if token.kind == "text":
            return Literal(token.text[1:-1])
        if token.kind == "number":
            return Literal(_number(token.text))
        if self._take("("):
            return self._call(token.text)
        return Name(token.text)

    def _call(self, function: str) -> Term:
        if function not in _FUNCTIONS:
            raise WrongSyntax(f"calls {function!r}; the functions are {', '.join(sorted(_FUNCTIONS))}")
        argument = self._nested(self._or)
        self._expect(")")
        return Call(function, argument)


def _number(digits: str) -> int | float:
    number = float(digits) if "." in digits else int(digits)
    if number > MAX_NUMBER:
        raise WrongSyntax(f"has a number above {MAX_NUMBER:.0f}")
    return number


# --- evaluating ---------------------------------------------------------------------------------------------

_FUNCTIONS: dict[str, Callable[[Value], Value]] = {
    "length": lambda value: len(as_text(value)),
    "lower": lambda value: as_text(value).lower(),
    "number": lambda value: "" if (number := as_number(value)) is None else number,
}


def _value(term: Term, variables: Mapping[str, Value]) -> Value:
    match term:
        case Literal(value):
            return value
        case Name(name):
            return variables.get(name, "")
        case Call(function, argument):
            return _FUNCTIONS[function](_value(argument, variables))
        case Negative(inner):
            return _arithmetic("-", 0, _value(inner, variables))
        case Not(inner):
            return not is_true(_value(inner, variables))
        case Arithmetic(operator, left, right):
            return _arithmetic(operator, _value(left, variables), _value(right, variables))
        case Compare(operator, left, right):
            return _compare(operator, _value(left, variables), _value(right, variables))
        case OneOf(inner, choices):
            value = _value(inner, variables)
            return any(compared(value, _value(choice, variables)) == 0 for choice in choices)
        case PartOf(inner, text):
            return as_text(_value(inner, variables)) in as_text(_value(text, variables))
        case AllOf(terms):
            return all(is_true(_value(inner, variables)) for inner in terms)
        case AnyOf(terms):
            return any(is_true(_value(inner, variables)) for inner in terms)
        case _:
            assert_never(term)


def _compare(operator: str, left: Value, right: Value) -> bool:
    """Values that cannot be ordered are different, and neither less nor more."""
    order = compared(left, right)
    if operator == "==":
        return order == 0
    if operator == "!=":
        return order != 0
    if order is None:
        return False
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[operator]


def _arithmetic(operator: str, left: Value, right: Value) -> Value:
    """Numbers are reckoned; `+` with a text that is no number joins. Bounded at every step."""
    if operator == "+" and isinstance(left, str) and isinstance(right, str):
        return (left + right)[:MAX_TEXT]
    a, b = as_number(left), as_number(right)
    if a is None or b is None:
        return (as_text(left) + as_text(right))[:MAX_TEXT] if operator == "+" else ""
    match operator:
        case "+":
            return bounded(a + b)
        case "-":
            return bounded(a - b)
        case "*":
            return bounded(a * b)
        case "/":
            return bounded(a / b) if b else ""
        case _:
            return bounded(a % b) if b else ""


def _names(term: Term) -> Iterator[str]:
    match term:
        case Literal():
            return
        case Name(name):
            yield name
        case Call(_, inner) | Negative(inner) | Not(inner):
            yield from _names(inner)
        case Arithmetic(_, left, right) | Compare(_, left, right) | PartOf(left, right):
            yield from _names(left)
            yield from _names(right)
        case OneOf(inner, choices):
            yield from _names(inner)
            for choice in choices:
                yield from _names(choice)
        case AllOf(terms) | AnyOf(terms):
            for inner in terms:
                yield from _names(inner)
        case _:
            assert_never(term)
