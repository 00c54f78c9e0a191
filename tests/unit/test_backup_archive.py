"""The archive of a backup is whole and ours, or it is not read."""

import io
from pathlib import Path

import pytest

from coordination.backups import BackupError
from coordination.backups.archive import PIECE, Header, Reader, Writer, new_salt

KEY = bytes(range(32))
WORDS = b"Ama likes drawing. "


def written(path: Path, content: bytes, *, key: bytes = KEY, close: bool = True) -> Path:
    header = Header(made_at="2026-11-29T18:00:00+00:00", release="0.1.0", shape="0001", key="main", salt=new_salt())
    with path.open("wb") as file:
        writer = Writer(file, header, key)
        for start in range(0, len(content), 100_000):
            writer.write(content[start : start + 100_000])
        if close:
            writer.close()
    return path


def read(path: Path, keys: dict[str, bytes] | None = None) -> bytes:
    with Reader(path, {"main": KEY} if keys is None else keys) as reader:
        found = io.BytesIO()
        while piece := reader.read(77_777):
            found.write(piece)
        return found.getvalue()


class TestAnArchive:
    @pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 5])
    def test_gives_back_what_was_put_in(self, tmp_path: Path, size: int) -> None:
        content = (WORDS * (size // len(WORDS) + 1))[:size]
        assert read(written(tmp_path / "a", content)) == content

    def test_holds_no_words_to_read(self, tmp_path: Path) -> None:
        assert b"drawing" not in written(tmp_path / "a", WORDS * 10).read_bytes()

    def test_is_different_each_time(self, tmp_path: Path) -> None:
        bodies = [written(tmp_path / name, WORDS).read_bytes().split(b"\n", 2)[2] for name in "ab"]
        assert bodies[0] != bodies[1]


class TestWhatIsRefused:
    def test_a_changed_byte_anywhere(self, tmp_path: Path) -> None:
        good = written(tmp_path / "a", WORDS * 3).read_bytes()
        for place in range(len(good)):
            bad = bytearray(good)
            bad[place] ^= 1
            (tmp_path / "bad").write_bytes(bad)
            with pytest.raises(BackupError):
                read(tmp_path / "bad")

    def test_one_cut_short_anywhere(self, tmp_path: Path) -> None:
        good = written(tmp_path / "a", WORDS * 3).read_bytes()
        for length in range(len(good)):
            (tmp_path / "bad").write_bytes(good[:length])
            with pytest.raises(BackupError):
                read(tmp_path / "bad")

    def test_one_that_was_not_written_to_its_end(self, tmp_path: Path) -> None:
        with pytest.raises(BackupError, match="not written to its end"):
            read(written(tmp_path / "a", WORDS * PIECE, close=False))

    def test_pieces_that_changed_places_or_are_gone(self, tmp_path: Path) -> None:
        lines, body = _split(written(tmp_path / "a", b"x" * (3 * PIECE)).read_bytes())
        length = 4 + PIECE + 16
        first, second, third = body[:length], body[length : 2 * length], body[2 * length :]
        for order in ([second, first, third], [first, third], [first, second], [first, first, second, third]):
            (tmp_path / "bad").write_bytes(lines + b"".join(order))
            with pytest.raises(BackupError):
                read(tmp_path / "bad")

    def test_more_after_its_end(self, tmp_path: Path) -> None:
        path = written(tmp_path / "a", WORDS)
        path.write_bytes(path.read_bytes() + b"x")
        with pytest.raises(BackupError, match="changed"):
            read(path)

    def test_another_key_of_the_same_name(self, tmp_path: Path) -> None:
        with pytest.raises(BackupError, match="BACKUP_KEYS has another key of that name"):
            read(written(tmp_path / "a", WORDS, key=bytes(32)))

    def test_a_key_that_is_not_at_hand_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(BackupError, match="The key main opens this archive"):
            read(written(tmp_path / "a", WORDS), keys={"older": KEY})

    def test_another_file(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"%PDF-1.7")
        with pytest.raises(BackupError, match="is not an archive"):
            read(tmp_path / "a")
        with pytest.raises(BackupError, match="cannot be read: No such file"):
            read(tmp_path / "b")


def _split(archive: bytes) -> tuple[bytes, bytes]:
    first, second, body = archive.split(b"\n", 2)
    return first + b"\n" + second + b"\n", body
