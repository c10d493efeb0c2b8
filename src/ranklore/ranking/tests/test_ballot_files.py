"""Good and bad files of ballots. Every error names the line."""

import pytest

from ranklore.ranking import IndexedBallot
from ranklore.ranking.ballot_files.ballot_file import BallotFile, BallotFileError, read_ballot_file
from ranklore.ranking.ballot_files.csv_file import read_csv
from ranklore.ranking.ballot_files.preflib import PREFLIB_READERS

HEAD = "# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 5\n# NUMBER UNIQUE ORDERS: 2\n"
NAMES = "# ALTERNATIVE NAME 1: Ada\n# ALTERNATIVE NAME 2: Ben\n# ALTERNATIVE NAME 3: Cy\n"
READERS = {**PREFLIB_READERS, ".csv": read_csv}


@pytest.fixture
def read(tmp_path):
    def reading(ending: str, text: str | bytes) -> BallotFile:
        path = tmp_path / f"votes{ending}"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_ballot_file(path, READERS)

    return reading


def test_complete_orders(read):
    votes = read(".soc", HEAD + NAMES + "3: 1,2,3\n2: 3,1,2\n")
    assert votes.names == ["Ada", "Ben", "Cy"]
    assert votes.ballots == [
        (IndexedBallot(order=(0, 1, 2), on_offer=range(3)), 3),
        (IndexedBallot(order=(2, 0, 1), on_offer=range(3)), 2),
    ]


def test_orders_with_ties_and_gaps(read):
    votes = read(".toi", "\n" + HEAD + "3: {1,2},3\n\n2: 3\n")
    assert votes.names == ["1", "2", "3"]
    assert [ballot.order for ballot, _ in votes.ballots] == [((0, 1), 2), (2,)]


def test_spaces_and_leading_zeros_are_accepted(read):
    votes = read(".toi", HEAD + "3: {1}, { 2,03 }\n2: 01 ,2\n")
    assert [ballot.order for ballot, _ in votes.ballots] == [((0,), (1, 2)), (0, 1)]


def test_a_count_of_0_is_accepted_and_adds_nothing(read):
    """Files differ in whether NUMBER UNIQUE ORDERS counts such a line, and equal lines."""
    for stated in (2, 3, 4):
        head = HEAD.replace("ORDERS: 2", f"ORDERS: {stated}")
        votes = read(".toi", head + "3: 1,2\n1: 3\n0: 2,1\n1: 3\n")
        assert [(ballot.order, times) for ballot, times in votes.ballots] == [((0, 1), 3), ((2,), 2)]


def test_more_orders_than_fit_the_memory_are_refused(read, monkeypatch):
    monkeypatch.setattr("ranklore.ranking.ballot_files.preflib.LEVELS_MAX", 5)
    with pytest.raises(BallotFileError, match="line 5: more than 1 different orders"):
        read(".soi", HEAD + "3: 1,2\n2: 2\n")


def test_a_byte_order_mark_and_windows_line_endings_are_accepted(read):
    assert read(".csv", b"\xef\xbb\xbfwinner,loser\r\nAda,Ben\r\n").wins == [(0, 1, 1.0)]


def test_winners_and_losers(read):
    votes = read(".csv", "when,winner,loser,weight\n1,Ada,Ben,2\n2,Ben,Cy,0.5\n")
    assert (votes.names, votes.wins) == (["Ada", "Ben", "Cy"], [(0, 1, 2.0), (1, 2, 0.5)])


def test_matchups_name_the_winner_by_side_or_by_name(read):
    votes = read(".csv", "left,right,winner\nAda,Ben,left\nAda,Ben,right\nAda,Ben,Ben\nAda,Ben,tie\n")
    assert votes.wins == [(0, 1, 1.0), (1, 0, 1.0), (1, 0, 1.0), (0, 1, 0.5), (1, 0, 0.5)]


