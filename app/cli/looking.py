"""Commands that look into the log and keep the records."""

from __future__ import annotations

from app.cli.counter import Counter
from app.cli.endings import Exit
from app.cli.output import totals
from app.cli.telling import outcome_counts, run_figures
from app.domain.errors import BadInput
from app.domain.safe_csv import write_csv
from app.domain.words import count_of

_LOG_HEADER = (
    *("time", "number", "what", "fact", "state", "attempt", "user", "sentence", "answer", "remote_id", "url", "detail"),
)


def runs(counter: Counter) -> Exit:
    """Runs, newest first."""
    asked = counter.asked
    route_id = counter.route(asked.route).id if asked.route else ""
    if asked.limit < 1:
        raise BadInput("At least one run is shown.", field="limit")
    found = counter.desks.log.runs(route_id, asked.limit, asked.find)
    rows = [
        (
            run.run_id[:8],
            f"{run.started.astimezone():%Y-%m-%d %H:%M}",
            run.organisation,
            ", ".join(f"{n} {state.replace('_', ' ')}" for state, n in outcome_counts(run).items()),
            totals(r.source for r in run.reconciliation),
        )
        for run in found
    ]
    if rows:
        counter.out.table(("Run", "Started", "Books", "Documents", "Total"), rows)
    else:
        counter.out.say("There is no run yet.")
    counter.out.object({"runs": [run_figures(run) for run in found]})
    return Exit.DONE


def log(counter: Counter) -> Exit:
    """Every remote change of a run."""
    run_id = counter.run_id(counter.asked.run)
    entries = counter.desks.log.story(run_id)
    rows = [
        (
            entry.at.isoformat(timespec="seconds"),
            entry.reference,
            entry.what,
            entry.fact,
            entry.state,
            str(entry.attempt),
            entry.user,
            entry.sentence,
            entry.answer,
            entry.remote_id,
            entry.url,
            entry.detail,
        )
        for entry in entries
    ]
    if counter.asked.csv is not None:
        try:
            counter.asked.csv.write_text(write_csv(_LOG_HEADER, rows), "utf-8", newline="")
        except OSError as problem:
            raise BadInput(f"{counter.asked.csv} cannot be written.", field="csv", details=str(problem)) from problem
        counter.out.say(f"{count_of(len(rows), 'entry', 'entries')} written to {counter.asked.csv}.")
    else:
        counter.out.table(("Time", "Number", "What", "Fact", "Sentence"), [(*r[:4], r[7]) for r in rows])
    counter.out.object({"run": run_id, "entries": [dict(zip(_LOG_HEADER, row, strict=True)) for row in rows]})
    return Exit.DONE


def backup(counter: Counter) -> Exit:
    """Make a copy, or list the copies."""
    upkeep = counter.desks.upkeep
    if not counter.asked.only_list:
        made = upkeep.back_up("asked")
        counter.out.say(f"Backed up to {made.path}.")
    found = upkeep.backups()
    if counter.asked.only_list:
        counter.out.table(
            ("File", "Made", "Why"), [(b.path.name, f"{b.at.astimezone():%Y-%m-%d %H:%M}", b.reason) for b in found]
        )
    counter.out.object({"backups": [{"file": str(b.path), "at": b.at.isoformat(), "reason": b.reason} for b in found]})
    return Exit.DONE


def restore(counter: Counter) -> Exit:
    """Put a copy in place, or accept the journal after that."""
    upkeep = counter.desks.upkeep
    if counter.asked.confirm:
        found = upkeep.finding()
        if found.sentence:
            counter.out.say(found.sentence)
        counter.confirm(
            "Look at the ledger first: what the journal has forgotten is there. Accept the journal as it is?"
        )
        upkeep.confirm()
        counter.out.say("The journal is accepted; sending is possible again.")
        counter.out.object({"confirmed": True})
        return Exit.DONE
    if counter.asked.backup is None:
        raise BadInput("Which backup is meant?", field="backup", advice="'backup --list' lists them.")
    counter.confirm("Put this backup in place of the records?")
    upkeep.restore(counter.asked.backup)
    counter.out.say(
        "Restored. Nothing is sent before 'rebuild ROUTE' has entered what the ledger holds, "
        "or you have looked yourself and said 'restore --confirm'."
    )
    counter.out.object({"restored": str(counter.asked.backup)})
    return Exit.DONE


def database(counter: Counter) -> Exit:
    """Say where the records are, or choose another place for them."""
    upkeep, wanted = counter.desks.upkeep, counter.asked.address
    if wanted == "file":
        upkeep.use_database("", "")
    elif wanted:
        upkeep.use_database(wanted, counter.secret("Password (empty if there is none)"))
    place = upkeep.database_address() or f"a file in {counter.desks.data}"
    counter.out.say(f"From the next start on the records are: {place}." if wanted else f"The records are: {place}.")
    counter.out.object({"database": upkeep.database_address() or "file"})
    return Exit.DONE
