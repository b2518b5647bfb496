"""Access that ends, lists that are not whole, and answers without a clear word: what is made of each."""

from __future__ import annotations

import logging
from dataclasses import replace
from decimal import Decimal

import pytest

from app.connectors.oauth.tokens import OneProcess
from app.connectors.xero.connect import open_xero
from app.connectors.xero.settings import XeroSettings
from app.domain.answer import Attempt, ItemOutcome, Stage
from app.domain.errors import AccessProblem, IncompleteRead, LimitReached, RemoteProblem, StoreProblem
from app.domain.operation import OperationKind
from app.domain.route import Connection, System
from app.domain.run import Stop, unheard
from app.domain.verdict import Verdict, verdict
from tests.connectors.http.stillness import KnownChance
from tests.connectors.xero.desk import EXPIRED, NO_RIGHT, NOT_CONNECTED, Desk, posting, ready, unknown
from tests.connectors.xero.test_bodies import CONTACT, INVOICE

ORGANISATION = {"Organisations": [{"Name": "Harbour & Pine", "ShortCode": "!Hp", "BaseCurrency": "AUD"}]}
OURS = {
    "InvoiceID": "33333333-0000-4000-8000-000000000003",
    "Type": "ACCREC",
    "InvoiceNumber": "HP-10711",
    "Contact": {"ContactID": CONTACT, "Name": "Swan Legal"},
    "Total": 413.60,
    "CurrencyCode": "AUD",
    "DateString": "2026-09-11T00:00:00",
    "Status": "AUTHORISED",
    "UpdatedDateUTC": "/Date(1573755038314+0000)/",
    "StatusAttributeString": "OK",
}


def post(desk: Desk) -> Attempt:
    """Send one invoice."""
    handler = desk.parts.ledger.handlers()[OperationKind.POST_INVOICE]
    members = [ready(posting(INVOICE))]
    return handler.send(handler.prepare(members), members, "key-1", Stop())


OP_ID = posting(INVOICE).id


# --- access


def test_an_expired_token_is_replaced_once_and_the_read_repeated(desk: Desk) -> None:
    desk.answer("Organisation", EXPIRED, 401)
    desk.answer("Organisation", ORGANISATION)
    assert desk.parts.ledger.organisation(Stop()).name == "Harbour & Pine"
    assert [heard.headers["authorization"] for heard in desk.asked] == ["Bearer access-1", "Bearer access-2"]
    assert desk.secrets.kept == {("books", "refresh_token"): "refresh-2"}


def test_a_token_refused_twice_is_not_asked_for_in_a_loop(desk: Desk) -> None:
    desk.answer("Organisation", EXPIRED, 401)
    with pytest.raises(AccessProblem) as caught:
        desk.parts.ledger.organisation(Stop())
    assert caught.value.code == "access_ended"
    assert desk.tokens == 2


@pytest.mark.parametrize(
    ("value", "status", "code"), [(NO_RIGHT, 401, "no_right"), (NOT_CONNECTED, 403, "not_connected")]
)
def test_missing_rights_ask_for_a_new_consent(value: object, status: int, code: str, desk: Desk) -> None:
    desk.answer("Organisation", value, status)
    with pytest.raises(AccessProblem) as caught:
        desk.parts.ledger.organisation(Stop())
    assert caught.value.code == code
    assert "Harbour & Pine" in caught.value.sentence
    assert desk.tokens == 1


def test_a_write_with_an_expired_token_is_left_to_the_engine(desk: Desk) -> None:
    desk.answer("Invoices", EXPIRED, 401)
    desk.answer("Invoices", {"Invoices": [OURS]})
    first = post(desk)
    assert (first.stage, first.status) == (Stage.SENT, 401)
    assert verdict(first, None, single=True, replay=False) is Verdict.NOT_APPLIED
    second = post(desk)
    assert second.items[OP_ID].outcome is ItemOutcome.MADE
    assert first.credential != second.credential
    assert len(desk.asked) == 2


def test_no_sign_in_sends_nothing(desk: Desk) -> None:
    desk.secrets.kept.clear()
    attempt = post(desk)
    assert (attempt.stage, attempt.code) == (Stage.NOT_SENT, "access_ended")
    assert attempt.sentence == "Nobody is signed in to Xero."
    assert desk.asked == []


def test_a_locked_keyring_sends_nothing(desk: Desk) -> None:
    desk.secrets.fails = StoreProblem("The keyring is locked.", code="keyring_locked")
    attempt = post(desk)
    assert (attempt.stage, attempt.code, attempt.sentence) == (
        Stage.NOT_SENT,
        "keyring_locked",
        "The keyring is locked.",
    )


def test_the_tenant_stands_in_every_call(desk: Desk) -> None:
    desk.answer("Invoices", {"Invoices": [OURS]})
    post(desk)
    (heard,) = desk.asked
    assert heard.headers["xero-tenant-id"] == "11111111-0000-4000-8000-000000000001"
    assert heard.headers["idempotency-key"] == "key-1"
    assert heard.headers["accept"] == "application/json"
    assert heard.method == "PUT"
    assert desk.queries("Invoices") == [{"summarizeErrors": "false", "unitdp": "4"}]


