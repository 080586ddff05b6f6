"""Facts about a program, one after the other, each reported as a line of TAP; what it said stands beside those that do not hold. For the tests of the command line."""

_results = []


def check(name, condition, *figures):
    """Reports whether a fact holds, and if not, the figures; returns whether it does."""
    _results.append(bool(condition))
    print(f"{'ok' if condition else 'not ok'} {len(_results)} {name}", flush=True)
    if not condition:
        print("# " + " ".join(str(figure) for figure in figures).replace("\n", "\n# "), flush=True)
    return bool(condition)


def finish():
    """Says how many there were; returns the exit status."""
    print(f"1..{len(_results)}")
    return 0 if all(_results) else 1
