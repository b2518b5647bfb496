"""Rows that tables show, made of frozen data: what is found, what happens, what was done."""
