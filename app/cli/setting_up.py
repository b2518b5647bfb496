"""Commands that set connections, routes and mappings up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

from app.cli.counter import Counter
from app.cli.endings import Exit
from app.cli.grammar import ADVANCED
from app.domain.documents import SalesForm
from app.domain.errors import BadInput
from app.domain.grants import grant_warning
from app.domain.mapping import ArrivalStatus, MappingBook, SalesTaxPolicy
from app.domain.route import Connection, Route, System
from app.domain.words import count_of
from app.flows.mapping_file import Effect, keep_import, mapping_csv, read_import
from app.flows.setup.drafts import ConnectionDraft
from app.ports.sign_in import Tenant


def list_connections(counter: Counter) -> Exit:
    """All connections."""
    found = counter.desks.setup.connections()
    if not found:
        counter.out.say("There is no connection yet. 'connections add autotask --name ... --username ...' makes one.")
    else:
        rows = [(c.name, c.system.value, c.tenant_name, _standing(c)) for c in found]
        counter.out.table(("Name", "System", "Books", "Standing"), rows)
        for connection in found:
            if (warning := grant_warning(connection, counter.desks.clock.now())) is not None:
                counter.out.say(f"{connection.name}: {warning.sentence} {warning.advice}")
    counter.out.object({"connections": [_connection(c) for c in found]})
    return Exit.DONE


def _standing(connection: Connection) -> str:
    return "sign in" if connection.needs_sign_in else "choose books" if not connection.tenant else "ready"


def _connection(connection: Connection) -> dict[str, Any]:
    return {
        "id": connection.id,
        "name": connection.name,
        "system": connection.system.value,
        "tenant": connection.tenant,
        "tenant_name": connection.tenant_name,
        "practice": connection.practice,
        "standing": _standing(connection),
    }


def add_connection(counter: Counter) -> Exit:
    """Set a connection up; a source is tested before anything is kept."""
    asked, setup = counter.asked, counter.desks.setup
    if asked.system == "autotask":
        settings = {"username": asked.username, "base_url": asked.base_url, "ca_file": asked.ca_file}
        secrets = {"secret": counter.secret("Secret"), "integration_code": counter.secret("Integration code")}
        draft = ConnectionDraft(System.AUTOTASK, asked.name, settings, secrets)
        kept = setup.save_connection(draft, setup.try_out(draft, counter.stop))
        counter.out.say(f"{kept.name} is set up: {kept.tenant_name}.")
    elif asked.system == "rotessa":
        names = ("environment", "api_url", "web_url", "ca_file")
        settings = {name: value for name in names if (value := getattr(asked, name))}
        draft = ConnectionDraft(System.ROTESSA, asked.name, settings, {"api_key": counter.secret("API key")})
        kept = setup.save_connection(draft, setup.try_out(draft, counter.stop))
        counter.out.say(f"{kept.name} is set up.")
    else:
        kept = setup.save_connection(_ledger_draft(counter))
        counter.out.say(f'{kept.name} is set up. Sign in next: connections sign-in "{kept.name}"')
    counter.out.object({"connection": _connection(kept)})
    return Exit.DONE


def _ledger_draft(counter: Counter) -> ConnectionDraft:
    """A ledger is tested by signing in. Intuit's apps have a secret, Xero's have none."""
    asked, system = counter.asked, System(counter.asked.system)
    if asked.environment == "sandbox":
        raise BadInput(
            "Only Rotessa's sandbox is named so.", field="environment", advice="Intuit's keys are development."
        )
    names = ("client_id", "environment", "redirect_url", "ca_file", *ADVANCED)
    given = {name: value for name in names if (value := getattr(asked, name))}
    secrets = {"client_secret": counter.secret("Client secret")} if system is System.QUICKBOOKS else {}
    return ConnectionDraft(system, asked.name, given, secrets)


def _wait_for_paste(counter: Counter, connection_id: str) -> None:
    """Read one line while the sign-in waits; what it brings, or why it brings nothing, is said at once."""

    def read() -> None:
        try:
            counter.desks.setup.hand_in(connection_id, counter.standard_input.readline())
        except BadInput as problem:
            counter.out.say(f"{problem.sentence} {problem.advice}")

    counter.out.say("Then copy the whole address the browser shows and paste it here:")
    Thread(target=read, name="paste", daemon=True).start()


def sign_in(counter: Counter) -> Exit:
    """Sign in in the browser and choose the books."""
    setup = counter.desks.setup
    connection = counter.connection(counter.asked.connection)
    counter.out.say("Finish the sign-in in the browser. Ctrl-C stops waiting.")
    if counter.asked.paste:
        _wait_for_paste(counter, connection.id)
    found = setup.sign_in(connection.id, counter.desks.open_browser, counter.stop)
    if counter.asked.organisation:
        chosen = setup.choose(connection.id, counter.tenant(counter.asked.organisation, found.tenants))
    elif found.chosen:
        chosen = found.connection
    else:
        return _to_choose(counter, connection, found.tenants)
    counter.out.say(f"Signed in: {chosen.tenant_name}.")
    counter.out.object({"connection": _connection(chosen)})
    return Exit.DONE


def _to_choose(counter: Counter, connection: Connection, tenants: tuple[Tenant, ...]) -> Exit:
    counter.out.say(f'Signed in. Choose the books next: connections choose "{connection.name}" "<organisation>"')
    counter.out.table(("Organisation", "Id"), [(t.name, t.id) for t in tenants])
    counter.out.object({"choose": [{"id": t.id, "name": t.name} for t in tenants]})
    return Exit.SIGN_IN


def choose(counter: Counter) -> Exit:
    """Lead a connection to these books."""
    connection = counter.connection(counter.asked.connection)
    tenants = counter.desks.setup.tenants(connection.id, counter.stop)
    chosen = counter.desks.setup.choose(connection.id, counter.tenant(counter.asked.organisation, tenants))
    counter.out.say(f"{chosen.name} leads to {chosen.tenant_name}.")
    counter.out.object({"connection": _connection(chosen)})
    return Exit.DONE


def check(counter: Counter) -> Exit:
    """Test a connection."""
    connection = counter.connection(counter.asked.connection)
    found = counter.desks.setup.check(connection.id, counter.stop)
    counter.out.say(f"{connection.name} works: {found.name}.")
    for line in (*found.findings, *found.problems):
        counter.out.say(f"  {line}")
    if found.calls_left is not None:
        limit = f" of {found.calls_limit:,}" if found.calls_limit is not None else ""
        counter.out.say(f"  {found.calls_left:,}{limit} calls left {found.calls_period}".rstrip())
    counter.out.object({"name": found.name, "findings": list(found.findings), "problems": list(found.problems)})
    return Exit.HELD if found.problems else Exit.DONE


def remove_connection(counter: Counter) -> Exit:
    """Remove a connection."""
    connection = counter.connection(counter.asked.connection)
    counter.confirm(f"Remove {connection.name} and its secrets?")
    counter.desks.setup.remove_connection(connection.id, counter.stop)
    counter.out.say(f"{connection.name} is removed.")
    counter.out.object({"removed": connection.id})
    return Exit.DONE


def list_routes(counter: Counter) -> Exit:
    """All routes."""
    setup = counter.desks.setup
    names = {c.id: c for c in setup.connections()}
    found = setup.routes()
    if not found:
        counter.out.say("There is no route yet. 'routes add NAME --from CONNECTION --to CONNECTION' makes one.")
    else:
        rows = [(r.name, names[r.source_id].name, names[r.ledger_id].tenant_name) for r in found]
        counter.out.table(("Name", "From", "To"), rows)
    counter.out.object({"routes": [_route(r) for r in found]})
    return Exit.DONE


def _route(route: Route) -> dict[str, Any]:
    return {"id": route.id, "name": route.name, "source": route.source_id, "ledger": route.ledger_id}


def add_route(counter: Counter) -> Exit:
    """A new way."""
    asked = counter.asked
    source, ledger = counter.connection(asked.source), counter.connection(asked.ledger)
    route = counter.desks.setup.add_route(asked.name, source.id, ledger.id)
    counter.out.say(f"{route.name} carries invoices from {source.name} to {ledger.tenant_name or ledger.name}.")
    counter.out.object({"route": _route(route)})
    return Exit.DONE


def remove_route(counter: Counter) -> Exit:
    """Remove a route."""
    route = counter.route(counter.asked.route)
    counter.confirm(f"Remove {route.name} and its mappings?")
    counter.desks.setup.remove_route(route.id)
    counter.out.say(f"{route.name} is removed; its runs stay in the log.")
    counter.out.object({"removed": route.id})
    return Exit.DONE


def show_mappings(counter: Counter) -> Exit:
    """A route's rules: `routes show` and `mappings list`."""
    route = counter.route(counter.asked.route)
    book = counter.desks.export.book(route.id)
    _show_defaults(counter, book)
    rows = [("customer", m.party_name or m.party_id, m.contact_name or "to be created") for m in book.customers]
    rows += [
        (r.facet.value.replace("_", " "), r.name + (f", {r.party_name}" if r.party_name else ""), _targets(r))
        for r in book.postings
    ]
    rows += [("tax", r.name, r.tax_code) for r in book.taxes]
    rows += [("tracking", r.name, f"{r.category_name}: {r.option_name}") for r in book.tracking]
    counter.out.table(("What", "From", "To"), rows)
    counter.out.object(
        {"route": _route(route), "rules": [dict(zip(("what", "from", "to"), r, strict=True)) for r in rows]}
    )
    return Exit.DONE


