"""Documents are made in processes of their own, which are replaced, limited and closed."""

import subprocess
import threading

import pytest

from coordination.documents import pool, rendering, shape


@pytest.fixture
def started(monkeypatch) -> list[subprocess.Popen]:
    """Every process that is started, in order."""
    processes: list[subprocess.Popen] = []
    start = subprocess.Popen

    def noted(*arguments, **options):
        processes.append(start(*arguments, **options))
        processes[-1].given = options["env"]
        return processes[-1]

    monkeypatch.setattr(pool.subprocess, "Popen", noted)
    return processes


@pytest.fixture(autouse=True)
def sockets_allowed(socket_enabled):
    """The line to a child is a socket of this machine's own."""


class TestADocumentMadeInAProcess:
    def test_is_the_same_as_one_made_here(self, sample, started):
        parent = sample("parent_version")
        with pool.RenderingPool(1) as making:
            assert making.render("parent_version", parent) == rendering.render("parent_version", parent)
        assert started[0].poll() is not None

    def test_has_its_pictures_and_its_language(self, sample, drawing, words_of):
        young = sample("young_person_summary")
        with pool.RenderingPool(1) as making:
            made = making.render("young_person_summary", young, language="cy", held={"me": drawing})
        assert made == rendering.render("young_person_summary", young, language="cy", held={"me": drawing})

    def test_that_fails_says_why_and_leaves_the_process_to_the_next(self, sample, started):
        with pool.RenderingPool(1) as making:
            with pytest.raises(rendering.RenderingFailed, match="handed over"):
                making.render("young_person_summary", sample("young_person_summary"))
            assert making.render("parent_version", sample("parent_version")).startswith(b"%PDF-1.7")
        assert len(started) == 1

    def test_with_facts_that_do_not_fit_starts_nothing(self, sample, started):
        parent = sample("parent_version")
        del parent["agreed"]
        with pool.RenderingPool(1) as making, pytest.raises(shape.WrongFacts):
            making.render("parent_version", parent)
        assert started == []


class TestAProcess:
    def test_is_replaced_after_its_number_of_documents(self, sample, started):
        with pool.RenderingPool(1, tasks_per_child=2) as making:
            for _ in range(3):
                making.render("parent_version", sample("parent_version"))
        assert len(started) == 2
        assert [process.poll() is not None for process in started] == [True, True]

    def test_is_given_no_secret(self, sample, started, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgresql://app:secret@localhost/coordination")
        monkeypatch.setenv("SECRET_KEY", "secret")
        with pool.RenderingPool(1) as making:
            making.render("parent_version", sample("parent_version"))
        assert set(started[0].given) <= pool._KEPT_OF_THE_ENVIRONMENT

    def test_that_takes_too_long_is_ended(self, sample, started):
        with pool.RenderingPool(1, seconds=0.001) as making, pytest.raises(pool.TookTooLong, match="parent_version"):
            making.render("parent_version", sample("parent_version"))
        assert started[0].poll() is not None

    def test_that_wants_too_much_memory_fails_alone(self, sample, started):
        with pool.RenderingPool(1, megabytes=120) as making, pytest.raises(rendering.RenderingFailed):
            making.render("parent_version", sample("parent_version"))
        with pool.RenderingPool(1) as making:
            assert making.render("parent_version", sample("parent_version"))

    def test_that_was_killed_while_it_waited_is_replaced(self, sample, started):
        with pool.RenderingPool(1) as making:
            making.render("parent_version", sample("parent_version"))
            started[0].kill()
            started[0].wait()
            assert making.render("parent_version", sample("parent_version"))
        assert len(started) == 2


class TestAPool:
    def test_makes_no_more_processes_than_it_may_however_many_ask(self, sample, started):
        made: list[bytes] = []
        with pool.RenderingPool(2) as making:
            asking = [
                threading.Thread(target=lambda: made.append(making.render("parent_version", sample("parent_version"))))
                for _ in range(6)
            ]
            for thread in asking:
                thread.start()
            for thread in asking:
                thread.join()
        assert len(made) == 6
        assert len(set(made)) == 1
        assert len(started) <= 2

    def test_that_is_closed_makes_nothing_more(self, sample):
        making = pool.RenderingPool(1)
        making.close()
        with pytest.raises(RuntimeError, match="closed"):
            making.render("parent_version", sample("parent_version"))

    def test_of_the_worker_is_shared_and_closed(self, sample, started):
        # Another test of this process may have left one open.
        pool.close_pool()
        try:
            first = pool.render_in_pool("parent_version", sample("parent_version"))
            assert pool.render_in_pool("parent_version", sample("parent_version"), "en") == first
            assert len(started) == 1
        finally:
            pool.close_pool()
        assert started[0].poll() is not None
