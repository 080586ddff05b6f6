#!/usr/bin/env python3
"""Reads the source as text and complains where it breaks a rule of the house that a compiler does not
see: which folder may include what, how long a file may be, and that the engine knows no wall clock and
no randomness but its streams. Each rule first proves on a planted line that it can complain.

Usage: check-source.py SOURCE-ROOT"""

import pathlib
import re
import sys

LONGEST_FILE = 500

GLIB = {"glib.h", "glib-unix.h", "glib-object.h", "glib/gstdio.h", "glib/gi18n-lib.h", "glib/gi18n.h", "gio/gio.h", "gio/gunixoutputstream.h", "gio/gunixinputstream.h"}
POSIX = {"arpa/inet.h", "errno.h", "fcntl.h", "inttypes.h", "limits.h", "locale.h", "math.h", "signal.h", "stdbool.h", "stdint.h", "stdio.h",
         "stdlib.h", "string.h", "sys/mman.h", "sys/resource.h", "sys/socket.h", "sys/stat.h", "sys/time.h", "sys/types.h", "time.h", "unistd.h"}
LOCKS = {"sys/file.h"}
OPENSSL = re.compile(r"openssl/\w+\.h")
OPENSSL_VERSION = {"openssl/crypto.h"}
LIBXML = re.compile(r"libxml/\w+\.h")
SQLITE = {"sqlite3.h"}
JSON = {"json-glib/json-glib.h"}
SOUP = {"libsoup/soup.h"}
NETWORK = {"netinet/in.h", "netinet/tcp.h"}
P11_KIT = re.compile(r"p11-kit/\w[\w-]*\.h")
DRAWING = {"cairo.h", "cairo-pdf.h", "cairo-svg.h", "pango/pangocairo.h"}
CARES = {"ares.h", "arpa/nameser.h"}
TOOLKIT = {"gtk/gtk.h", "adwaita.h", "gdk/gdk.h", "gdk/gdkkeysyms.h", "cairo-pdf.h", "cairo-svg.h", "malloc.h",
           "sanitizer/lsan_interface.h"}

