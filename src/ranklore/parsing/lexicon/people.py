"""Words that tell a person or group from the rest of a title: given names, words of group names, idioms with "by".

General language, from no one subject.
"""

from ranklore.parsing.lexicon.words import (
    LOWERCASE_TITLE_WORDS,
    TOKEN_PATTERN,
    is_full_name,
    looks_like_name,
    word_list,
)
from ranklore.text.folding import fold_case

# "by" followed by one of these is part of a title: nobody has such a name.
PRONOUNS = frozenset(
    word_list(
        "me you him us them it myself yourself himself herself itself ourselves themselves someone somebody anyone "
        "everyone nobody no one"
    )
)
POSSESSIVES = frozenset(word_list("my your his her its our their"))  # "by my side", but also "by My Bloody Valentine"
# "by" and one of these alone is a phrase: "by night", "by fire".
BY_PHRASES = frozenset(
    word_list(
        "day night side moonlight starlight candlelight sunlight twilight daylight heart default design chance nature "
        "now then far here there fire water air sea land numbers number law force accident mistake association "
        "definition proxy step inch hour minute death glamour misadventure murder combat contact sight ear hand mail "
        "train bus car bike boat foot request popular choice degrees stealth degree blood marriage birth faith grace "
        "love hate fear name word example invitation appointment committee firelight lamplight morning noon dawn dusk "
        "evening winter summer spring autumn surprise storm"
    )
)
# A "by" after one of these says how something was done: "Death by ...", "Trial by ...".
DEED_WORDS = frozenset(
    word_list(
        "death trial stand step side day night baptism ordeal justice murder victory painting paint drive drives fly "
        "fall live lives die dies play learn lead led bound struck born hit torn built hung lost sold caught swept "
        "stop come came go goes gone passing pass passes walk stranded close near down stricken driven beaten taken "
        "bitten stolen broken shaken possessed killed saved blinded surrounded haunted touched"
    )
)
# Before a dash these are the first half of one word, not a name of their own.
HYPHEN_PREFIXES = frozenset(
    word_list(
        "self non anti pre post re ex co semi pro sub super ultra un multi inter counter half well ill all cross mid "
        "twice"
    )
)
# After a dash or a colon these tell one version or volume from another.
VERSION_WORDS = frozenset(
    word_list(
        "part vol volume episode chapter season book act movie film remix mix remaster remastered remake version "
        "edition cut live acoustic instrumental demo cover single album ost soundtrack theme opening ending finale "
        "sequel prequel trilogy saga extended original deluxe anniversary collection special bonus reprise prologue "
        "epilogue final reboot uncut unplugged revisited hd"
    )
)
# Words in the names of companies, groups and studios.
GROUP_WORDS = frozenset(
    word_list(
        "studio studios games works software entertainment interactive records pictures productions press team inc "
        "ltd llc gmbh co. orchestra ensemble quartet trio band choir brothers bros sisters collective animation films"
    )
)
NAME_PARTICLES = frozenset(
    word_list("von van de der den du da di del della le la el al bin ibn ben dos das do y e st o")
)
# Common given names of many countries, without those that are common words too.
GIVEN_NAMES = frozenset(
    word_list(
        "aaron abigail adam adele adrian agatha agnes agnès ahmed akira alan albert alejandro aleksandr alessandro "
        "alex alexander alexandra alexandre alfonso alfred ali alice alison amanda amy ana andrea andreas andrei "
        "andrew andrzej andré andy ang angela anita ann anna anne annie anthony antoine anton antonio arthur arturo "
        "astrid barbara beatrice ben benjamin bernard bernardo bertrand beth bill bob bong boris brad brian bruce "
        "bruno carl carla carlos carol caroline catherine cecilia charles charlie charlotte chiara chloe chris "
        "christian christine christoph christopher chuck claire clara claude claudia clint colin connie cormac craig "
        "cristina daniel daniela daniele daphne dario darren dave david dean deborah denis dennis diana diego dieter "
        "dmitri don donald donna doris dorothy douglas drew duncan edgar edith eduardo edward eleanor elena eliot "
        "elizabeth ella ellen elsa emil emile emily emma enrique eric erik ernest esther ethan eugene eva evelyn "
        "fatima federico felix fernando florian frank franz françois fred frederic friedrich fritz gabriel gabriela "
        "gary gene george gerard gilles giovanni giulia giuseppe glenn gloria gordon graham grant greg greta "
        "guillaume guillermo gus gustav hal hannah hans harriet haruki harvey hayao heather heinrich helen helena "
        "henri henrik henry herbert hermann hideo hiroshi howard hugh hugo ian ida igor ingmar ingrid irene isaac "
        "isabel isabelle isao ismail ivan jack jacob jacques james jamie jan jane janet jason javier jean jeff "
        "jeffrey jennifer jenny jeremy jerry jessica jim joan joanna joe joel johan johann johannes john johnny "
        "jonathan jordi jorge josef joseph josh joshua josé joão juan judith jules julia julian julie julien juliette "
        "julio jun jürgen kaoru karen karl kate katherine kathryn katie kazuo keiko keith kelly ken kenji kenneth "
        "kenzaburo kevin khaled kim klaus kurt lars laura lauren laurent lee lena leo leon leonard leonardo leslie "
        "lewis liam linda lisa liv lorenzo lou louis louise luc luca lucas lucia lucy ludwig luigi luis lydia maddy "
        "magnus makoto mamoru manuel marc marcel marcello marco margaret maria marie mario mark marlene martha martin "
        "martina mary masaki mathieu matt matthew max mel melanie mercedes michael michel michelle miguel mike "
        "mikhail milan milos miranda mohamed mohammed monica morgan muhammad nadia nancy naoko natalie nathan neal "
        "neil nicholas nick nicolas nicole niels nikolai nina nora norman olga oliver olivia orson oscar otto pablo "
        "paolo patricia patrick paul paula pedro penelope peter philip philippe pierre pietro quentin rachel rafael "
        "rainer ralph ray raymond rebecca richard ridley rob robert roberto roger roland roman ron ronald rosa "
        "rosalind roy russell ruth ryan salvador sam samantha samuel sandra sara sarah satoshi scott sean sebastian "
        "sergei sergio shigeru shirley sidney silvia simone sofia sophie spike stanley stefan stephan stephen steve "
        "steven stuart susan susanna susanne suzanne sven sylvia takashi tatsuo ted teresa terrence terry thelma theo "
        "theodor theodore thomas tim timothy tobias tom tommy tomás toni tony truman umberto ursula valentina valeria "
        "vanessa vera vicente victor victoria viktor vincent virginia vittorio vladimir walter wassily werner wes "
        "wilhelm willem william wim wolfgang woody xavier yann yoko yoshifumi yukio yves yvonne zoe александр антон "
        "иосиф лев алексей андрей анна борис владимир дмитрий елена иван мария михаил николай ольга павел сергей "
        "татьяна фёдор"
    )
)


def person_points(text: str) -> int:
    """How much one text looks like the name of a person or group: 0 says nothing, 2 is a good sign."""
    if not looks_like_name(text):
        return -9
    words = TOKEN_PATTERN.findall(text)
    plain = [fold_case(word) for word in words]
    if VERSION_WORDS & set(plain) or any(word.isdigit() for word in words):
        return -3
    inner = [word for word in plain if word in LOWERCASE_TITLE_WORDS and word not in NAME_PARTICLES]
    points: int = -len(inner[plain[0] == "the" :]) - sum(word.endswith("'s") for word in plain)
    points += 2 * int(plain[0] in GIVEN_NAMES and 2 <= len(words) <= 4)
    points += 2 * bool(len(words) > 1 and {plain[0], plain[-1]} & GROUP_WORDS)
    return points + int(is_full_name(text) and len(words) <= 4 and not inner)
