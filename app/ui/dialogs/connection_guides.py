"""Where a person finds what a connection needs, step by step, and what Ledgerferry may then do."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.route import System

REDIRECTS = tuple(f"http://localhost:{port}/xero/callback" for port in range(8741, 8746))
"""Where Xero's page hands back to; all five are registered, so that one is free (apis/xero.md 2.1: matched exactly)."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a connection's form. `secret` ones go to the keyring alone."""

    key: str
    label: str
    placeholder: str = ""
    hint: str = ""
    secret: bool = False
    advanced: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """All the words of one system's set-up."""

    name: str
    second: str
    steps: tuple[tuple[str, str], ...]
    fields: tuple[FormField, ...]
    may: tuple[tuple[str, str, str], ...]
    address: str = ""


_CA = FormField("ca_file", "Certificate file", hint="Only where your network uses its own certificates.", advanced=True)


def _address(key: str, label: str) -> FormField:
    return FormField(key, label, placeholder="Usual address", advanced=True)


AUTOTASK = Guide(
    name="Autotask PSA",
    second="Where your invoices come from",
    steps=(
        ("Open Admin, then Resources", "You need to be an Autotask administrator, or ask one."),
        ("Add a resource of type API user", "Choose the security level API User (system), or your own copy of it."),
        (
            "Generate key and secret",
            "The key is the user name here, the secret the password. The secret is shown once.",
        ),
        (
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
        ("Open developer.xero.com, My Apps", "Sign in with your usual Xero login, then press New app."),
        (
            "Choose Mobile or desktop app",
            "Its sign-in is called PKCE and needs no secret. The name may not contain Xero.",
        ),
        ("Add the five redirect addresses", "Exactly as they stand here. They lead to this computer and nowhere else."),
        ("Copy the client id", "It is no secret. Your own password is typed at Xero only."),
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
)
GUIDES = {System.AUTOTASK: AUTOTASK, System.XERO: XERO}
