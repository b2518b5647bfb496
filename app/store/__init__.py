"""What is kept on this computer: the journal, mappings, routes and runs in one database, secrets in the system's keyring."""