# --- answers to a write


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, ItemOutcome.MADE),
        ({"Total": 413.61}, ItemOutcome.MISMATCH),
        ({"CurrencyCode": "NZD"}, ItemOutcome.MISMATCH),
        ({"DateString": "2026-09-12T00:00:00"}, ItemOutcome.MISMATCH),
        ({"Contact": {"ContactID": "9"}}, ItemOutcome.MISMATCH),
        ({"Total": None}, ItemOutcome.MISMATCH),
        ({"InvoiceID": "00000000-0000-0000-0000-000000000000"}, ItemOutcome.UNREADABLE),
        ({"InvoiceNumber": "HP-9"}, ItemOutcome.UNREADABLE),
        (
            {
                "InvoiceID": "00000000-0000-0000-0000-000000000000",
                "StatusAttributeString": "ERROR",
                "ValidationErrors": [{"Message": "Item Code is invalid."}],
            },
            ItemOutcome.REFUSED,
        ),
        (
            {"StatusAttributeString": "ERROR", "ValidationErrors": [{"Message": "Invoice # must be unique."}]},
            ItemOutcome.NUMBER_TAKEN,
        ),
    ],
)
def test_each_element_is_held_against_what_was_sent(
    change: dict[str, object], outcome: ItemOutcome, desk: Desk
) -> None:
    desk.answer("Invoices", {"Invoices": [{**OURS, **change}]})
    assert post(desk).items[OP_ID].outcome is outcome


@pytest.mark.parametrize(
    ("value", "status"),
    [({"Invoices": "what"}, 200), ([], 200), ({}, 200), ({"Message": "key used with a different request"}, 400)],
)
def test_answers_without_elements_are_ambiguous(value: object, status: int, desk: Desk) -> None:
    desk.answer("Invoices", value, status)
    attempt = post(desk)
    assert verdict(attempt, attempt.items.get(OP_ID), single=True, replay=False) is Verdict.AMBIGUOUS


def test_a_validation_error_for_one_document_is_a_refusal(desk: Desk) -> None:
    element = {**OURS, "StatusAttributeString": "ERROR", "ValidationErrors": [{"Message": "Item Code is invalid."}]}
    desk.answer("Invoices", {"ErrorNumber": 10, "Type": "ValidationException", "Elements": [element]}, 400)
    attempt = post(desk)
    assert verdict(attempt, attempt.items[OP_ID], single=True, replay=False) is Verdict.REJECTED


def test_a_cut_connection_is_ambiguous_and_not_repeated(desk: Desk) -> None:
    desk.hang_up("Invoices")
    attempt = post(desk)
    assert (attempt.stage, attempt.status, attempt.code) == (Stage.SENT, None, "reset")
    assert len(desk.asked) == 1
    assert attempt.credential


def test_a_day_limit_says_until_when(desk: Desk) -> None:
    desk.answer("Invoices", {}, 429, Retry_After="66975", X_Rate_Limit_Problem="day")
    attempt = post(desk)
    assert (attempt.status, attempt.retry_after, attempt.limit) == (429, 66975, "day")
    later = post(desk)
    assert (later.stage, later.code, later.retry_after) == (Stage.NOT_SENT, "pace", 66975)
    with pytest.raises(LimitReached):
        desk.parts.ledger.organisation(Stop())
    assert len(desk.asked) == 1


# --- lists


def pages(*counts: int, announced: int | None = None) -> list[dict[str, object]]:
    """Pages of contacts with so many each."""
    total = sum(counts)
    made: list[dict[str, object]] = []
    start = 0
    for number, count in enumerate(counts, 1):
        contacts = [{"ContactID": f"c-{n}", "Name": f"N {n}"} for n in range(start, start + count)]
        start += count
        made.append(
            {
                "pagination": {
                    "page": number,
                    "pageSize": 1000,
                    "pageCount": len(counts),
                    "itemCount": total if announced is None else announced,
                },
                "Contacts": contacts,
            }
        )
    return made


def small_lists(desk: Desk) -> None:
    """Everything of a catalogue but the contacts."""
    desk.answer("Organisation", ORGANISATION)
    for name in ("Accounts", "TaxRates", "Items", "TrackingCategories", "Currencies"):
        desk.answer(name, {name: []})


def test_a_list_of_one_page(desk: Desk) -> None:
    small_lists(desk)
    desk.answer("Contacts", pages(3)[0])
    assert len(desk.parts.ledger.catalogue(Stop(), unheard).contacts) == 3
    assert desk.parts.ledger.catalogue(Stop(), unheard).contacts
    assert len(desk.queries("Contacts")) == 1, "what was just read is not asked for again"
    desk.clock.move(600)
    desk.parts.ledger.catalogue(Stop(), unheard)
    heard = [each for each in desk.asked if "/Contacts" in each.target]
    assert heard[1].headers["if-modified-since"] == "2026-11-22T08:45:00"


