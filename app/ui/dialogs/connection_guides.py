"""Where a person finds what a connection needs, step by step, and what Ledgerferry may then do."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.route import System

_PORTS = range(8741, 8746)
REDIRECTS = tuple(f"http://localhost:{port}/xero/callback" for port in _PORTS)
"""Where Xero's page hands back to; all five are registered, so that one is free (apis/xero.md 2.1: matched exactly)."""
INTUIT_REDIRECTS = tuple(f"http://localhost:{port}/quickbooks/callback" for port in _PORTS)
"""The same for Intuit, which takes them with development keys only (apis/quickbooks.md 1)."""
When = tuple[str, str]
"""Another field's key and the value it must have."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a connection's form. `secret` ones go to the keyring alone; `choices` are (words, value), the usual one first.

    With `when` it is there only while another field has that value.
    """

    key: str
    label: str
    placeholder: str = ""
    hint: str = ""
    secret: bool = False
    advanced: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step at the vendor's side. `copies` are addresses to be entered there; `page` offers the page that hands a sign-in on."""

    title: str
    meaning: str
    copies: tuple[str, ...] = ()
    page: bool = False
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """All the words of one system's set-up."""

    name: str
    second: str
    steps: tuple[Step, ...]
    fields: tuple[FormField, ...]
    may: tuple[tuple[str, str, str], ...]
    address: str = ""
    address_words: str = ""


_CA = FormField("ca_file", "Certificate file", hint="Only where your network uses its own certificates.", advanced=True)


def _address(key: str, label: str) -> FormField:
    return FormField(key, label, placeholder="Usual address", advanced=True)


