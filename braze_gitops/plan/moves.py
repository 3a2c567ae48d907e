"""Which record a desired schedule continues under a new address.

In words:

    moved_from   old has a record   new has a record   then
    a series     whose sends have other keys now, at the same times: each record goes with its time, and what was
                 under that key at a time nobody wants gives way (`rekeying.py`)
    yes          no                 yes                already moved, a note
    yes          no                 no                 nothing to move; a warning, unless the state has no record
                                                       at all or history knows one of the two
    yes          yes, not desired   no                 the record takes the new address
    yes          yes                yes, equal         already moved, a note
    yes          yes                yes, differs       blocked: two records for one name
    yes          yes, desired       no                 blocked: the record belongs to the definition that is there
    twice        yes                any                blocked: one record for two names
    a chain      of names, the last of which is free, each of them the old name of the next: all move at once
    a ring       of names, of which one or more have a record: they change places at once if more of the records
                 then equal what their new name wants than do where they are; if fewer, they have done so already,
                 a note; if as many, blocked
    no           a record without a definition and a desired schedule without a record, equal payloads:
                 one of each is a move; more are blocked, with the lines to add

A record that is in doubt or vanished is found in this way too, so that a new name never creates it once more.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping

from braze_gitops.model import Address, Finding, Severity, is_about, make_address, series_of, split_address
from braze_gitops.plan import blocks
from braze_gitops.plan.change import Block
from braze_gitops.plan.rekeying import is_send, records_by_time, rekeyed
from braze_gitops.plan.wanted import Wanted, is_same
from braze_gitops.state import Halt, Record, State, follows, standing_halts


@dataclasses.dataclass(frozen=True, kw_only=True)
class Moves:
    """New address → old address of the record it takes; addresses that cannot be told apart; notes."""

    previous: Mapping[Address, Address]
    blocks: Mapping[Address, Block]
    findings: tuple[Finding, ...]

    def is_left(self, address: Address) -> bool:
        """Whether the record of an address goes to another one."""
        return address in self._left

    @functools.cached_property
    def _left(self) -> frozenset[Address]:
        return frozenset(self.previous.values())

    def name_before(self, address: Address) -> Address | None:
        """Return what a send of a series was called if others of that series come from another one; else None."""
        before, (_, keys) = self._series.get(series_of(address)), split_address(address)
        if before is None or series_of(address) == address:
            return None
        name, old = split_address(before)
        return make_address(name, *old, keys[-1])

    @functools.cached_property
    def _series(self) -> Mapping[Address, Address]:
        pairs = {(series_of(new), series_of(old)) for new, old in self.previous.items()}
        return {new: old for new, old in sorted(pairs) if new != old}


def find_moves(wanted: Mapping[Address, Wanted], state: State, history: Iterable[Address]) -> Moves:
    """Return the moves of a plan: those that are written down first, then those that payloads tell.

    `history` are the addresses under which something was sent.
    """
    records = state.records
    previous: dict[Address, Address] = dict(rekeyed(wanted, records))
    blocked: dict[Address, Block] = {}
    stays: dict[Address, Address] = {}
    claims = {new: old for new, old in _claims(wanted, records) if new not in previous}
    claimed = Counter(claims.values())
    rings = _rings(claims, wanted, records, claimed)
    for ring in rings:
        previous |= ring.previous
        blocked |= ring.blocks
        stays |= {new: claims[new] for new in ring.stays}
    settled = {name for ring in rings for name in ring.names} | previous.keys()
    free = _freed(claims, wanted, records, claimed, settled=settled)
    for new, old in sorted(claims.items()):
        if new in settled:
            continue
        if old not in records or (new in records and is_same(wanted[new].record, records[new])):
            stays |= {new: old} if new in records else {}
            continue
        if new in free:
            previous[new] = old
            continue
        blocked[new] = _conflict(new, old, records=records, is_shared=claimed[old] > 1)
        if old not in wanted:
            blocked[old] = blocked[new]
    past = frozenset(history)
    taken = {*previous.values(), *blocked, *past}
    _by_payload(wanted, records, taken=taken, previous=previous, blocked=blocked)
    stopped = {name for halt in standing_halts(state) for name in halt.names}
    stays |= {new: old for new, old in claims.items() if split_address(new)[0] in stopped and old not in records}
    notes = (*_already_moved(stays, wanted, state, past), *_from_nothing(claims, wanted, state, past, previous))
    return Moves(previous=previous, blocks=blocked, findings=notes)


def _claims(
    wanted: Mapping[Address, Wanted], records: Mapping[Address, Record]
) -> Iterator[tuple[Address, Address]]:
    """Yield each address with the one it says it comes from; a send of a series comes from that of its time."""
    claims = {new: one.desired.moved_from for new, one in wanted.items()}
    series = {series_of(old) for new, old in claims.items() if old is not None and is_send(wanted[new].desired)}
    at = records_by_time(records, series)
    same = {
        new: at.get((series_of(old), wanted[new].desired.time.meaning))
        for new, old in claims.items()
        if old is not None and is_send(wanted[new].desired)
    }
    taken = frozenset(same.values())
    for new, old in claims.items():
        found = same.get(new)
        if found is not None:
            yield new, found
        elif old is not None and old not in taken:
            yield new, old


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Ring:
    """Names that say they come from each other, one or more recorded: what is to happen to them."""

    names: tuple[Address, ...]
    previous: Mapping[Address, Address]
    blocks: Mapping[Address, Block]
    stays: tuple[Address, ...]


def _rings(
    claims: Mapping[Address, Address],
    wanted: Mapping[Address, Wanted],
    records: Mapping[Address, Record],
    claimed: Mapping[Address, int],
) -> tuple[_Ring, ...]:
    """Return every ring among `claims`, which map a new name to the old one it says."""
    rings = []
    seen: set[Address] = set()
    for start in sorted(claims):
        names = []
        at: Address | None = start
        while at is not None and at not in seen and at in wanted and claimed.get(at, 0) == 1:
            seen.add(at)
            names.append(at)
            at = claims.get(at)
        if names and at == start and any(name in records for name in names):
            rings.append(_ring(tuple(names), claims, wanted, records))
    return tuple(rings)


def _ring(
    names: tuple[Address, ...],
    claims: Mapping[Address, Address],
    wanted: Mapping[Address, Wanted],
    records: Mapping[Address, Record],
) -> _Ring:
    recorded = tuple(name for name in names if name in records)
    coming = {name: claims[name] for name in names if claims[name] in records}
    staying = sum(is_same(wanted[name].record, records[name]) for name in recorded)
    moving = sum(is_same(wanted[name].record, records[old]) for name, old in coming.items())
    if moving > staying:
        return _Ring(names=names, previous=coming, blocks={}, stays=())
    if staying > moving or staying == len(recorded):
        return _Ring(names=names, previous={}, blocks={}, stays=recorded)
    block = blocks.ambiguous_move(
        f"{', '.join(sorted(names))} say that they come from each other, and it cannot be told whether they have "
        "changed places already",
        (),
    )
    return _Ring(names=names, previous={}, blocks=dict.fromkeys(names, block), stays=())


def _freed(
    claims: Mapping[Address, Address],
    wanted: Mapping[Address, Wanted],
    records: Mapping[Address, Record],
    claimed: Mapping[Address, int],
    *,
    settled: Container[Address],
) -> frozenset[Address]:
    """Return the new names that a record can move to, because each name on the way is left by its own record."""
    free = {
        new: old
        for new, old in claims.items()
        if new not in settled
        and old in records
        and claimed[old] == 1
        and not (new in records and is_same(wanted[new].record, records[new]))
    }
    while True:
        leaving = frozenset(free.values())
        stuck = [
            new
            for new, old in free.items()
            if (new in records and new not in leaving) or (old in wanted and old not in free)
        ]
        if not stuck:
            return frozenset(free)
        for new in stuck:
            del free[new]


def _conflict(
    new: Address,
    old: Address,
    *,
    records: Mapping[Address, Record],
    is_shared: bool,
) -> Block:
    """Return why the record at `old` cannot move to `new`, which is none of those it can move to."""
    if is_shared:
        return blocks.ambiguous_move(f"more than one definition says `moved_from: {old}`", ())
    if new in records:
        return blocks.ambiguous_move(
            f"both `{new}` and `{old}` are arranged already: neither can take the other's place", ()
        )
    return blocks.ambiguous_move(f"says `moved_from: {old}`, and `{old}` is still defined", ())


def _already_moved(
    stays: Mapping[Address, Address],
    wanted: Mapping[Address, Wanted],
    state: State,
    history: Iterable[Address],
) -> Iterator[Finding]:
    """Yield a note on each definition that goes on under its new name and does not need the old one any more.

    It does while history knows that, while something that no definition has is recorded under it, or a halt holds
    it and not the new name.
    """
    standing = standing_halts(state)
    left = {split_address(one)[0] for one in (*history, *(one for one in state.records if one not in wanted))}
    for (name, old), one in _by_definition(stays, wanted).items():
        if split_address(old)[0] not in left and not any(
            follows(halt, old, make_address(name), state.records) for halt in standing
        ):
            yield Finding(
                severity=Severity.NOTE,
                code="already-moved",
                message=f"has moved from {old} already",
                hint="remove the `moved_from` line",
                place=one.desired.moved_from_place or one.desired.place,
                address=make_address(name),
            )


def _from_nothing(
    claims: Mapping[Address, Address],
    wanted: Mapping[Address, Wanted],
    state: State,
    history: Iterable[Address],
    previous: Mapping[Address, Address],
) -> Iterator[Finding]:
    """Yield a warning on each definition whose earlier name nobody knows, in a state that knows something.

    What a halt has cancelled is known by that.
    """
    records = state.records
    known = {split_address(one)[0] for one in (*records, *history)}
    gone = [one for one in records if one not in wanted]
    for (name, old), one in _by_definition(claims, wanted).items():
        if not records or name in known or split_address(old)[0] in known or _is_halted(old, state.halts):
            continue
        leaving = [before for new, before in previous.items() if split_address(new)[0] == name] or gone
        near = leaving if len(leaving) == 1 else difflib.get_close_matches(old, leaving, n=1)
        yield Finding(
            severity=Severity.WARNING,
            code="moved-from-nothing",
            message=f"`moved_from: {old}` names nothing that was arranged",
            hint=f"did you mean `{near[0]}`?" if near else "write the name it had before, or remove the line",
            place=one.desired.moved_from_place or one.desired.place,
            address=make_address(name),
        )


def _is_halted(name: Address, halts: Iterable[Halt]) -> bool:
    return any(
        halt.stands and (halt.pattern is None or is_about(halt.pattern, name) or name in halt.names)
        for halt in halts
    )


def _by_definition(
    claims: Mapping[Address, Address], wanted: Mapping[Address, Wanted]
) -> Mapping[tuple[str, Address], Wanted]:
    """Return each definition among `claims` with what its `moved_from` says, and one of its schedules."""
    found: dict[tuple[str, Address], Wanted] = {}
    for new, old in sorted(claims.items()):
        desired = wanted[new].desired
        said = make_address(split_address(old)[0]) if desired.keys else old
        found.setdefault((desired.name, said), wanted[new])
    return found


def _by_payload(
    wanted: Mapping[Address, Wanted],
    records: Mapping[Address, Record],
    *,
    taken: set[Address],
    previous: dict[Address, Address],
    blocked: dict[Address, Block],
) -> None:
    leaving = [r for address, r in records.items() if address not in wanted and address not in taken]
    coming = [
        one
        for address, one in wanted.items()
        if address not in records and address not in taken and address not in previous
    ]
    if not leaving or not coming:
        return
    olds: defaultdict[tuple[str, str], list[Address]] = defaultdict(list)
    news: defaultdict[tuple[str, str], list[Address]] = defaultdict(list)
    for record in leaving:
        olds[record.kind, record.payload_digest].append(record.address)
    for one in coming:
        if not one.desired.lifecycle.paused:
            news[one.record.kind, one.record.payload_digest].append(one.desired.address)
    for key in olds.keys() & news.keys():
        _pair(sorted(olds[key]), sorted(news[key]), previous=previous, blocked=blocked)


def _pair(
    olds: list[Address], news: list[Address], *, previous: dict[Address, Address], blocked: dict[Address, Block]
) -> None:
    if len(olds) == 1 and len(news) == 1:
        previous[news[0]] = olds[0]
        return
    lines = tuple(zip(news, olds, strict=False))
    block = blocks.ambiguous_move(
        f"{', '.join(news)} would send what {', '.join(olds)} sends: it is not clear which is the renamed one",
        lines,
    )
    for address in (*olds, *news):
        blocked[address] = block
