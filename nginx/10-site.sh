#!/bin/sh
# Writes what nginx.conf includes, from the environment; the image's entry point runs it before nginx starts. OUTPUT is
# where to, for tests.
set -eu
: "${OUTPUT:=/tmp}"

# Whom to ask for the servers' names: a recreated container or pod has another address.
: >"$OUTPUT/resolver.conf"
server=$(sed -n 's/^nameserver[[:space:]]\{1,\}\([0-9.]\{7,\}\).*$/\1/p' /etc/resolv.conf | head -n 1)
[ -z "$server" ] || printf 'resolver %s valid=10s ipv6=off;\n' "$server" >"$OUTPUT/resolver.conf"

# Where the servers are. A name in Kubernetes has to be a full one.
printf 'set $api %s;\nset $stream %s;\n' "${API_UPSTREAM:-http://api:8000}" "${STREAM_UPSTREAM:-http://stream:8000}" \
  >"$OUTPUT/upstreams.conf"

# The configured origins, from the application's own settings.
printf '%s\n' "${FRONTEND_URL:-},${CORS_ALLOWED_ORIGINS:-}" | tr ',' '\n' | tr -d ' \t"\\;{}$' |
  while IFS= read -r url; do
    # Scheme, host and port, as solacore.environment.origin_of has it.
    origin=$(printf '%s' "$url" | sed -n 's|^\([A-Za-z][A-Za-z0-9+.-]*://[^/]\{1,\}\).*$|\1|p' | tr '[:upper:]' '[:lower:]')
    [ -z "$origin" ] || printf '"%s" "%s";\n' "$origin" "$origin"
  done | sort -u >"$OUTPUT/origins.map"
