"""Where a comment says that one item belongs above another, so that its writer can be asked to cast that as a vote too.

Only plain claims are read, in a few shapes of English. Doubts, other people's words and most questions are left alone,
and so is a comment that says both ways: an offer that was not meant is worse than none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ranklore.discussion.mentions import Mention, named_in
from ranklore.discussion.names import Names, words_of
from ranklore.lists.rules.words import listed

# Words for one and the same question: a list of the saddest songs is one of the most depressing, too.
_FAMILIES = (
    "sad sadder depressing heartbreaking tragic devastating",
    "scary scarier frightening creepy creepier terrifying",
    "funny funnier hilarious",
    "good better great greater",
    "beautiful pretty prettier lovely lovelier",
    "bad worse awful terrible",
)
_TURNED = frozenset(listed("worst worse least overrated hated"))  # in such a list the better one belongs lower
_IN_FULL = {verb + "nt": verb + " not" for verb in listed("is are was were do does did could should has have")}
_IN_FULL |= {"cant": "can not", "cannot": "can not", "its": "it is", "id": "i would"}
_IN_FULL |= dict.fromkeys("“”„«»", '"') | dict.fromkeys(",;:()–—", ",")
_SENTENCE_END = re.compile(r"([.!?…。！？]+)\s*|\n\s*")
_SENTENCE_MAX = 1_000  # letters; a longer one is no plain claim, and slow to read
_TOKEN = re.compile(r"#\w+|[^\W_]+(?:['’][^\W_]+)*|[,;:()–—]|[\"“”„«»]|[>?]")
_QUOTES = "\"'“”‘’„«»*_"
_OTHER = re.compile(r"#(\d+)")
_NAMED = re.compile(r"#(\w+)")
_DOUBT = re.compile(
    r"\b(?:not|no|never|nothing|none|nobody|few|if|whether|unless|until|maybe|perhaps|might|could|would|almost|nearly|used"
    r"|sure|wonder|hope|wish|yeah|people|they|some|someone|everyone|everybody|others|many|most|he|she|says?|said|told"
    r"|thought|you|when|apparently|supposedly|friends?|brother|sister|mom|mum|dad|mother|father)\b"
)
_AFTERTHOUGHT = re.compile(
    r"\b(?:says?|said|thinks?|kidding|jk|apparently|supposedly|unless|until|not$|if (?!you ask))\b"
)
_TOGETHER = re.compile(r"\b(?:so is|so are|as well as|along with|like)\b")
_TURNING = re.compile(r"\b(?:not|below|under|behind|beneath|lower)\b")

# The shapes of a claim, in a sentence in which #id stands for an item and #me for the one that the comment is about.
_ONE = r"#(?P<one>\w+)"
_OTHERS = r"(?P<others>#\w+(?:(?: ,)?(?: and| or)? #\w+\b(?! (?:is|was|should|has)\b))*)"
_START = (
    r"(?:^|, |\b(?:and|but|because|cause|so|that|think|believe|feel|know|swear|honestly|personally|opinion|me|yes"
    r"|definitely) )"
)
_DONE = (
    r"(?= ,|$| (?:and|but|or|because|cause|so|for|to me|imo|in my|on (?:#me|the|my) list|as|i|is|by|though|honestly"
    r"|if you ask|please|lol)\b)"
)
_VERY = (
    r"(?:(?:so|much|far|way|even|lots|a lot|a bit|a little|a good deal|just|slightly|really|definitely|clearly|easily"
    r"|still|actually|always|honestly|truly) )*"
)
_IS = r"(?:is|was|are|feels|seems|sounds)"
_PLACED = r"(?:above|over|ahead of|in front of|higher(?: up)? than|below|under|behind|beneath|lower than)"
_ABOVE = rf"{_VERY}{_PLACED} {_OTHERS}{_DONE}"
_BE = r"(?:(?:not|to|be|rank|stand|go|come|sit|ranked|placed) )*"
_CLAIMS = (  # 1: the one is above the others; -1: it is the other way round
    (1, rf"{_START}{_ONE} {_VERY}{_IS} {_VERY}UP than {_OTHERS}{_DONE}"),
    (1, rf"(?:^|, )(?:the|its) (?:lyrics|story|words|meaning) (?:is|are) {_VERY}UP than {_OTHERS}{_DONE}"),
    (1, rf"^{_VERY}UP than {_OTHERS}{_DONE}"),
    (1, rf"{_START}{_ONE} {_VERY}(?:does not )?(?:should|deserves?|needs|belongs|has|ought|must) {_BE}{_ABOVE}"),
    (1, rf"{_START}{_ONE} {_VERY}deserves more than {_OTHERS}{_DONE}"),
    (
        1,
        rf"{_START}{_ONE} should {_VERY}be {_VERY}higher (?:up |there |because |, )*unlike (?:\w+ ){{0,3}}{_OTHERS}",
    ),
    (1, rf"^should {_BE}{_ABOVE}"),
    (1, rf"^{_ABOVE}(?= ,|$| for me| imo| because| please)"),
    (1, rf"{_START}i (?:would )?(?:put|place|rank) {_ONE} {_ABOVE}"),
    (1, rf"{_START}i do not think (?:that )?{_ONE} (?:should|deserves) {_BE}{_ABOVE}"),
    (1, rf"{_START}{_ONE} {_IS} not (?:nearly |quite |even |half )?as LIKE as {_OTHERS}{_DONE}"),
    (-1, rf"^(?:there is )?no way (?:that )?(?:is )?{_ONE} (?:is )?{_VERY}UP(?: than {_OTHERS})?{_DONE}"),
)
_LIKINGS = (
    (1, rf"{_START}i (?:would )?prefer {_ONE} (?:to|{_PLACED}) {_OTHERS}{_DONE}"),
    (1, rf"{_START}{_ONE} (?:beats|can not beat|does not compare to|>) {_OTHERS}{_DONE}"),
    (-1, rf"{_START}{_ONE} has nothing on {_OTHERS}{_DONE}"),
)
_COMPLAINT = (  # "why is that above this?" means that it should not be
    r"^(?:(?:but|and|so|wait|seriously|,) )*(?:why|how)(?: come| the \w+)? (?:is|was|does|do|can|could|did) (?:not )?"
    rf"{_ONE} (?:still )?{_BE}{_ABOVE}"
)
_BARE = rf"{_START}{_ONE} {_VERY}{_IS} {_VERY}UP(?= ,|$| (?:for me|to me|imo|in my|i|and|but|because|though)\b)"


@dataclass(frozen=True, slots=True)
class Argument:
    """A sentence, by its span, that puts an item above another."""

    item_id: int
    other_id: int
    start: int
    end: int


def arguments_in(text: str, names: Names, about: int, asks: str = "") -> list[Argument]:
    """What a comment on an item argues. `asks`, the title and the prompt of its list, tells what "more" means there."""
    wording = _wording(asks)
    found: dict[tuple[int, int], Argument] = {}
    before: set[str] = set()  # the others that the last sentence named
    is_it = True  # until another item is named, "it" is the one that the comment is about
    for start, end, mentions in _sentences(text, named_in(text, names)):
        if end - start > _SENTENCE_MAX:
            continue
        plain = wording.plain(_marked(text, start, end, mentions, about), is_it)
        for pair in wording.claims(plain, before):
            one, other = (about if name == "me" else int(name) for name in pair)
            found.setdefault((one, other), Argument(one, other, start, end))
        before = set(_OTHER.findall(plain))
        is_it = is_it and not before
    return [found[one, other] for one, other in found if one != other and (other, one) not in found]


def _sentences(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[int, int, Sequence[Mention]]]:
    """Where each sentence starts and ends, and what it names. A mark inside a name ends nothing."""
    start = first = last = 0
    for match in _SENTENCE_END.finditer(text + "\n"):
        while last < len(mentions) and mentions[last].start < match.start():
            last += 1
        if last == 0 or mentions[last - 1].end <= match.start():
            yield start, match.end(1) if match[1] else match.start(), mentions[first:last]
            start, first = match.end(), last


def _marked(text: str, start: int, end: int, mentions: Sequence[Mention], about: int) -> str:
    """A sentence with #id, or #me, for the names in it and the quotation marks around them."""
    cuts = [start, *(cut for each in mentions for cut in (each.start, each.end)), end]
    first, *pieces = (text[a:b].replace("#", " ") for a, b in zip(cuts[::2], cuts[1::2], strict=True))
    for mention, piece in zip(mentions, pieces, strict=True):
        name = "me" if mention.item_id == about else mention.item_id
        first = f"{first.rstrip(_QUOTES)} #{name} {piece.lstrip(_QUOTES)}"
    return first


