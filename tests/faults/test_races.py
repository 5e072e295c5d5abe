"""Many at once: no more tries, messages or sessions than one after the other. And mail outlives
the processes that send it."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.databases import database_url, installation
from tests.mail_server import MailServer


@pytest.fixture(scope="module")
def racer(tmp_path_factory):
    directory = tmp_path_factory.mktemp("races")
    url = database_url(directory, "races", copy_of="few")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.racer"],
        cwd=settings.BASE_DIR,
        env=installation(directory, url),
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )

    def ask(command: str):
        process.stdin.write(f"{command}\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield ask
    process.stdin.close()
    process.wait(20)


@pytest.fixture
def ask(racer):
    racer("forget_all")
    return racer


def test_a_code_has_five_tries_however_many_come_at_once(ask):
    told = ask("codes")
    assert told["compared"] == 5
    assert told["signed_in"] == 0


def test_a_right_code_serves_once(ask):
    assert ask("right_codes")["signed_in"] == 1


def test_a_link_has_five_tries_however_many_come_at_once(ask):
    assert ask("digits") == {"compared": 5, "attempts": 5, "right_afterwards": 410}


def test_a_second_factor_has_five_tries_however_many_come_at_once(ask):
    told = ask("second_factor")
    assert told["compared"] <= 5
    assert told["statuses"] == [200]


def test_a_limit_holds_however_many_come_at_once(ask):
    assert ask("limit") == 5


def test_an_invitation_is_accepted_once(ask):
    answers = ask("invitation")
    assert answers.count(302) == 1
    assert set(answers) <= {302, 200, 410}


def test_two_invitations_to_one_new_address_make_one_account(ask):
    """PostgreSQL refuses the second with a sentence; SQLite lets it wait, and it finds the
    account."""
    told = ask("two_invitations")
    assert told["accounts"] == 1
    assert told["answers"] in ([200, 302], [302, 302])


def test_a_console_link_signs_in_once_and_tells_the_others_that_it_is_done(ask):
    answers = ask("console_link")
    assert answers.count(302) == 1
    assert answers.count(200) == len(answers) - 1


def test_of_two_imports_of_the_same_figures_one_is_written_and_the_other_compared_anew(ask):
    """In PostgreSQL each once waited for the other, as they stood in the files in other orders."""
    assert ask("two_imports") == {"answers": ["RuleError", "applied"], "new": 0, "written": 0}


def test_several_senders_send_each_message_once(ask):
    with MailServer(slow=0.01) as server:
        ask(f"point {server.port}")
        ask("write 30")
        assert ask("drain 4") == 30
        assert sorted(server.recipients) == sorted(f"a{number}@example.org" for number in range(30))
    assert ask("states") == [["sent"] * 30, 0]


def test_daily_work_that_runs_several_times_at_once_tells_each_thing_once(ask):
    with MailServer(slow=0.01) as server:
        ask(f"point {server.port}")
        told = ask("remind 3")
        assert told["answers"] == [None] * 3
        assert told["messages"] >= 3
        assert len(server.recipients) == told["sent"]
        again = ask("drain 3")
        assert again == 0


def test_the_thread_of_a_server_sends_what_is_committed_and_ends_in_order(ask):
    with MailServer() as server:
        ask(f"point {server.port}")
        assert ask("thread") == [False, ["sent", "waiting"], 1]
        assert server.recipients == ["a0@example.org"]


def killed_while_sending(ask, server: MailServer) -> None:
    ask(f"point {server.port}")
    ask("write 1")
    number = ask("child")
    server.wait_for_talk()
    os.kill(number, signal.SIGKILL)
    ask(f"bury {number}")
    ask("due")


def test_killed_before_the_words_are_handed_over_the_next_sends_it_once(ask):
    with MailServer(talk="silent") as silent:
        killed_while_sending(ask, silent)
    with MailServer() as server:
        ask(f"point {server.port}")
        assert ask("drain 2") == 1
        assert server.recipients == ["a0@example.org"]
    assert ask("states") == [["sent"], 0]


def test_killed_after_the_words_were_handed_over_nobody_sends_it_again(ask):
    with MailServer(talk="silent after data") as silent:
        killed_while_sending(ask, silent)
        assert silent.recipients == ["a0@example.org"]
    with MailServer() as server:
        ask(f"point {server.port}")
        assert ask("drain 2") == 0
        assert server.recipients == []
    assert ask("states") == [["unclear"], 1]


def test_a_silent_mail_server_holds_no_request(ask):
    """Four people ask for a code at once, more than a process has threads."""
    with MailServer(talk="silent") as silent:
        ask(f"point {silent.port}")
        began = time.monotonic()
        ask("write 4")
        assert time.monotonic() - began < 5
        assert silent.talks == 0


ROUNDS = 5


def test_of_several_who_write_in_one_part_the_first_is_saved_and_the_others_words_are_kept(ask):
    expected = {"saved": 1, "lost": [], "kept": 3, "versions": 1, "errors": []}
    assert ask(f"part {ROUNDS}") == [expected] * ROUNDS


def test_who_writes_in_another_part_of_the_edition_is_not_in_the_way(ask):
    assert ask(f"parts {ROUNDS}") == [4] * ROUNDS


def test_of_several_staff_at_one_record_the_first_is_saved_and_the_others_are_asked(ask):
    expected = {
        "statuses": [200, 200, 200, 302],
        "is_the_winners": True,
        "history": 1,
        "version": 2,
    }
    assert ask(f"record {ROUNDS}") == [expected] * ROUNDS


def test_of_several_staff_at_one_figure_the_first_is_saved_and_the_earlier_value_is_kept(ask):
    expected = {
        "statuses": [200, 200, 200, 302],
        "is_the_winners": True,
        "said_before": [True],
        "versions": 1,
    }
    assert ask(f"figure {ROUNDS}") == [expected] * ROUNDS


def test_of_several_who_save_a_states_own_figure_ones_is_there_whole(ask):
    """Its number, year and source are one person's: the first save stands, each other is kept for
    a choice."""
    assert ask(f"own_figure {ROUNDS}") == [[3, 1, True, 3]] * ROUNDS
