#!/usr/bin/env python3
"""What the catalogue tool takes for a text, reads from PO files and writes back."""
import contextlib
import io
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import catalogue

HEAD = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def found(source):
    return [(text, plural) for text, plural, _ in catalogue.c_texts(source)]


def read(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "sv.po"
        path.write_text(text, encoding="utf-8")
        return catalogue.Catalogue(path)


class Texts(unittest.TestCase):
    def test_labels_and_helps_of_fields_are_texts(self):
        self.assertEqual(found('FIELD(TEXT, struct a, b, "Label", .help = "Some " "help", .max = 3),'),
                         [("Label", None), ("Some help", None)])
        self.assertEqual(found('FIELD_LIST_OF(struct a, rows, &ROW, "Rows"),'), [("Rows", None)])
        self.assertEqual(found("FIELD(TEXT, struct a, b, NULL),"), [])

    def test_choices_permissions_and_menus_are_texts(self):
        self.assertEqual(found('static const struct choice A[] = {{"key", "Label"}, {NULL, NULL}};'),
                         [("Label", None)])
        self.assertEqual(found('const struct permission P = {"a.see", "See a"};'), [("See a", None)])
        self.assertEqual(found('struct menu_item M[] = {{.label = "Start", .path = "/"}};'),
                         [("Start", None)])

    def test_messages_are_texts_also_in_a_choice_between_two(self):
        self.assertEqual(found('return err_return(err, CONFLICT, is_a ? "One" : "Other");'),
                         [("One", None), ("Other", None)])
        self.assertEqual(found('err_add_field(err, "year", "Write a year");'), [("Write a year", None)])
        self.assertEqual(found('const char *name = "not a text"; // "nor this"'), [])

    def test_marked_texts_are_found_in_comments_too(self):
        self.assertEqual(set(found('/* N_("Away") */ x = N_("Here");')), {("Away", None), ("Here", None)})

    def test_plurals_come_in_pairs(self):
        self.assertEqual(found('translate_count(language, "{n} bin", "{n} bins", n);'),
                         [("{n} bin", "{n} bins")])

    def test_templates_hold_texts_and_plurals(self):
        texts = list(catalogue.template_texts(
            "<p>{{_ Seen by\n  {count}}}</p>{{n count|{count} bin|{count} bins}}{{name}}"))
        self.assertEqual(texts, [("Seen by {count}", None, 1), ("{count} bin", "{count} bins", 2)])


class Files(unittest.TestCase):
    def test_what_is_written_is_read_again(self):
        texts = {'Say "{a}"\n': (None, ["a.c"]), "{n} bin": ("{n} bins", ["b.c"])}
        words = read(HEAD + 'msgid "Say \\"{a}\\"\\n"\nmsgstr "Säg \\"{a}\\"\\n"\n\n'
                     'msgid "{n} bin"\nmsgid_plural "{n} bins"\nmsgstr[0] "{n} kärl"\n'
                     'msgstr[1] "{n} "\n"kärl"\n')
        self.assertEqual(list(catalogue.problems_of(words, texts)), [])
        with tempfile.TemporaryDirectory() as folder:
            words.path = pathlib.Path(folder) / "again.po"
            words.write(texts, True)
            self.assertEqual(catalogue.Catalogue(words.path).entries, words.entries)

    def test_problems_are_told(self):
        texts = {"A {x}": (None, ["a.c"]), "B": (None, ["a.c"]), "C": (None, ["a.c"])}
        words = read(HEAD + 'msgid "A {x}"\nmsgstr "A {y}"\n\nmsgid "B"\nmsgstr ""\n\n'
                     'msgid "C"\nmsgstr "{{c}}"\n')
        problems = "\n".join(catalogue.problems_of(words, texts))
        self.assertIn("other placeholders: 'A {x}'", problems)
        self.assertIn("not translated: 'B'", problems)
        self.assertIn("read as a template", problems)

    def test_a_text_twice_or_another_plural_rule_is_refused(self):
        for text in (HEAD + 'msgid "A"\nmsgstr "a"\n\nmsgid "A"\nmsgstr "b"\n',
                     HEAD.replace("n != 1", "n > 1"), HEAD + "nonsense\n"):
            with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()):
                read(text)

    def test_the_table_is_sorted_by_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder) / name for name in ("sv.po", "fi.po")]
            for path in paths:
                path.write_text(HEAD + 'msgid "b"\nmsgstr "B"\n\nmsgid "Å"\nmsgstr "Y"\n\n'
                                'msgid "A"\nmsgstr "X"\n', encoding="utf-8")
            out = pathlib.Path(folder) / "out.c"
            subprocess.run([sys.executable, catalogue.__file__, "compile", out, *paths], check=True)
            table = out.read_text(encoding="utf-8")
        numbers, rows = table.split("CATALOGUE_ENTRIES[] = {")
        block = bytes(int(plain) if plain else int(octal, 8) for plain, octal in
                      re.findall(r"(\d+)(?=,)|'.(\d+)'", numbers.split("= {")[1]))
        ids = [block[int(n):].split(b"\0")[0] for n in re.findall(r"^    \{(\d+),", rows, re.MULTILINE)]
        self.assertEqual([i.decode() for i in ids], ["A", "b", "Å"])


if __name__ == "__main__":
    unittest.main()