AUTOTASK = Guide(
    name="Autotask PSA",
    second="Where your invoices come from",
    steps=(
        Step("Open Admin, then Resources", "You need to be an Autotask administrator, or ask one."),
        Step("Add a resource of type API user", "Choose the security level API User (system), or your own copy of it."),
        Step(
            "Generate key and secret",
            "The key is the user name here, the secret the password. The secret is shown once.",
        ),
        Step(
            "Choose Custom as API tracking identifier",
            "Give it any name; the identifier it makes goes into the last field.",
        ),
    ),
    fields=(
        FormField("username", "API user name", placeholder="abc123@yourcompany.com", hint="Called key in Autotask."),
        FormField("secret", "Secret", secret=True),
        FormField("integration_code", "Tracking identifier", hint="Also called integration code.", secret=True),
        _address("base_url", "Address"),
        _CA,
    ),
    may=(
        ("search", "Read invoices, companies, contacts, taxes and billing codes", "To show and send them."),
        ("check", "Set an invoice's web service date", "Only after the ledger has confirmed it and you agreed."),
        ("lock", "Nothing else is changed", "No time, ticket, contract or price."),
    ),
)
XERO = Guide(
    name="Xero",
    second="The ledger your invoices go to",
    steps=(
        Step("Open developer.xero.com, My Apps", "Sign in with your usual Xero login, then press New app."),
        Step(
            "Choose Mobile or desktop app",
            "Its sign-in is called PKCE and needs no secret. The name may not contain Xero.",
        ),
        Step(
            "Add the five redirect addresses",
            "Exactly as they stand here. They lead to this computer and nowhere else.",
            REDIRECTS,
        ),
        Step("Copy the client id", "It is no secret. Your own password is typed at Xero only."),
    ),
    fields=(
        FormField(
            "client_id", "Client id", placeholder="32 letters and digits", hint="From the app's Configuration page."
        ),
        _address("api_url", "Accounting address"),
        _address("authorize_url", "Sign-in address"),
        _address("token_url", "Token address"),
        _address("connections_url", "Connections address"),
        _address("revocation_url", "Revocation address"),
        _address("web_url", "Web address"),
        _CA,
        FormField("ports", "Ports", placeholder="8741,8742,8743,8744,8745", advanced=True),
    ),
    may=(
        ("search", "Read contacts, accounts, tax rates, items, tracking and lock dates", "To check before sending."),
        ("send", "Create invoices and credit notes you have confirmed", "And void them when you undo a run."),
        ("users", "Create contacts and write your customer number on them", "Only those you have chosen."),
        ("lock", "Nothing else is changed", "No payment, bank line, payroll or report."),
    ),
    address="https://developer.xero.com/app/manage",
    address_words="Open developer.xero.com",
)
_REAL: When = ("environment", "production")
_TRIAL: When = ("environment", "development")
QUICKBOOKS = Guide(
    name="QuickBooks Online",
    second="The ledger your invoices go to",
    steps=(
        Step(
            "Open developer.intuit.com, App dashboard",
            "Sign in with an Intuit login, press Create an app, choose QuickBooks Online and the accounting scope.",
        ),
        Step(
            "Answer Intuit's questions for production",
            "Once, about half an hour: a private app on your own computer that keeps its tokens in the keyring.",
            when=_REAL,
        ),
        Step(
            "Give your app a redirect address",
            "Intuit takes https only. Put this page on any web space of yours and enter its address under Keys & OAuth. "
            "It hands the sign-in to this computer and keeps nothing. Without web space, enter any https address of your "
            "own: after the sign-in you paste back what the browser shows.",
            page=True,
            when=_REAL,
        ),
        Step(
            "Open Keys & OAuth, Development",
            "These keys open Intuit's sandbox companies and never a real one.",
            when=_TRIAL,
        ),
        Step(
            "Add the five redirect addresses",
            "Exactly as they stand here. They lead to this computer and nowhere else.",
            INTUIT_REDIRECTS,
            when=_TRIAL,
        ),
        Step(
            "Copy client id and client secret", "Both stand under Keys & OAuth. Your password is typed at Intuit only."
        ),
    ),
    fields=(
        FormField(
            "environment",
            "Keys",
            choices=(
                ("Production: your company", "production"),
                ("Development: Intuit's sandbox companies", "development"),
            ),
        ),
        FormField("client_id", "Client id", placeholder="50 letters and digits"),
        FormField("client_secret", "Client secret", placeholder="40 letters and digits", secret=True),
        FormField(
            "redirect_url",
            "Redirect address",
            placeholder="https://www.yourcompany.com/quickbooks.html",
            hint="Exactly as it is entered at Intuit.",
            when=_REAL,
        ),
        _address("api_url", "Accounting address"),
        _address("authorize_url", "Sign-in address"),
        _address("token_url", "Token address"),
        _address("revocation_url", "Revocation address"),
        _address("web_url", "Web address"),
        _CA,
        FormField("ports", "Ports", placeholder="8741,8742,8743,8744,8745", advanced=True),
    ),
    may=(
        (
            "search",
            "Read customers, products, accounts, tax codes, classes and the closing date",
            "To check before sending.",
        ),
        ("send", "Create invoices and credit memos you have confirmed", "And void or delete them when you undo a run."),
        ("users", "Create customers and note your customer number on them", "Only those you have chosen."),
        ("lock", "Nothing else is changed", "No payment, bank line, payroll or report."),
    ),
    address="https://developer.intuit.com/app/developer/dashboard",
    address_words="Open developer.intuit.com",
)
ROTESSA = Guide(
    name="Rotessa",
    second="Collects what customers owe by direct debit",
    steps=(
        Step(
            "Open Settings, API keys, in Rotessa", "Sign in as an administrator: other keys do not see every customer."
        ),
        Step("Create a key", "It does not end by itself. Revoke it there when it is no longer needed."),
        Step(
            "Switch Rotessa's own invoice import off",
            "For customers that are to be imported here, so that no invoice is debited by both.",
        ),
    ),
    fields=(
        FormField(
            "environment",
            "Account",
            choices=(("Production: real bank accounts", "production"), ("Rotessa's sandbox", "sandbox")),
        ),
        FormField("api_key", "API key", secret=True),
        _address("api_url", "Address"),
        _address("web_url", "Web address"),
        _CA,
    ),
    may=(
        (
            "search",
            "Read customers, debits and the transaction report",
            "Bank numbers are dropped before anything is kept.",
        ),
        ("send", "Make, change and delete debits of its own", "One for each invoice, never twice."),
        ("users", "Create and update customers", "Only those you have chosen."),
        ("lock", "Nothing else is changed", "No debit that was made by hand."),
    ),
    address="https://app.rotessa.com",
    address_words="Open app.rotessa.com",
)
GUIDES = {System.AUTOTASK: AUTOTASK, System.XERO: XERO, System.QUICKBOOKS: QUICKBOOKS, System.ROTESSA: ROTESSA}
