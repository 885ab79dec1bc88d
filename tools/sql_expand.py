"""What sql.py writes out before it translates: a table's own statements, all columns, and fragments.

    -- entity: register_building            becomes register_building_get, …_insert, …_update, …_remove
    -- A building.
    id, version, area_id, address

    SELECT * FROM register_building WHERE … all columns of an entity declared above; with other tables
    SELECT b.*, a.name AS area FROM …       beside it under its short name

    -- fragment: SEEN_AREAS(permission)     in a slice's published.sql: its text stands in the queries of
    -- The areas where …                    later slices wherever SEEN_AREAS('…') is written, on one line
    SELECT s.scope_id FROM … WHERE s.permission = permission
"""
import re

from sql_text import Mistake

FRAGMENT = re.compile(r"^-- fragment: *([A-Z][A-Z_]*)\(([a-z_, ]*)\)$")
STAR = re.compile(r"(?:\b([a-z_]+)\.|(?<=\bSELECT ))\*")


class Fragments:
    def __init__(self, paths=()):
        self.texts = {}  # name: (names of arguments, text)
        for path in paths:
            self.read(path)

    def read(self, path):
        name = None
        with open(path, encoding="utf-8") as file:
            for line in file:
                head = FRAGMENT.match(line.rstrip())
                if head:
                    name = head.group(1)
                    arguments = [one.strip() for one in head.group(2).split(",") if one.strip()]
                    self.texts[name] = (arguments, "")
                elif name and line.strip() and not line.startswith("--"):
                    arguments, text = self.texts[name]
                    self.texts[name] = (arguments, (text + " " + line.strip()).strip())

    def expand(self, line):
        for name, (arguments, text) in self.texts.items():
            while True:
                found = re.search(r"\b%s\(" % name, line)
                if found is None:
                    break
                values, end = values_of(line, found.end(), name)
                if len(values) != len(arguments):
                    raise Mistake("%s takes %d: %s" % (name, len(arguments), ", ".join(arguments)))
                by_name = dict(zip(arguments, values))
                whole = re.sub(r"'[^']*'|(?<![\w.:])\w+(?![\w.(])",
                               lambda word: by_name.get(word.group(0), word.group(0)), text)
                line = line[: found.start()] + whole + line[end:]
        return line


def values_of(line, start, name):
    """The arguments from `start` to the closing parenthesis; they and the place behind it."""
    values, depth = [""], 0
    for index in range(start, len(line)):
        character = line[index]
        if character == ")" and depth == 0:
            return [value.strip() for value in values], index + 1
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            values.append("")
        else:
            values[-1] += character
    raise Mistake("%s(…) stands on one line" % name)


def columns_of(text):
    columns = [column.strip() for column in text.split(",")]
    for column in columns:
        if re.match(r"^[a-z][a-z_0-9]*$", column) is None:
            raise Mistake("an entity is a list of columns; %r is none" % column)
    if columns[:2] != ["id", "version"]:
        raise Mistake("the columns of an entity begin with id, version")
    return columns


def entity_texts(table, columns):
    """(ending of the name, what it does, statement) of each."""
    own = "WHERE id = :id AND version = :version"
    marks = ", ".join(":" + column for column in columns)
    values = ", ".join("%s = :%s" % (column, column) for column in columns[2:])
    listed = ", ".join(columns)
    return [
        ("get", "The one with this id.", "SELECT %s FROM %s WHERE id = :id" % (listed, table)),
        ("insert", "A new one.", "INSERT INTO %s (%s) VALUES (%s)" % (table, listed, marks)),
        ("update", "Changed, when nobody else changed it meanwhile.",
         "UPDATE %s SET version = :version + 1, %s %s" % (table, values, own)),
        ("remove", "Taken away.", "DELETE FROM %s %s" % (table, own)),
    ]


def with_columns(text, entities):
    """The text with each star of an entity written out."""

    def columns(star):
        short = star.group(1)
        of = r"\b(?:FROM|JOIN)\s+(\w+)" + (r"\s+%s\b" % short if short else "")
        table = re.search(of, text)
        if table is None or table.group(1) not in entities:
            return star.group(0)
        before = short + "." if short else ""
        return ", ".join(before + column for column in entities[table.group(1)])

    return STAR.sub(columns, text)
