#!/usr/bin/env python3
"""Turns the SQL files of a room into C.

    sql.py queries queries.sql OUT.h OUT.c PUBLISHED.sql…
                                               every named query and list (query.h tells the syntax),
                                               entities and fragments (sql_expand.py)
    sql.py schema  ROOM OUT.h OUT.c FILE…      the migrations schema/NNNN-title.sql (migrate.h)
    sql.py tables  queries.sql                 the tables that each query names, for tools/check-*

The build runs it. A mistake is one line `file:line: what`, and exit code 1.
"""
import itertools
import os
import re
import sys

import sql_expand
import sql_text
from sql_text import Mistake

MOST_STATEMENTS = 4096
HEAD = re.compile(r"^-- (query|list|entity): *(.*)$")
DIRECTIVE = re.compile(r"^-- (hot|sort|filter|scope)\b *(.*)$")
ENGINES = ("sqlite", "postgres")


class Block:
    """One `-- query:`, `-- list:` or `-- entity:` with what stands below it."""

    def __init__(self, kind, name, engines, line):
        self.kind = kind
        self.name = name
        self.engines = engines
        self.line = line
        self.sentence = ""
        self.is_hot = False
        self.sorts = []  # (key, [token list of a column])
        self.down = set()  # keys of sorts that begin at the end
        self.filters = []  # (key, token list)
        self.scopes = []  # (key, token list or None)
        self.text = ""


def fail(path, line, what):
    sys.exit("%s:%d: %s" % (path, line, what))


def keyed(rest, what):
    match = re.match(r"^([a-z][a-z_0-9]*)(?:: *(.*))?$", rest)
    if match is None:
        raise Mistake("-- %s NAME: …" % what)
    return match.group(1), match.group(2) or ""


def add_directive(block, what, rest):
    if what == "hot":
        if rest:
            raise Mistake("-- hot stands alone")
        block.is_hot = True
        return
    if block.kind != "list":
        raise Mistake("-- %s belongs to a list" % what)
    is_down = what == "sort" and re.match(r"^[a-z][a-z_0-9]* down:", rest) is not None
    key, text = keyed(rest.replace(" down:", ":", 1) if is_down else rest, what)
    if is_down:
        block.down.add(key)
    if what == "scope":
        value = sql_text.tokens(text) if text else None
    elif not text:
        raise Mistake("-- %s %s: …" % (what, key))
    elif what == "sort":
        value = sql_text.split_at_commas(sql_text.tokens(text), 0)
        for column in value:
            sql_text.column_name(column)
    else:
        value = sql_text.tokens(text)
        mine = [token.text for token in value if token.kind in ("parameter", "set")]
        if mine and not any(name[1:].split("[")[0] == key for name in mine):
            raise Mistake("the filter %s does not name :%s" % (key, key))
    into = {"sort": block.sorts, "filter": block.filters, "scope": block.scopes}[what]
    if any(other == key for other, _ in into):
        raise Mistake("two %ss are named %s" % (what, key))
    into.append((key, value))


def read_head(kind, rest, line, prefix):
    words = rest.split()
    if not words or len(words) > 2 or not re.match(r"^[a-z][a-z_0-9]*$", words[0]):
        raise Mistake("-- %s: name" % kind)
    if not words[0].startswith(prefix):
        raise Mistake("the name %s begins with its folder's: %s…" % (words[0], prefix))
    if len(words) == 2 and words[1] not in ENGINES:
        raise Mistake("%s is neither sqlite nor postgres" % words[1])
    return Block(kind, words[0], words[1:] or list(ENGINES), line)


def read_blocks(path, prefix="", fragments=sql_expand.Fragments()):
    """All blocks of a file, in order. Comments above the first one are the file's own."""
    blocks = []
    in_comment = False
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip()
            head = HEAD.match(line)
            try:
                line = fragments.expand(line)
                if head:
                    blocks.append(read_head(head.group(1), head.group(2), number, prefix))
                    in_comment = True
                    continue
                if not blocks:
                    if line and not line.startswith("--"):
                        raise Mistake("a statement without -- query: name")
                    continue
                directive = DIRECTIVE.match(line)
                if in_comment and directive:
                    add_directive(blocks[-1], directive.group(1), directive.group(2))
                elif in_comment and line.startswith("--"):
                    blocks[-1].sentence += " " + line[2:].strip()
                else:
                    in_comment = False
                    blocks[-1].text += line + "\n"
            except Mistake as mistake:
                fail(path, number, mistake)
    return blocks


