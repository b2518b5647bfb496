"""All proofs of the reliability rules by one command, with their tables."""
