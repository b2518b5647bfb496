"""A connection as it is typed, and what must hold before it is tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.domain.errors import BadInput
from app.domain.route import Role, System

ROLES: Mapping[System, Role] = {
    System.AUTOTASK: Role.SOURCE,
    System.XERO: Role.LEDGER,
    System.QUICKBOOKS: Role.LEDGER,
    System.ROTESSA: Role.COLLECTOR,
}
"""What each system is to us."""

SECRET_NAMES: Mapping[System, tuple[str, ...]] = {
    System.AUTOTASK: ("secret", "integration_code"),
    System.XERO: (),
    System.QUICKBOOKS: ("client_secret",),
    System.ROTESSA: ("api_key",),
}
"""What a person types that goes to the keyring and nowhere else."""

KEPT_NAMES: Mapping[System, tuple[str, ...]] = {
    System.AUTOTASK: (*SECRET_NAMES[System.AUTOTASK],),
    System.XERO: ("refresh_token",),
    System.QUICKBOOKS: (*SECRET_NAMES[System.QUICKBOOKS], "refresh_token", "realm_id"),
    System.ROTESSA: (*SECRET_NAMES[System.ROTESSA],),
}
"""Everything that may lie in the keyring for a connection, to be removed with it."""

SETTING_NAMES: Mapping[System, tuple[str, ...]] = {
    System.AUTOTASK: ("username", "base_url", "invoice_page", "ca_file"),
    System.XERO: (
        *("client_id", "api_url", "authorize_url", "token_url", "revocation_url", "connections_url", "web_url"),
        *("ca_file", "ports"),
    ),
    System.QUICKBOOKS: (
        *("client_id", "environment", "redirect_url", "api_url", "authorize_url", "token_url", "revocation_url"),
        *("web_url", "ca_file", "ports"),
    ),
    System.ROTESSA: ("environment", "api_url", "web_url", "ca_file"),
}

_REQUIRED: Mapping[System, tuple[tuple[str, str], ...]] = {
    System.AUTOTASK: (
        ("username", "The API user's name is missing."),
        ("secret", "The API user's password (secret) is missing."),
        ("integration_code", "The tracking identifier (integration code) is missing."),
    ),
    System.XERO: (("client_id", "The client id of your Xero app is missing."),),
    System.QUICKBOOKS: (
        ("client_id", "The client id of your Intuit app is missing."),
        ("client_secret", "The client secret of your Intuit app is missing."),
    ),
    System.ROTESSA: (("api_key", "The API key of your Rotessa account is missing."),),
}
_PLAIN = ("username", "client_id", "client_secret", "secret", "integration_code", "environment", "api_key")
_NAME_MAX = 80
_VALUE_MAX = 1000


@dataclass(frozen=True, slots=True)
class ConnectionDraft:
    """What was typed. `id` '' is a new connection; a secret left out or empty stays what it was."""

    system: System
    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    id: str = ""


def checked_draft(draft: ConnectionDraft, known_secrets: frozenset[str] = frozenset()) -> ConnectionDraft:
    """The draft with blanks trimmed; raises `BadInput` naming the field that cannot be used.

    `known_secrets` are the names of secrets that are kept already and may be left empty.
    """
    name = " ".join(draft.name.split())
    if not name:
        raise BadInput("The connection needs a name.", field="name", advice="Any name you know it by.")
    if len(name) > _NAME_MAX or not name.isprintable():
        raise BadInput(f"A name has at most {_NAME_MAX} plain characters.", field="name")
    settings = {key: value.strip() for key, value in draft.settings.items() if value.strip()}
    secrets = {key: value.strip() for key, value in draft.secrets.items() if value.strip()}
    for key in settings:
        if key not in SETTING_NAMES[draft.system]:
            raise BadInput(f"There is no setting named {key}.", field=key)
    given = {*settings, *secrets, *known_secrets}
    for key, sentence in _REQUIRED[draft.system]:
        if key not in given:
            raise BadInput(sentence, field=key)
    for key, value in {**settings, **secrets}.items():
        _check_value(key, value)
    _check_redirect(draft.system, settings)
    return ConnectionDraft(draft.system, name, settings, secrets, draft.id)


def _check_redirect(system: System, settings: Mapping[str, str]) -> None:
    """Intuit takes this computer as the place to come back to with development keys only (apis/quickbooks.md 1)."""
    usual = settings.get("environment", "") != "development" and "authorize_url" not in settings
    if system is System.QUICKBOOKS and usual and "redirect_url" not in settings:
        raise BadInput(
            "Production keys need a redirect address.",
            field="redirect_url",
            advice="It starts with https:// and is entered at Intuit in the same letters.",
        )


def _check_value(key: str, value: str) -> None:
    if len(value) > _VALUE_MAX:
        raise BadInput(f"This has {len(value):,} characters; at most {_VALUE_MAX:,} can be meant.", field=key)
    if key in _PLAIN and not (value.isascii() and value.isprintable()):
        raise BadInput(
            "This holds characters that cannot be part of it.",
            field=key,
            advice="Copy it again; look for a blank or a line break at its end.",
        )
    if key.endswith("_url"):
        _check_address(key, value)


def _check_address(key: str, value: str) -> None:
    try:
        parts = urlsplit(value)
        usable = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        usable = False
    if not usable:
        raise BadInput(
            "This is not a usable address.", field=key, advice="It starts with https:// and names a host, nothing more."
        )
