"""Whatever stands in a plan, its text holds nothing that a terminal would obey."""

import dataclasses
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.model import Address, Finding, Severity
from braze_gitops.plan import Action
from braze_gitops.report import Naming, Style, plan_text
from support.reviews import BROADCAST, NOW, a_block, a_change, a_plan, a_record, a_review, changed


@given(text=st.text(st.characters(codec=None), max_size=40), width=st.integers(60, 100))
def test_nothing_hidden_comes_through(text: str, width: int) -> None:
    """Whatever stands in definitions, findings and allowances, only line ends are control characters."""
    payload = {**BROADCAST, "segment_id": text, "messages": {"email": {"subject": text}}}
    finding = Finding(severity=Severity.NOTE, code="x", message=text, hint=text, address=Address(text))
    block = dataclasses.replace(a_block(), message=text, hint=text)
    changes = (
        a_change(f"a{text}", after=a_record(payload=payload), reasons=(text,)),
        a_change(text, Action.UPDATE, differences=(changed(f"messages.email.{text}", text, f"{text}!", text),)),
        a_change(f"b{text}", Action.UPDATE, differences=(changed("messages.email.x", text * 9, f"{text} y" * 9),)),
    )
    plan = a_plan(*changes, findings=(finding,))
    review = a_review(plan, blocks={Address(f"a{text}"): (block,)}, refusals=(finding,))
    shown = plan_text(review, naming=Naming(), now=NOW, style=Style(), width=width).replace("\n", "")
    assert [] == [one for one in shown if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
