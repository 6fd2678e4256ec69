"""Jobs run elsewhere, their answers arrive here, in order; closing loses nothing that was under way."""

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.background.jobs import JobRunner


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[JobRunner]:
    runner = JobRunner()
    yield runner
    runner.close(lambda: None)


def unexpected(error: Exception) -> None:
    raise AssertionError(str(error))


def test_job_runs_on_one_other_thread_and_its_answer_arrives_in_this_one(jobs: JobRunner, qtbot: QtBot) -> None:
    ran: list[int] = []
    answered: list[int] = []
    for _ in range(3):
        jobs.run(
            lambda: ran.append(threading.get_ident()),
            lambda _: answered.append(threading.get_ident()),
            unexpected,
        )
    qtbot.waitUntil(lambda: len(answered) == 3)
    assert set(answered) == {threading.get_ident()}
    assert len(set(ran)) == 1
    assert set(ran) != set(answered)


def test_answers_keep_the_order_of_the_jobs(jobs: JobRunner, qtbot: QtBot) -> None:
    answers: list[int] = []
    for number in range(50):
        job: Callable[[], int] = partial(int, number)
        jobs.run(job, answers.append, unexpected)
    qtbot.waitUntil(lambda: len(answers) == 50)
    assert answers == list(range(50))


def test_failure_arrives_as_a_failure(jobs: JobRunner, qtbot: QtBot) -> None:
    failures: list[Exception] = []

    def fail() -> Exception:
        raise ValueError("no")

    jobs.run(fail, unexpected, failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert str(failures[0]) == "no"


def test_closing_finishes_what_runs_and_ends_on_the_same_thread_without_a_late_answer(qtbot: QtBot) -> None:
    runner = JobRunner()
    begun, may_end = threading.Event(), threading.Event()
    ran: list[tuple[str, int]] = []
    answered: list[object] = []

    def long_job() -> None:
        begun.set()
        may_end.wait()
        ran.append(("running", threading.get_ident()))

    runner.run(long_job, answered.append, answered.append)
    begun.wait()
    threading.Timer(0, may_end.set).start()
    runner.close(lambda: ran.append(("last", threading.get_ident())))
    assert [name for name, _ in ran] == ["running", "last"]
    assert len({thread for _, thread in ran}) == 1
    assert answered == []


def test_answers_to_somebody_who_is_gone_are_not_delivered_and_kept_by_nobody(jobs: JobRunner, qtbot: QtBot) -> None:
    heard: list[str] = []
    jobs.run(lambda: "for who is gone", heard.append, unexpected)
    jobs.drop_answers()
    jobs.run(lambda: "for who came", heard.append, unexpected)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["for who came"]
    qtbot.waitUntil(lambda: not jobs._unheard)
