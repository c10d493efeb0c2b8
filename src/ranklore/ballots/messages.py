"""The sentences a voter reads after a vote."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from ranklore.ballots.ballot import DONT_KNOW, DOWN, KNOW, OTHER, PICK, SKIP, TIE, VoteResult
from ranklore.core.ordinals import ordinal
from ranklore.text.bidi import isolated


class _VoteSentences(NamedTuple):
    """What a voter reads after one kind of vote on an item."""

    cast: str
    retracted: str
    cast_before: str
    nothing_to_retract: str


_VOTE_SENTENCES = {
    PICK: _VoteSentences(
        cast=gettext_noop("You voted for %(name)s."),
        retracted=gettext_noop("You took back your vote for %(name)s."),
        cast_before=gettext_noop("You already voted for %(name)s."),
        nothing_to_retract=gettext_noop("You have no vote for %(name)s to take back."),
    ),
    DOWN: _VoteSentences(
        cast=gettext_noop("You said that %(name)s doesn’t belong this high."),
        retracted=gettext_noop("You no longer say that %(name)s doesn’t belong this high."),
        cast_before=gettext_noop("You already said that %(name)s doesn’t belong this high."),
        nothing_to_retract=gettext_noop("You have not said that %(name)s doesn’t belong this high."),
    ),
    KNOW: _VoteSentences(
        cast=gettext_noop("You said that you know %(name)s."),
        retracted=gettext_noop("You no longer say that you know %(name)s."),
        cast_before=gettext_noop("You already said that you know %(name)s."),
        nothing_to_retract=gettext_noop("You have not said that you know %(name)s."),
    ),
    DONT_KNOW: _VoteSentences(
        cast=gettext_noop("You said that you don’t know %(name)s."),
        retracted=gettext_noop("You no longer say that you don’t know %(name)s."),
        cast_before=gettext_noop("You already said that you don’t know %(name)s."),
        nothing_to_retract=gettext_noop("You have not said that you don’t know %(name)s."),
    ),
}


_VOTE_LABELS = {
    DOWN: gettext_noop("doesn’t belong this high"),
    KNOW: gettext_noop("know it"),
    DONT_KNOW: gettext_noop("don’t know it"),
}


def vote_label(kind: str) -> str:
    """What a voter said about an item, in a few words. Empty for a pick, which the vote button already shows."""
    return _(_VOTE_LABELS[kind]) if kind in _VOTE_LABELS else ""


def vote_message(name: str, result: VoteResult, *, on: bool, kind: str = PICK) -> str:
    """What a vote on an item did, for the page and for screen readers."""
    sentences = _VOTE_SENTENCES[kind]
    if result.is_new:
        pattern = sentences.cast if on else sentences.retracted
    else:
        pattern = sentences.cast_before if on else sentences.nothing_to_retract
    sentence = _(pattern) % {"name": isolated(name)}
    if not result.is_new:
        return sentence
    if kind == PICK and result.is_counted:
        return f"{sentence} {_votes_and_rank_sentence(result)}"
    if kind in (PICK, DOWN) or not result.is_counted or result.before != result.after:
        return f"{sentence} {_rank_sentence(result)}"
    return sentence


def describe_answer(outcome: str, names: Sequence[str], unknown: Sequence[str] = ()) -> str:
    """A voter's answer to a matchup of two names. `unknown` are the names that the voter does not know."""
    first, second = map(isolated, names)
    both = {"first": first, "second": second}
    if outcome == SKIP and len(unknown) == 1:
        return _("You said that you don’t know %(name)s.") % {"name": isolated(unknown[0])}
    if outcome == SKIP and unknown:
        return _("You said that you don’t know %(first)s or %(second)s.") % both
    if outcome == SKIP:
        return _("You skipped %(first)s and %(second)s.") % both
    if outcome == TIE:
        return _("You said that %(first)s and %(second)s are equal.") % both
    winner, loser = (second, first) if outcome == OTHER else (first, second)
    return _("You chose %(winner)s over %(loser)s.") % {"winner": winner, "loser": loser}


def answer_message(answer: str, results: Sequence[tuple[str, VoteResult]]) -> str:
    """What an answer to a matchup did.

    answer   the sentence from `describe_answer`
    results  of both items: the name, and what the answer did to the item
    """
    if not any(result.is_new for _name, result in results):
        return _("You already gave this answer. Nothing was changed.")
    return " ".join([answer, *_move_sentences(results)])


def retraction_message(results: Sequence[tuple[str, VoteResult]]) -> str:
    """What taking back an answer to a matchup did. `results` are those of `answer_message`."""
    if not any(result.is_new for _name, result in results):
        return _("You already took back this answer. Nothing was changed.")
    first, second = (isolated(name) for name, _result in results)
    sentence = _("You took back your answer about %(first)s and %(second)s.") % {"first": first, "second": second}
    return " ".join([sentence, *_move_sentences(results)])


def describe_range(low: int, high: int) -> str:
    """The ranks that an item may well have, in words."""
    return _describe_range(low, high, get_language())


@lru_cache(4096)
def _describe_range(low: int, high: int, language: str | None) -> str:
    """Cached because every row of a list has a range; by language because the words differ."""
    if low == high:
        return _("surely %(rank)s") % {"rank": ordinal(low)}
    return _("likely %(low)s to %(high)s") % {"low": ordinal(low), "high": ordinal(high)}


def _move_sentences(results: Sequence[tuple[str, VoteResult]]) -> list[str]:
    return [_move_sentence(name, result) for name, result in results if result.before != result.after]


def _move_sentence(name: str, result: VoteResult) -> str:
    name = isolated(name)
    if result.after is None:
        return _("%(name)s is too new to rank again.") % {"name": name}
    if result.before is None:
        return _("%(name)s is now %(rank)s.") % {"name": name, "rank": ordinal(result.after)}
    return _("%(name)s moved from %(before)s to %(after)s.") % {
        "name": name,
        "before": ordinal(result.before),
        "after": ordinal(result.after),
    }


def _rank_sentence(result: VoteResult) -> str:
    if not result.is_counted:
        return _("Your vote will be counted in a moment.")
    if result.after is None:
        return _("It is too new to rank: it needs a few more votes.")
    if result.before is None:
        return _("It is now %(rank)s.") % {"rank": ordinal(result.after)}
    if result.before == result.after:
        return _("It stays %(rank)s.") % {"rank": ordinal(result.after)}
    return _("It moved from %(before)s to %(after)s.") % {
        "before": ordinal(result.before),
        "after": ordinal(result.after),
    }


def _votes_and_rank_sentence(result: VoteResult) -> str:
    values = {"votes": intcomma(result.votes)}
    if result.after is None:
        pattern = ngettext(
            "It has %(votes)s vote. It is too new to rank: it needs a few more votes.",
            "It has %(votes)s votes. It is too new to rank: it needs a few more votes.",
            result.votes,
        )
        return pattern % values
    values["after"] = ordinal(result.after)
    if result.before is None:
        pattern = ngettext(
            "It now has %(votes)s vote and is %(after)s.",
            "It now has %(votes)s votes and is %(after)s.",
            result.votes,
        )
    elif result.before == result.after:
        pattern = ngettext(
            "It now has %(votes)s vote and stays %(after)s.",
            "It now has %(votes)s votes and stays %(after)s.",
            result.votes,
        )
    else:
        values["before"] = ordinal(result.before)
        pattern = ngettext(
            "It now has %(votes)s vote and moved from %(before)s to %(after)s.",
            "It now has %(votes)s votes and moved from %(before)s to %(after)s.",
            result.votes,
        )
    return pattern % values
