"""The decision table of design.md section 4 as data: every row, with its variants."""

from __future__ import annotations

from support.decision_row import Row
from support.decision_rows_paused import PAUSED
from support.decision_rows_to_come import TO_COME
from support.decision_rows_under_way import UNDER_WAY

ROWS: tuple[Row, ...] = (*TO_COME, *UNDER_WAY, *PAUSED)
