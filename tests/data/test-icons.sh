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

draw() {
  rsvg-convert -w "$2" -h "$2" "$1" -o "$scratch/$(basename "$1" .svg).png" || complain "$1: does not draw at $2 px"
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

none_empty() {
  convert "$scratch"/*.png -alpha extract -format '%w %h %[fx:mean > 0.02] %f\n' info: > "$scratch/seen"
  if grep -v "^$1 $1 1 " "$scratch/seen" >&2; then
    complain "the icons above are empty or not $1 px wide and high"
  fi
}

for size in 16 128; do
  for icon in "$icons"/*/*/*.svg; do
    draw "$icon" "$size"
  done
  none_empty "$size"
done
for icon in "$icons"/*/*/*.svg; do
  is_bundled "$icon"
  case $icon in
    *-symbolic.svg) is_symbolic "$icon" ;;
  esac
done
exit "$failed"