class _Wording:
    """How claims are worded on one list: its question says which words mean more there, and what "this ..." may be."""

    def __init__(self, asks: str) -> None:
        words = [word.plain for word in words_of(asks)]
        more = {word for most, word in pairwise(words) if most in ("most", "more")}
        more |= {word[:-3] + ending for word in words if word.endswith("est") for ending in ("", "er")}
        more |= {"worse"} if "worst" in words else set()
        more = more.union(*(family for family in map(set, map(listed, _FAMILIES)) if family & more))
        is_turned = not _TURNED.isdisjoint(words)
        more = {re.escape(word) for word in more} | (set() if is_turned else {"better"})
        shorter = {word for word in more if word.endswith("er") or word == "worse"}
        self._like = f"(?:{'|'.join(more - shorter) or '(?!)'})"
        self._up = f"(?:{'|'.join(shorter) or '(?!)'}|more {self._like})"
        self._said = [(sign, self._shape(claim)) for sign, claim in (_CLAIMS if is_turned else _CLAIMS + _LIKINGS)]
        self._asked = [(-1, self._shape(_COMPLAINT))]
        self._bare = self._shape(_BARE)
        nouns = "|".join(
            {"song", "one", "track", "item", "entry", *(re.escape(word.removesuffix("s")) for word in words)}
        )
        self._this = re.compile(rf"\bthis(?: (?:{nouns})\b)?")

    def _shape(self, claim: str) -> re.Pattern[str]:
        return re.compile(claim.replace("UP", self._up).replace("LIKE", self._like))

    def plain(self, marked: str, is_it: bool) -> str:
        """A sentence in small letters and full words, where "this" is #me and "it", too, until another is named."""
        plain = self._this.sub("#me", " ".join(map(_plain, _TOKEN.findall(marked.casefold()))))
        other = _OTHER.search(plain)
        end = (other.start() if other else len(plain)) if is_it else 0
        return re.sub(r"\bit\b", "#me", plain[:end]) + plain[end:]

    def claims(self, plain: str, before: set[str]) -> Iterator[tuple[str, str]]:
        """Pairs of what is above and what is below, as a sentence has it; `before` is what the one before it named."""
        if '"' in plain or plain.startswith(">"):
            return  # somebody else's words
        said = plain.rstrip(" ?")
        is_question = said != plain
        for sign, shape in self._asked if is_question else self._asked + self._said:
            for match in _sure(shape, said):
                parts = match.groupdict()
                one, turns = parts.get("one") or "me", len(_TURNING.findall(match[0]))
                for other in _NAMED.findall(parts["others"] or "#me"):
                    yield (one, other) if sign == (-1) ** turns else (other, one)
        named = set(_OTHER.findall(said))
        for match in () if is_question or _TOGETHER.search(said) else _sure(self._bare, said):
            others = set(_OTHER.findall(said[: match.start("one") - 1])) or before
            if match["one"] == "me" and len(others) == 1 and named <= others:
                yield "me", *others
            elif {match["one"]} == named:
                yield match["one"], "me"


_wording = lru_cache(64)(_Wording)


def _sure(shape: re.Pattern[str], plain: str) -> Iterator[re.Match[str]]:
    """Where a sentence has this shape, without a doubt in front of it or behind."""
    for match in shape.finditer(plain):
        ahead = plain[: match.start()].rpartition(" but ")[2]
        if not _DOUBT.search(ahead) and not _AFTERTHOUGHT.search(plain, match.end()):
            yield match


def _plain(word: str) -> str:
    plain = word.replace("'", "").replace("’", "")
    return _IN_FULL.get(plain, plain)
