#!/usr/bin/env python3
"""Writes a header that names the engine as far as the bytes of a handshake depend on it: a digest over its source.

Usage: engine-id.py SIM-FOLDER HEADER DEPFILE"""

import hashlib
import pathlib
import sys

FOLDERS = ("core", "pki", "revocation", "validate", "tls")


def main():
    root, header, depfile = (pathlib.Path(argument) for argument in sys.argv[1:4])
    files = sorted(file for folder in FOLDERS for file in (root / folder).glob("*.[ch]"))
    digest = hashlib.sha256()
    for file in files:
        text = file.read_bytes()
        digest.update(f"{file.relative_to(root)} {len(text)}\n".encode() + text)
    header.write_text(f'#define TB_ENGINE_ID "{digest.hexdigest()}"\n', encoding="utf-8")
    depfile.write_text(f"{header}: {' '.join(str(file) for file in files)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
