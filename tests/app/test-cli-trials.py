#!/usr/bin/env python3
"""`trustbed-cli handshake` in every version: what is agreed on, what fails for which reason, and what a recorded session opens to when a key leaks later.

Usage: test-cli-trials.py TRUSTBED-CLI"""

import json
import subprocess
import sys

CLI = sys.argv[1]
REPORT = "320c0004646f6f72000173687574"     # what the lock says with --data: MQTT PUBLISH door, shut

SPOKEN = [
    ("--tls 1.3 --kex x25519 --key ed25519 --retry", "TLSv1.3", "TLS_AES_128_GCM_SHA256", "x25519"),
    ("--tls 1.3 --kex p384 --key p384 --mutual --key-update --data --close", "TLSv1.3", "TLS_AES_128_GCM_SHA256", "secp384r1"),
    ("--tls 1.2 --kex p256 --mutual --staple good", "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "secp256r1"),
    ("--tls 1.2 --kex rsa --close", "TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256", ""),
    ("--tls dtls-1.2 --kex x25519 --data", "DTLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "x25519"),
]

FAILING = [
    ("--tls 1.2 --fail stolen-certificate --at server", "decrypt_error", "client", "server-key-exchange"),
    ("--tls 1.3 --fail stolen-certificate", "decrypt_error", "server", "certificate-verify"),
    ("--tls 1.2 --kex x25519 --fail weak-key --at server", "bad_certificate", "client", "key-strength"),
    ("--tls 1.3 --fail version-mismatch", "protocol_version", "server", "version"),
    ("--tls 1.2 --fail cipher-mismatch", "handshake_failure", "server", "cipher"),
    ("--tls 1.3 --kex p384 --fail flipped-bit", "bad_record_mac", "server", "record-tag"),
    ("--tls 1.2 --fail replayed-flight", "bad_record_mac", "server", "record-tag"),
]

LEAKS = [
    ("--tls 1.2 --kex rsa --data --leak server-key", True, "encrypted the premaster secret"),
    ("--tls 1.2 --kex rsa --data --leak nothing", False, "Without any key"),
    ("--tls 1.2 --data --leak server-key", False, "forward secrecy"),
    ("--tls 1.2 --kex x25519 --mutual --leak client-key", False, "only signs"),
    ("--tls 1.2 --data --resume --leak ticket-key", True, "holds the master secret"),
    ("--tls 1.2 --data --resume --leak server-key", False, "agrees on nothing anew"),
    ("--tls 1.3 --data --leak server-key", False, "forward secrecy"),
    ("--tls 1.3 --kex p384 --data --resumed --leak ticket-key", False, "psk_dhe_ke"),
    ("--tls dtls-1.2 --leak server-key", False, "DTLS"),
]

BAD = ["--leak", "--leak everything", "--leak ticket-key", "--tls 1.2 --leak ticket-key", "--tls dtls-1.2 --fail flipped-bit", "--retry --fail version-mismatch",
       "--tls 1.2 --key-update", "--kex rsa", "--tls 1.2 --kex rsa --key p256", "--tls dtls-1.2 --key ed25519"]


def run(words):
    return subprocess.run([CLI, "handshake", *words.split()], capture_output=True, text=True, check=False)


def document(words, status):
    result = run(f"--json {words}")
    assert result.returncode == status and not result.stderr, (words, result.returncode, result.stderr)
    return json.loads(result.stdout)


def every_version_is_spoken():
    for words, version, cipher, group in SPOKEN:
        said = document(words, 0)
        assert (said["version"], said["cipher"], said["group"]) == (version, cipher, group), (words, said["version"], said["cipher"], said["group"])


def every_failure_names_its_check():
    for words, alert, judge, check in FAILING:
        said = document(words, 1)
        decided = next(row for row in said["trial"]["checks"] if not row["ok"])
        assert said["first"]["alert"] == alert, (words, said["first"]["alert"])
        assert said["trial"]["verdict"] == said["trial"]["failure"], (words, said["trial"]["verdict"])
        assert (said["trial"]["refused_by"], decided["code"]) == (judge, check), (words, decided)
        assert decided["expected"] and decided["found"] and decided["expected"] != decided["found"], (words, decided)


def a_recorded_session_opens_or_does_not():
    for words, opens, because in LEAKS:
        opening = document(words, 0)["opening"]
        assert opening["opened"] == opens and because in opening["reason"], (words, opening["reason"])
        assert (REPORT in [record["plain"] for record in opening["records"]]) == opens, (words, opening["records"])
        assert opening["seen_anyway"], words


def it_is_told_to_people():
    text = run("--tls 1.2 --kex rsa --data --leak server-key").stdout
    for words in ("the session opens", f"read: ApplicationData of the lock: {REPORT}", "seen anyway: server_name broker.lab"):
        assert words in text, words


def bad_usage_is_one_sentence():
    for words in BAD:
        result = run(words)
        assert result.returncode == 2 and not result.stdout and result.stderr.count("\n") == 1, (words, result.returncode, result.stderr)


FACTS = [every_version_is_spoken, every_failure_names_its_check, a_recorded_session_opens_or_does_not, it_is_told_to_people, bad_usage_is_one_sentence]

print(f"1..{len(FACTS)}")
for number, fact in enumerate(FACTS, 1):
    fact()
    print(f"ok {number} {fact.__name__}", flush=True)