@pytest.mark.parametrize(
    "value",
    [
        pages(3, announced=4)[0],
        {"pagination": {"pageCount": 1, "itemCount": 2}, "Contacts": [{"ContactID": "c"}, {"ContactID": "c"}]},
        {"pagination": {"pageCount": 1, "itemCount": 1}, "Contacts": [{"Name": "no id"}]},
        {"pagination": {"pageCount": 1, "itemCount": 1}},
        [],
    ],
)
def test_a_list_that_is_not_whole_is_no_list(value: object, desk: Desk) -> None:
    small_lists(desk)
    desk.answer("Contacts", value)
    with pytest.raises(IncompleteRead):
        desk.parts.ledger.catalogue(Stop(), unheard)


@pytest.mark.parametrize("value", [{}, {"Accounts": {}}, {"Accounts": [1]}])
def test_a_small_list_that_is_none(value: object, desk: Desk) -> None:
    small_lists(desk)
    desk.answers["Accounts"] = []
    desk.answer("Accounts", value)
    desk.answer("Contacts", pages(1)[0])
    with pytest.raises(IncompleteRead):
        desk.parts.ledger.catalogue(Stop(), unheard)


# --- looking up


def find(desk: Desk, **change: object) -> tuple[bool, list[tuple[bool, str]]]:
    """Look for one invoice."""
    made = posting(replace(INVOICE, **change))  # type: ignore[arg-type]
    look_up = desk.parts.ledger.handlers()[OperationKind.POST_INVOICE].find([unknown(made)], Stop())[made.id]
    return look_up.complete, [(hit.ours, hit.differs) for hit in look_up.hits]


def test_our_marker_proves_it(desk: Desk) -> None:
    desk.answer("Invoices", {"Invoices": [{**OURS, "Url": "https://a.example/#LF0A1B2C3D4E"}]})
    assert find(desk) == (True, [(True, "")])
    assert len(desk.asked) == 1


def test_without_the_marker_xero_is_asked_who_made_it(desk: Desk) -> None:
    desk.answer("Invoices", {"Invoices": [OURS]})
    assert find(desk) == (True, [(True, "")])
    assert [query.get("createdByMyApp") for query in desk.queries("Invoices")] == [None, "true"]


def test_somebody_elses_document_is_not_ours(desk: Desk) -> None:
    desk.answer("Invoices", {"Invoices": [OURS]})
    desk.answer("Invoices", {"Invoices": []})
    assert find(desk) == (True, [(False, "it was not made by Ledgerferry")])


def test_another_total_is_not_ours_although_the_marker_is(desk: Desk) -> None:
    desk.answer("Invoices", {"Invoices": [{**OURS, "Total": 1, "Url": "https://a.example/#LF0A1B2C3D4E"}]})
    assert find(desk) == (True, [(False, "its total is 1.00 AUD")])


def test_a_failed_look_up_is_no_answer(desk: Desk) -> None:
    desk.answer("Invoices", {}, 503)
    complete, hits = find(desk)
    assert not complete
    assert hits == []


def test_a_number_with_a_comma_is_searched_for(desk: Desk) -> None:
    desk.answer("Invoices", {"Invoices": [{**OURS, "InvoiceNumber": "1,5"}]})
    complete, hits = find(desk, number="1,5", total=Decimal("413.60"))
    assert (complete, len(hits)) == (True, 1)
    assert desk.queries("Invoices")[0]["searchTerm"] == "1,5"


# --- settings and secrets


def test_what_a_connection_does_not_say_is_xeros_own() -> None:
    settings = XeroSettings.of(Connection("c", System.XERO, "Xero"))
    assert settings.api_url == "https://api.xero.com/api.xro/2.0"
    assert settings.token_url == "https://identity.xero.com/connect/token"
    assert settings.provider().redirect_uri(8741) == "http://localhost:8741/xero/callback"
    assert settings.ports == (8741, 8742, 8743, 8744, 8745)


def test_nothing_secret_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    desk.answer("Invoices", {"Invoices": [OURS]})
    desk.answer("Organisation", ORGANISATION)
    post(desk)
    desk.parts.ledger.check(Stop())
    assert "PUT localhost/api.xro/2.0/Invoices status=200" in caplog.text
    assert "access-1" not in caplog.text
    assert "refresh-" not in caplog.text


def test_a_plain_http_address_is_refused(desk: Desk) -> None:
    connection = Connection("c", System.XERO, "Xero", settings={"api_url": "http://api.xero.com"})
    with pytest.raises(RemoteProblem) as caught:
        open_xero(connection, secrets=desk.secrets, clock=desk.clock, chance=KnownChance(), lock=OneProcess())
    assert caught.value.code == "foreign_host"
