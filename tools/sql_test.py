"""Tests of sql_text.py and sql.py: what is translated, what is refused, and random texts."""
import os
import random
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sql_text  # noqa: E402

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sql.py")


def both(text):
    some = sql_text.tokens(text)
    return [sql_text.translate(some, engine)[0] for engine in ("sqlite", "postgres")]


def made(text, room="demo"):
    """Runs the tool on a text; (exit code, C source or message)."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("queries.sql", room + "_queries.h", "q.c")]
        with open(paths[0], "w", encoding="utf-8") as file:
            file.write(text)
        run = subprocess.run([sys.executable, TOOL, "queries"] + paths, capture_output=True, text=True)
        if run.returncode != 0:
            return run.returncode, run.stderr
        with open(paths[2], encoding="utf-8") as file:
            return 0, file.read()


def query(body, name="demo_get"):
    return "-- query: %s\n-- Gets it.\n%s\n" % (name, body)


class Translation(unittest.TestCase):
    def test_a_name_used_twice_is_one_parameter(self):
        self.assertEqual(
            both("SELECT a FROM t WHERE b = :x AND c = :y AND d = :x"),
            [
                "SELECT a FROM t WHERE b = ?1 AND c = ?2 AND d = ?1",
                "SELECT a FROM t WHERE b = $1 AND c = $2 AND d = $1",
            ],
        )

    def test_strings_and_comments_hold_no_parameters(self):
        self.assertEqual(
            both("SELECT ':a''b' AS x /* :c */ FROM t -- :d\n WHERE e = ':f'")[0],
            "SELECT ':a''b' AS x FROM t WHERE e = ':f'",
        )

    def test_casts_are_taken_out_for_sqlite(self):
        self.assertEqual(both("SELECT a::bigint AS a FROM t WHERE b = :b::text"),
                         ["SELECT a AS a FROM t WHERE b = ?1",
                          "SELECT a::bigint AS a FROM t WHERE b = $1::text"])

    def test_sets_become_json_each_and_any(self):
        self.assertEqual(
            both("SELECT a FROM t WHERE b IN (:ids[]) AND c NOT IN (:keys[text])"),
            [
                "SELECT a FROM t WHERE b IN (SELECT value FROM json_each(?1))"
                " AND c NOT IN (SELECT value FROM json_each(?2))",
                "SELECT a FROM t WHERE b = ANY (CAST($1 AS BIGINT[]))"
                " AND c <> ALL (CAST($2 AS TEXT[]))",
            ],
        )

    def test_a_set_elsewhere_is_refused(self):
        with self.assertRaises(sql_text.Mistake):
            both("SELECT a FROM t WHERE b > :ids[]")


class Refusals(unittest.TestCase):
    def refused(self, text, why):
        code, message = made(text)
        self.assertEqual(code, 1, message)
        self.assertIn(why, message)
        self.assertNotIn("Traceback", message)

    def test_a_star_is_refused(self):
        self.refused(query("SELECT * FROM t"), "never *")
        self.refused(query("SELECT a, t.* FROM t"), "never *")
        self.assertEqual(made(query("SELECT count(*) AS n, a * 2 AS b FROM t"))[0], 0)

    def test_a_column_without_a_name_is_refused(self):
        self.refused(query("SELECT a + 1 FROM t"), "needs a name")

    def test_a_query_without_a_sentence_is_refused(self):
        self.refused("-- query: demo_get\nSELECT a FROM t", "sentence")

    def test_two_queries_of_one_name_are_refused(self):
        self.refused(query("SELECT a FROM t") + query("SELECT b FROM t"), "two queries")

    def test_a_name_of_another_folder_is_refused(self):
        self.refused(query("SELECT a FROM t", "other_get"), "begins with its folder's")

    def test_texts_that_are_built_are_refused(self):
        for text in ("a = ?", "a = $1", "a = '%s' %s", "a = {x}", 'a = "x"', "a = 1; DROP TABLE t"):
            self.refused(query("SELECT a FROM t WHERE " + text), "")

    def test_engines_texts_must_agree(self):
        two = "-- query: demo_a sqlite\n-- A.\nSELECT a FROM t WHERE b = :b\n-- query: demo_a postgres\n-- A.\n"
        self.refused(two + "SELECT a FROM t WHERE b = :c", "different parameters")
        self.refused(two + "SELECT b FROM t WHERE b = :b", "different columns")

    def test_a_list_with_its_own_order_is_refused(self):
        head = "-- list: demo_list\n-- All.\n-- sort a: t.a\n"
        self.refused(head + "SELECT t.a FROM t ORDER BY t.a", "no ORDER BY")
        self.refused("-- list: demo_list\n-- All.\nSELECT t.a FROM t", "at least one")
        self.refused(head + "-- filter b: t.b = :c\nSELECT t.a FROM t", "does not name :b")


ENTITY = "-- entity: demo_thing\n-- A thing.\nid, version,\n  name\n\n"


class Entities(unittest.TestCase):
    def test_an_entity_has_its_four_queries(self):
        code, text = made(ENTITY)
        self.assertEqual(code, 0, text)
        for expected in (
            "SELECT id, version, name FROM demo_thing WHERE id = ?1",
            "INSERT INTO demo_thing (id, version, name) VALUES (?1, ?2, ?3)",
            "SET version = ?1 + 1, name = ?2 WHERE id = ?3 AND version = ?1",
            "DELETE FROM demo_thing WHERE id = ?1 AND version = ?2",
        ):
            self.assertIn(expected, text.replace('"\n        "', ""))

    def test_a_star_is_all_columns_of_an_entity(self):
        code, text = made(ENTITY + query("SELECT * FROM demo_thing WHERE name = :name", "demo_named"))
        self.assertEqual(code, 0, text)
        self.assertIn("SELECT id, version, name FROM demo_thing WHERE name", text)
        code, text = made(ENTITY + query("SELECT t.*, o.x FROM demo_o o JOIN demo_thing t ON 1 = 1"))
        self.assertIn("SELECT t.id, t.version, t.name, o.x FROM", text.replace('"\n        "', ""))

    def test_what_is_no_entity_is_refused(self):
        for body in ("id, name", "version, id", "id, version, lower(name)", ""):
            code, message = made("-- entity: demo_thing\n-- A thing.\n" + body + "\n")
            self.assertEqual(code, 1, body)
            self.assertIn("queries.sql:1", message)


class Fragments(unittest.TestCase):
    def setUp(self):
        import sql_expand

        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        path = os.path.join(self.folder.name, "published.sql")
        with open(path, "w", encoding="utf-8") as file:
            file.write("-- fragment: SEEN(permission, area)\n-- Seen.\n"
                       "EXISTS (SELECT 1 FROM p s\n  WHERE s.permission = permission AND s.kind = 'area' AND s.area = area)\n")
        self.fragments = sql_expand.Fragments([path])

    def test_an_arguments_name_between_quotes_stays(self):
        self.fragments.texts["IN_AREA"] = (["area"], "(t = 'area' AND a = area)")
        self.assertEqual(self.fragments.expand("AND IN_AREA(b.x)"), "AND (t = 'area' AND a = b.x)")

    def test_arguments_take_the_place_of_their_names_and_of_nothing_else(self):
        self.assertEqual(
            self.fragments.expand("AND SEEN('area', coalesce(b.id, 0)) AND UNSEEN(1)"),
            "AND EXISTS (SELECT 1 FROM p s WHERE s.permission = 'area' "
            "AND s.kind = 'area' AND s.area = coalesce(b.id, 0)) AND UNSEEN(1)",
        )

    def test_too_few_arguments_are_refused(self):
        for line in ("SEEN(1)", "SEEN(1, 2", "SEEN(1, 2, 3)"):
            with self.assertRaises(sql_text.Mistake):
                self.fragments.expand(line)


class Lists(unittest.TestCase):
    TEXT = (
        "-- list: demo_list\n-- All.\n-- sort a: t.a, t.id\n-- filter b: t.b = :b OR t.b IS NULL\n"
        "-- scope all\n-- scope own: t.o = :viewer\n"
        "SELECT t.id, t.c FROM t WHERE t.x = 1 OR t.x = 2\n"
    )

    def test_each_combination_has_one_statement(self):
        code, text = made(self.TEXT)
        self.assertEqual(code, 0, text)
        self.assertEqual(text.count(".name = "), 1 * 2 * 2 * 2 * 2)

    def test_conditions_stand_in_parentheses_and_sorts_are_selected(self):
        text = made(self.TEXT)[1].replace('"\n        "', "")
        self.assertIn(
            "SELECT t.id, t.c, t.a FROM t WHERE (t.x = 1 OR t.x = 2) AND t.o = $1"
            " AND (t.b = $2 OR t.b IS NULL) AND (t.a, t.id) < ($3, $4)"
            " ORDER BY t.a DESC, t.id DESC LIMIT $5",
            text,
        )


class Schemas(unittest.TestCase):
    def test_one_text_becomes_two(self):
        text = "-- T.\nCREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB, d REAL) STRICT;\n"
        self.assertEqual(
            sql_text.schema_for(text, "postgres").strip(),
            'CREATE TABLE t (a BIGINT PRIMARY KEY, b TEXT COLLATE "C", c BYTEA, d DOUBLE PRECISION);',
        )
        self.assertIn("STRICT;", sql_text.schema_for(text, "sqlite"))

    def test_what_holds_on_one_engine_only_is_refused(self):
        for text in ("CREATE TABLE t (a INTEGER)", "CREATE TABLE t (a BIGINT) STRICT"):
            with self.assertRaises(sql_text.Mistake):
                sql_text.schema_for(text, "sqlite")


class RandomTexts(unittest.TestCase):
    PIECES = (":a", ":b_2", ":ids[]", "'x'", "'", "''", "::bigint", "--", "\n", "/*", "*/", "(", ")", ",",
              " IN (", "SELECT ", " FROM ", "a", "t.b", " AS ", "*", "1.5", "?", "$1", "%s", ";", "||", "é")

    def test_random_texts_are_translated_or_refused_and_nothing_else(self):
        source = random.Random(20260101)
        for _ in range(20000):
            text = "".join(source.choice(self.PIECES) for _ in range(source.randrange(1, 14)))
            try:
                some = sql_text.tokens(text)
                sql_text.result_columns(some)
                sqlite, names = sql_text.translate(some, "sqlite")
                postgres, same = sql_text.translate(some, "postgres")
            except sql_text.Mistake:
                continue
            self.assertEqual(names, same)
            for translated, mark in ((sqlite, "?"), (postgres, "$")):
                kept = sql_text.TOKEN.sub(
                    lambda m: "" if m.lastgroup == "string" else m.group(), translated)
                for number in range(1, len(names) + 1):
                    self.assertIn("%s%d" % (mark, number), kept)
                self.assertNotIn("--", kept)

    def test_strings_come_through_unchanged(self):
        source = random.Random(7)
        for _ in range(2000):
            inside = "".join(source.choice(":a?$-/*;(){}[]é\"") for _ in range(source.randrange(12)))
            text = "SELECT '%s' AS a FROM t WHERE b = :b" % inside
            self.assertEqual(both(text)[0], "SELECT '%s' AS a FROM t WHERE b = ?1" % inside)


if __name__ == "__main__":
    unittest.main()
