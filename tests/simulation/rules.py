"""Each rule of the protocol taken out, one at a time: some schedule must break what the rule serves, and how soon one does."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from app.engine.safeguards import Safeguards
from tests.simulation.bent import ChangesKey, OverlooksVoided, Posts, SendsBlindly, TrustsFaults
from tests.simulation.campaign import ENGINE, Bench, Tally, broken_by
from tests.simulation.whole.forms import QUICKBOOKS, XERO
from tests.simulation.whole.program import Bend, Choices

MOST = 5000


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule and how it is taken out. `kind` of simulation shows it; one of `serves` has to be broken.

    `from_seed` is where the tests begin to look for a rule that few schedules show; the command begins at 0.
    """

    name: str
    kind: str
    choices: Choices
    serves: tuple[str, ...]
    from_seed: int = 0


def _off(**switches: bool) -> Choices:
    return Choices(safeguards=Safeguards(**switches))


def _awake_too_late(*, ignores_claims: bool = False, believes_claims: bool = False) -> Choices:
    """Put to sleep between commit and first byte; the age of the checks would keep it back as well, so that is taken out too."""
    return Choices(
        safeguards=Safeguards(fresh_check=False),
        bend=Bend(ignores_claims=ignores_claims, believes_claims=believes_claims),
        nap_after="begin after",
    )


RULES: Sequence[Rule] = (
    Rule("journal before send", XERO.name, _off(journal_first=False), ("I7",)),
    Rule("mark only after confirmation", ENGINE, _off(confirmed_first=False), ("I2", "I8")),
    Rule("look up before resend", QUICKBOOKS.name, _off(look_up_first=False), ("I1",)),
    Rule("void check before sending", XERO.name, Choices(bend=Bend(guards=False)), ("I5",)),
    Rule("checks are young at the first byte", XERO.name, _off(fresh_check=False), ("I5",)),
    Rule("no blind resend", XERO.name, Choices(bend=Bend(SendsBlindly)), ("I1", "I7")),
    Rule("age of a replayed key", ENGINE, _off(key_age=False), ("I1",)),
    Rule("same key for the same generation", XERO.name, Choices(bend=Bend(ChangesKey)), ("I1", "I7")),
    Rule("read back before marking", XERO.name, _off(fresh_mark=False), ("I2",)),
    Rule("PUT, not POST", XERO.name, Choices(bend=Bend(Posts)), ("I10",)),
    Rule("5xx is not 'did not happen'", XERO.name, Choices(bend=Bend(TrustsFaults)), ("I1",)),
    Rule("look-ups see voided documents", QUICKBOOKS.name, Choices(bend=Bend(OverlooksVoided)), ("I1",), from_seed=400),
    Rule("claims between workers", XERO.name, _awake_too_late(ignores_claims=True), ("I17",)),
    Rule("claim checked again after a suspend", XERO.name, _awake_too_late(believes_claims=True), ("I17",)),
    Rule("absence is not believed at once", XERO.name, _off(settle_absence=False), ("I16", "I1")),
)


def caught_by(rule: Rule, start: int, most: int) -> tuple[int, str] | None:
    """The first schedule from `start` on that notices the rule's absence, and in what words."""
    bench = Bench()
    try:
        for seed in range(start, start + most):
            found = broken_by(bench, (rule.kind, seed), Tally(), rule.choices)
            hit = next((words for words in found if words.split(":")[0] in rule.serves), None)
            if hit is not None:
                return seed, hit
    finally:
        bench.close()
    return None


def print_rules(processes: int) -> bool:
    """The table of all rules; whether each was caught."""
    print(f"{'rule taken out':<40}{'schedules':<14}{'the first':>10}   broken", flush=True)
    caught_all = True
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        answers = pool.map(partial(caught_by, start=0, most=MOST), RULES)
        for rule, caught in zip(RULES, answers, strict=True):
            seen = f"{caught[0] + 1:>10,}   {caught[1]}" if caught else f"{'never':>10}"
            print(f"{rule.name:<40}{rule.kind:<14}{seen}", flush=True)
            caught_all = caught_all and caught is not None
    return caught_all
