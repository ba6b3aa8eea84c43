# The app. Built from the checkout: see compose.yaml.
FROM python:3.11-slim-bookworm

RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates espeak-ng \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 trunkline \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin trunkline \
 && install --directory --owner=trunkline --group=trunkline /var/lib/trunkline

WORKDIR /opt/trunkline
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY ivr ivr
COPY ari_app ari_app
COPY asterisk_conf asterisk_conf
COPY workspace_web workspace_web
RUN pip install --no-cache-dir --disable-pip-version-check .

ENV PYTHONUNBUFFERED=1 \
    TRUNKLINE_STATE=/var/lib/trunkline

USER trunkline
VOLUME /var/lib/trunkline
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=4)"]
ENTRYPOINT ["trunkline"]
CMD ["serve"]
