"""SQL as a row of tokens: what tools/sql.py needs to read it without understanding all of it.

A text is split into tokens that together are the whole text again, so that nothing inside a string, a
comment or a cast is ever mistaken for a parameter. What could be a way to build SQL at run time (a
bare `?`, `$1`, `%s`, braces, names in double quotes) is refused here, once for all.
"""
import re

TOKEN = re.compile(
    r"""
    (?P<blank>\s+)
  | (?P<comment>--[^\n]*|/\*.*?\*/)
  | (?P<string>'(?:[^']|'')*')
  | (?P<cast>::[ ]*[A-Za-z_][A-Za-z_0-9]*(?:\[\])?)
  | (?P<set>:[a-z][a-z_0-9]*\[(?:text)?\])
  | (?P<parameter>:[a-z][a-z_0-9]*)
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
  | (?P<word>[A-Za-z_][A-Za-z_0-9]*)
  | (?P<sign>\|\||<=|>=|<>|!=|->>|->|%(?![a-z])|[-+*/(),.;=<>&|~])
    """,
    re.VERBOSE | re.DOTALL,
)


class Mistake(Exception):
    """What is wrong with a text; the caller adds file and line."""


class Token:
    """A piece of text. `kind` is a group name of TOKEN; `depth` counts the open parentheses."""

    __slots__ = ("kind", "text", "depth")

    def __init__(self, kind, text, depth=0):
        self.kind = kind
        self.text = text
        self.depth = depth

    def is_word(self, *words):
        return self.kind == "word" and self.text.upper() in words

    def is_sign(self, sign):
        return self.kind == "sign" and self.text == sign


def tokens(text):
    """The tokens of one statement, without a semicolon at the end. Blanks and comments become one
    blank; depths are those outside of ( and )."""
    found = pieces(text)
    if found and found[-1].is_sign(";"):
        found.pop()
    if any(token.is_sign(";") for token in found):
        raise Mistake("one statement only: ';' in the middle")
    while found and found[-1].kind == "blank":
        found.pop()
    if not found:
        raise Mistake("no statement")
    return found


def pieces(text):
    """All tokens of a text of any number of statements."""
    found = []
    at = 0
    depth = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise Mistake("%r is not allowed here" % text[at : at + 10].split("\n")[0])
        kind, piece = match.lastgroup, match.group()
        at = match.end()
        if kind in ("blank", "comment"):
            if found and found[-1].kind != "blank":
                found.append(Token("blank", " ", depth))
            continue
        if piece == ")":
            depth -= 1
            if depth < 0:
                raise Mistake("a ) without its (")
        found.append(Token(kind, piece, depth))
        if piece == "(":
            depth += 1
    if depth != 0:
        raise Mistake("a ( without its )")
    while found and found[-1].kind == "blank":
        found.pop()
    return found


def joined(some):
    return "".join(token.text for token in some).strip()


def bare(some):
    """Without blanks."""
    return [token for token in some if token.kind != "blank"]


def is_writing(some):
    first = bare(some)[0]
    if first.is_word("WITH"):
        return any(token.is_word("INSERT", "UPDATE", "DELETE") for token in some)
    return first.is_word("INSERT", "UPDATE", "DELETE")


def split_at_commas(some, depth):
    pieces = [[]]
    for token in some:
        if token.is_sign(",") and token.depth == depth:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [bare(piece) for piece in pieces]


def find_word(some, *words, depth=0, start=0):
    """Index of the first of these words at this depth, or -1."""
    for index in range(start, len(some)):
        if some[index].depth == depth and some[index].is_word(*words):
            return index
    return -1


def column_name(item):
    """The name of one item of a select list: its AS, or a plain column's name."""
    if not item:
        raise Mistake("an empty place in the list of columns")
    if len(item) >= 3 and item[-2].is_word("AS") and item[-1].kind == "word":
        return item[-1].text
    is_column = item[-1].kind == "word" and (
        len(item) == 1 or (len(item) == 3 and item[1].is_sign(".") and item[0].kind == "word")
    )
    if not is_column:
        raise Mistake("the column %r needs a name: AS …" % joined_short(item))
    return item[-1].text


def joined_short(item):
    text = " ".join(token.text for token in item)
    return text if len(text) < 60 else text[:57] + "…"


