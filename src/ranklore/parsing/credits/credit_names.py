"""The people and groups a page credits, learned from the page itself, and how a joint credit is split into names."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ranklore.parsing.lexicon.words import tokenize
from ranklore.parsing.limits import CREDIT_MAX, CREDITS_MAX
from ranklore.text.folding import strip_accents

_NOT_A_SECOND_NAME = r"(?!(?:the|his|her|their|co|sons|company|friends|jr|sr|ii|iii)\b)"
_JOINT_CREDIT = re.compile(
    r"\s+(?:feat\.?|ft\.?|featuring|with|vs\.?|x|×)\s+"
    rf"|(?:\s*,)?\s+(?:and|und|et)\s+{_NOT_A_SECOND_NAME}|\s*[&＆+]\s+{_NOT_A_SECOND_NAME}|(?<=\w)[&＆](?=\w\w\w)"
    rf"|\s+/\s+|\s*[;、／]\s*|,\s+{_NOT_A_SECOND_NAME}",
    re.IGNORECASE,
)
_QUOTE_PAIRS = {'"': '"', "“": "”", "„": "“", "«": "»", "'": "'", "‘": "’", "「": "」", "『": "』"}

CreditKey = frozenset[str]


def unquote(text: str) -> str:
    """The text without the quotation marks around all of it."""
    closing = _QUOTE_PAIRS.get(text[:1])
    inner = text[1:-1]
    if closing and len(text) > 2 and text.endswith(closing) and text[0] not in inner and closing not in inner:
        return inner.strip()
    return text


def credit_key(name: str) -> CreditKey:
    """The same for "Ada Moss" and "Moss Ada", for "The Beatles" and "Beatles", for "Beyoncé" and "Beyonce"."""
    tokens = frozenset(tokenize(strip_accents(name)))
    return tokens - {"the", "and"} or tokens


class CreditNames:
    """The people and groups that the page credits, and how it usually writes their names."""

    def __init__(self) -> None:
        self._forms: dict[CreditKey, Counter[str]] = {}
        self._tokens: set[str] = set()
        self._credits_with: Counter[CreditKey] = Counter()

    def learn(self, names: Iterable[str]) -> None:
        for name in names:
            key = credit_key(name)
            if key:
                self._forms.setdefault(key, Counter())[name] += 1
                self._tokens |= key if len(key) > 1 else frozenset()

    def count_possible(self, credits: Iterable[str]) -> None:
        """Count possible credits: a name that stands in several of them is a name of its own in a joint credit."""
        distinct = {credit_key(credit): set(map(credit_key, split_credit(credit))) for credit in credits}
        self._credits_with.update(key for keys in distinct.values() for key in keys)

    def learn_credits(self, credits: Sequence[str]) -> None:
        """Learn all credits of a page at once. Those of one name go first: they tell how to split the joint ones."""
        for credit in sorted(credits, key=lambda credit: len(split_credit(credit)) > 1):
            parts = split_credit(credit)
            self.learn([credit] if self._is_one_group(credit, parts) else parts)

    def is_anybody_known(self) -> bool:
        return bool(self._forms)

    def knows(self, name: str) -> bool:
        return credit_key(name) in self._forms

    def knows_all(self, credit: str) -> bool:
        """Whether the page knows everybody in a credit. In a joint credit, given names are enough."""
        parts = split_credit(credit)
        if len(parts) == 1 or self.knows(credit):
            return self.knows(credit)
        return all(part and (self.knows(part) or credit_key(part) <= self._tokens) for part in parts)

    def knows_word(self, word: str) -> bool:
        return bool(credit_key(word)) and credit_key(word) <= self._tokens

    def common_form(self, name: str) -> str:
        return self._forms[credit_key(name)].most_common(1)[0][0]

    def names_in(self, credit: str) -> tuple[str, ...]:
        """The single names in a joint credit. A family name written once for two people belongs to both."""
        credit = unquote(credit.strip())
        parts = [unquote(part.strip()) for part in split_credit(credit)]
        if not 1 < len(parts) <= CREDITS_MAX or not all(tokenize(part) for part in parts):
            return (credit,)
        if self._is_one_group(credit, parts):
            return (credit,)
        return tuple(dict.fromkeys(self._with_family_name(parts)))

    def _is_one_group(self, credit: str, parts: list[str]) -> bool:
        """ "Simon & Garfunkel" or "Earth, Wind & Fire": single words with an "and", none of them known by itself."""
        if self.knows(credit):
            return True
        known = any(
            self.knows_word(part) or self.knows(part) or self._credits_with[credit_key(part)] > 1 for part in parts
        )
        return not known and is_group_name(credit)

    def _with_family_name(self, parts: list[str]) -> list[str]:
        if len(parts) != 2:
            return parts
        first, second = parts[0].split(), parts[1].split()
        if len(first) == 2 and len(second) == 1:
            whole = [parts[0], f"{first[0]} {second[0]}"]
        elif len(first) == 1 and len(second) == 2:
            whole = [f"{first[0]} {second[1]}", parts[1]]
        else:
            return parts
        if not all(self.knows(name) for name in whole):
            return parts
        return [self.common_form(name) for name in whole]


def split_credit(credit: str) -> list[str]:
    return [part for part in _JOINT_CREDIT.split(credit) if part]


def is_group_name(credit: str) -> bool:
    """Written as the name of a group: "Hall & Oates", "Emerson, Lake and Palmer"."""
    parts = split_credit(credit)
    if not all(len(part.split()) == 1 and (part[0].isupper() or credit.islower()) for part in parts):
        return False
    joined = r"\s(?:[&+]|and|und|et)\s" if len(parts) == 2 else r",.*(?:&|\band\b|\bund\b|\bet\b)"
    return len(parts) > 1 and bool(re.search(joined, credit))


def fits_limits(names: tuple[str, ...]) -> bool:
    return len(names) <= CREDITS_MAX and all(0 < len(name) <= CREDIT_MAX for name in names)