def written_out(path, blocks):
    """Entities as their queries, and their columns where a star stands for them."""
    entities = {}
    made = []
    for block in blocks:
        try:
            if block.kind != "entity":
                block.text = sql_expand.with_columns(block.text, entities)
                made.append(block)
                continue
            entities[block.name] = sql_expand.columns_of(block.text)
            for ending, what, text in sql_expand.entity_texts(block.name, entities[block.name]):
                query = Block("query", "%s_%s" % (block.name, ending), block.engines, block.line)
                query.sentence = "%s %s" % (block.sentence.strip(), what)
                query.is_hot = block.is_hot and ending == "get"
                query.text = text
                made.append(query)
        except Mistake as mistake:
            fail(path, block.line, mistake)
    return made


def conditioned(some, sort, descending, has_cursor, conditions):
    """The tokens of one statement of a list, of which `some` is the SELECT."""
    if has_cursor:
        columns = ", ".join(sql_text.joined(column) for column in sort)
        marks = ", ".join(":after_%d" % (index + 1) for index in range(len(sort)))
        shape = "(%s) %s (%s)" if len(sort) > 1 else "%s %s %s"
        cursor = shape % (columns, "<" if descending else ">", marks)
        conditions = conditions + [sql_text.tokens(cursor)]
    where = sql_text.find_word(some, "WHERE")
    if where >= 0:
        conditions = [some[where + 1 :]] + conditions
        some = some[:where]
    text = sql_text.joined(some)
    if conditions:
        text += " WHERE " + " AND ".join(in_parentheses(one) for one in conditions)
    direction = " DESC" if descending else ""
    order = ", ".join(sql_text.joined(column) + direction for column in sort)
    return sql_text.tokens("%s ORDER BY %s LIMIT :limit" % (text, order))


def in_parentheses(condition):
    text = sql_text.joined(condition)
    has_or = sql_text.find_word(condition, "OR", depth=condition[0].depth) >= 0
    return "(%s)" % text if has_or else text


def with_sort_columns(block, sort):
    """The list's tokens with the columns of this sort in the select list: those of the others would
    lead out of the index that covers it, to the row."""
    some = sql_text.tokens(block.text)
    names = sql_text.result_columns(some)
    start = sql_text.find_word(some, "FROM")
    if start < 0 or not sql_text.bare(some)[0].is_word("SELECT", "WITH"):
        raise Mistake("a list is a SELECT … FROM …")
    if sql_text.find_word(some, "ORDER", "LIMIT", "GROUP", "UNION", "HAVING") >= 0:
        raise Mistake("a list has no ORDER BY, GROUP BY, UNION or LIMIT of its own")
    missing = []
    for column in sort:
        name = sql_text.column_name(column)
        if name not in names:
            names.append(name)
            missing.append(sql_text.joined(column))
    added = "".join(", " + column for column in missing)
    text = sql_text.joined(some[:start]) + added + " " + sql_text.joined(some[start:])
    return sql_text.tokens(text)


def list_statements(block):
    """(name, tokens) of every statement, in the order that list_pick() of list.c counts in."""
    if not block.sorts:
        raise Mistake("a list has at least one -- sort")
    scopes = block.scopes or [("", None)]
    count = len(block.sorts) * 4 * len(scopes) * 2 ** len(block.filters)
    if count > MOST_STATEMENTS:
        raise Mistake("%d statements; at most %d: fewer filters or sorts" % (count, MOST_STATEMENTS))
    for key, sort in block.sorts:
        select = with_sort_columns(block, sort)
        for descending, has_cursor, scope in itertools.product((0, 1), (0, 1), scopes):
            for chosen in range(2 ** len(block.filters)):
                on = [one for bit, one in enumerate(block.filters) if chosen >> bit & 1]
                conditions = ([scope[1]] if scope[1] else []) + [one[1] for one in on]
                name = "/".join(
                    [block.name, ("-" if descending else "") + key]
                    + (["after"] if has_cursor else [])
                    + ([scope[0]] if scope[0] else [])
                    + [one[0] for one in on]
                )
                yield name, conditioned(list(select), sort, descending, has_cursor, conditions)


# --- writing C ---


