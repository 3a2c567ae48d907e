"""What a call does to the record of its address: as it is intended, answered, or left without an answer.

In words, by verb and verdict:

    create done                           the intended record with its ids, scheduled; Braze took the send id it
                                          names, so that one is confirmed
    create not done                       nothing: a deferred record under the address stays
    create unknown or never answered      the intended record, in doubt
    update done                           the intended record; nothing is unfinished any more
    update not done                       the old record as it was, with an earlier try's doubt if it had one
    update unknown or never answered      the old record with the update unfinished
    delete done                           no record, or the deferred one the delete leaves behind
    delete rejected                       done, if an earlier try of the delete may have left and got no clear
                                          answer; else vanished, also when an earlier one was refused or never left
    delete denied, limited, not sent      the old record as it was
    delete unknown or never answered      the old record with the delete unfinished
    send id done                          kept; unknown or never answered: kept, not confirmed; blocks nothing

*Not done* is rejected, denied, limited or not sent. A known outcome that comes late takes back the doubt it was
recorded as. An id that is known is never replaced by another one.
"""

from __future__ import annotations

import dataclasses

from braze_gitops.model import Answer, Exchange, Verb, Verdict, send_id_pair
from braze_gitops.state.entry import CallAnswered, CallIntended
from braze_gitops.state.ledger import Ledger, fault_of, impossible
from braze_gitops.state.record import CallId, Record, SendId, Status, Unfinished, scheduled


def intend(ledger: Ledger, intent: CallIntended) -> None:
    """Take note of a call that is about to be made.

    Raises:
        StateDamagedError: the intent lacks what its verb needs.
    """
    if intent.record is None and intent.verb in (Verb.CREATE, Verb.UPDATE):
        raise impossible(f"it means to {intent.verb} {intent.address} and does not say as what")
    if intent.schedule_id is None and intent.verb in (Verb.UPDATE, Verb.DELETE):
        raise impossible(f"it means to {intent.verb} {intent.address} and names no schedule id")
    if intent.verb is Verb.CREATE_SEND_ID and (intent.send_id is None or intent.parent_id is None):
        raise impossible(f"it means to make a send id for {intent.address} and does not say which")
    for record in (intent.record, intent.then_deferred):
        if record is not None:
            _check_promise(ledger, intent, record)
    ledger.pending[intent.call] = intent


def answer(ledger: Ledger, entry: CallAnswered) -> None:
    """Bring in what came back from a call; nothing when neither an intent nor a doubt is left to answer."""
    intent = ledger.pending.pop(entry.call, None) or _take_back_doubt(ledger, entry)
    if intent is None:
        return
    verdict = entry.answer.verdict
    lacks_id = intent.verb is Verb.CREATE and entry.answer.schedule_id is None
    if verdict is Verdict.UNKNOWN or (verdict is Verdict.DONE and lacks_id):
        leave_open(ledger, intent, evidence=evidence_of(entry.exchange, entry.answer))
    elif verdict is Verdict.DONE:
        _finish(ledger, intent, entry)
    elif verdict is Verdict.REJECTED and intent.verb is Verb.DELETE:
        _refuse_delete(ledger, intent, entry)


def settle_pending(ledger: Ledger) -> None:
    """Turn every pending intent into what it means when no answer will come any more."""
    for intent in ledger.pending.values():
        leave_open(ledger, intent, evidence="")
    ledger.pending.clear()


def leave_open(ledger: Ledger, intent: CallIntended, *, evidence: str) -> None:
    """Record that the outcome of `intent` is not known."""
    before = ledger.records.get(intent.address)
    match intent.verb:
        case Verb.CREATE_SEND_ID:
            _keep_send_id(ledger, intent, confirmed=False)
        case Verb.CREATE if before is None or before.schedule_id is None:
            ledger.put(
                dataclasses.replace(
                    _promised(intent),
                    status=Status.IN_DOUBT,
                    schedule_id=None,
                    dispatch_id=None,
                    unfinished=_unfinished(intent, before, evidence),
                )
            )
        case Verb.UPDATE | Verb.DELETE if before is not None:
            ledger.put(dataclasses.replace(before, unfinished=_unfinished(intent, before, evidence)))


def evidence_of(exchange: Exchange, answer: Answer) -> str:
    """Return what came back in plain words, for a person who has to decide what it means."""
    if exchange.status is None:
        return exchange.failure or answer.message
    parts = [answer.message or str(exchange.status), *answer.remarks]
    if not exchange.complete:
        parts.append("the answer was cut short")
    if answer.schedule_id is not None:
        parts.append(f"the answer names schedule {answer.schedule_id}")
    elif 200 <= exchange.status < 300:
        parts.append("the answer names no schedule id")
    return "; ".join(parts)


def _check_promise(ledger: Ledger, intent: CallIntended, record: Record) -> None:
    """Refuse an intent whose outcome could not be recorded: after the call it is too late for that."""
    is_left_behind = record is intent.then_deferred
    # What waits after a delete may be of another kind than what is deleted.
    if record.address != intent.address or (record.kind is not intent.kind and not is_left_behind):
        raise impossible(f"it means to {intent.verb} {intent.address} and describes {record.address}")
    ledger.check_texts(record)
    if is_left_behind and (fault_of(record) or record.status is not Status.DEFERRED):
        raise impossible(f"what the delete of {intent.address} leaves behind is not deferred")


