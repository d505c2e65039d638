"""Laptops from older images, cloned laptops, and a server that was restored: nobody's work is lost."""

import shutil
from pathlib import Path

import pytest

from fieldlog.actions.consents import record_consent
from fieldlog.actions.finding import get_customer
from fieldlog.domain.documents import shown_values
from fieldlog.domain.errors import ServerRefusedError
from fieldlog.store.outbox import all_rows
from fieldlog.sync.troubles import UnreachableError
from sync_server.database import feeds
from tests.store.stores import Clock, add_customer, open_again, save_visit
from tests.sync.laptops import Laptop, everything
from tests.sync.office import LostAnswers, Office


def image_of(office: Office, folder: Path) -> Path:
    """Copy the server's file."""
    office.close()
    shutil.copytree(office.folder, folder)
    office.open()
    return folder


def put_back(office: Office, image: Path, feed_id: str) -> None:
    """Put an image of the server's file in its place, under a new feed."""
    office.close()
    shutil.rmtree(office.folder)
    shutil.copytree(image, office.folder)
    office.open()
    office.do(lambda connection: feeds.write_setting(connection, "feed_id", feed_id))


def test_a_restored_server_gets_back_what_was_pushed_since_its_backup(
    tmp_path: Path, office: Office, wang: Laptop, chen: Laptop
) -> None:
    first = add_customer(wang.workspace)
    wang.sync()
    chen.sync()
    image = image_of(office, tmp_path / "image")
    visit = save_visit(wang.workspace, first)
    second = add_customer(chen.workspace, "王秀英")
    wang.sync()
    chen.sync()
    before = {laptop: everything(laptop.store).keys() for laptop in (wang, chen)}
    put_back(office, image, "feed-2")
    for laptop in (wang, chen, wang):
        laptop.sync()
    for laptop in (wang, chen):
        assert everything(laptop.store).keys() == before[laptop]
        assert laptop.state.feed_id == "feed-2"
        assert laptop.state.answered == laptop.store.progress().dseq
    fresh = Laptop(tmp_path / "fresh", office, wang.clock, 33, "小王")
    fresh.enrol(office.code_for("小王"))
    fresh.sync()
    assert everything(fresh.store) == everything(wang.store)
    assert visit in everything(fresh.store)
    assert second in everything(chen.store)
    fresh.store.close()


def test_a_restored_server_noticed_by_a_pull_alone_gets_everything_too(
    tmp_path: Path, office: Office, wang: Laptop
) -> None:
    image = image_of(office, tmp_path / "image")
    customer = add_customer(wang.workspace)
    wang.sync()
    put_back(office, image, "feed-2")
    # The device did not exist in the image's saves, and nothing waits to be sent.
    outcome = wang.sync()
    assert outcome.stored == 1
    assert customer in everything(wang.store)
    assert [row.status for row in all_rows(wang.store)] == ["applied"]


def test_what_a_restored_server_no_longer_holds_goes_from_the_laptop(
    tmp_path: Path, office: Office, wang: Laptop, chen: Laptop
) -> None:
    image = image_of(office, tmp_path / "image")
    customer = add_customer(wang.workspace)
    wang.sync()
    office.hand_over(customer, "小陈")
    chen.sync()
    assert chen.store.find_document(customer) is not None
    put_back(office, image, "feed-2")
    chen.sync()
    assert chen.store.find_document(customer) is None


def test_a_laptop_restored_from_an_image_becomes_a_device_of_its_own_and_loses_nothing(
    tmp_path: Path, office: Office, wang: Laptop
) -> None:
    customer = add_customer(wang.workspace, address="旧址")
    wang.sync()
    restored = wang.copy_to(tmp_path / "restored", 50)
    gone = save_visit(wang.workspace, customer)
    wang.sync()
    kept = save_visit(restored.workspace, customer)
    restored.sync()
    assert restored.state.device != wang.state.device
    wang.sync()
    assert {gone, kept} <= everything(wang.store).keys()
    restored.sync()
    assert everything(restored.store) == everything(wang.store)
    assert [row.dseq for row in all_rows(restored.store)] == [1, 2]
    restored.store.close()


def test_two_clones_both_go_on(tmp_path: Path, office: Office, wang: Laptop) -> None:
    customer = add_customer(wang.workspace)
    wang.sync()
    clone = wang.copy_to(tmp_path / "clone", 60)
    visits = {save_visit(laptop.workspace, customer) for laptop in (wang, clone)}
    for laptop in (wang, clone, wang, clone):
        laptop.sync()
    for laptop in (wang, clone):
        assert visits <= everything(laptop.store).keys()
    assert everything(wang.store) == everything(clone.store)
    clone.store.close()


