#!/usr/bin/env python3
"""The catalogues: what the program says, in Swedish and Finnish.

English is the source text. This tool finds every text in the C sources and templates, compares with
locale/*.po, and turns those into the C table that the program carries.

    catalogue.py check             every text translated, placeholders the same; exit 1 otherwise
    catalogue.py update            adds new texts to the PO files
    catalogue.py prune             and drops those no longer used
    catalogue.py compile OUT.c PO PO   (sv, fi)

Texts are: labels and helps of field tables, choices, permissions, menus and settings; messages of
err_* calls; arguments of translate*() and request_flash(); N_("…"), in a comment too; in templates
{{_ …}} and {{n count|one|many}}.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LANGUAGES = ("sv", "fi")

# ---- C sources -------------------------------------------------------------------------------------

TOKEN = re.compile(r"""
    (?P<note>/\*.*?\*/|//[^\n]*)
  | (?P<text>"(?:[^"\\\n]|\\.)*")
  | (?P<char>'(?:[^'\\\n]|\\.)*')
  | (?P<word>[A-Za-z_]\w*)
  | (?P<number>\d[\w.]*)
  | (?P<sign>\S)
  | (?P<blank>\s+)
""", re.VERBOSE | re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'", "0": "\0", "?": "?"}
MARKED = re.compile(r'N_\(\s*"((?:[^"\\]|\\.)*)"\s*\)')

# function or macro: which arguments are texts (0..)
CALLS = {
    "err_add": [1], "err_add_field": [2], "err_return": [2], "err_return_field": [2],
    "translate": [1], "translate_with": [2], "request_flash": [1],
    "FIELD": [3], "FIELD_LIST_OF": [3], "FIELD_STRUCT_OF": [3], "N_": [0],
}
# Helpers that pass a message on: each text with a blank in it counts.
HELPERS = {"refuse", "complain"}
PLURAL_CALLS = {"translate_count": (1, 2)}
MEMBERS = {"label", "help", "title", "message", "purpose"}
# `struct choice NAME[] = {{…}, …}`: which element of each row is a text
ROWS = {"choice": [1], "permission": [1], "menu_item": [0]}


def unescape(literal):
    return re.sub(r"\\x([0-9a-fA-F]{2})|\\(.)",
                  lambda m: chr(int(m[1], 16)) if m[1] else ESCAPES.get(m[2], m[2]),
                  literal[1:-1])


class Tokens:
    """The tokens of a C file: (kind, text, line), without blanks and comments."""

    def __init__(self, source):
        self.items = []
        line = 1
        for match in TOKEN.finditer(source):
            kind = match.lastgroup
            if kind not in ("blank", "note"):
                self.items.append((kind, match.group(), line))
            line += match.group().count("\n")

    def argument_lists(self, start):
        """Splits (…) or {…} that opens at `start` into its parts, each a (from, to) of tokens."""
        depth = 0
        parts = []
        begin = start + 1
        for at in range(start, len(self.items)):
            kind, text, _ = self.items[at]
            if kind != "sign":
                continue
            if text in "([{":
                depth += 1
            elif text in ")]}":
                depth -= 1
                if depth == 0:
                    if at > begin:
                        parts.append((begin, at))
                    return parts, at
            elif text == "," and depth == 1:
                parts.append((begin, at))
                begin = at + 1
        return parts, len(self.items)

    def texts(self, begin, end):
        """The string literals between two tokens, neighbours joined; a `a ? "x" : "y"` gives two."""
        at = begin
        while at < end:
            if self.items[at][0] != "text":
                at += 1
                continue
            joined = ""
            line = self.items[at][2]
            while at < end and self.items[at][0] == "text":
                joined += unescape(self.items[at][1])
                at += 1
            yield joined, line

    def is_sign(self, at, sign):
        return at < len(self.items) and self.items[at][0] == "sign" and self.items[at][1] == sign


def row_texts(tokens, at, which):
    """Texts of `= {…}` or `= {{…}, {…}}` whose opening brace is at `at`."""
    parts, _ = tokens.argument_lists(at)
    nested = [begin for begin, _ in parts if tokens.is_sign(begin, "{")]
    rows = [tokens.argument_lists(begin)[0] for begin in nested] if nested else [parts]
    for row in rows:
        for index in which:
            if index < len(row) and not tokens.is_sign(row[index][0], "."):
                yield from tokens.texts(*row[index])


def c_texts(source):
    """(msgid, plural or None, line)"""
    for match in MARKED.finditer(source):
        yield unescape('"' + match[1] + '"'), None, source.count("\n", 0, match.start()) + 1
    tokens = Tokens(source)
    for at, (kind, text, _) in enumerate(tokens.items):
        if kind != "word":
            continue
        if text in CALLS and tokens.is_sign(at + 1, "("):
            parts, _ = tokens.argument_lists(at + 1)
            for index in CALLS[text]:
                if index < len(parts):
                    for found, line in tokens.texts(*parts[index]):
                        yield found, None, line
        elif text in HELPERS and tokens.is_sign(at + 1, "("):
            for part in tokens.argument_lists(at + 1)[0]:
                yield from ((found, None, line) for found, line in tokens.texts(*part) if " " in found)
        elif text in PLURAL_CALLS and tokens.is_sign(at + 1, "("):
            parts, _ = tokens.argument_lists(at + 1)
            one, many = PLURAL_CALLS[text]
            if many < len(parts):
                ones = list(tokens.texts(*parts[one]))
                manys = list(tokens.texts(*parts[many]))
                for (single, line), (plural, _) in zip(ones, manys):
                    yield single, plural, line
        elif text in MEMBERS and tokens.is_sign(at - 1, ".") and tokens.is_sign(at + 1, "="):
            end = at + 2
            while end < len(tokens.items) and not any(tokens.is_sign(end, s) for s in ",;})"):
                end += 1
            for found, line in tokens.texts(at + 2, end):
                yield found, None, line
        elif text == "struct" and at + 2 < len(tokens.items) and tokens.items[at + 1][1] in ROWS:
            begin = at + 2
            while begin < len(tokens.items) and not any(tokens.is_sign(begin, s) for s in "={;,)("):
                begin += 1
            if tokens.is_sign(begin, "=") and tokens.is_sign(begin + 1, "{"):
                for found, line in row_texts(tokens, begin + 1, ROWS[tokens.items[at + 1][1]]):
                    yield found, None, line


# ---- templates -------------------------------------------------------------------------------------

TEMPLATE_TEXT = re.compile(r"\{\{(_|n)\s((?:[^{}]|\{\w+\})*)\}\}", re.DOTALL)


def template_texts(source):
    for match in TEMPLATE_TEXT.finditer(source):
        line = source.count("\n", 0, match.start()) + 1
        text = " ".join(match[2].split())
        if match[1] == "_":
            yield text, None, line
        else:
            parts = [part.strip() for part in text.split("|")]
            if len(parts) == 3:
                yield parts[1], parts[2], line


# ---- all texts -------------------------------------------------------------------------------------

def all_texts():
    """{msgid: (plural or None, [places])}"""
    found = {}

    def add(path, texts):
        for text, plural, line in texts:
            if not text.strip():
                continue
            known_plural, places = found.get(text, (None, []))
            if plural and known_plural and plural != known_plural:
                sys.exit(f"{path}:{line}: {text!r} has two plurals: {plural!r}, {known_plural!r}")
            places.append(f"{path.relative_to(ROOT)}")
            found[text] = (plural or known_plural, places)

    for path in sorted((ROOT / "src").rglob("*.[ch]")):
        if not path.name.endswith(("_test.c", "_test_support.c")):
            add(path, c_texts(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "src").rglob("*.html")):
        add(path, template_texts(path.read_text(encoding="utf-8")))
    return found


# ---- PO files --------------------------------------------------------------------------------------

class Catalogue:
    """entries: {msgid: (plural or None, [forms])}"""

    def __init__(self, path):
        self.path = path
        self.header = ""
        self.entries = {}
        if path.exists():
            self.read()

    def read(self):
        entry, member = {}, None
        for number, raw in enumerate(self.path.read_text(encoding="utf-8").splitlines() + [""], 1):
            line = raw.strip()
            match = re.match(r'(msgid_plural|msgid|msgstr(?:\[\d\])?)\s+(".*")$', line)
            if match:
                if match[1] == "msgid":
                    self.keep(entry)
                    entry = {"line": number}
                member = match[1]
                if member in entry:
                    sys.exit(f"{self.path}:{number}: {member} twice")
                entry[member] = unescape(match[2])
            elif line.startswith('"') and member:
                entry[member] += unescape(line)
            elif line and not line.startswith("#"):
                sys.exit(f"{self.path}:{number}: cannot read {line!r}")
        self.keep(entry)

    def keep(self, entry):
        if "msgid" not in entry:
            return
        msgid = entry["msgid"]
        if msgid in self.entries or (msgid == "" and self.header):
            sys.exit(f"{self.path}:{entry['line']}: {msgid!r} stands there twice")
        if msgid == "":
            self.header = entry["msgstr"]
            if "nplurals=2; plural=(n != 1)" not in self.header:
                sys.exit(f"{self.path}: only plural=(n != 1) is understood")
        elif "msgid_plural" in entry:
            self.entries[msgid] = (entry["msgid_plural"],
                                   [entry.get("msgstr[0]", ""), entry.get("msgstr[1]", "")])
        else:
            self.entries[msgid] = (None, [entry.get("msgstr", "")])

    def write(self, texts, is_pruning):
        if not is_pruning:
            unused = {m: (e[0], ["~"]) for m, e in self.entries.items() if m not in texts}
            texts = {**texts, **unused}
        out = ['msgid ""\nmsgstr ""\n' + "\n".join(quoted(self.header, False)) + "\n"]
        for msgid, (plural, places) in sorted(texts.items(), key=lambda i: (i[1][1][0], i[0])):
            forms = self.entries.get(msgid, (None, [""]))[1]
            text = "".join(f"#: {place}\n" for place in sorted(set(places))[:3] if place != "~")
            text += "msgid " + "\n".join(quoted(msgid)) + "\n"
            if plural:
                forms = (forms + ["", ""])[:2]
                text += "msgid_plural " + "\n".join(quoted(plural)) + "\n"
                text += "".join(f"msgstr[{i}] " + "\n".join(quoted(form)) + "\n"
                                for i, form in enumerate(forms))
            else:
                text += "msgstr " + "\n".join(quoted(forms[0])) + "\n"
            out.append(text)
        self.path.write_text("\n".join(out), encoding="utf-8")


def quoted(text, is_joined=True):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    lines = escaped.split("\n")
    lines = [line + "\\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] or len(lines) == 1 else [])
    if not is_joined or len(lines) > 1:
        return ([] if not is_joined else ['""']) + [f'"{line}"' for line in lines]
    return [f'"{lines[0]}"']


def placeholders(text):
    return sorted(set(re.findall(r"\{\w+\}", text)))


def problems_of(catalogue, texts):
    name = catalogue.path.name
    for msgid, (plural, places) in sorted(texts.items()):
        known = catalogue.entries.get(msgid)
        forms = known[1] if known else []
        wanted = 2 if plural else 1
        if len(forms) < wanted or not all(forms[:wanted]):
            yield f"{name}: not translated: {msgid!r} ({places[0]})"
            continue
        sources = [msgid, plural] if plural else [msgid]
        for source, form in zip(sources, forms):
            if placeholders(form) != placeholders(source) and not (
                    plural and set(placeholders(form)) <= set(placeholders(plural))):
                yield f"{name}: other placeholders: {msgid!r}: {form!r}"
            if "|" in form or "{{" in form:
                yield f"{name}: {form!r} would be read as a template"


# ---- the C table -----------------------------------------------------------------------------------

def c_bytes(data):
    """Rows of numbers: a string literal may not be so long. Bytes beyond ASCII as character constants,
    which are right whether char is signed or not."""
    return "\n".join("    " + ",".join(str(b) if b < 128 else f"'\\{b:03o}'" for b in data[i:i + 24]) + ","
                     for i in range(0, len(data), 24))


def compile_table(out, paths):
    catalogues = [Catalogue(pathlib.Path(path)) for path in paths]
    block = bytearray(b"\0")
    places = {}

    def place(text):
        if not text:
            return 0
        data = text.encode("utf-8")
        if data not in places:
            places[data] = len(block)
            block.extend(data + b"\0")
        return places[data]

    rows = []
    msgids = sorted({m for c in catalogues for m in c.entries}, key=lambda m: m.encode("utf-8"))
    for msgid in msgids:
        forms = []
        for catalogue in catalogues:
            _, texts = catalogue.entries.get(msgid, (None, []))
            numbers = [place(text) for text in (texts + ["", ""])[:2]]
            forms.append("{" + ", ".join(map(str, numbers)) + "}")
        rows.append(f"    {{{place(msgid)}, {{{', '.join(forms)}}}}},")
    rows = rows or ["    {0, {{0, 0}, {0, 0}}},"]
    pathlib.Path(out).write_text(f"""/* Written by tools/catalogue.py from {', '.join(pathlib.Path(p).name for p in paths)}. */