def _targets(rule: Any) -> str:
    new = rule.create_item.name if rule.create_item and not rule.item_code else ""
    named = (("account", rule.account_code), ("item", rule.item_code), ("new item", new), ("tax", rule.tax_code))
    return ", ".join(f"{name} {code}" for name, code in named if code)


def _show_defaults(counter: Counter, book: MappingBook) -> None:
    said = book.defaults
    counter.out.say(
        f"Defaults: account {said.account_code or 'none'}, tax {said.tax_code or 'none'}, arrives as {said.arrival.value}, "
        f"rounding up to {said.rounding_limit}"
    )
    if said.form is SalesForm.RECEIPT:
        paid = f", paid by {said.payment_method}" if said.payment_method else ""
        counter.out.say(f"Sales are posted as receipts into account {said.deposit_code or 'none'}{paid}")


def set_default(counter: Counter) -> Exit:
    """Change a route's defaults; what is not named stays."""
    asked, route = counter.asked, counter.route(counter.asked.route)
    named = {
        "account_code": asked.account,
        "item_code": asked.item,
        "tax_code": asked.tax,
        "arrival": ArrivalStatus(asked.arrival) if asked.arrival else None,
        "rounding_limit": asked.rounding_limit,
        "sales_tax": SalesTaxPolicy(asked.sales_tax) if asked.sales_tax else None,
        "form": SalesForm(asked.post_as) if asked.post_as else None,
        "deposit_code": asked.deposit_to,
        "payment_method": asked.payment_method,
        "attach_pdf": asked.attach_pdf,
        "link_contacts": asked.link_contacts,
        "skip_zero_lines": asked.skip_zero_lines,
        "always_mark": asked.always_mark,
    }
    changes = {name: value for name, value in named.items() if value is not None}
    if not changes:
        raise BadInput("Nothing to change was named.", field="default", advice="--account 200, for example.")
    _require_receipts(counter, route, changes.get("form"))
    book = counter.desks.export.book(route.id)
    counter.desks.export.set_defaults(route.id, replace(book.defaults, **changes))
    _show_defaults(counter, counter.desks.export.book(route.id))
    counter.out.object({"route": _route(route), "changed": sorted(changes)})
    return Exit.DONE


