"""Shapes that several resources share: words that come in, and pages of lists."""

from typing import Annotated, Generic, TypeVar

from pydantic import Field, StringConstraints

from workspace_web.wire import Epoch, Shape

# What may stand in an address or a short field: no control characters, which no id has and PostgreSQL does
# not take.
Word = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Remark = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
# What people write: lines and tabs are part of it, other control characters are not.
Written = Annotated[
    str, StringConstraints(max_length=100_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")
]

ItemT = TypeVar("ItemT")


class Listing(Shape, Generic[ItemT]):
    """All there are."""

    items: tuple[ItemT, ...]


class Page(Shape, Generic[ItemT]):
    """Some of a long list."""

    items: tuple[ItemT, ...]
    next: str | None = Field(
        description="The `cursor` to ask with, all else the same, for what follows; null at the end."
    )


class OpenSession(Shape):
    """Where somebody is signed in."""

    id: str
    way: str
    address: str
    browser: str
    created_at: Epoch
    used_at: Epoch
    expires_at: Epoch


class Paging(Shape):
    """How much of a long list, and from where."""

    limit: int = Field(default=50, ge=1, le=200)
    cursor: Word | None = Field(default=None, description="`next` of the page before.")
