"""What the connectors of all ledgers do alike: answers, changes, look-ups and settings that have nothing of a vendor in them."""
