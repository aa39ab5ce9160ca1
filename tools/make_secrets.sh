#!/bin/sh
# Makes the files of secrets that docker-compose.yml names, in the folder secrets/ (or $1): random ones where that
# will do, empty ones otherwise, and a certificate for localhost that has to be replaced. Touches none that is there.
set -eu
folder="${1:-$(dirname "$0")/../secrets}"
mkdir -p "$folder"
# The files are readable, so that the containers' users can read them; the folder is not.
chmod 700 "$folder"
umask 022
cd "$folder"

random() { [ -e "$1" ] || LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 64 >"$1"; }
empty() { [ -e "$1" ] || : >"$1"; }

for name in postgres_password secret_key jwt_secret grafana_password; do random "$name"; done
for name in openai_api_key anthropic_api_key openrouter_api_key stripe_secret_key stripe_webhook_secret \
  revenuecat_api_key revenuecat_webhook_secret google_client_secret smtp_password sentry_dsn \
  backup_age_identity backup_s3_credentials; do empty "$name"; done
if [ ! -e tls_key ] && [ ! -e tls_certificate ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout tls_key -out tls_certificate 2>/dev/null
  chmod 644 tls_key
  echo "secrets: tls_certificate and tls_key are for localhost; put your own in their place" >&2
fi
