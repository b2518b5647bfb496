"""The screens of the window: they submit tasks and draw what comes back; no rule is theirs."""
