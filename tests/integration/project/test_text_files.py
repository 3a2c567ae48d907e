"""Texts beside definitions, read from a real disk, and paths that must not be followed."""

import os
import threading
import time
from pathlib import Path

import pytest

from braze_gitops.errors import FileReferenceError
from braze_gitops.model import TextFiles, digest_text
from braze_gitops.project import Confined, DiskTextFiles

SECRET = "not for messages"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with texts, links and traps, beside a file that is none of its business."""
    root = tmp_path / "project"
    (root / "schedules" / "deep").mkdir(parents=True)
    (root / "texts").mkdir()
    (root / ".git").mkdir()
    (tmp_path / "secret.txt").write_text(SECRET)
    (root / ".git" / "config").write_text(SECRET)
    (root / ".env").write_text(SECRET)
    (root / "schedules" / "a.html").write_bytes("é\r\n".encode())
    (root / "texts" / "b.html").write_text("b")
    (root / "texts" / "latin.html").write_bytes(b"one\n\xe9\n")
    (root / "texts" / "large.html").write_bytes(b"x" * 2_000_001)
    (root / "texts" / "limit.html").write_bytes(b"x" * 2_000_000)
    (root / "schedules" / "out.html").symlink_to(tmp_path / "secret.txt")
    (root / "schedules" / "up.html").symlink_to("../../secret.txt")
    (root / "schedules" / "outside").symlink_to(tmp_path)
    (root / "schedules" / "loop.html").symlink_to("loop.html")
    (root / "schedules" / "gone.html").symlink_to("nothing")
    (root / "schedules" / "hidden.html").symlink_to("../.env")
    (root / "schedules" / "in.html").symlink_to("../texts/b.html")
    (root / "schedules" / "in").symlink_to("../texts")
    os.mkfifo(root / "schedules" / "pipe.html")
    return root


@pytest.fixture
def files(root: Path) -> TextFiles:
    """The texts of that project."""
    return DiskTextFiles(Confined(root))


@pytest.mark.parametrize(
    ("reference", "path", "text"),
    [
        pytest.param("a.html", "schedules/a.html", "é\r\n", id="beside"),
        pytest.param("./a.html", "schedules/a.html", "é\r\n", id="dot"),
        pytest.param("deep/../a.html", "schedules/a.html", "é\r\n", id="there and back"),
        pytest.param("../texts/b.html", "texts/b.html", "b", id="above"),
        pytest.param("/texts/b.html", "texts/b.html", "b", id="from the project"),
        pytest.param("in.html", "schedules/in.html", "b", id="link inside"),
        pytest.param("in/b.html", "schedules/in/b.html", "b", id="linked folder inside"),
        pytest.param("../texts/limit.html", "texts/limit.html", "x" * 2_000_000, id="at the limit"),
    ],
)
def test_a_text_in_the_project_is_read(files: TextFiles, reference: str, path: str, text: str) -> None:
    """The text comes byte for byte, with its project path and digest."""
    source = files.read(reference, beside="schedules/x.yaml")
    assert (path, text, digest_text(text)) == (source.path, source.text, source.digest)


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        pytest.param("../../secret.txt", "outside", id="above the project"),
        pytest.param("../" * 40 + "etc/passwd", "outside", id="far above"),
        pytest.param("/../secret.txt", "outside", id="above by the root"),
        pytest.param("/etc/passwd", "no folder etc for /etc/passwd", id="absolute"),
        pytest.param("out.html", "outside", id="link outside"),
        pytest.param("up.html", "outside", id="relative link outside"),
        pytest.param("outside/secret.txt", "outside", id="folder link outside"),
        pytest.param("loop.html", "circle", id="link to itself"),
        pytest.param("gone.html", "no such file", id="link to nothing"),
        pytest.param("hidden.html", "hidden", id="link to a hidden file"),
        pytest.param("../.env", "hidden", id="hidden file"),
        pytest.param("/.git/config", "hidden", id="hidden folder"),
        pytest.param("a\0.html", "character", id="NUL"),
        pytest.param("..\\..\\secret.txt", "character", id="backslashes"),
        pytest.param("\ud800.html", "no file name", id="half a character"),
        pytest.param("x" * 300, "too long", id="long name"),
        pytest.param("none.html", "no such file", id="missing"),
        pytest.param("a.html/b", "no folder schedules/a.html", id="file as folder"),
        pytest.param("deep", "no regular file", id="folder"),
        pytest.param("..", "no regular file", id="the project itself"),
        pytest.param("pipe.html", "no regular file", id="pipe without a writer"),
        pytest.param("../texts/latin.html", "not UTF-8: line 2", id="not UTF-8"),
        pytest.param("../texts/large.html", "larger than 2 MB", id="too large"),
    ],
)
def test_anything_else_is_refused(files: TextFiles, reference: str, words: str) -> None:
    """Each refusal says why, and never what stands in the file."""
    with pytest.raises(FileReferenceError, match=words) as error:
        files.read(reference, beside="schedules/x.yaml")
    assert SECRET not in str(error.value)


@pytest.mark.parametrize(
    ("reference", "hint"),
    [
        pytest.param("zzzzzzz", "", id="nothing near"),
        pytest.param("A.htm", "did you mean `a.html`?", id="beside"),
        pytest.param("../texts/bb.html", "did you mean `../texts/b.html`?", id="above"),
        pytest.param("/texts/bb.html", "did you mean `/texts/b.html`?", id="from the project"),
        pytest.param("/zzzzzzz", "a leading / means the project's folder", id="from the project, nothing near"),
        pytest.param("/etc/passwd", "a leading / means the project's folder", id="of the machine"),
        pytest.param("../env", "", id="near a hidden one"),
        pytest.param("gone.html", "did you mean `in.html`?", id="link to nothing"),
        pytest.param("outside/secret.tx", "", id="folder outside"),
    ],
)
def test_a_missing_file_is_told_with_the_nearest(files: TextFiles, reference: str, hint: str) -> None:
    """A file or folder that is not there comes with what was probably meant."""
    with pytest.raises(FileReferenceError) as error:
        files.read(reference, beside="schedules/x.yaml")
    assert hint == error.value.hint


def test_a_spreadsheet_is_to_be_exported(root: Path, files: TextFiles) -> None:
    """What is no text because it is a spreadsheet has another way out than its encoding."""
    (root / "schedules" / "people.xlsx").write_bytes(b"PK\x03\x04\xff")
    with pytest.raises(FileReferenceError) as error:
        files.read("people.xlsx", beside="schedules/x.yaml")
    assert "it is a spreadsheet: export it as CSV" == error.value.hint


def test_a_device_is_refused(root: Path, files: TextFiles) -> None:
    """A link to a device leads outside, whatever it would give."""
    (root / "schedules" / "zero.html").symlink_to("/dev/zero")
    with pytest.raises(FileReferenceError, match="outside"):
        files.read("zero.html", beside="schedules/x.yaml")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(root: Path, files: TextFiles) -> None:
    """What this user may not read is an error, not an empty text."""
    (root / "schedules" / "a.html").chmod(0)
    with pytest.raises(FileReferenceError, match=r"a\.html: the file may not be read"):
        files.read("a.html", beside="schedules/x.yaml")


def test_one_run_sees_one_content(root: Path, files: TextFiles) -> None:
    """A file that changes while a run reads it is not read again."""
    files.read("a.html", beside="schedules/x.yaml")
    (root / "schedules" / "a.html").write_text("changed")
    assert "é\r\n" == files.read("a.html", beside="schedules/x.yaml").text


def test_a_link_put_in_place_between_check_and_reading_is_refused(tmp_path: Path, root: Path) -> None:
    """While a file and a folder keep turning into links that lead outside, nothing outside is ever read."""
    confined = Confined(root)
    race, folder = root / "race.html", root / "raced"
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            for path, target in ((race, tmp_path / "secret.txt"), (folder, tmp_path)):
                fresh = path.with_suffix(".new")
                fresh.symlink_to(target)
                fresh.rename(path)
                path.unlink()
            race.write_text("fine")
            folder.mkdir()
            (folder / "secret.txt").write_text("fine")
            (folder / "secret.txt").unlink()
            folder.rmdir()

    thread = threading.Thread(target=swap)
    thread.start()
    seen: set[str] = set()
    end = time.monotonic() + 1
    try:
        while time.monotonic() < end:
            for path in ("race.html", "raced/secret.txt"):
                try:
                    seen.add(confined.read(Path(path), limit=1_000).text)
                except FileReferenceError:
                    seen.add("refused")
    finally:
        stop.set()
        thread.join()
    assert {"", "fine", "refused"} >= seen
    assert "refused" in seen


def test_a_link_that_appears_behind_the_check_is_refused(root: Path, tmp_path: Path) -> None:
    """The steps from the root follow no link, so one that slips in is an error and not a way out."""

    class Late(Confined):
        """Puts the link in place after the check."""

        def resolve(self, path: Path) -> Path:
            """Check, then change what was checked."""
            checked = super().resolve(path)
            (self.root / checked).unlink()
            (self.root / checked).symlink_to(tmp_path / "secret.txt")
            return checked

    with pytest.raises(FileReferenceError, match="links"):
        Late(root).read(Path("texts/b.html"), limit=1_000)
