"""What the check-* scripts share: walking the project's files, reporting, and self-tests.

A check is a function that takes the root folder and returns its findings as lines
"path:line: what is wrong". It comes with examples: small trees with the finding they must lead to
(None for a tree in order), so that --self-test proves that the check can fail.
"""
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True


def files(root, *endings):
    """The project's files below root, as sorted relative paths; all of them without endings."""
    if os.path.exists(os.path.join(root, ".git")):
        answer = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others",
                                 "--exclude-standard"], capture_output=True, check=True)
        found = [path for path in answer.stdout.decode().split("\0") if path]
    else:
        found = []
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders
                          if name not in ("node_modules", ".git") and not name.startswith("build")]
            found += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return sorted(path for path in found
                  if (not endings or path.endswith(endings))
                  and os.path.isfile(os.path.join(root, path))
                  and not os.path.islink(os.path.join(root, path)))


def order_of_slices():
    """The slices' names; each looks only at those before it."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../src/slices/order")
    with open(path, encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def without_comments(text, keep_strings=False):
    """C text with comments, and by default what is in strings, blanked; lines stay where they are."""
    def blank(found):
        word = found.group(0)
        if word.startswith("/"):
            return re.sub(r"[^\n]", " ", word)
        return word if keep_strings else word[0] + " " * (len(word) - 2) + word[-1]
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text,
                  flags=re.DOTALL)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def self_test(check, examples):
    """examples: (name, {path: text}, words that one finding must have, or None)."""
    failures = 0
    for name, tree, expected in examples:
        with tempfile.TemporaryDirectory() as root:
            for path, text in tree.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)) or root, exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            findings = check(root)
        if expected is None and findings:
            print(f"{name}: expected nothing, found {findings}")
            failures += 1
        elif expected is not None and not any(expected in finding for finding in findings):
            print(f"{name}: expected '{expected}', found {findings}")
            failures += 1
    return failures


def main(check, examples):
    if sys.argv[1:] == ["--self-test"]:
        assert any(expected is None for _, _, expected in examples)
        assert any(expected is not None for _, _, expected in examples)
        sys.exit(1 if self_test(check, examples) else 0)
    root = os.path.dirname(os.path.dirname(os.path.abspath(sys.argv[0])))
    findings = check(root)
    if findings:
        print(f"{os.path.basename(sys.argv[0])}: {len(findings)} findings")
    for finding in findings:
        print(finding)
    sys.exit(1 if findings else 0)
