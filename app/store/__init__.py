"""What is kept on this computer: the journal, mappings, routes and runs in one database, secrets in the system's keyring."""

from app.store.driverless import import_peewee

import_peewee()  # before any part of the store does
