#!/usr/bin/env python3
"""Many buildings for benchmarks, and places in their lists.

    buildings.py grow DATA-FOLDER COUNT     copies the demo's buildings until there are COUNT
    buildings.py places DATA-FOLDER         prints, as JSON, for each declared sort and filter the
                                            addresses of the first, middle and last page

Works on the SQLite file of a server that is stopped. The copies differ in id, address and what
orders them; sorts and filters are read out of the list's declaration in queries.sql.
"""
import base64
import json
import os
import re
import sqlite3
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
QUERIES = os.path.join(HERE, "../../src/slices/register/queries.sql")
PAGE = 50
# Filters that the page makes out of another: what one asks it for, and which rows that means.
MADE_OF = {"rare_stage": ("stage", "stage <> 'in_use'"), "is_in_use": ("stage", "stage = 'in_use'")}


def connect(folder):
    connection = sqlite3.connect(os.path.join(folder, "samsyn.sqlite"))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def grow(folder, wanted):
    connection = connect(folder)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(register_building)")]
    there = connection.execute("SELECT count(*), max(id) FROM register_building").fetchone()
    made = {
        "id": "b.id + n.k * 1000003",
        "permanent_id": "NULL",
        "address": "b.address || ' ' || n.k",
        # A sort key ends with its own tail; the copy's number goes behind, in order.
        "address_key": "b.address_key || printf('%08x', n.k)",
        "address_folded": "b.address_folded || ' ' || n.k",
        "year_key": "1800 + (b.year_key * 7 + n.k) % 226",
        "changed_at": "b.changed_at + n.k * 1009",
    }
    copies = -(-(wanted - there[0]) // there[0])
    # Indexes are sorted when they are made, and searched row by row when they are there already.
    indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' "
                                 "AND tbl_name = 'register_building' AND sql IS NOT NULL").fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.execute(
        "WITH RECURSIVE n (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < ?) "
        f"INSERT INTO register_building ({', '.join(columns)}) "
        f"SELECT {', '.join(made.get(name, 'b.' + name) for name in columns)} "
        "FROM n CROSS JOIN register_building b WHERE b.id <= ? LIMIT ?",
        (copies, there[1], wanted - there[0]))
    connection.execute("PRAGMA cache_size = -400000")
    for _, sql in indexes:
        connection.execute(sql)
    connection.commit()
    print(connection.execute("SELECT count(*) FROM register_building").fetchone()[0])
    connection.close()


def declared():
    with open(QUERIES, encoding="utf-8") as file:
        text = re.search(r"-- list: register_building_list\n(.*?)(?=\n\n|\Z)", file.read(), re.DOTALL).group(1)
    sorts = {name: [column.strip().split(".")[1] for column in columns.split(",")]
             for name, columns in re.findall(r"^-- sort (\w+)(?: down)?: (.*)$", text, re.MULTILINE)}
    filters = re.findall(r"^-- filter (\w+):", text, re.MULTILINE)
    return sorts, filters


def cursor_text(sort, values):
    text = f"n{sort}\n".encode()
    for value in values:
        if isinstance(value, int):
            text += f"i{value}\n".encode()
        else:
            data = value.encode()
            text += b"t%d:" % len(data) + data
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def places(folder):
    connection = connect(folder)
    sorts, filters = declared()
    common = {}
    for name in filters:
        column, rows = MADE_OF.get(name, (name, f"{name} <> 0"))
        value = connection.execute(f"SELECT {column} FROM register_building WHERE stage <> 'removed' "
                                   f"AND {rows} GROUP BY 1 ORDER BY count(*) DESC LIMIT 1").fetchone()[0]
        common[name] = value
    found = []
    for sort, columns in sorts.items():
        for sign in ("", "-"):
            for name in [None, *filters]:
                column = MADE_OF.get(name, (name,))[0]
                where = "stage <> 'removed'" + (f" AND {column} = :value" if name else "")
                value = {"value": common[name]} if name else {}
                count = connection.execute(
                    f"SELECT count(*) FROM register_building WHERE {where}", value).fetchone()[0]
                order = ", ".join(column + (" DESC" if sign else "") for column in columns)
                base = f"/buildings?sort={sign}{sort}" + (f"&{column}={common[name]}" if name else "")
                pages = {"first": base}
                for place, offset in (("middle", count // 2), ("last", max(count - PAGE - 1, 0))):
                    row = connection.execute(
                        f"SELECT {', '.join(columns)} FROM register_building WHERE {where} "
                        f"ORDER BY {order} LIMIT 1 OFFSET {offset}", value).fetchone()
                    pages[place] = f"{base}&cursor={cursor_text(sign + sort, row)}"
                found.append({"name": f"{sign}{sort}" + (f", {name}" if name else ""), "pages": pages})
    print(json.dumps(found))


if __name__ == "__main__":
    if sys.argv[1:2] == ["grow"] and len(sys.argv) == 4:
        grow(sys.argv[2], int(sys.argv[3]))
    elif sys.argv[1:2] == ["places"] and len(sys.argv) == 3:
        places(sys.argv[2])
    else:
        sys.exit(__doc__)