#include "platform/text/catalogue.h"

const char CATALOGUE_TEXT[] = {{
{c_bytes(bytes(block))}
}};

const struct catalogue_entry CATALOGUE_ENTRIES[] = {{
{chr(10).join(rows)}
}};

const size_t CATALOGUE_COUNT = {len(msgids)};
""", encoding="utf-8")


def main(arguments):
    catalogues = [Catalogue(ROOT / "locale" / f"{language}.po") for language in LANGUAGES]
    if len(arguments) == 4 and arguments[0] == "compile":
        compile_table(arguments[1], arguments[2:])
    elif arguments in (["check"], ["--check"]):
        texts = all_texts()
        problems = [p for catalogue in catalogues for p in problems_of(catalogue, texts)]
        for problem in problems:
            print(problem)
        unused = set().union(*(set(catalogue.entries) - set(texts) for catalogue in catalogues))
        print(f"catalogue: {len(texts)} texts, {len(problems)} problems, {len(unused)} unused")
        return 1 if problems else 0
    elif arguments in (["update"], ["prune"]):
        texts = all_texts()
        for catalogue in catalogues:
            catalogue.write(texts, arguments == ["prune"])
    elif arguments == ["list"]:
        for msgid, (plural, places) in all_texts().items():
            print(places[0], repr(msgid), repr(plural) if plural else "")
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
