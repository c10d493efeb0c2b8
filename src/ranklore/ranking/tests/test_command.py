"""`python -m ranklore.ranking FILE`, and the imports of the engine."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from ranklore.ranking.__main__ import main

SRC = Path(__file__).parents[3]
ELECTION = "# NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: Ada\n# ALTERNATIVE NAME 2: Ben\n# ALTERNATIVE NAME 3: Cy\n"


@pytest.fixture
def election(tmp_path) -> str:
    """Cy beats each of the others, and has fewest first places."""
    path = tmp_path / "votes.soc"
    path.write_text(ELECTION + "40: 1,3,2\n35: 2,3,1\n25: 3,2,1\n")
    return str(path)


def test_the_command_prints_a_table_with_rank_name_score_and_range(election, capsys):
    assert main([election]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["rank", "name", "score", "range"]
    assert lines[1].split()[:2] == ["1", "Cy"]


def test_the_command_prints_json_best_first(election, capsys):
    assert main([election, "--json", "--top", "2"]) == 0
    items = json.loads(capsys.readouterr().out)["items"]
    assert [item["name"] for item in items] == ["Cy", "Ben"]
    assert list(items[0]) == ["rank", "name", "score", "low", "high", "rank_low", "rank_high", "tie_group"]


@pytest.mark.parametrize(
    ("method", "first"),
    [
        ("ranklore", "Cy"), ("familiarity", "Cy"), ("bradley-terry", "Cy"), ("copeland", "Cy"), ("borda", "Cy"),
        ("counts", "Ada"), ("net", "Ada"), ("wilson", "Ada"), ("plackett-luce", "Cy"),
    ],
)  # fmt: skip
def test_every_method_ranks_the_election(election, capsys, method: str, first: str):
    assert main([election, "--method", method]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[1] == first


def test_the_command_ranks_comparisons(tmp_path, capsys):
    path = tmp_path / "votes.csv"
    path.write_text("winner,loser\nAda,Ben\nBen,Cy\nAda,Cy\n")
    assert main([str(path), "--method", "counts"]) == 0
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()[1:]] == ["Ada", "Ben", "Cy"]


def test_an_error_names_the_line_and_the_exit_code_is_2(tmp_path, capsys):
    path = tmp_path / "votes.soc"
    path.write_text(ELECTION + "40: 1,3,3\n")
    assert main([str(path)]) == 2
    assert capsys.readouterr().err == "python -m ranklore.ranking: line 5: item 3 occurs twice in one ballot\n"


@pytest.mark.parametrize(
    ("ending", "text", "sentence"),
    [
        (".csv", "winner,loser\nAda,Ben\n", "plackett-luce needs orders, not comparisons"),
        (".toc", ELECTION + "1: {1,2},3\n", "plackett-luce needs orders without ties"),
    ],
)
def test_plackett_luce_needs_strict_orders(tmp_path, capsys, ending: str, text: str, sentence: str):
    path = tmp_path / f"votes{ending}"
    path.write_text(text)
    assert main([str(path), "--method", "plackett-luce"]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (MemoryError(), "votes.soc: too large for the memory of this computer"),
        (OverflowError("int too big"), "votes.soc: it cannot be ranked: int too big"),
        (ValueError("bad input"), "votes.soc: it cannot be ranked: bad input"),
    ],
)
def test_what_the_engine_raises_is_told_in_a_sentence(election, capsys, monkeypatch, error: Exception, sentence: str):
    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr("ranklore.ranking.__main__.rank_ballot_file", failing)
    assert main([election]) == 2
    assert capsys.readouterr().err == f"python -m ranklore.ranking: {sentence}\n"


def test_plackett_luce_refuses_too_many_orders(tmp_path, capsys):
    path = tmp_path / "votes.soc"
    path.write_text(ELECTION + "1000000: 1,2,3\n999999: 2,1,3\n")
    assert main([str(path), "--method", "plackett-luce"]) == 2
    assert "plackett-luce can rank at most 100000 orders" in capsys.readouterr().err


def test_letters_that_the_terminal_cannot_show_are_question_marks(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text('winner,loser\nÅda\x1b[31m,"Ben\nCy"\n', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ranklore.ranking", str(path)],
        cwd=SRC, capture_output=True, check=False, env={"PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert done.returncode == 0
    assert [line.split()[:2] for line in done.stdout.splitlines()[1:]] == [[b"1", b"?da?[31m"], [b"2", b"Ben?Cy"]]


def test_a_reader_that_stops_early_is_no_error(election):
    command = subprocess.Popen(
        [sys.executable, "-m", "ranklore.ranking", election], cwd=SRC, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert command.stdout and command.stderr
    command.stdout.close()
    complaints = command.stderr.read()
    command.stderr.close()
    assert (command.wait(), complaints) == (0, b"")


def test_a_closed_pipe_is_replaced_so_that_nothing_more_is_written_to_it(election, monkeypatch, tmp_path):
    with (tmp_path / "out").open("w") as pipe:

        class Closed:
            encoding = "utf-8"
            fileno = staticmethod(pipe.fileno)

            def write(self, text: str) -> None:
                raise BrokenPipeError

        monkeypatch.setattr("sys.stdout", Closed())
        assert main([election]) == 0
        assert os.path.samestat(os.fstat(pipe.fileno()), Path(os.devnull).stat())


@pytest.mark.parametrize("options", [["--top", "0"], ["--method", "elo"]])
def test_a_wrong_option_has_exit_code_2(election, capsys, options: list[str]):
    with pytest.raises(SystemExit, match="2"):
        main([election, *options])


def test_the_process_ends_with_the_exit_code(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "argv", ["ranking", str(tmp_path / "none.soc")])
    with pytest.raises(SystemExit, match="2"):
        runpy.run_path(str(SRC / "ranklore" / "ranking" / "__main__.py"), run_name="__main__")


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=SRC, capture_output=True, text=True, check=False)


def test_the_command_runs_as_a_module(election):
    done = python("-m", "ranklore.ranking", election, "--top", "1")
    assert done.returncode == 0 and "Cy" in done.stdout


def test_importing_the_engine_loads_only_numpy():
    """Whatever else is loaded afterwards was there with numpy alone, or is of the standard library."""
    code = (
        "import sys, numpy.random; before = set(sys.modules); import ranklore.ranking;"
        "new = {name.split('.')[0] for name in set(sys.modules) - before};"
        "print(sorted(new - set(sys.stdlib_module_names) - {'numpy'}))"
    )
    assert python("-c", code).stdout.strip() == "['ranklore']"
