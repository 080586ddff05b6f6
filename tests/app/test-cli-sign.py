#!/usr/bin/env python3
"""What scripts rely on in `trustbed-cli sign`: exit codes and the keys of the JSON; and that it and the openssl
program accept and refuse the same: what one signs the other verifies, for every scheme, with the very lines
that the command shows.

Usage: test-cli-sign.py TRUSTBED-CLI"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI = sys.argv[1]
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-sign-"))
SCHEMES = {"rsa-pkcs1": "rsa", "rsa-pss": "rsa", "ecdsa": "ec", "ed25519": "ed25519"}
MAKE = {"rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "ec": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        "ed25519": ["-algorithm", "ED25519"]}


def make_keys():
    for name, words in MAKE.items():
        for who in ("key", "other"):
            subprocess.run(["openssl", "genpkey", *words, "-out", f"{name}-{who}.pem"], check=True, capture_output=True, cwd=HERE)
            subprocess.run(["openssl", "pkey", "-in", f"{name}-{who}.pem", "-pubout", "-out", f"{name}-{who}-public.pem"], check=True, capture_output=True, cwd=HERE)
    (HERE / "message.bin").write_bytes(b"open\0the door\n" * 100)
    (HERE / "other.bin").write_bytes(b"open\0the door\n" * 99)


def run(*arguments):
    return subprocess.run([CLI, "sign", *map(str, arguments)], capture_output=True, text=True, cwd=HERE, timeout=60)


def ask(*arguments):
    done = run(*arguments, "--json")
    return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr


def shell(line, files):
    """One of the lines that are shown, with other files in the places of its own."""
    for name, instead in files.items():
        line = re.sub(rf"(?<![\w-]){re.escape(name)}", instead, line)
    return subprocess.run(line.split(), capture_output=True, text=True, cwd=HERE).returncode


def check_against_openssl(scheme, kind):
    code, answer = ask("--scheme", scheme, "--key-file", f"{kind}-key.pem", "--in", "message.bin", "--out", "ours.sig")
    check(f"{scheme}: what is signed is accepted", code == 0 and answer["accepted"] and answer["noticed"] is None, code, answer)
    files = {"key.pem": f"{kind}-key.pem", "public.pem": f"{kind}-key-public.pem"}
    signing = [line for line in answer["openssl"] if " -sign " in line]
    verifying = [line for line in answer["openssl"] if " -verify " in line]
    looking = [line for line in answer["openssl"] if line not in signing + verifying]
    verify = ["--scheme", scheme, "--verify-with", f"{kind}-key-public.pem"]
    for number, line in enumerate(verifying):
        check(f"{scheme}: openssl accepts our signature, line {number}", shell(line, {**files, "message.sig": "ours.sig"}) == 0, line)
        check(f"{scheme}: openssl refuses it for another message, line {number}", shell(line, {**files, "message.sig": "ours.sig", "message.bin": "other.bin"}) != 0, line)
        check(f"{scheme}: openssl refuses it with another key, line {number}", shell(line, {**files, "message.sig": "ours.sig", "public.pem": f"{kind}-other-public.pem"}) != 0, line)
    for number, line in enumerate(signing):
        check(f"{scheme}: openssl signs with the line that is shown, {number}", shell(line, {**files, "message.sig": "theirs.sig"}) == 0, line)
        check(f"{scheme}: its signature is accepted, line {number}", ask(*verify, "--in", "message.bin", "--signature", "theirs.sig")[0] == 0)
        check(f"{scheme}: and refused for another message, line {number}", ask(*verify, "--in", "other.bin", "--signature", "theirs.sig")[0] == 1)
    for line in looking:
        check(f"{scheme}: openssl looks into it: {line.split()[1]}", shell(line, {**files, "message.sig": "ours.sig"}) == 0, line)


def check_flips(scheme, kind):
    code, answer = ask("--scheme", scheme, "--key-file", f"{kind}-key.pem", "--in", "message.bin", "--flip", "signature:77", "--out", "bad.sig")
    check(f"{scheme}: a flipped signature is refused", code == 1 and answer["noticed"] in ("open", "padding", "compare"), code, answer["noticed"])
    line = next(line for line in answer["openssl"] if " -verify " in line)
    check(f"{scheme}: openssl refuses it too", shell(line, {"public.pem": f"{kind}-key-public.pem", "message.sig": "bad.sig"}) != 0)
    code, answer = ask("--scheme", scheme, "--key-file", f"{kind}-key.pem", "--in", "message.bin", "--verify-with", f"{kind}-other-public.pem")
    check(f"{scheme}: another key does not verify", code == 1, code)
    code, answer = ask("--scheme", scheme, "--key-file", f"{kind}-key.pem", "--message", "open", "--flip", "message:0", "--flip", "message:0")
    check(f"{scheme}: what is flipped twice is as it was", code == 0, code)


def check_default_salt():
    """openssl takes the longest salt there is when it is not told otherwise."""
    subprocess.run("openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sign rsa-key.pem -out long.sig message.bin".split(), check=True, cwd=HERE)
    code, answer = ask("--scheme", "rsa-pss", "--verify-with", "rsa-key-public.pem", "--in", "message.bin", "--signature", "long.sig")
    salt = next(value for step in answer["steps"] if step["code"] == "padding" for value in step["values"] if value["name"] == "salt")
    check("a salt as long as can be is found", code == 0 and salt["length"] == 222, code, salt)


def check_keys():
    subprocess.run(["openssl", "req", "-x509", "-key", "ec-key.pem", "-subj", "/CN=lock", "-days", "36500", "-out", "lock.pem"], check=True, capture_output=True, cwd=HERE)
    run("--key-file", "ec-key.pem", "--message", "open", "--out", "open.sig")
    for file in ("lock.pem", "ec-key-public.pem", "ec-key.pem"):
        check(f"{file} says whose signature it is", run("--message", "open", "--signature", "open.sig", "--verify-with", file).returncode == 0)
    done = run("--seed", 5, "--message", "open", "--out", "seeded.sig", "--out-public", "seeded.pem")
    again = run("--seed", 5, "--message", "open")
    check("a seed gives the same text twice", done.returncode == 0 and done.stdout == again.stdout and done.stdout.endswith("accepted\n"), done)
    check("its public key verifies elsewhere", run("--message", "open", "--signature", "seeded.sig", "--verify-with", "seeded.pem").returncode == 0)


def check_json():
    code, answer = ask("--message", "open")
    check("the JSON has the keys that are promised", set(answer) == {"scheme", "accepted", "noticed", "steps", "openssl"}, answer.keys())
    keys = {"code", "title", "side", "ok", "note", "found", "clause", "values"}
    check("and so have its steps", all(set(step) == keys and step["note"] for step in answer["steps"]))
    values = [value for step in answer["steps"] for value in step["values"]]
    check("and its values", all(set(value) == {"name", "within", "offset", "length", "hex", "note"} and len(value["hex"]) == 2 * value["length"] for value in values))
    code, answer = ask("--message", "open", "--repeat-nonce")
    check("a repeated nonce gives the private key away", code == 0 and answer["found"] and [step["code"] for step in answer["steps"]][-1] == "forge", code, answer)


def check_bad_input():
    (HERE / "junk").write_bytes(b"junk")
    with open(HERE / "large", "wb") as large:
        large.truncate(64 * 1024 * 1024 + 1)
    for arguments, text in ((("--message", "a", "--in", "b"), "either --message or --in"), ((), "either --message or --in"),
                            (("--message", "a", "--scheme", "dsa"), "rsa-pkcs1, rsa-pss, ecdsa or ed25519"), (("--message", "a", "--flip", "message"), "message:3"),
                            (("--message", "a", "--flip", "message:8"), "there is no bit 8"), (("--message", "a", "--flip", "message:-1"), "message:3"),
                            (("--message", "a", "--scheme", "ed25519", "--flip", "digest:1"), "message:3"), (("--message", "a", "--key-file", "junk"), "junk"),
                            (("--message", "a", "--key-file", "nowhere.pem"), "nowhere.pem"), (("--message", "a", "--verify-with", "junk"), "junk"),
                            (("--message", "a", "--signature", "junk"), "--verify-with"), (("--in", "large"), "large"), (("--message", "a", "more"), "more"),
                            (("--message", "a", "--repeat-nonce", "--key-file", "ec-key.pem"), "--repeat-nonce"),
                            (("--message", "a", "--repeat-nonce", "--scheme", "ed25519"), "ecdsa"),
                            (("--message", "a", "--scheme", "rsa-pss", "--key-file", "ec-key.pem"), "RSA-PSS cannot be done"),
                            (("--message", "a", "--key-file", "ec-key.pem", "--seed", "3"), "do not go together")):
        done = run(*arguments)
        check(f"{' '.join(arguments) or 'nothing'} is bad usage", done.returncode == 2 and text in done.stderr and not done.stdout, done)
    done = run("--message", "a", "--signature", "junk", "--verify-with", "ec-key-public.pem")
    check("junk is no signature", done.returncode == 1 and "refused" in done.stdout, done)
    (HERE / "most").write_bytes(b"\0" * (1024 * 1024))
    check("a large message shows its beginning", len(run("--in", "most", "--json").stdout) < 100000)


make_keys()
for scheme, kind in SCHEMES.items():
    check_against_openssl(scheme, kind)
    check_flips(scheme, kind)
check_default_salt()
check_keys()
check_json()
check_bad_input()
shutil.rmtree(HERE)
sys.exit(finish())