# Folder: the folders whose headers it may include (its own besides), and the system headers.
PKI = ("sim/pki", "sim/revocation", "sim/validate", "sim/lint", "sim/keystore")
FIRMWARE = "sim/firmware"
FOLDERS = {
    "sim/core": ((), (GLIB, POSIX)),
    "sim/outbreak": (("sim/core",), (GLIB, POSIX)),
    "sim/pki": (("sim/core",), (GLIB, POSIX, OPENSSL)),
    "sim/revocation": (("sim/core", "sim/pki"), (GLIB, POSIX, OPENSSL)),
    "sim/validate": (("sim/core", "sim/pki", "sim/revocation"), (GLIB, POSIX, OPENSSL)),
    "sim/firmware": (("sim/core", "sim/pki", "sim/revocation", "sim/validate"), (GLIB, POSIX, OPENSSL)),
    "sim/lint": (("sim/core", "sim/pki"), (GLIB, POSIX, OPENSSL)),
    "sim/keystore": (("sim/core", "sim/pki"), (GLIB, POSIX, OPENSSL, P11_KIT)),
    "sim/transparency": (("sim/core", "sim/pki"), (GLIB, POSIX, OPENSSL)),
    "sim/sql": ((), (GLIB, SQLITE)),
    "sim/ca": (("sim/core", *PKI, "sim/transparency", "sim/sql"), (GLIB, POSIX, OPENSSL, SQLITE)),
    "sim/enrol": (("sim/core", "sim/pki", "sim/revocation"), (GLIB, POSIX, OPENSSL, JSON)),
    "sim/tls": (("sim/core", *PKI, "sim/enrol"), (GLIB, POSIX, OPENSSL)),
    "sim/sign": (("sim/core", "sim/pki"), (GLIB, POSIX, OPENSSL)),
    "sim/trial": (("sim/core", *PKI, "sim/tls"), (GLIB, POSIX, OPENSSL)),
    "sim/fleet": (("sim/core", "sim/outbreak", *PKI, FIRMWARE, "sim/sign", "sim/tls", "sim/trial", "sim/enrol"), (GLIB, POSIX, LIBXML)),
    "sim/lab": (("sim/core", "sim/outbreak", *PKI, FIRMWARE, "sim/sign", "sim/tls", "sim/trial", "sim/enrol", "sim/fleet"), (GLIB, POSIX, LIBXML, OPENSSL_VERSION)),
    "sim/ask": (("sim/core", "sim/outbreak", *PKI, FIRMWARE, "sim/sign", "sim/tls", "sim/trial", "sim/enrol", "sim/fleet", "sim/lab"), (GLIB, POSIX, SQLITE)),
    "sim/watch": (("sim/core", "sim/fleet", "sim/lab", "sim/ask"), (GLIB, POSIX, LIBXML)),
    "sim/audit": (("sim/core", *PKI, "sim/transparency", "sim/tls", "sim/fleet", "sim/lab"), (GLIB, POSIX)),
    "sim/comply": (("sim/core", "sim/pki", "sim/lint", "sim/fleet", "sim/lab", "sim/ask"), (GLIB, POSIX)),
    "sim/report": (("sim/core", "sim/pki", "sim/lint", "sim/tls", "sim/fleet", "sim/lab", "sim/ask", "sim/watch", "sim/comply"), (GLIB, POSIX, OPENSSL_VERSION, DRAWING)),
    "sim/lesson": (("sim/core", "sim/fleet", "sim/lab", "sim/ask"), (GLIB, POSIX, LIBXML, JSON, OPENSSL_VERSION)),
    "sim/document": (("sim/core", "sim/sql", "sim/fleet", "sim/lab"), (GLIB, POSIX, LOCKS, SQLITE, OPENSSL_VERSION)),
    "sim/live": (("sim/core", *PKI, "sim/transparency", "sim/sql", "sim/ca", "sim/enrol", "sim/tls"), (GLIB, POSIX, OPENSSL, CARES, SOUP, NETWORK)),
    "ui": (("sim/core", "sim/outbreak", *PKI, FIRMWARE, "sim/sign", "sim/tls", "sim/trial", "sim/enrol", "sim/fleet", "sim/lab", "sim/ask", "sim/watch", "sim/transparency", "sim/audit", "sim/comply", "sim/report", "sim/lesson"), (GLIB, POSIX, TOOLKIT)),
    "app": (("sim/core", "sim/outbreak", *PKI, FIRMWARE, "sim/transparency", "sim/ca", "sim/sign", "sim/tls", "sim/trial", "sim/fleet", "sim/lab", "sim/ask", "sim/watch", "sim/audit", "sim/comply", "sim/report", "sim/lesson", "sim/document", "sim/enrol", "sim/live", "ui"), (GLIB, POSIX, OPENSSL, TOOLKIT, JSON)),
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')

# The one place that reads the clock of the machine, for programs that set no simulated one.
CLOCK_SEAM = "sim/pki/tb-clock.c"
UNREPEATABLE = re.compile(
    r"\b(?:g_get_real_time|g_get_monotonic_time|g_get_current_time|g_date_time_new_now\w*|g_timer_new|X509_gmtime_adj|"
    r"X509_cmp_current_time|X509_time_adj\w*|OCSP_check_validity|gettimeofday|clock_gettime|clock|getrandom|arc4random\w*|"
    r"rand|random|drand48|g_random_\w+|g_rand_new)\s*\(|\btime\s*\(\s*(?:NULL|0|&)|\bG_TIME_SPAN_NOW\b")


def without_comments(text):
    """The text with comments blanked, so that lines keep their numbers."""
    return COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def line_of(text, match):
    return text.count("\n", 0, match.start(0) + len(match.group(0)) - len(match.group(0).lstrip())) + 1


def allowed_system(name, permitted):
    return any(rule.fullmatch(name) if isinstance(rule, re.Pattern) else name in rule for rule in permitted)


def include_complaint(folder, quoted, name, owners):
    below, permitted = FOLDERS[folder]
    if ".." in name:
        return f'"{name}": headers are included by their bare names'
    if not quoted:
        return None if allowed_system(name, permitted) else f"<{name}> is not among the system headers of {folder}"
    if name in GENERATED:
        return None
    if name not in owners:
        return f'"{name}" is in no folder of the project'
    if owners[name] != folder and owners[name] not in below:
        return f'"{name}" belongs to {owners[name]}, which is not below {folder}'
    return None


GENERATED = {"config.h", "tb-authorities-resource.h", "tb-engine-id.h"}


def check_includes(folder, text, owners):
    code = without_comments(text)
    for match in INCLUDE.finditer(code):
        complaint = include_complaint(folder, match.group(1) == '"', match.group(2), owners)
        if complaint:
            yield line_of(code, match), complaint


def check_length(text):
    lines = text.count("\n")
    if lines > LONGEST_FILE:
        yield lines, f"{lines} lines; at most {LONGEST_FILE}, divide the file"


def check_repeatable(text):
    code = STRING.sub('""', without_comments(text))
    for match in UNREPEATABLE.finditer(code):
        yield line_of(code, match), f"{match.group().rstrip('( ')}: a run depends on scenario, seed and commands alone"


def header_owners(root):
    return {header.name: folder for folder in FOLDERS for header in (root / folder).glob("*.h")}


def complaints(root):
    owners = header_owners(root)
    for folder in FOLDERS:
        for file in sorted((root / folder).glob("*.[ch]")):
            text, name = file.read_text(encoding="utf-8"), f"{folder}/{file.name}"
            found = list(check_includes(folder, text, owners))
            if folder.startswith("sim/") and folder != "sim/live" and name != CLOCK_SEAM:
                found += check_repeatable(text)
            yield from (f"{name}:{line}: {complaint}" for line, complaint in found)
    for file in long_candidates(root):
        for line, complaint in check_length(file.read_text(encoding="utf-8")):
            yield f"{file.relative_to(root)}:{line}: {complaint}"


def long_candidates(root):
    patterns = ("sim/**/*.[ch]", "ui/*.[ch]", "ui/*.ui", "ui/*.css", "app/*.[ch]", "tests/**/*.[ch]", "tests/**/*.py", "tests/**/*.sh", "lab")
    return sorted(file for pattern in patterns for file in root.glob(pattern))


def prove_that_rules_bite():
    owners = {"tb-journal.h": "sim/core", "tb-run.h": "sim/lab"}
    for folder, line in (("sim/core", "#include <openssl/evp.h>"), ("sim/lab", "# include <gtk/gtk.h>"),
                         ("sim/fleet", "#include <adwaita.h>"), ("sim/pki", '#include "../core/tb-journal.h"'),
                         ("sim/core", '#include "tb-run.h"'), ("ui", '#include "nowhere.h"'), ("ui", "#include <openssl/ssl.h>")):
        assert list(check_includes(folder, line, owners)), f"{folder} accepts {line}"
    assert not list(check_includes("sim/lab", '#include "tb-journal.h"\n#include <glib.h>', owners))
    for code in ("g_get_real_time ();", "x = time (NULL);", "rand ();", "g_random_int ()", "X509_gmtime_adj (a, 0)", "clock_gettime (c, &t)",
                 "g_date_time_new_now_utc ()", "OCSP_check_validity (a, b, 0, 0)", "g_get_monotonic_time()"):
        assert list(check_repeatable(code)), f"the engine may say {code}"
    assert not list(check_repeatable('/* time (NULL) */ tb_operand (); start_time (now); "rand ()"'))
    assert list(check_length("\n" * (LONGEST_FILE + 1))) and not list(check_length("\n" * LONGEST_FILE))


def main():
    prove_that_rules_bite()
    found = list(complaints(pathlib.Path(sys.argv[1])))
    print("\n".join(found), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
