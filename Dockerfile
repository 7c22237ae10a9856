# docker compose up, then http://localhost:7860. The steps are the Makefile's; the model's weights come
# as a package, so nothing is downloaded when the container runs.
FROM python:3.11-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /citewire
# The one who runs it may not write bytecode into .venv/, so it is made here.
ENV UV_COMPILE_BYTECODE=1 UV_NO_CACHE=1
COPY Makefile requirements.txt requirements-dev.txt ./
RUN make setup
COPY index index
COPY app app
COPY prompts prompts
COPY seeds seeds
COPY LICENSE ./
RUN make index && rm -rf .uv

FROM python:3.11-slim
RUN useradd --create-home --uid 1000 citewire
COPY --from=build --chown=citewire:citewire /citewire /citewire
WORKDIR /citewire
USER citewire
ENV PATH=/citewire/.venv/bin:$PATH PYTHONUTF8=1 CITEWIRE_HOST=0.0.0.0 CITEWIRE_PORT=7860
VOLUME /citewire/.citewire
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['CITEWIRE_PORT'] + '/', timeout=4)"]
# The index in the volume may be older than the articles: bringing it in line costs next to nothing.
CMD ["sh", "-c", "python -m index && exec python -m app"]
