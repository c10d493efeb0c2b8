"""Find where a comment claims that one item belongs above another, to suggest that as a vote.

Only plain English claims are recognized. Doubts, quotations, most questions and comments that contradict themselves
are ignored.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ranklore.discussion.mentions.detection import Mention, find_mentions
from ranklore.discussion.mentions.name_index import NameIndex
from ranklore.parsing.lexicon.words import word_list
from ranklore.text.folding import fold_case
from ranklore.text.normalize import written_signs

# Groups of synonyms: on a list of the saddest songs, "more depressing" is a claim too.
_SYNONYMS = (
    "sad sadder depressing heartbreaking tragic devastating",
    "scary scarier frightening creepy creepier terrifying",
    "funny funnier hilarious",
    "good better great greater",
    "beautiful pretty prettier lovely lovelier",
    "bad worse awful terrible",
)
# On a list with such a title, the better item belongs lower.
_REVERSING_WORDS = frozenset(word_list("worst worse least overrated hated"))
_EXPANSIONS = {verb + "nt": verb + " not" for verb in word_list("is are was were do does did could should has have")}
_EXPANSIONS |= {"cant": "can not", "cannot": "can not", "its": "it is", "id": "i would"}
_EXPANSIONS |= dict.fromkeys("“”„«»", '"') | dict.fromkeys(",;:()–—", ",")
_SENTENCE_END = re.compile(r"([.!?…。！？]+)\s*|\n\s*")
_SENTENCE_MAX = 1_000  # characters; a longer sentence is hardly a plain claim, and slow to match
_TOKEN = re.compile(r"#\w+|[^\W_]+(?:['’][^\W_]+)*|[,;:()–—]|[\"“”„«»]|[>?]")
_QUOTES = "\"'“”‘’„«»*_"
_ITEM_MARK = re.compile(r"#(\d+)")
_ANY_MARK = re.compile(r"#(\w+)")
_DOUBT = re.compile(
    r"\b(?:not|no|never|nothing|none|nobody|few|if|whether|unless|until|maybe|perhaps|might|could|would|almost|nearly|used"
    r"|sure|wonder|hope|wish|yeah|people|they|some|someone|everyone|everybody|others|many|most|he|she|says?|said|told"
    r"|thought|you|when|apparently|supposedly|friends?|brother|sister|mom|mum|dad|mother|father)\b"
)
_RETRACTION = re.compile(
    r"\b(?:says?|said|thinks?|kidding|jk|apparently|supposedly|unless|until|not$|if (?!you ask))\b"
)
_SIMILARITY = re.compile(r"\b(?:so is|so are|as well as|along with|like)\b")
_INVERSION = re.compile(r"\b(?:not|below|under|behind|beneath|lower)\b")

# Patterns of a claim. In the sentence, #id stands for an item and #me for the item that the comment is about.
_SUBJECT = r"#(?P<one>\w+)"
_OBJECTS = r"(?P<others>#\w+(?:(?: ,)?(?: and| or)? #\w+\b(?! (?:is|was|should|has)\b))*)"
_CLAUSE_START = (
    r"(?:^|, |\b(?:and|but|because|cause|so|that|think|believe|feel|know|swear|honestly|personally|opinion|me|yes"
    r"|definitely) )"
)
_CLAUSE_END = (
    r"(?= ,|$| (?:and|but|or|because|cause|so|for|to me|imo|in my|on (?:#me|the|my) list|as|i|is|by|though|honestly"
    r"|if you ask|please|lol)\b)"
)
_INTENSIFIERS = (
    r"(?:(?:so|much|far|way|even|lots|a lot|a bit|a little|a good deal|just|slightly|really|definitely|clearly|easily"
    r"|still|actually|always|honestly|truly) )*"
)
_IS = r"(?:is|was|are|feels|seems|sounds)"
_PLACED = r"(?:above|over|ahead of|in front of|higher(?: up)? than|below|under|behind|beneath|lower than)"
_POSITIONED = rf"{_INTENSIFIERS}{_PLACED} {_OBJECTS}{_CLAUSE_END}"
_AUXILIARIES = r"(?:(?:not|to|be|rank|stand|go|come|sit|ranked|placed) )*"
_COMPARISONS = (  # 1: "one" is above "others"; -1: the other way round
    (1, rf"{_CLAUSE_START}{_SUBJECT} {_INTENSIFIERS}{_IS} {_INTENSIFIERS}UP than {_OBJECTS}{_CLAUSE_END}"),
    (
        1,
        rf"(?:^|, )(?:the|its) (?:lyrics|story|words|meaning) (?:is|are) {_INTENSIFIERS}"
        rf"UP than {_OBJECTS}{_CLAUSE_END}",
    ),
    (1, rf"^{_INTENSIFIERS}UP than {_OBJECTS}{_CLAUSE_END}"),
    (
        1,
        rf"{_CLAUSE_START}{_SUBJECT} {_INTENSIFIERS}(?:does not )?"
        rf"(?:should|deserves?|needs|belongs|has|ought|must) {_AUXILIARIES}{_POSITIONED}",
    ),
    (1, rf"{_CLAUSE_START}{_SUBJECT} {_INTENSIFIERS}deserves more than {_OBJECTS}{_CLAUSE_END}"),
    (
        1,
        rf"{_CLAUSE_START}{_SUBJECT} should {_INTENSIFIERS}be {_INTENSIFIERS}"
        rf"higher (?:up |there |because |, )*unlike (?:\w+ ){{0,3}}{_OBJECTS}",
    ),
    (1, rf"^should {_AUXILIARIES}{_POSITIONED}"),
    (1, rf"^{_POSITIONED}(?= ,|$| for me| imo| because| please)"),
    (1, rf"{_CLAUSE_START}i (?:would )?(?:put|place|rank) {_SUBJECT} {_POSITIONED}"),
    (1, rf"{_CLAUSE_START}i do not think (?:that )?{_SUBJECT} (?:should|deserves) {_AUXILIARIES}{_POSITIONED}"),
    (1, rf"{_CLAUSE_START}{_SUBJECT} {_IS} not (?:nearly |quite |even |half )?as LIKE as {_OBJECTS}{_CLAUSE_END}"),
    (
        -1,
        rf"^(?:there is )?no way (?:that )?(?:is )?"
        rf"{_SUBJECT} (?:is )?{_INTENSIFIERS}UP(?: than {_OBJECTS})?{_CLAUSE_END}",
    ),
)
_PREFERENCES = (
    (1, rf"{_CLAUSE_START}i (?:would )?prefer {_SUBJECT} (?:to|{_PLACED}) {_OBJECTS}{_CLAUSE_END}"),
    (1, rf"{_CLAUSE_START}{_SUBJECT} (?:beats|can not beat|does not compare to|>) {_OBJECTS}{_CLAUSE_END}"),
    (-1, rf"{_CLAUSE_START}{_SUBJECT} has nothing on {_OBJECTS}{_CLAUSE_END}"),
)
_COMPLAINT_QUESTION = (  # "why is that above this?" means that it should not be
    r"^(?:(?:but|and|so|wait|seriously|,) )*(?:why|how)(?: come| the \w+)? (?:is|was|does|do|can|could|did) (?:not )?"
    rf"{_SUBJECT} (?:still )?{_AUXILIARIES}{_POSITIONED}"
)
_BARE_COMPARATIVE = (
    rf"{_CLAUSE_START}{_SUBJECT} {_INTENSIFIERS}{_IS} {_INTENSIFIERS}"
    r"UP(?= ,|$| (?:for me|to me|imo|in my|i|and|but|because|though)\b)"
)


ClaimedPair = tuple[int, int]
"""Ids of two items: the first is claimed to belong above the second."""


def find_claims(text: str, names: NameIndex, about: int, question: str = "") -> list[ClaimedPair]:
    """The claims in a comment on the item `about`, in order.

    `question` is the title and prompt of the list. It decides which comparisons count ("sadder" on "Saddest songs").
    """
    grammar = _grammar_for(question)
    found: dict[ClaimedPair, None] = {}  # a set that keeps the order
    before: set[str] = set()  # other items named in the previous sentence
    it_means_own_item = True  # "it" means the item that the comment is about, until another item is named
    for start, end, mentions in _sentences(text, find_mentions(text, names)):
        if end - start > _SENTENCE_MAX:
            continue
        plain = grammar.plain(_mark_items(text, start, end, mentions, about), it_means_own_item)
        for pair in grammar.claims(plain, before):
            one, other = (about if name == "me" else int(name) for name in pair)
            found[one, other] = None
        before = set(_ITEM_MARK.findall(plain))
        it_means_own_item = it_means_own_item and not before
    return [(one, other) for one, other in found if one != other and (other, one) not in found]


def _sentences(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[int, int, Sequence[Mention]]]:
    """Start, end and mentions of each sentence. A period inside an item name does not end a sentence."""
    start = first = last = 0
    for match in _SENTENCE_END.finditer(text + "\n"):
        while last < len(mentions) and mentions[last].start < match.start():
            last += 1
        if last == 0 or mentions[last - 1].end <= match.start():
            yield start, match.end(1) if match[1] else match.start(), mentions[first:last]
            start, first = match.end(), last


def _mark_items(text: str, start: int, end: int, mentions: Sequence[Mention], about: int) -> str:
    """Replace each item name, with the quotation marks around it, by #id or #me."""
    cuts = [start, *(cut for each in mentions for cut in (each.start, each.end)), end]
    first, *pieces = (text[a:b].replace("#", " ") for a, b in zip(cuts[::2], cuts[1::2], strict=True))
    for mention, piece in zip(mentions, pieces, strict=True):
        name = "me" if mention.item_id == about else mention.item_id
        first = f"{first.rstrip(_QUOTES)} #{name} {piece.lstrip(_QUOTES)}"
    return first