def result_columns(some):
    """Names of the columns that a statement gives, in order; checked. Empty for a plain change."""
    for index, token in enumerate(some):
        if not token.is_sign("*"):
            continue
        before = bare(some[:index])
        if not before or before[-1].is_word("SELECT", "DISTINCT", "RETURNING") or before[-1].text in (",", "."):
            raise Mistake("columns are named, never *")
    if is_writing(some):
        start = find_word(some, "RETURNING")
        end = len(some)
    else:
        start = find_word(some, "SELECT")
        end = find_word(some, "FROM", "UNION", "EXCEPT", "INTERSECT", start=start + 1)
        end = len(some) if end < 0 else end
        if start < 0 and not bare(some)[0].is_word("VALUES"):
            raise Mistake("a statement begins with SELECT, INSERT, UPDATE, DELETE, WITH or VALUES")
    if start < 0:
        return []
    listed = some[start + 1 : end]
    while listed and (listed[0].kind == "blank" or listed[0].is_word("DISTINCT")):
        listed = listed[1:]
    names = [column_name(item) for item in split_at_commas(listed, 0)]
    for name in names:
        if names.count(name) > 1:
            raise Mistake("two columns are named %s" % name)
    return names


def set_before(done):
    """Takes `IN (` or `= ANY (` with an optional NOT off the end of the tokens; what stood there."""
    words = bare(done)[-4:]
    texts = [token.text.upper() for token in words]
    if texts[-3:] == ["NOT", "IN", "("]:
        kind, count = "NOT IN", 3
    elif texts[-2:] == ["IN", "("]:
        kind, count = "IN", 2
    elif texts[-3:] == ["=", "ANY", "("]:
        kind, count = "IN", 3
    else:
        raise Mistake("a set stands in IN (:ids[]) or = ANY(:ids[])")
    while count > 0:
        if done.pop().kind != "blank":
            count -= 1
    return kind


def set_text(engine, kind, name, mark):
    """A set in parentheses, without the closing one, which the text has."""
    if engine == "sqlite":
        return "%s (SELECT value FROM json_each(%s)" % (kind, mark)
    element = "TEXT" if name.endswith("[text]") else "BIGINT"
    return "%s (CAST(%s AS %s[])" % ("= ANY" if kind == "IN" else "<> ALL", mark, element)


def translate(some, engine, names=()):
    """The text as an engine wants it, and the names of its parameters in order, `names` first."""
    names = list(names)
    done = []
    for token in some:
        if token.kind in ("parameter", "set"):
            name = token.text[1:]
            if name not in names:
                names.append(name)
            mark = "%s%d" % ("?" if engine == "sqlite" else "$", names.index(name) + 1)
            if token.kind == "set":
                kind = set_before(done)
                mark = set_text(engine, kind, name, mark)
            done.append(Token("done", mark, token.depth))
        elif token.kind == "cast" and engine == "sqlite":
            continue
        else:
            done.append(token)
    for name in names:
        if name.endswith("]") and name.split("[")[0] in names:
            raise Mistake("%s is both a set and a single value" % name.split("[")[0])
    return joined(done), names


TYPES = {"INTEGER": "BIGINT", "REAL": "DOUBLE PRECISION", "TEXT": 'TEXT COLLATE "C"', "BLOB": "BYTEA"}
NOT_PORTABLE = ("BIGINT", "BYTEA", "SERIAL", "AUTOINCREMENT", "VARCHAR", "BOOLEAN", "JSONB")


def statements(text):
    """The statements of a schema file, each as its tokens."""
    found = [[]]
    for token in pieces(text):
        if token.is_sign(";"):
            found.append([])
        else:
            found[-1].append(token)
    return [statement for statement in found if bare(statement)]


def schema_for(text, engine):
    """A schema text for one engine, and a Mistake where it would not hold on both."""
    written = []
    for statement in statements(text):
        done = []
        is_table = [token.text.upper() for token in bare(statement)[:2]] == ["CREATE", "TABLE"]
        end = max(index for index, token in enumerate(statement) if token.kind != "blank")
        while is_table and end > 0 and not statement[end].is_sign(")"):
            end -= 1
        options = statement[end + 1 :] if is_table else []
        if is_table and not any(token.is_word("STRICT") for token in options):
            raise Mistake("CREATE TABLE … STRICT")
        for token in statement[: end + 1] + (options if engine == "sqlite" else []):
            if token.is_word(*NOT_PORTABLE):
                raise Mistake("%s: write INTEGER, REAL, TEXT or BLOB" % token.text)
            if token.kind in ("parameter", "set", "cast"):
                raise Mistake("%s in a schema" % token.text)
            if engine == "postgres" and token.kind == "word" and token.text in TYPES:
                token = Token("done", TYPES[token.text], token.depth)
            done.append(token)
        written.append(joined(done) + ";\n")
    return "".join(written)
