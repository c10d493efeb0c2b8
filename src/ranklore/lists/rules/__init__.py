from ranklore.lists.rules.clean import clean_line, clean_text, name_key
from ranklore.lists.rules.limits import *
from ranklore.lists.rules.pasted import PastedComment