def c_string(text):
    """A C literal in lines of at most 90 characters."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    pieces = re.findall(r"(?:\\.|[^\\]){1,86}", escaped)
    return "\n        ".join('"%s"' % piece for piece in pieces) or '""'


def number_of(name):
    value = 0x811C9DC5
    for byte in name.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


class Writer:
    """The C text of a file of queries; equal lists of parameters are written once."""

    def __init__(self):
        self.declared = []
        self.body = []
        self.parameters = {}

    def parameter_list(self, names):
        key = tuple(names)
        if key not in self.parameters:
            self.parameters[key] = "PARAMETERS_%d" % len(self.parameters)
            listed = "".join('"%s", ' % name for name in names)
            self.body.append(
                "static const char *const %s[] = {%sNULL};\n" % (self.parameters[key], listed)
            )
        return self.parameters[key]

    def initialiser(self, name, texts, flags):
        names = texts[0][1]
        return (
            '{\n    .name = "%s",\n    .sqlite =\n        %s,\n    .postgres =\n        %s,\n'
            "    .parameters = %s,\n    .flags = %s,\n    .number = 0x%08xu,\n}"
        ) % (
            name,
            c_string(texts[0][0]),
            c_string(texts[1][0]),
            self.parameter_list(names),
            flags,
            number_of(name),
        )

    def add_query(self, block, texts, is_writing):
        chosen = (["QUERY_HOT"] if block.is_hot else []) + (["QUERY_WRITES"] if is_writing else [])
        initialiser = self.initialiser(block.name, texts, " | ".join(chosen) or "0")
        constant = block.name.upper()
        self.declared.append("/* %s */\nextern const struct query %s;\n" % (block.sentence, constant))
        self.body.append("const struct query %s = %s;\n" % (constant, initialiser))

    def add_list(self, block):
        constant = block.name.upper()
        flags = "QUERY_HOT" if block.is_hot else "0"
        made = []
        for name, some in list_statements(block):
            texts = [sql_text.translate(some, engine) for engine in ENGINES]
            made.append(self.initialiser(name, texts, flags))
        sorts = []
        for index, (key, sort) in enumerate(block.sorts):
            columns = "".join('"%s", ' % sql_text.column_name(column) for column in sort)
            named = "%s_SORT_%d" % (constant, index)
            self.body.append("static const char *const %s[] = {%sNULL};\n" % (named, columns))
            is_down = "true" if key in block.down else "false"
            sorts.append('{"%s", %s, %s}, ' % (key, named, is_down))
        self.body.append(
            "static const struct list_sort %s_SORTS[] = {%s{NULL, NULL, false}};\n"
            % (constant, "".join(sorts))
        )
        filters = self.parameter_list([key for key, _ in block.filters])
        scopes = self.parameter_list([key for key, _ in block.scopes])
        self.body.append(
            "static const struct query %s_STATEMENTS[] = {\n%s,\n};\n" % (constant, ",\n".join(made))
        )
        self.declared.append(
            "/* %s */\nextern const struct list_query %s;\n" % (block.sentence, constant)
        )
        self.body.append(
            'const struct list_query %s = {\n    "%s", %s_SORTS, %s, %s, %s_STATEMENTS, %d,\n};\n'
            % (constant, block.name, constant, filters, scopes, constant, len(made))
        )


def check_block(block):
    block.sentence = block.sentence.strip()
    if not block.sentence.endswith("."):
        raise Mistake("%s has no sentence that ends with a full stop" % block.name)
    if not block.text.strip():
        raise Mistake("%s has no statement" % block.name)


def write_queries(path, header, source, *published):
    room = re.sub(r"_queries\.h$", "", os.path.basename(header))
    prefix = "" if room in ("db", "work") else room + "_"
    by_name = {}
    writer = Writer()
    for block in written_out(path, read_blocks(path, prefix, sql_expand.Fragments(published))):
        try:
            check_block(block)
            others = by_name.setdefault(block.name, [])
            if any(set(other.engines) & set(block.engines) for other in others):
                raise Mistake("two queries are named %s" % block.name)
            others.append(block)
        except Mistake as mistake:
            fail(path, block.line, mistake)
    for name, blocks in by_name.items():
        try:
            write_block(writer, name, blocks)
        except Mistake as mistake:
            fail(path, blocks[0].line, "%s: %s" % (name, mistake))
    write_files(room, by_name, writer, header, source)


def write_block(writer, name, blocks):
    if blocks[0].kind == "list":
        if len(blocks) > 1:
            raise Mistake("a list has one text for both engines")
        writer.add_list(blocks[0])
        return
    texts = []
    columns = []
    for engine in ENGINES:
        block = next((one for one in blocks if engine in one.engines), None)
        if block is None:
            raise Mistake("no text for %s" % engine)
        some = sql_text.tokens(block.text)
        columns.append(sql_text.result_columns(some))
        texts.append(sql_text.translate(some, engine, texts[0][1] if texts else ()))
        used = {token.text[1:] for token in some if token.kind in ("parameter", "set")}
        if used != set(texts[0][1]):
            raise Mistake("the engines' texts have different parameters")
    if columns[0] != columns[1]:
        raise Mistake("the engines' texts give different columns")
    writer.add_query(blocks[0], texts, sql_text.is_writing(sql_text.tokens(blocks[0].text)))


def write_files(room, by_name, writer, header, source):
    constant = room.upper()
    guard = "SAMSYN_%s_QUERIES_H" % constant
    with open(header, "w", encoding="utf-8") as file:
        file.write("/* Made by tools/sql.py from queries.sql. */\n")
        file.write('#ifndef %s\n#define %s\n\n#include "platform/db/query.h"\n\n' % (guard, guard))
        file.write("\n".join(writer.declared))
        file.write("\nextern const struct query_set %s_QUERY_SET;\n\n#endif\n" % constant)
    queries = [name for name, blocks in by_name.items() if blocks[0].kind == "query"]
    lists = [name for name, blocks in by_name.items() if blocks[0].kind == "list"]
    with open(source, "w", encoding="utf-8") as file:
        file.write("/* Made by tools/sql.py from queries.sql. */\n")
        file.write('#include "%s"\n\n#include <stddef.h>\n\n' % os.path.basename(header))
        file.write("\n".join(writer.body))
        for kind, names, of in (("QUERIES", queries, "query"), ("LISTS", lists, "list_query")):
            listed = "".join("    &%s,\n" % name.upper() for name in names)
            file.write(
                "\nstatic const struct %s *const %s_%s[] = {\n%s    NULL,\n};\n"
                % (of, constant, kind, listed)
            )
        file.write(
            '\nconst struct query_set %s_QUERY_SET = {"%s", %s_QUERIES, %s_LISTS};\n'
            % (constant, room, constant, constant)
        )


# --- schema ---


def read_schema(path, engine):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if not text.startswith("-- "):
        raise Mistake("a migration begins with a sentence")
    if re.search(r"\.(sqlite|postgres)\.sql$", path):
        return text
    return sql_text.schema_for(text, engine)


def write_schema(room, header, source, paths):
    found = {}
    for path in paths:
        match = re.match(r"^(\d{4})-([a-z0-9-]+?)(?:\.(sqlite|postgres))?\.sql$", os.path.basename(path))
        if match is None:
            fail(path, 1, "a migration is named NNNN-title.sql")
        engines = [match.group(3)] if match.group(3) else ENGINES
        entry = found.setdefault(int(match.group(1)), {"name": match.group(2)})
        for engine in engines:
            if entry["name"] != match.group(2) or engine in entry:
                fail(path, 1, "two migrations have the number %s" % match.group(1))
            try:
                entry[engine] = read_schema(path, engine)
            except Mistake as mistake:
                fail(path, 1, mistake)
    constant = room.upper()
    with open(header, "w", encoding="utf-8") as file:
        file.write("/* Made by tools/sql.py from schema/. */\n#ifndef SAMSYN_%s_SCHEMA_H\n" % constant)
        file.write('#define SAMSYN_%s_SCHEMA_H\n\n#include "platform/db/migrate.h"\n\n' % constant)
        file.write("/* Ends with NULL. */\n")
        file.write("extern const struct migration *const %s_MIGRATIONS[];\n\n#endif\n" % constant)
    with open(source, "w", encoding="utf-8") as file:
        file.write("/* Made by tools/sql.py from schema/. */\n")
        file.write('#include "%s"\n\n#include <stddef.h>\n\n' % os.path.basename(header))
        file.write('#pragma GCC diagnostic ignored "-Woverlength-strings"\n')
        for number, entry in sorted(found.items()):
            for engine in ENGINES:
                if engine not in entry:
                    sys.exit("%s: migration %04d has no text for %s" % (room, number, engine))
            file.write(
                '\nstatic const struct migration MIGRATION_%04d = {\n    %d,\n    "%s",\n'
                "        %s,\n        %s,\n};\n"
                % (
                    number,
                    number,
                    entry["name"],
                    c_string(entry["sqlite"]),
                    c_string(entry["postgres"]),
                )
            )
        listed = "".join("    &MIGRATION_%04d,\n" % number for number in sorted(found))
        file.write(
            "\nconst struct migration *const %s_MIGRATIONS[] = {\n%s    NULL,\n};\n"
            % (constant, listed)
        )


def print_tables(path):
    for block in written_out(path, read_blocks(path)):
        texts = [block.text] + [sql_text.joined(value) for _, value in block.filters + block.scopes if value]
        named = set()
        for text in texts:
            some = sql_text.bare(sql_text.tokens(text))
            for before, token in zip(some, some[1:]):
                if before.is_word("FROM", "JOIN", "INTO", "UPDATE") and token.kind == "word":
                    named.add(token.text)
        print(block.name, *sorted(named))


def main(arguments):
    if len(arguments) >= 4 and arguments[0] == "queries":
        write_queries(*arguments[1:])
    elif len(arguments) >= 4 and arguments[0] == "schema":
        write_schema(arguments[1], arguments[2], arguments[3], arguments[4:])
    elif len(arguments) == 2 and arguments[0] == "tables":
        print_tables(arguments[1])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
