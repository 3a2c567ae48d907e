"""`allowances.yaml`: read with everything else, told at its place, scoped, and the only way in CI."""

from __future__ import annotations

from braze_gitops.guard import GUARD_SCOPES
from braze_gitops.sandbox import read_log
from support.installed_program import CLOCK_START, REMINDER, ProjectOnDisk


def wide(project: ProjectOnDisk) -> None:
    """Let two schedules reach people who have unsubscribed."""
    project.write("schedules/reminder.yaml", REMINDER)
    for name in ("teaser", "reminder"):
        path = f"schedules/{name}.yaml"
        project.edit(path, "kind: message\n", "kind: message\nrecipient_subscription_state: all\n")


def created(project: ProjectOnDisk) -> int:
    """Return how many schedules the sandbox was asked to make."""
    return len(read_log(project.sandbox))


def test_the_lines_a_plan_prints_let_exactly_that_pass(project: ProjectOnDisk) -> None:
    """Pasted with a reason, for one of two: that one is scheduled, and nothing else."""
    wide(project)
    held = project.apply()
    lines = held.out.partition("say why:\n\n")[2].partition("\n\n")[0].splitlines()[:5]
    project.write("allowances.yaml", "\n".join(lines).replace("WHY", "a legal notice") + "\n")
    passed = project.apply()
    assert (11, 11, 1) == (held.code, passed.code, created(project))
    assert "allowed here by allowances.yaml:1 reaches-unsubscribed:teaser" in " ".join(passed.out.split())


def test_a_mistake_is_told_with_those_of_the_definitions(project: ProjectOnDisk) -> None:
    """Validate and plan show both at once and end with 3; nothing is planned with half of the allowances."""
    project.edit("schedules/teaser.yaml", "kind: message\n", "kind: message\nowenr: me\n")
    project.write("allowances.yaml", "- guard: protectd\n  address: teaser\n")
    ended = [project.run(command) for command in ("validate", "plan")]
    texts = [" ".join((one.out + one.err).split()) for one in ended]
    assert [3, 3] == [one.code for one in ended]
    assert all("allowances.yaml:1:10" in text and "schedules/teaser.yaml:3:1" in text for text in texts), texts


def test_over_elsewhere_and_for_nothing(project: ProjectOnDisk) -> None:
    """One that is over is said, one for another environment is not, one that nothing needs is a warning."""
    rest = "  address: teaser\n  reason: once\n"
    project.write(
        "allowances.yaml",
        f"- guard: imminent\n{rest}  environment: sandbox\n  until: {CLOCK_START.date()}T08:59:00Z\n"
        f"- guard: protected\n{rest}  environment: production\n  until: {CLOCK_START.date()}\n"
        f"- guard: stop-sending\n{rest}  environment: sandbox\n  until: {CLOCK_START.date()}\n",
    )
    out = project.run("plan").out
    words = " ".join(out.split())
    unused = "allowances.yaml:11 stop-sending:teaser lets nothing pass in this plan [unused-allowance]"
    assert (True, False, True) == (
        "ended on 2026-11-20 08:59 UTC and lets nothing pass [expired-allowance]" in words,
        "protected" in out,
        unused in words,
    ), out


def test_in_ci_the_command_line_allows_nothing(project: ProjectOnDisk) -> None:
    """`--allow` is for a person: an apply with CI set plans nothing and points to the file."""
    ended = project.apply("--allow", "imminent:teaser", CI="true")
    assert (1, "", True) == (ended.code, ended.out, "allowances.yaml" in ended.err)


def test_a_file_that_cannot_be_read_stops(project: ProjectOnDisk) -> None:
    """A link that leads nowhere is no missing file."""
    (project.folder / "allowances.yaml").symlink_to("elsewhere.yaml")
    ended = project.run("plan")
    assert (3, True) == (ended.code, "the allowances cannot be read" in ended.err)


def test_allowances_are_no_definition(project: ProjectOnDisk) -> None:
    """Beside definitions that lie in the project's own folder the file is read as what it is."""
    project.edit("braze-gitops.yaml", "definitions: schedules", "definitions: .")
    project.write("allowances.yaml", "# nothing yet\n")
    assert 0 == project.run("validate").code


def test_the_schema_for_editors(project: ProjectOnDisk) -> None:
    """`schema allowances` names every guard."""
    out = project.run("schema", "allowances").out
    assert [] == [guard for guard in GUARD_SCOPES if f'"{guard}"' not in out]
