"""Customers of a collection route: matched, connected, created at the collector, and kept up to date with the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from app.domain.collection.matching import CustomerMatch, MatchState, fields_of, match_customers, wanted_update
from app.domain.collection.payers import Given, Payer, PayerFields
from app.domain.collection.payloads import CreatePayerPayload, UpdatePayerPayload
from app.domain.collection.settings import ConnectedCustomer
from app.domain.errors import BadInput, PlanOutdated
from app.domain.machine import ended_without_effect
from app.domain.money import Money
from app.domain.operation import OperationKind, OperationRecord, OperationState, subject
from app.domain.parties import Address, LedgerContact
from app.domain.payload import canonical, write_payload
from app.domain.plan import Mend
from app.domain.run import Progress, Report, Stop
from app.flows.collection.context import Books, CollectionTools, orders
from app.flows.collection.reading import read_contacts, read_payers
from app.flows.collection.running import Ran, Subject, carry_out
from app.flows.collection.views import CustomersView, FieldChange, UpdatePlan, UpdateRow

_TOLD = {Given.YES: True, Given.NO: False, Given.UNKNOWN: None}


def customers_view(tools: CollectionTools, books: Books, stop: Stop, report: Report) -> CustomersView:
    """Every customer of the ledger with its match, from both sides as they are now."""
    report(Progress(step=f"Reading {books.ledger.vendor}"))
    contacts = read_contacts(tools, books, stop)
    report(Progress(step=f"Reading {books.collector.vendor}"))
    payers = books.collector.payers(stop)
    connected = {one.contact_id: one for one in tools.store.customers(books.route.id)}
    matches = match_customers(contacts, payers, connected)
    told = {match.payer.id for match in matches if match.payer is not None}
    strangers = tuple(sorted((p for p in payers if p.id not in told), key=lambda p: (p.name.casefold(), p.id)))
    return CustomersView(matches, strangers, tools.clock.now())


def connect(
    tools: CollectionTools, books: Books, pairs: Sequence[tuple[LedgerContact, Payer]], stop: Stop
) -> Sequence[ConnectedCustomer]:
    """Connect contacts to payers. Raises `BadInput` when a payer belongs to another contact already; nothing is kept then.

    Each payer is read in full, so that missing bank details and authorisation are known from the start.
    """
    store, route_id = tools.store, books.route.id
    known = {one.contact_id: one for one in store.customers(route_id)}
    wanted = {contact.id for contact, _ in pairs}
    taken = {one.payer_id: one.contact_name for one in known.values() if one.contact_id not in wanted}
    for contact, payer in pairs:
        if payer.id in taken:
            words = f"{payer.name} is connected to {taken[payer.id]} already."
            raise BadInput(words, field="payer", advice="Disconnect that customer first.")
        taken[payer.id] = contact.name
    made = []
    full = read_payers(books, [payer.id for _, payer in pairs], stop)
    for contact, payer in pairs:
        old = known.get(contact.id)
        fresh = old if old is not None and old.payer_id == payer.id else None
        base = fresh or ConnectedCustomer(contact.id, contact.name, payer.id, payer.name)
        read = full.get(payer.id)
        made.append(_decided(tools, _as_read(base, read.payer if read else payer)))
    store.save_customers(route_id, made)
    return made


def _decided(tools: CollectionTools, customer: ConnectedCustomer) -> ConnectedCustomer:
    return replace(customer, decided_at=tools.clock.now(), user=tools.user)


def _as_read(customer: ConnectedCustomer, payer: Payer) -> ConnectedCustomer:
    """What only the payer read in full tells; what it does not tell stays as it was known."""
    bank, authorised = _TOLD[payer.bank_details], _TOLD[payer.authorisation]
    return replace(
        customer,
        payer_name=payer.name,
        active=payer.is_active,
        currency=payer.currency or customer.currency,
        bank_details=customer.bank_details if bank is None else bank,
        authorised=customer.authorised if authorised is None else authorised,
    )


def refresh_payers(
    tools: CollectionTools, books: Books, contact_ids: Collection[str], stop: Stop
) -> Sequence[ConnectedCustomer]:
    """Read the payers of these customers again: whether bank details and authorisation have been given since.

    One that is not there, or not to be seen with this key, counts as inactive until it is.
    """
    chosen = [one for one in tools.store.customers(books.route.id) if one.contact_id in contact_ids]
    full = read_payers(books, [one.payer_id for one in chosen], stop)
    fresh = [
        _as_read(one, found.payer) if (found := full.get(one.payer_id)) is not None else replace(one, active=False)
        for one in chosen
    ]
    changed = [one for one in fresh if one not in chosen]
    if changed:
        tools.store.save_customers(books.route.id, changed)
    return fresh


def switch(
    tools: CollectionTools,
    route_id: str,
    contact_ids: Collection[str],
    *,
    auto_import: bool | None,
    auto_update: bool | None,
) -> Sequence[ConnectedCustomer]:
    """Turn automatic import or update on or off; None leaves a switch as it is."""
    changed = [
        _decided(
            tools,
            replace(
                one,
                auto_import=one.auto_import if auto_import is None else auto_import,
                auto_update=one.auto_update if auto_update is None else auto_update,
            ),
        )
        for one in tools.store.customers(route_id)
        if one.contact_id in contact_ids
    ]
    if len(changed) != len(set(contact_ids)):
        raise BadInput("One of these customers is not connected.", field="customer", advice="Connect it first.")
    tools.store.save_customers(route_id, changed)
    return changed


def let_go_on(tools: CollectionTools, route_id: str, contact_id: str) -> None:
    """A person has looked: the customer that was stopped is imported again."""
    found = [one for one in tools.store.customers(route_id) if one.contact_id == contact_id]
    tools.store.save_customers(route_id, [_decided(tools, replace(one, stopped="", stopped_for="")) for one in found])


# --- creating -----------------------------------------------------------------------------------------------------


def create_payers(
    tools: CollectionTools, books: Books, contacts: Sequence[LedgerContact], stop: Stop, report: Report
) -> Ran:
    """Create a payer for each contact, with what the ledger knows, and connect those that came about."""
    making = orders(tools, books)
    operations, about = [], {}
    for contact in contacts:
        payload = CreatePayerPayload(
            contact_id=contact.id,
            name=contact.name,
            identifier=contact.name,
            email=contact.email,
            phone=contact.phone,
            address=contact.address,
        )
        name = subject(books.ledger.system, "contact", f"{books.ledger_tenant}/{contact.id}")
        operation = making.at_collector(
            OperationKind.CREATE_PAYER, name, contact.name, write_payload(payload), source_id=contact.id
        )
        operations.append(operation)
        about[operation.id] = Subject(contact.name, contact.name, Money.zero("CAD"))
    ran = carry_out(tools, books, operations, about, step="Creating customers", stop=stop, report=report)
    keep_created(tools, books, ran.records, {contact.id: contact for contact in contacts}, stop)
    return ran


def keep_created(
    tools: CollectionTools,
    books: Books,
    records: Sequence[OperationRecord],
    contacts: Mapping[str, LedgerContact],
    stop: Stop,
) -> None:
    """Connect the contacts whose payer was created, also when a later look-up found it."""
    connected = {one.contact_id for one in tools.store.customers(books.route.id)}
    made = [
        (contacts[r.operation.source_id], Payer(r.remote_id, contacts[r.operation.source_id].name))
        for r in records
        if r.operation.kind is OperationKind.CREATE_PAYER
        and r.state is OperationState.DONE
        and r.operation.source_id in contacts
        and r.operation.source_id not in connected
    ]
    if made:
        connect(tools, books, made, stop)


def chosen_contacts(rows: Sequence[CustomerMatch], contact_ids: Collection[str]) -> list[LedgerContact]:
    """The contacts of these ids that have no payer yet; raises `BadInput` for one that has."""
    found = [row for row in rows if row.contact.id in contact_ids]
    for row in found:
        if row.state in (MatchState.CONNECTED, MatchState.FOUND):
            words = f"{row.contact.name} has a customer in Rotessa already."
            raise BadInput(words, field="customer", advice="Connect it instead of creating another one.")
    return [row.contact for row in found]


# --- automatic update ---------------------------------------------------------------------------------------------


def plan_updates(
    tools: CollectionTools, books: Books, stop: Stop, *, contact_ids: Collection[str] | None = None
) -> UpdatePlan:
    """Payers that differ from their contacts: of the customers named, or of all whose automatic update is on."""
    contacts = read_contacts(tools, books, stop)
    customers = tools.store.customers(books.route.id)
    chosen = [c for c in customers if (c.auto_update if contact_ids is None else c.contact_id in contact_ids)]
    return updates_of(books, chosen, {contact.id: contact for contact in contacts}, stop)


def updates_of(
    books: Books, chosen: Sequence[ConnectedCustomer], contacts: Mapping[str, LedgerContact], stop: Stop
) -> UpdatePlan:
    """What would change at the payers of these customers."""
    full = read_payers(books, [one.payer_id for one in chosen if one.contact_id in contacts], stop)
    rows = []
    for customer in chosen:
        contact, found = contacts.get(customer.contact_id), full.get(customer.payer_id)
        pair = wanted_update(contact, found.payer) if contact is not None and found is not None else None
        if pair is not None:
            rows.append(UpdateRow(customer, *pair, _changes(*pair)))
    shown = canonical([[row.customer.payer_id, row.before, row.after] for row in rows])
    missing = frozenset(one.contact_id for one in chosen if one.contact_id in contacts and full[one.payer_id] is None)
    return UpdatePlan(books.route.id, tuple(rows), hashlib.sha256(shown.encode()).hexdigest(), missing)


def shown_of(contact: LedgerContact) -> str:
    """What a payer is compared with, in short: changes when anything that is followed changes."""
    return hashlib.sha256(canonical(fields_of(contact)).encode()).hexdigest()[:16]


def _changes(before: PayerFields, after: PayerFields) -> tuple[FieldChange, ...]:
    pairs = (
        ("Name", before.name, after.name),
        ("E-mail", before.email, after.email),
        ("Phone", before.phone, after.phone),
        ("Address", _in_words(before.address), _in_words(after.address)),
    )
    return tuple(FieldChange(*pair) for pair in pairs if pair[1] != pair[2])


def _in_words(address: Address) -> str:
    parts = (*address.lines, address.city, address.region, address.postal_code)
    return ", ".join(part for part in parts if part)


def send_updates(
    tools: CollectionTools, books: Books, plan: UpdatePlan, fresh: UpdatePlan, *, stop: Stop, report: Report
) -> Ran | None:
    """Carry out the rows of `plan`; raises `PlanOutdated` when `fresh`, made just now, shows them otherwise."""
    now = {row.customer.contact_id: row for row in fresh.rows}
    if any(now.get(row.customer.contact_id) != row for row in plan.rows):
        raise PlanOutdated(
            "A customer was changed after this was shown.",
            advice="Look at the changes again.",
            mend=Mend.RETRY,
            code="plan_outdated",
        )
    if not plan.rows:
        return None
    making = orders(tools, books)
    operations, about = [], {}
    for row in plan.rows:
        payload = UpdatePayerPayload(row.customer.payer_id, row.before, row.after)
        operation = making.at_collector(
            OperationKind.UPDATE_PAYER,
            _update_name(tools, books, row),
            row.customer.contact_name,
            write_payload(payload),
            source_id=row.customer.contact_id,
        )
        operations.append(operation)
        about[operation.id] = Subject(row.customer.contact_name, row.customer.contact_name, Money.zero("CAD"))
    return carry_out(tools, books, operations, about, step="Updating customers", stop=stop, report=report)


def _update_name(tools: CollectionTools, books: Books, row: UpdateRow) -> str:
    """The name of this very change. A change back and forth is a new one each time: it carries what was shown before."""
    base = subject(books.ledger.system, "contact", f"{books.ledger_tenant}/{row.customer.contact_id}")
    shown = hashlib.sha256(canonical([row.before, row.after]).encode()).hexdigest()[:16]
    number = 1
    while True:
        name = f"{base}@{shown}.{number}"
        found = [r for r in tools.journal.records(subjects=[name]) if r.operation.kind is OperationKind.UPDATE_PAYER]
        if not found or not found[0].state.is_final or ended_without_effect(found[0]):
            return name
        number += 1