def _require_receipts(counter: Counter, route: Route, form: object) -> None:
    """Only some ledgers have a form for sales that were paid at once."""
    ledger = counter.connection(route.ledger_id)
    if form is SalesForm.RECEIPT and ledger.system is not System.QUICKBOOKS:
        raise BadInput(
            f"{ledger.name} has no form for sales that were paid at once.",
            field="post-as",
            advice="Only QuickBooks has sales receipts.",
        )


def export_mappings(counter: Counter) -> Exit:
    """Write the mapping book as CSV."""
    route = counter.route(counter.asked.route)
    text = mapping_csv(counter.desks.export.book(route.id))
    if counter.asked.file == "-":
        counter.out.raw(text)
        return Exit.DONE
    try:
        Path(counter.asked.file).write_text(text, "utf-8", newline="")
    except OSError as problem:
        raise BadInput(f"{counter.asked.file} cannot be written.", field="file", details=str(problem)) from problem
    counter.out.say(f"{count_of(len(text.splitlines()) - 1, 'rule')} written to {counter.asked.file}.")
    return Exit.DONE


def import_mappings(counter: Counter) -> Exit:
    """Take a CSV file in; lines that cannot be used are named, the others are kept."""
    route = counter.route(counter.asked.route)
    try:
        name = counter.asked.file
        text = counter.standard_input.read() if name == "-" else Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(f"{name} cannot be read as UTF-8 text.", field="file", details=str(problem)) from problem
    desks = counter.desks
    found = read_import(desks.export.book(route.id), text, desks.clock.now(), desks.user)
    keep_import(desks.mappings, route.id, found)
    counts = {effect: found.count(effect) for effect in Effect}
    words = f"{counts[Effect.NEW]:,} new, {counts[Effect.CHANGED]:,} changed, {counts[Effect.SAME]:,} as before"
    counter.out.say(f"{count_of(len(found.lines), 'rule')} taken in: {words}.")
    for line, why in found.refused:
        counter.out.say(f"  line {line} was left out: {why}")
    refused = [{"line": line, "why": why} for line, why in found.refused]
    changed = {effect.value: number for effect, number in counts.items()}
    counter.out.object({"kept": len(found.lines), **changed, "refused": refused})
    return Exit.BAD_INPUT if found.refused else Exit.DONE
