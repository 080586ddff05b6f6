#!/usr/bin/env python3
"""What scripts rely on in `trustbed-cli seal`: exit codes and the keys of the JSON; and that it and the openssl program read what the other has
encrypted: RSA-OAEP as it is, and for ECDH the shared secret and the derived key.

Usage: test-cli-seal.py TRUSTBED-CLI"""

import base64
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI = sys.argv[1]
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-seal-"))
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
OAEP = ["-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256", "-pkeyopt", "rsa_mgf1_md:sha256"]


def openssl(*words):
    return subprocess.run(["openssl", *words], capture_output=True, cwd=HERE)


def run(*arguments):
    return subprocess.run([CLI, "seal", *map(str, arguments)], capture_output=True, text=True, cwd=HERE, timeout=60)


def ask(*arguments):
    done = run(*arguments, "--json")
    return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr


def value(answer, step, name):
    return next(value["hex"] for row in answer["steps"] if row["code"] == step for value in row["values"] if value["name"] == name)


def make_keys():
    for name, words in (("rsa", ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]), ("ec", ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
                        ("other", ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"])):
        openssl("genpkey", "-algorithm", *words, "-out", f"{name}.pem")
        openssl("pkey", "-in", f"{name}.pem", "-pubout", "-out", f"{name}-public.pem")
    (HERE / "message.bin").write_bytes(b"the code is 4711\0\n")


def check_oaep():
    message = (HERE / "message.bin").read_bytes()
    code, answer = ask("--to", "rsa-public.pem", "--in", "message.bin", "--out", "ours")
    check("a public key is enough to encrypt", code == 0 and not answer["opened"] and answer["noticed"] is None, code, answer)
    openssl("pkeyutl", "-decrypt", "-inkey", "rsa.pem", "-in", "ours", "-out", "read", *OAEP)
    check("openssl reads it", (HERE / "read").read_bytes() == message)
    openssl("pkeyutl", "-encrypt", "-pubin", "-inkey", "rsa-public.pem", "-in", "message.bin", "-out", "theirs", *OAEP)
    code, answer = ask("--to", "rsa.pem", "--open", "theirs", "--out-message", "back")
    check("what openssl encrypts is read", code == 0 and answer["opened"] and (HERE / "back").read_bytes() == message, code, answer)
    code, answer = ask("--to", "rsa.pem", "--open", "theirs", "--flip", "sealed:2000", "--out", "bad")
    check("a bit touched is noticed in the padding", code == 1 and answer["noticed"] == "padding", code, answer)
    check("by openssl too", openssl("pkeyutl", "-decrypt", "-inkey", "rsa.pem", "-in", "bad", *OAEP).returncode != 0)
    check("the lines that are shown are those that were run", [" ".join(OAEP) in line for line in answer["openssl"]] == [True, True], answer["openssl"])


def check_ecdh():
    code, answer = ask("--to", "ec.pem", "--in", "message.bin", "--other", "other.pem", "--out", "sealed")
    readers = {row["who"]: row["reads"] for row in answer["readers"]}
    check("the owner reads it and nobody else", code == 0 and readers == {"owner": True, "other": False, "eavesdropper": False}, readers)
    pem = base64.encodebytes(SPKI + bytes.fromhex(value(answer, "ephemeral", "E"))).decode()
    (HERE / "ephemeral.pem").write_text(f"-----BEGIN PUBLIC KEY-----\n{pem}-----END PUBLIC KEY-----\n")
    openssl(*answer["openssl"][0].replace("key.pem", "ec.pem").split()[1:])
    secret = (HERE / "secret.bin").read_bytes().hex()
    check("openssl computes the same secret", secret == value(answer, "agree", "Z"), secret)
    done = openssl("kdf", "-keylen", "32", "-kdfopt", "digest:SHA2-256", "-kdfopt", f"hexkey:{secret}", "-kdfopt", f"hexinfo:{value(answer, 'derive', 'info')}", "HKDF")
    key = done.stdout.decode().strip().replace(":", "").lower()
    check("and derives the same key", key == value(answer, "derive", "K"), done)
    code, answer = ask("--to", "ec.pem", "--open", "sealed", "--out-message", "again")
    check("it is read later too", code == 0 and (HERE / "again").read_bytes() == (HERE / "message.bin").read_bytes(), code)
    check("another key does not read it", ask("--to", "other.pem", "--open", "sealed")[1]["noticed"] == "compare")
    check("the JSON has the keys that are promised", set(answer) == {"scheme", "opened", "noticed", "steps", "readers", "openssl"}, answer.keys())
    check("a seed gives the same text twice", run("--message", "a", "--seed", 3).stdout == run("--message", "a", "--seed", 3).stdout)


def check_bad_input():
    (HERE / "junk").write_bytes(b"junk")
    (HERE / "long").write_bytes(b"a" * 191)
    for arguments, text in (((), "one of --message"), (("--message", "a", "--in", "junk"), "one of --message"), (("--open", "junk"), "--to"),
                            (("--message", "a", "--to", "junk"), "junk"), (("--message", "a", "--scheme", "x"), "rsa-oaep or ecdh"),
                            (("--in", "long", "--to", "rsa-public.pem"), "at most 190"), (("--message", "a", "--flip", "tag"), "message:3"),
                            (("--open", "junk", "--to", "ec-public.pem"), "private key"), (("--message", "a", "--to", "ec.pem", "--seed", "1"), "do not go together")):
        done = run(*arguments)
        check(f"{' '.join(arguments) or 'nothing'} is bad usage", done.returncode == 2 and text in done.stderr and not done.stdout, done)
    for key in ("rsa.pem", "ec.pem"):
        check(f"junk is not opened with {key}", run("--open", "junk", "--to", key).returncode == 1)


make_keys()
check_oaep()
check_ecdh()
check_bad_input()
shutil.rmtree(HERE)
sys.exit(finish())
