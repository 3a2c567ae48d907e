"""What the command line of an import claims: one schedule, or all that a file names."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from braze_gitops.errors import BrazeGitopsError, InputError, UsageError
from braze_gitops.model import Address, Claim, Finding, ScheduleId


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """The claims, what is wrong in the file they come from, and that file, None for the command line."""

    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...] = ()
    file: Path | None = None

    def refusal(self, refused: tuple[Finding, ...]) -> BrazeGitopsError | None:
        """Return the error for all that is wrong or None; `refused` are claims that cannot be taken."""
        found = (*self.findings, *refused)
        if not found:
            return None
        if self.file is None:
            return UsageError(f"{found[0].address} {found[0].message}", hint=found[0].hint)
        in_order = sorted(found, key=lambda one: one.place.line if one.place is not None else 0)
        return InputError(f"nothing was imported: {self.file} has lines that cannot be taken", findings=in_order)


def read_claimed(
    address: str | None, schedule_id: str | None, file: Path | None, *, id_unknown: bool, trust: bool
) -> Claimed:
    """Return what the command line claims.

    Raises:
        UsageError: it says too little, or two things at once.
        FileReferenceError: the file cannot be read.
    """
    if file is not None:
        if address is not None or id_unknown:
            raise UsageError("--csv names all that is imported", hint="leave the address and --id-unknown out")
        return _in_file(file, trust=trust)
    if address is None or (schedule_id is None) is not id_unknown:
        raise UsageError(
            "say the address and its schedule id, or --id-unknown in place of the id, or --csv FILE",
            hint="braze-gitops import --help has an example of each",
        )
    given = ScheduleId(schedule_id) if schedule_id is not None else None
    return Claimed(claims=(Claim(address=Address(address), schedule_id=given, trusts=trust),))


def _in_file(file: Path, *, trust: bool) -> Claimed:
    from braze_gitops.load import read_claims
    from braze_gitops.project import read_text_file

    claims, findings = read_claims(read_text_file(file))
    trusted = tuple(dataclasses.replace(one, trusts=one.trusts or trust) for one in claims)
    return Claimed(claims=trusted, findings=findings, file=file)
