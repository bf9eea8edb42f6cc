# The site as production runs it; docs/production.md says how. The steps are in bin/docker-steps, to be tried without Docker.

FROM python:3.11-slim-bookworm AS builder
WORKDIR /app
COPY bin/docker-steps bin/docker-steps
COPY requirements.txt .
RUN bin/docker-steps venv

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    STATIC_ROOT=/srv/static \
    HOST=0.0.0.0 \
    PORT=8000
WORKDIR /app
COPY bin/docker-steps bin/docker-steps
RUN bin/docker-steps packages && bin/docker-steps user
COPY --from=builder /opt/venv /opt/venv
COPY . .
RUN bin/docker-steps static

# Root owns every file: the site can write nowhere but in memory.
USER conseillers
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "bin/healthcheck"]
CMD ["gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
