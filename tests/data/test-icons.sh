#!/bin/sh
# Every icon draws at the sizes it is shown at, a symbolic one is what GTK can recolour (paths and
# nothing else, since it gives a fill to paths), and each one is in the resource the window loads.
set -eu
icons=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

complain() {
  echo "$1" >&2
  failed=1
}

draws() {
  for size in 16 32 128; do
    rsvg-convert -w "$size" -h "$size" "$1" -o "$scratch/icon.png" || complain "$1: does not draw at $size px"
    identify -format '%[fx:w] %[fx:h] %[fx:mean.a > 0.02]\n' "$scratch/icon.png" | grep -qx "$size $size 1" \
      || complain "$1: is empty at $size px"
  done
}

is_symbolic() {
  grep -q 'viewBox="0 0 16 16"' "$1" || complain "$1: a symbolic icon is 16 by 16"
  if grep -oE '<[a-zA-Z]+' "$1" | grep -vxE '<(svg|path)' >&2; then
    complain "$1: a symbolic icon is made of paths alone"
  fi
  if grep -q 'stroke' "$1"; then
    complain "$1: GTK fills what is stroked; draw the outline as a path"
  fi
}

is_bundled() {
  grep -q ">${1#"$icons"/}<" "$icons/trustbed-icons.gresource.xml" || complain "$1: is not in trustbed-icons.gresource.xml"
}

for icon in "$icons"/*/*/*.svg; do
  draws "$icon"
  is_bundled "$icon"
  case $icon in
    *-symbolic.svg) is_symbolic "$icon" ;;
  esac
done
exit "$failed"
