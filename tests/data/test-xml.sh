#!/bin/sh
# Every XML file under data/ is well-formed, and every scenario, lesson and profile is what its schema says.
set -eu
data=$1
failed=0

check() {
  xmllint --noout --nonet "$@" || failed=1
}

well_formed() {
  find "$data" -name '*.xml' -o -name '*.svg' -o -name '*.its' -o -name '*.loc' -o -name '*.rng' -o -name '*.xml.in' | sort
}

well_formed | { while read -r file; do check "$file"; done; exit "$failed"; } || failed=1
for schema in "$data"/schemas/*.rng; do
  [ -e "$schema" ] || continue
  kind=$(basename "$schema" .rng)
  for file in "$data/${kind}s"/*.xml "$data/lessons/${kind}s"/*.xml; do
    [ -e "$file" ] || continue
    check --relaxng "$schema" "$file"
  done
done
exit "$failed"
