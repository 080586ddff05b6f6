#!/usr/bin/env python3
"""The tables of docs/handshakes.md say what the golden ladders say, which are what really happens.

test-document.py LADDERS DOCUMENT          compares
test-document.py --write LADDERS DOCUMENT  writes the tables anew
"""
import re
import sys

HEADS = {
    'failures': ['Failure', 'Alert in TLS 1.3', 'Alert in TLS 1.2', 'The check that decides'],
    'attacks': ['Attack', 'Nothing', '`pin`', '`constrain`', '`careless`', '`scsv`'],
}
PRECAUTIONS = ['', 'pin', 'constrain', 'careless', 'scsv']


def read_ladders(path):
    """Ladders by their words: {'fail=expired at=client': [lines]}"""
    ladders, lines = {}, None
    for line in open(path, encoding='utf-8').read().splitlines():
        if line.startswith('handshake'):
            lines = ladders.setdefault(line[len('handshake'):].strip(), [])
        elif lines is not None:
            lines.append(line.strip())
    return ladders


def first_match(pattern, lines):
    return next((m for m in (re.match(pattern, line) for line in lines) if m), None)


def alert_of(lines):
    found = re.search(r'fatal alert (\S+) \(', '\n'.join(lines))
    return found.group(1) if found else 'none'


def check_of(lines):
    found = first_match(r'(client|server|nobody) checked ([^:]+):', lines)
    return f'`{found.group(2)}`' if found else 'none'


def join(by_side):
    """What is the same on both sides is said once."""
    if len(set(by_side.values())) == 1:
        return next(iter(by_side.values()))
    return '; '.join(f'{side}: {value}' for side, value in by_side.items())


def failure_rows(ladders):
    codes = {}
    for words in ladders:
        found = re.fullmatch(r'fail=(\S+) at=(client|server)', words)
        if found:
            codes.setdefault(found.group(1), []).append(found.group(2))
    for code, sides in codes.items():
        new = {side: ladders[f'fail={code} at={side}'] for side in sides}
        old = {side: ladders[f'tls=1.2 fail={code} at={side}'] for side in sides}
        checks = {**{side: check_of(lines) for side, lines in new.items()}}
        older = {side: check_of(lines) for side, lines in old.items()}
        check = join(checks) + ('' if older == checks else f' (TLS 1.2: {join(older)})')
        where = 'client, server' if len(sides) == 2 else sides[0]
        yield [f'`{code}` ({where})', join({s: alert_of(l) for s, l in new.items()}), join({s: alert_of(l) for s, l in old.items()}), check]


def verdict_of(ladders, attack, precaution):
    words = f'attack={attack}' + (f' {precaution}=yes' if precaution else '')
    lines = ladders.get(words) or ladders.get('tls=1.2 ' + words)
    if lines is None:
        return '-'
    verdict = first_match(r'([a-z-]+); ', lines).group(1)
    return f'**{verdict}**' if verdict in ('intercepted', 'downgraded') else f'{verdict}, {alert_of(lines)}'


def attack_rows(ladders):
    attacks = dict.fromkeys(m.group(1) for m in (re.match(r'(?:tls=1.2 )?attack=(\S+)', words) for words in ladders) if m)
    for attack in attacks:
        yield [f'`{attack}`'] + [verdict_of(ladders, attack, precaution) for precaution in PRECAUTIONS]


def make_table(name, rows):
    lines = [HEADS[name], ['---'] * len(HEADS[name]), *rows]
    return '\n'.join('| ' + ' | '.join(cells) + ' |' for cells in lines)


def fill(text, name, table):
    pattern = re.compile(rf'(<!-- {name} -->\n).*?(<!-- end of {name} -->)', re.DOTALL)
    if not pattern.search(text):
        sys.exit(f'there is no place for the {name}')
    return pattern.sub(lambda m: m.group(1) + table + '\n' + m.group(2), text)


def main():
    writes = sys.argv[1] == '--write'
    ladders_path, document_path = sys.argv[-2:]
    ladders = read_ladders(ladders_path)
    text = open(document_path, encoding='utf-8').read()
    tables = {'failures': list(failure_rows(ladders)), 'attacks': list(attack_rows(ladders))}
    if len(tables['failures']) < 10 or len(tables['attacks']) < 4:
        sys.exit('the ladders could not be read')
    filled = text
    for name, rows in tables.items():
        filled = fill(filled, name, make_table(name, rows))
    if writes:
        open(document_path, 'w', encoding='utf-8').write(filled)
    elif filled != text:
        for line in set(filled.splitlines()) - set(text.splitlines()):
            print('missing:', line)
        sys.exit('docs/handshakes.md says something else than the ladders: meson compile -C build update-handshake-tables')


main()
