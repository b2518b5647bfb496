"""Tests of dialogs and set-up screens."""
