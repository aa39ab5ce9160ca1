#!/bin/sh
# Writes the configured origins for nginx's map, from the application's own settings. The image's entry point runs it
# before nginx starts. OUTPUT is where to, for tests.
set -eu
: "${OUTPUT:=/tmp/origins.map}"

: >"$OUTPUT.new"
printf '%s\n' "${FRONTEND_URL:-},${CORS_ALLOWED_ORIGINS:-}" | tr ',' '\n' | tr -d ' \t"\\;{}$' |
  while IFS= read -r url; do
    # Scheme, host and port, as solacore.environment.origin_of has it.
    origin=$(printf '%s' "$url" | sed -n 's|^\([A-Za-z][A-Za-z0-9+.-]*://[^/]\{1,\}\).*$|\1|p' | tr '[:upper:]' '[:lower:]')
    [ -z "$origin" ] || printf '"%s" "%s";\n' "$origin" "$origin"
  done | sort -u >>"$OUTPUT.new"
mv "$OUTPUT.new" "$OUTPUT"
