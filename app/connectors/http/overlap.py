"""Reads worked on side by side, and long lists cut into parts that one request takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
A = TypeVar("A")


def overlapped(work: Callable[[A], T], items: Sequence[A], at_once: int) -> list[T]:
    """The results in order, worked on side by side; the first problem is raised once all have ended."""
    if len(items) <= 1 or at_once <= 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(min(at_once, len(items)), thread_name_prefix="read") as pool:
        return list(pool.map(work, items))


def in_parts(values: Iterable[A], size: int) -> list[list[A]]:
    """The values in their order, at most `size` in each part."""
    every = list(values)
    return [every[start : start + size] for start in range(0, len(every), size)]