class _ClaimGrammar:
    """The patterns of claims on one list. Its question gives the words for "more" and the nouns after "this"."""

    def __init__(self, question: str) -> None:
        words = [word.plain for word in written_signs(question)]
        more = {word for most, word in pairwise(words) if most in ("most", "more")}
        more |= {word[:-3] + ending for word in words if word.endswith("est") for ending in ("", "er")}
        more |= {"worse"} if "worst" in words else set()
        more = more.union(*(group for group in map(set, map(word_list, _SYNONYMS)) if group & more))
        is_reversed = not _REVERSING_WORDS.isdisjoint(words)
        more = {re.escape(word) for word in more} | (set() if is_reversed else {"better"})
        shorter = {word for word in more if word.endswith("er") or word == "worse"}
        self._like = f"(?:{'|'.join(more - shorter) or '(?!)'})"
        self._up = f"(?:{'|'.join(shorter) or '(?!)'}|more {self._like})"
        self._statements = [
            (sign, self._compile(claim))
            for sign, claim in (_COMPARISONS if is_reversed else _COMPARISONS + _PREFERENCES)
        ]
        self._questions = [(-1, self._compile(_COMPLAINT_QUESTION))]
        self._bare = self._compile(_BARE_COMPARATIVE)
        nouns = "|".join(
            {"song", "one", "track", "item", "entry", *(re.escape(word.removesuffix("s")) for word in words)}
        )
        self._this = re.compile(rf"\bthis(?: (?:{nouns})\b)?")

    def _compile(self, claim: str) -> re.Pattern[str]:
        return re.compile(claim.replace("UP", self._up).replace("LIKE", self._like))

    def plain(self, marked: str, it_means_own_item: bool) -> str:
        """The sentence in lower case, without contractions. "this", and "it" before another item, become #me."""
        plain = self._this.sub("#me", " ".join(map(_expand_contraction, _TOKEN.findall(fold_case(marked)))))
        other = _ITEM_MARK.search(plain)
        end = (other.start() if other else len(plain)) if it_means_own_item else 0
        return re.sub(r"\bit\b", "#me", plain[:end]) + plain[end:]

    def claims(self, plain: str, before: set[str]) -> Iterator[tuple[str, str]]:
        """Yield (above, below) for each claim of a sentence. `before` are the items named in the previous sentence."""
        if '"' in plain or plain.startswith(">"):
            return  # a quotation
        sentence = plain.rstrip(" ?")
        is_question = sentence != plain
        for sign, pattern in self._questions if is_question else self._questions + self._statements:
            for match in _certain_matches(pattern, sentence):
                parts = match.groupdict()
                one, inversions = parts.get("one") or "me", len(_INVERSION.findall(match[0]))
                for other in _ANY_MARK.findall(parts["others"] or "#me"):
                    yield (one, other) if sign == (-1) ** inversions else (other, one)
        named = set(_ITEM_MARK.findall(sentence))
        for match in () if is_question or _SIMILARITY.search(sentence) else _certain_matches(self._bare, sentence):
            others = set(_ITEM_MARK.findall(sentence[: match.start("one") - 1])) or before
            if match["one"] == "me" and len(others) == 1 and named <= others:
                yield "me", *others
            elif {match["one"]} == named:
                yield match["one"], "me"


_grammar_for = lru_cache(64)(_ClaimGrammar)


def _certain_matches(pattern: re.Pattern[str], plain: str) -> Iterator[re.Match[str]]:
    """Matches of a pattern without words of doubt before or after them."""
    for match in pattern.finditer(plain):
        lead_in = plain[: match.start()].rpartition(" but ")[2]
        if not _DOUBT.search(lead_in) and not _RETRACTION.search(plain, match.end()):
            yield match


def _expand_contraction(word: str) -> str:
    plain = word.replace("'", "")
    return _EXPANSIONS.get(plain, plain)