def test_a_fork_whose_answer_is_lost_is_finished_later(tmp_path: Path, office: Office, wang: Laptop) -> None:
    customer = add_customer(wang.workspace)
    wang.sync()
    clone = wang.copy_to(tmp_path / "clone", 70)
    save_visit(wang.workspace, customer)
    wang.sync()
    visit = save_visit(clone.workspace, customer)
    office.after = LostAnswers("/v1/fork", 2)
    for _ in range(2):
        with pytest.raises(UnreachableError):
            clone.sync()
    clone.sync()
    wang.sync()
    assert visit in everything(wang.store)
    assert clone.state.next_device == ""
    clone.store.close()


def test_a_journal_that_no_longer_reaches_back_is_numbered_anew(
    tmp_path: Path, office: Office, wang: Laptop, clock: Clock
) -> None:
    image = image_of(office, tmp_path / "image")
    add_customer(wang.workspace)
    wang.sync()
    clock.go_on(days=36)
    customer = add_customer(wang.workspace, "王秀英")
    wang.sync()
    assert [row.dseq for row in all_rows(wang.store)] == [2]
    put_back(office, image, "feed-2")
    wang.sync()
    assert [row.dseq for row in all_rows(wang.store)] == [1]
    assert customer in everything(wang.store)


def test_a_health_note_that_was_sent_is_sent_again_as_it_was_though_the_consent_has_not_come_back_yet(
    tmp_path: Path, office: Office, wang: Laptop
) -> None:
    second = Laptop(tmp_path / "second", office, wang.clock, 34, "小王")
    second.enrol(office.code_for("小王"))
    wang.sync()
    image = image_of(office, tmp_path / "image")
    customer = add_customer(second.workspace)
    record_consent(second.workspace, get_customer(second.workspace, customer), "given", "口头")
    second.sync()
    wang.sync()
    visit = save_visit(wang.workspace, customer, **{"health.body": "膝盖疼"})
    wang.sync()
    # The consent went with the server, and the laptop that recorded it is away.
    for feed_id in ("feed-2", "feed-3"):
        put_back(office, image, feed_id)
        wang.sync()
    clone = wang.copy_to(tmp_path / "clone", 35)
    put_back(office, image, "feed-4")
    clone.sync()
    for laptop in (second, wang):
        laptop.sync()
        assert shown_values(laptop.get(visit))["health.body"] == '"膝盖疼"'
    clone.store.close()
    second.store.close()


@pytest.mark.parametrize(("then", "now"), [(0, 1100), (-1100, 0)])
def test_a_clock_that_is_years_off_takes_nothing_from_the_journal(
    then: int, now: int, tmp_path: Path, office: Office, wang: Laptop
) -> None:
    own_clock = Clock()
    wang.clock = own_clock
    own_clock.go_on(days=then)
    wang.sync()
    image = image_of(office, tmp_path / "image")
    customer = add_customer(wang.workspace)
    wang.sync()
    own_clock.go_on(days=now - then)
    wang.sync()
    put_back(office, image, "feed-2")
    wang.sync()
    assert [row.dseq for row in all_rows(wang.store)] == [1]
    assert customer in everything(wang.store)


def test_from_the_enrolment_on_what_is_saved_is_signed_as_the_office_knows_the_rep(
    tmp_path: Path, office: Office, clock: Clock
) -> None:
    laptop = Laptop(tmp_path / "wang-li", office, clock, 31, "Wang Li")
    laptop.enrol(office.code_for("小王"))
    customer = add_customer(open_again(laptop.home, clock=clock))
    (author,) = {part.by for part in laptop.get(customer).parts.values()}
    assert author == "小王"
    laptop.store.close()


def test_another_user_or_server_is_refused_and_the_same_one_may_enrol_again(
    office: Office, wang: Laptop
) -> None:
    add_customer(wang.workspace)
    wang.sync()
    with pytest.raises(ServerRefusedError) as caught:
        wang.enrol(office.code_for("小陈"))
    assert caught.value.exit_code == 5
    office.revoke(wang.state.device)
    save_visit(wang.workspace, next(iter(everything(wang.store))))
    with pytest.raises(ServerRefusedError):
        wang.sync()
    assert wang.state.answered == 1
    wang.enrol(office.code_for("小王"))
    assert wang.sync().stored == 1
    with pytest.raises(ServerRefusedError, match="does not know this code"):
        wang.enrol("wrong-code")


def test_the_token_is_renewed_now_and_then_and_a_lost_answer_locks_nobody_out(
    office: Office, wang: Laptop, clock: Clock
) -> None:
    wang.sync()
    before = wang.state.token
    clock.go_on(days=31)
    office.after = LostAnswers("/v1/token")
    with pytest.raises(UnreachableError):
        wang.sync()
    assert wang.state.token == before
    wang.sync()
    assert wang.state.token != before
    wang.sync()
