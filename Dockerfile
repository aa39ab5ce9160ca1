# One image for every role; the start command chooses (docker-compose.yml, docs/operations.md).
FROM python:3.11.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --require-hashes -r requirements.txt

FROM python:3.11.13-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin solacore
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
# DEBUG only because production settings want servers and secrets; nothing of it stays in the image.
RUN DEBUG=true DATA_DIR=/tmp/build STATIC_ROOT=/app/staticfiles python manage.py collectstatic --noinput \
  && rm -rf /tmp/build
USER solacore
EXPOSE 8000
# As solacore/server.py has it for `manage.py serve`: the log's lines are ours to write, the client's address is
# ours to find out.
CMD ["python", "-m", "uvicorn", "solacore.asgi:application", "--host", "0.0.0.0", "--port", "8000", \
  "--lifespan", "on", "--no-access-log", "--no-proxy-headers", "--no-server-header", \
  "--ws-max-size", "65536", "--ws-per-message-deflate", "false", "--timeout-graceful-shutdown", "15"]
