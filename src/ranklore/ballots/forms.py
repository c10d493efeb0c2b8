"""The forms for votes, matchups, revisions and changes of a personal ranking."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from ranklore.ballots.actions.matchups import MatchupChoice
from ranklore.ballots.actions.revise_vote import INCOMPLETE_MESSAGE, RETRACT, Kind, Outcome, RevisionRequest
from ranklore.ballots.actions.votes import ITEM_VOTE_KINDS
from ranklore.ballots.models import Vote
from ranklore.text.errors import Refused

SEEN_LENGTH_MAX = 4_000
"""In characters: some hundred ids. A page serves fewer."""


@dataclass(frozen=True, slots=True)
class ItemVote:
    """A vote on an item. `on` is False when the voter takes it back."""

    kind: Vote.Kind
    item: int
    on: bool


@dataclass(frozen=True, slots=True)
class VoteRequest:
    """A vote, and the page that it came from.

    exposure  the token that says which items it showed
    seen      those that came into view, as the browser reports
    page      its number
    ranks     the checksum of the ranks on it; None: the page did not say
    back      "item" for the page of the item
    """

    word: ItemVote
    exposure: str
    seen: frozenset[int]
    page: int | None
    ranks: int | None
    back: str


class VoteForm(forms.Form):
    word = forms.RegexField(rf"^({'|'.join(ITEM_VOTE_KINDS)}):[1-9][0-9]{{0,17}}:[01]\Z")
    exposure = forms.CharField(max_length=60_000)
    seen = forms.RegexField(r"^[0-9]{1,18}(,[0-9]{1,18})*\Z", max_length=SEEN_LENGTH_MAX, required=False)
    page = forms.IntegerField(min_value=1, max_value=10**6, required=False)
    ranks = forms.IntegerField(min_value=0, max_value=2**32, required=False)
    back = forms.ChoiceField(choices=[("item", "item")], required=False)

    def clean_word(self) -> ItemVote:
        kind, item, on = self.cleaned_data["word"].split(":")
        return ItemVote(Vote.Kind(kind), int(item), on == "1")

    def clean_seen(self) -> frozenset[int]:
        return frozenset(int(item_id) for item_id in self.cleaned_data["seen"].split(",") if item_id)

    def checked(self) -> VoteRequest:
        """The valid request. The voter typed none of it, so one message covers every error."""
        if not self.is_valid():
            raise Refused(
                _("Something was missing from that vote, so nothing was changed. Reload the page and vote again.")
            )
        return VoteRequest(**self.cleaned_data)


@dataclass(frozen=True, slots=True)
class MatchupSubmission:
    pair: str
    reply: MatchupChoice


class MatchupForm(forms.Form):
    pair = forms.CharField(max_length=2_000)
    reply = forms.TypedChoiceField(
        choices=[(choice.value, choice.name) for choice in MatchupChoice], coerce=MatchupChoice
    )

    def checked(self) -> MatchupSubmission:
        if not self.is_valid():
            raise Refused(_("Something was missing from that answer, so nothing was changed. Answer again."))
        return MatchupSubmission(**self.cleaned_data)


@dataclass(frozen=True, slots=True)
class RankingChangeRequest:
    """`made_from` is the vote with the ranking that the page showed. None: the ranking as it is now."""

    item_id: int | None
    made_from: int | None
    place: str
    back: str


class RankingChangeForm(forms.Form):
    item = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    made_from = forms.IntegerField(min_value=0, max_value=2**63 - 1, required=False)
    to = forms.CharField(max_length=100, required=False)
    back = forms.ChoiceField(choices=[("list", "list")], required=False)

    def checked(self) -> RankingChangeRequest:
        if not self.is_valid():
            raise Refused(
                _("Something was missing from that form, so nothing was changed. Reload the page and try again.")
            )
        data = self.cleaned_data
        return RankingChangeRequest(data["item"], data["made_from"], data["to"], data["back"])


class ReviseVoteForm(forms.Form):
    """`vote` is a kind for a vote on an item, an outcome for a matchup, or RETRACT."""

    subject = forms.CharField(max_length=45)
    vote = forms.ChoiceField(choices=[(value, value) for value in (*Kind.values, *Outcome.values, RETRACT)])
    page = forms.IntegerField(min_value=1, max_value=10**6, required=False)

    def checked(self) -> RevisionRequest:
        if not self.is_valid():
            raise Refused(_(INCOMPLETE_MESSAGE))
        return RevisionRequest(self.cleaned_data["subject"], self.cleaned_data["vote"], self.cleaned_data["page"] or 1)
