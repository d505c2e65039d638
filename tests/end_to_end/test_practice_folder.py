"""``fieldlog demo`` in a folder that holds somebody's own files."""

import json
from pathlib import Path

import pytest

from fieldlog.actions.practice import make_practice_store
from fieldlog.domain.errors import BadInputError
from tests.end_to_end.running import run_fieldlog
from tests.store.stores import NOW, add_customer, file_hashes, make_workspace


def test_a_folder_with_own_files_is_left_alone_and_practice_goes_to_its_own_place(
    tmp_path: Path, clean_environment: Path
) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "letter.txt").write_text("mine")
    before = file_hashes(documents)
    answer = run_fieldlog(documents, "demo", "--json")
    assert answer.code == 0, answer
    assert clean_environment in Path(json.loads(answer.out)["home"]).parents
    assert file_hashes(documents) == before


def test_no_practice_store_is_made_in_a_folder_with_own_files(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(BadInputError):
        make_practice_store(tmp_path, NOW, customers=1)
    assert list(file_hashes(tmp_path)) == ["letter.txt"]


def test_what_lies_beside_a_practice_store_survives_its_rebuilding(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (workspace := make_workspace(home)).store:
        add_customer(workspace)
    (home / "letter.txt").write_text("mine")
    assert make_practice_store(home, NOW, customers=2).customers == 2
    assert (home / "letter.txt").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]