def _unfinished(intent: CallIntended, before: Record | None, evidence: str) -> Unfinished:
    earlier = before.unfinished if before is not None else None
    same_verb = earlier is not None and earlier.verb is intent.verb
    attempt = _attempt(intent, before)
    return Unfinished(
        verb=intent.verb,
        since=intent.at,
        payload_digest=attempt.payload_digest if attempt and intent.verb is Verb.UPDATE else None,
        evidence=evidence,
        call=intent.call,
        tries=earlier.tries + 1 if earlier is not None and same_verb else 1,
        attempt=attempt,
    )


def _attempt(intent: CallIntended, before: Record | None) -> Record | None:
    """Return what the address will be if the call was done; None for a create, whose record says it."""
    match intent.verb:
        case Verb.UPDATE:
            return _updated(intent, before)
        case Verb.DELETE:
            return intent.then_deferred
    return None


def _updated(intent: CallIntended, before: Record | None) -> Record:
    return dataclasses.replace(
        _promised(intent),
        status=Status.SCHEDULED,
        schedule_id=intent.schedule_id,
        dispatch_id=before.dispatch_id if before is not None else None,
        unfinished=None,
    )


def _promised(intent: CallIntended) -> Record:
    assert intent.record is not None  # `intend` takes no create or update without one
    return intent.record


def _take_back_doubt(ledger: Ledger, entry: CallAnswered) -> CallIntended | None:
    """Undo what settling made of the call, and return its intent; None when no record waits for this answer."""
    record = _waiting_for(ledger, entry.call)
    doubt = record.unfinished if record is not None else None
    if record is None or doubt is None or (doubt.verb is Verb.UPDATE and doubt.attempt is None):
        return None
    if doubt.verb is Verb.CREATE:
        ledger.drop(record.address)
        attempt: Record | None = dataclasses.replace(record, unfinished=None)
    else:
        ledger.put(dataclasses.replace(record, unfinished=_without_last_try(doubt)))
        attempt = doubt.attempt
    return CallIntended(
        run=entry.run,
        call=entry.call,
        address=record.address,
        verb=doubt.verb,
        kind=record.kind,
        schedule_id=record.schedule_id,
        parent_id=None,
        record=None if doubt.verb is Verb.DELETE else attempt,
        then_deferred=attempt if doubt.verb is Verb.DELETE else None,
        at=doubt.since,
    )


def _waiting_for(ledger: Ledger, call: CallId) -> Record | None:
    return next(
        (
            record
            for record in ledger.records.values()
            if record.unfinished is not None
            and record.unfinished.call == call
            and record.status is not Status.VANISHED
        ),
        None,
    )


def _without_last_try(doubt: Unfinished) -> Unfinished | None:
    if doubt.tries == 1:
        return None
    return dataclasses.replace(doubt, tries=doubt.tries - 1, call=None, attempt=None, payload_digest=None)


def _finish(ledger: Ledger, intent: CallIntended, entry: CallAnswered) -> None:
    before = ledger.records.get(intent.address)
    match intent.verb:
        case Verb.CREATE_SEND_ID:
            _keep_send_id(ledger, intent, confirmed=True)
        case Verb.CREATE if before is None or before.schedule_id is None:
            _schedule(ledger, intent, entry.answer)
        case Verb.UPDATE:
            record = _updated(intent, before)
            dispatch_id = entry.answer.dispatch_id or record.dispatch_id
            ledger.put(dataclasses.replace(record, dispatch_id=dispatch_id))
        case Verb.DELETE:
            _drop_deleted(ledger, intent)


def _schedule(ledger: Ledger, intent: CallIntended, answer: Answer) -> None:
    record = scheduled(_promised(intent), schedule_id=answer.schedule_id, dispatch_id=answer.dispatch_id)
    ledger.put(record)
    pair = send_id_pair(record.payload)
    if pair is not None:
        ledger.confirm_send_id(pair, at=intent.at)


def _drop_deleted(ledger: Ledger, intent: CallIntended) -> None:
    ledger.drop(intent.address)
    if intent.then_deferred is not None:
        ledger.put(intent.then_deferred)


def _refuse_delete(ledger: Ledger, intent: CallIntended, entry: CallAnswered) -> None:
    before = ledger.records.get(intent.address)
    if before is None:
        return
    if _went_unanswered(before):
        _drop_deleted(ledger, intent)
        return
    refusal = Unfinished(
        verb=Verb.DELETE,
        since=intent.at,
        evidence=evidence_of(entry.exchange, entry.answer),
        call=intent.call,
        attempt=intent.then_deferred,
    )
    ledger.put(dataclasses.replace(before, status=Status.VANISHED, unfinished=refusal))


def _went_unanswered(record: Record) -> bool:
    """Whether a delete of `record` may have left and got no clear answer; on a vanished one it was refused."""
    doubt = record.unfinished
    return record.status is not Status.VANISHED and doubt is not None and doubt.verb is Verb.DELETE


def _keep_send_id(ledger: Ledger, intent: CallIntended, *, confirmed: bool) -> None:
    assert intent.parent_id is not None  # `intend` takes no send id without both
    assert intent.send_id is not None
    ledger.keep_send_id(
        SendId(
            campaign_id=intent.parent_id,
            send_id=intent.send_id,
            created_at=intent.at,
            confirmed=confirmed,
        )
    )
