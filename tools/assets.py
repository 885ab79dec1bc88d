#!/usr/bin/env python3
"""Puts the bundled assets into the program.

    assets.py --source assets --bundle BUILD/assets --node node --out assets_table.c

Runs assets/build.mjs into the bundle directory and writes its files as one C table (see
src/app/assets.h). Without npm packages (assets/node_modules) it writes an empty table and says so,
unless --required: the C program can be built and tested without them.
"""

import argparse
import hashlib
import json
import pathlib
import subprocess
import sys

HEAD = '/* Written by tools/assets.py. */\n#include "app/assets_table.h"\n\n'


def bundle(args):
    """Runs the bundler; returns the manifest, empty where there is nothing to bundle with."""
    packages = args.source / "node_modules"
    if not args.node or not packages.is_dir():
        if args.required:
            sys.exit("assets.py: the npm packages are missing: run `npm ci` in assets/")
        print("assets.py: no npm packages, so pages will come unstyled (npm ci in assets/)")
        return {}
    done = subprocess.run([args.node, args.source / "build.mjs", args.bundle],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"assets.py: bundling failed\n{done.stdout}{done.stderr}")
    return json.loads((args.bundle / "manifest.json").read_text())


def c_bytes(name, data):
    lines = [",".join(str(byte) for byte in data[at:at + 32]) for at in range(0, len(data), 32)]
    return f"static const unsigned char {name}[] = {{\n" + ",\n".join(lines) + "\n};\n\n"


def c_table(manifest, bundle_directory):
    arrays, rows = [], []
    for number, (name, entry) in enumerate(sorted(manifest.items())):
        data = (bundle_directory / "files" / entry["file"]).read_bytes()
        arrays.append(c_bytes(f"bytes_{number}", data))
        etag = hashlib.sha256(data).hexdigest()[:20]
        fixed = "false" if entry["path"].startswith("/assets/") else "true"
        rows.append(f'    {{ .name = "{name}", .path = "{entry["path"]}", .type = "{entry["type"]}",\n'
                    f'      .etag = "\\"{etag}\\"", .bytes = bytes_{number},\n'
                    f'      .length = {len(data)}, .is_fixed = {fixed} }},\n')
    return HEAD + "".join(arrays) + "const struct asset asset_table[] = {\n" + "".join(rows) + \
        "    { .name = NULL },\n};\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--bundle", type=pathlib.Path, required=True)
    parser.add_argument("--node", default="")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--required", action="store_true")
    args = parser.parse_args()
    args.out.write_text(c_table(bundle(args), args.bundle))


if __name__ == "__main__":
    main()