def test_races(read):
    votes = read(".csv", 'pos1,pos2,pos3\nAda,Ben,"Cy, the third"\nBen,Ada,\n')
    assert votes.names == ["Ada", "Ben", "Cy, the third"]
    assert [ballot.order for ballot, _ in votes.ballots] == [(0, 1, 2), (1, 0)]


@pytest.mark.parametrize(
    ("ending", "text", "sentence"),
    [
        (".txt", "", r"votes.txt: unknown file type; use one of .csv, .soc, .soi, .toc, .toi"),
        (".soc", "", "line 1: the file ends before the first ballot"),
        (".soc", HEAD, "line 4: the file ends before the first ballot"),
        (".soc", "1: 1,2\n", "line 1: the line '# NUMBER ALTERNATIVES: …' must come before the ballots"),
        (".soc", HEAD + "3: 1,2,3\n", "line 2: number voters is 5, but the file has 3; is it truncated?"),
        (".soc", HEAD + "5: 1,2,3\n", "line 3: number unique orders is 2, but the file has 1; is it truncated?"),
        (".soc", HEAD + "# ALTERNATIVE NAME 4: Dee\n1: 1\n", "line 1: number alternatives is 3, but the names"),
        (
            ".soc",
            "# NUMBER ALTERNATIVES: many\n1: 1\n",
            "line 1: number alternatives must be a whole number from 1 to 10000",
        ),
        (
            ".soc",
            "# NUMBER ALTERNATIVES: 99999\n1: 1\n",
            "line 1: number alternatives must be a whole number from 1 to 10000",
        ),
        (".soc", HEAD + "5: 1,2,4\n", "line 4: an item must be a whole number from 1 to 3, not '4'"),
        (".soc", HEAD + "5: 1,2,x\n", "line 4: an item must be a whole number from 1 to 3, not 'x'"),
        (".soc", HEAD + "5: 1,2,2\n", "line 4: item 2 occurs twice in one ballot"),
        (".soc", HEAD + "5: 1,2\n", "line 4: a complete order must have all 3 items, not 2"),
        (".soi", HEAD + "5: {1,2},3\n", "line 4: this file type does not allow ties"),
        (".toi", HEAD + "5: {1,2,3\n", "line 4: an order must be items and {groups} separated by commas"),
        (".toi", HEAD + "5: 1,,3\n", "line 4: an order must be items and {groups} separated by commas"),
        (".toi", HEAD + "5: {},3\n", "line 4: an item must be a whole number from 1 to 3, not ''"),
        (".toi", HEAD + "5:\n", "line 4: an order must be items and {groups} separated by commas"),
        (".toi", HEAD + "1,2,3\n", "line 4: a ballot must look like 'count: item,item,…', not '1,2,3'"),
        (".toi", HEAD + "-1: 1,2,3\n", "line 4: a count must be a whole number from 0 to 1000000000, not '-1'"),
        (".toi", HEAD + "9999999999999: 1,2,3\n", "line 4: a count must be a whole number from 0 to 1000000000"),
        (".toi", HEAD[:26] + "\n0: 1,2\n", "line 3: the file ends, and all counts are 0"),
        (".toi", HEAD[:26] + "\n" + "1000000000: 1\n" * 5, "line 7: the counts add up to more than 4294967296 voters"),
        (".toi", HEAD + "5: 1,{2,3}}\n", "line 4: an order must be items and {groups} separated by commas"),
        (".toi", HEAD + "5: {1},[2,3]\n", "line 4: an item must be a whole number from 1 to 3, not '[2'"),
        (".toi", HEAD + "5: {1.0,2}\n", "line 4: an item must be a whole number from 1 to 3, not '1.0'"),
        (".toi", HEAD + "5: {1,true}\n", "line 4: an item must be a whole number from 1 to 3, not 'true'"),
        (".toi", HEAD + "5: {0,1}\n", "line 4: an item must be a whole number from 1 to 3, not '0'"),
        (".toi", HEAD + "5: {1,4}\n", "line 4: an item must be a whole number from 1 to 3, not '4'"),
        (".toi", HEAD + "5: {1,2},2\n", "line 4: item 2 occurs twice in one ballot"),
        (".toi", HEAD + "5: " + "{" * 5000 + "\n", "line 4: an order must be items and {groups} separated by commas"),
        (".toi", HEAD.encode() + b"5: 1,\xff\n", "line 4: not UTF-8 text (byte 6)"),
        (
            ".csv",
            "",
            "line 1: the first line must name the columns: winner,loser[,weight] or left,right,winner or pos1",
        ),
        (".csv", "Ada,Ben\n", "line 1: the first line must name the columns"),
        (".csv", "winner,loser\n\n", "line 2: the file ends before the first vote"),
        (".csv", "winner,loser\nAda\n", "line 2: 1 columns, but the first line has 2"),
        (".csv", "winner,loser\nAda,\n", "line 2: a name is missing"),
        (".csv", "winner,loser\nAda,Ada\n", "line 2: 'Ada' is compared with itself"),
        (
            ".csv",
            "winner,loser,weight\nAda,Ben,-1\n",
            "line 2: a weight must be a number from 0 to 4294967296, not '-1'",
        ),
        (
            ".csv",
            "winner,loser,weight\nAda,Ben,nan\n",
            "line 2: a weight must be a number from 0 to 4294967296, not 'nan'",
        ),
        (
            ".csv",
            "winner,loser,weight\n" + "Ada,Ben,4294967296\n" * 4,
            "line 3: the weights add up to more than 4294967296",
        ),
        (
            ".csv",
            "winner,loser,weight\nAda,Ben,1e-12\n",
            "line 2: a weight must be 0 or at least 0.000001, not '1e-12'",
        ),
        (
            ".csv",
            "winner,loser,weight\nAda,Ben,two\n",
            "line 2: a weight must be a number from 0 to 4294967296, not 'two'",
        ),
        (
            ".csv",
            "left,right,winner\nAda,Ben,Cy\n",
            "line 2: the winner must be left, right, tie or one of the two names, not",
        ),
        (".csv", "pos1,pos2\nAda,Ben,Cy\n", "line 2: 3 columns, but the first line has 2"),
        (".csv", "pos1,pos2\nAda,Ada\n", "line 2: 'Ada' occurs twice in one race"),
        (".csv", 'winner,loser\nAda,"Ben\n', "line 2: unexpected end of data"),
        (".csv", b"winner,loser\nAda,\xe9\n", "line 2: not UTF-8 text (byte 5)"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(read, ending: str, text: str | bytes, sentence: str):
    with pytest.raises(BallotFileError) as refusal:
        read(ending, text)
    assert sentence in str(refusal.value)


def test_a_huge_file_a_huge_line_and_too_many_items_are_refused(read, monkeypatch):
    monkeypatch.setattr("ranklore.ranking.ballot_files.ballot_file.FILE_BYTES_MAX", 100)
    with pytest.raises(BallotFileError, match="larger than 0 MiB"):
        read(".csv", "winner,loser\n" * 10)
    monkeypatch.setattr("ranklore.ranking.ballot_files.ballot_file.LINE_BYTES_MAX", 20)
    with pytest.raises(BallotFileError, match="line 2: longer than"):
        read(".csv", "winner,loser\n" + "x" * 30)
    monkeypatch.setattr("ranklore.ranking.ballot_files.csv_file.ITEMS_MAX", 2)
    with pytest.raises(BallotFileError, match="line 3: more than 2 items"):
        read(".csv", "winner,loser\nAda,Ben\nAda,Cy\n")


def test_a_folder_is_refused(tmp_path):
    (tmp_path / "votes.soc").mkdir()
    with pytest.raises(BallotFileError, match=r"votes.soc: Is a directory"):
        read_ballot_file(tmp_path / "votes.soc", READERS)


def test_a_missing_file_is_reported(tmp_path):
    with pytest.raises(BallotFileError, match=r"none.soc: No such file or directory"):
        read_ballot_file(tmp_path / "none.soc", READERS)
