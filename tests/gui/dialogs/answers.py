"""How the offices of the tests answer: by a handle, by itself or when told to, with what was made or with a refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.errors import ExpectedProblem
from app.worker.handle import TaskHandle
from app.worker.tasks import Failed, Lane, Succeeded


@dataclass
class Answers:
    """`calls` tells what was asked; `refusals` makes a verb fail once; a verb named in `held` waits to be ended."""

    calls: list[tuple[str, object]] = field(default_factory=list)
    refusals: dict[str, ExpectedProblem] = field(default_factory=dict)
    held: dict[str, list[Callable[[], None]]] = field(default_factory=dict)
    handles: list[TaskHandle] = field(default_factory=list)

    def answer(self, verb: str, work: Callable[[], object], said: object = None) -> TaskHandle:
        """A handle that ends by itself: with what `work` gives, or with the refusal kept for this verb."""
        self.calls.append((verb, said))
        handle = TaskHandle(verb, Lane.WRITE)
        self.handles.append(handle)

        def end() -> None:
            refusal = self.refusals.pop(verb, None)
            try:
                if refusal is not None:
                    raise refusal
                handle.settle(Succeeded(work()))
            except ExpectedProblem as problem:
                handle.settle(Failed(problem))

        if verb in self.held:
            self.held[verb].append(end)
        else:
            end()
        return handle

    def asked(self, verb: str) -> list[object]:
        """What was said with each call of a verb."""
        return [said for name, said in self.calls if name == verb]
