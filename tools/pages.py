#!/usr/bin/env python3
"""Puts a folder's templates into the program.

    pages.py NAME OUT.h OUT.c PAGE.html…

writes `extern const struct template_source *const NAME_PAGES[]`, which ends with NULL. A slice's
page is named after it, "register/list"; the shell and its partials (src/app/pages) have no folder in
their name. Line ends and the comments' own lines stay, so that mistakes are told by line; blanks at a
line's beginning are dropped, because nobody reads them and every page would carry them.
"""

import pathlib
import re
import sys


def c_text(text):
    """C string literals, one a line, since compilers limit how long one may be."""
    escaped = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "?": "\\?"}
    lines = []
    for line in text.splitlines(keepends=True):
        body = "".join(escaped.get(c, c) for c in line.rstrip("\n"))
        lines.append(f'    "{body}' + ('\\n"' if line.endswith("\n") else '"'))
    return "\n".join(lines) or '    ""'


def squeezed(text):
    """Without indentation, but inside <pre> and <textarea>, where it would be seen."""
    if re.search(r"<(pre|textarea)\b[^>]*>\s*\n", text):
        return text
    return re.sub(r"(?m)^[ \t]+", "", text)


def main():
    name, header, source = sys.argv[1:4]
    pages = [pathlib.Path(page) for page in sorted(sys.argv[4:])]
    upper = name.upper()
    guard = f"SAMSYN_{upper}_PAGES_H"
    pathlib.Path(header).write_text(
        "/* Written by tools/pages.py. */\n"
        f"#ifndef {guard}\n#define {guard}\n\n"
        '#include "platform/view/template.h"\n\n'
        f"extern const struct template_source *const {upper}_PAGES[]; /* ends with NULL */\n\n#endif\n")
    prefix = "" if name == "app" else name + "/"
    text = [f'/* Written by tools/pages.py. */\n#include "{pathlib.Path(header).name}"\n\n'
            "/* Every compiler that is used takes strings longer than the standard promises. */\n"
            '#pragma GCC diagnostic ignored "-Woverlength-strings"\n\n']
    for number, page in enumerate(pages):
        content = squeezed(page.read_text())
        text.append(f"static const char text_{number}[] =\n{c_text(content)};\n"
                    f"static const struct template_source page_{number} = {{\n"
                    f'    "{prefix}{page.stem}", {{ text_{number}, sizeof(text_{number}) - 1 }} }};\n')
    text.append(f"const struct template_source *const {upper}_PAGES[] = {{\n"
                + "".join(f"    &page_{number},\n" for number in range(len(pages)))
                + "    NULL,\n};\n")
    pathlib.Path(source).write_text("".join(text))


if __name__ == "__main__":
    main()
