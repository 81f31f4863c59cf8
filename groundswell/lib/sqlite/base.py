"""SQLite has one writer at a time. Those who wait for it sleep and look again, which is slow and not fair: with
eight of them one may wait for seconds. Within a process they wait here instead, and are woken in turn.

Other processes (`groundswell import`, say) still meet SQLite's own lock and its timeout.
"""

import threading
from typing import Any

from django.db.backends.sqlite3 import base

_turn = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    _has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode == "DEFERRED":  # type: ignore[attr-defined]  # a reader's: lib/one_moment.py
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            return
        # Past the timeout SQLite itself decides, so that a thread that never ends cannot stop the others for good.
        self._has_turn = _turn.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5))
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._pass_on()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            self._pass_on()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._pass_on()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turn.release()
