"""Who holds which operation, and until when by the database's clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from app.ports.clock import Chance, Clock
from app.ports.journal import Claim
from app.store.database import Database, in_parts, places
from app.store.journal_rows import instant


class ClaimRows:
    """The claims of a journal. Methods open a transaction of their own, but for `all_held`."""

    def __init__(self, database: Database, clock: Clock, chance: Chance) -> None:
        self._db = database
        self._clock = clock
        self._chance = chance

    def claim(self, operation_ids: Sequence[str], owner: str, seconds: float) -> dict[str, Claim]:
        """Take what is free, ended or our own; a claim that would last far longer than any is from before the clock was set back."""
        with self._db.writing():
            now = self._now()
            longest = now + timedelta(seconds=2 * seconds)
            until = now + timedelta(seconds=seconds)
            held = self._claims(operation_ids)
            claim = Claim(owner, self._chance.uuid(), until)  # one token for all that are taken at once
            taken = {
                one: claim
                for one in operation_ids
                if one not in held or held[one].owner == owner or not now < held[one].until <= longest
            }
            self._put_claims(taken)
        return taken

    def _now(self) -> datetime:
        """The database's clock: the server's where there is one, else this computer's. Inside a transaction."""
        return self._db.server_now() or self._clock.now()

    def _claims(self, operation_ids: Iterable[str]) -> dict[str, Claim]:
        found = {}
        for part in in_parts(list(operation_ids)):
            sql = f"SELECT operation_id, owner, token, until FROM claim WHERE operation_id IN ({places(part)})"  # noqa: S608
            for one, owner, token, until in self._db.select(sql, part):
                found[one] = Claim(owner, token, datetime.fromisoformat(until))
        return found

    def _put_claims(self, claims: dict[str, Claim]) -> None:
        self._db.many(
            "INSERT INTO claim (operation_id, owner, token, until) VALUES (?,?,?,?) "
            "ON CONFLICT (operation_id) DO UPDATE SET owner = excluded.owner, token = excluded.token, until = excluded.until",
            [(one, claim.owner, claim.token, instant(claim.until)) for one, claim in claims.items()],
        )

    def renew(self, claims: dict[str, Claim], seconds: float) -> dict[str, Claim]:
        """Prolong those that are still ours."""
        with self._db.writing():
            until = self._now() + timedelta(seconds=seconds)
            held = self._claims(claims)
            mine = {
                one: Claim(claim.owner, claim.token, until)
                for one, claim in claims.items()
                if one in held and held[one].token == claim.token
            }
            self._put_claims(mine)
        return mine

    def release(self, claims: dict[str, Claim]) -> None:
        """Give back those that are still ours."""
        with self._db.writing():
            self._db.many(
                "DELETE FROM claim WHERE operation_id = ? AND token = ?",
                [(one, claim.token) for one, claim in claims.items()],
            )

    def hold(self, claims: dict[str, Claim], seconds_left: float) -> bool:
        """Whether all are ours for that long."""
        with self._db.looking():
            return self.all_held(claims, seconds_left)

    def all_held(self, claims: dict[str, Claim], seconds_left: float) -> bool:
        """The same inside a transaction that is open."""
        least = str(instant(self._now() + timedelta(seconds=seconds_left)))
        mine = [(one, claim.token) for one, claim in claims.items()]
        return self._db.paired("claim", ("operation_id", "token"), mine, "until >= ?", [least]) == len(mine)
