"""Bodies of the micro endpoints: the letter x, in slices of one block."""

from collections.abc import Iterator

BLOCK = b"x" * (1024 * 1024)


def blocks(size: int) -> Iterator[bytes]:
    for _ in range(size // len(BLOCK)):
        yield BLOCK
    if size % len(BLOCK):
        yield BLOCK[: size % len(BLOCK)]


def chunk(size: int) -> bytes:
    return BLOCK[:size] if size <= len(BLOCK) else b"x" * size
