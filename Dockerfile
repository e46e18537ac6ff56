# The step's image: foghorn, and what it builds images with.
#
#   docker build -t foghorn .
#   docker build -t foghorn:buildah --target buildah .       for runners without a Docker daemon
#   docker build --target binary --output type=local,dest=dist .    the program alone
#
# RUST, DEBIAN   the base images; CI, which reaches no registry, makes them itself
# BINARY         where the program is from: `compiled` here, or `given` as ./foghorn
# LIBC           what it is linked with, statically: musl, or gnu where Rust has no musl
# PROFILE        cargo's: release, or quick for a test of this file
ARG RUST=rust:1.95-trixie
ARG DEBIAN=debian:trixie-slim
ARG BINARY=compiled

FROM ${RUST} AS compiled
RUN apt-get update \
    && apt-get install -y --no-install-recommends musl-tools \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY src src
COPY tests/main.rs tests/main.rs
COPY tests/matrix/main.rs tests/matrix/main.rs
ARG LIBC=musl
ARG PROFILE=release
# Static, so that the one file runs on every Linux. With a target named, the flag is not for the
# macros, which the compiler loads while it runs.
RUN set -e; \
    target="$(uname -m)-unknown-linux-$LIBC"; \
    [ -d "$(rustc --print target-libdir --target "$target")" ] || rustup target add "$target"; \
    RUSTFLAGS="-C target-feature=+crt-static" \
        cargo build --profile "$PROFILE" --locked --bin foghorn --target "$target"; \
    mv "target/$target/$PROFILE/foghorn" /foghorn; \
    rm -rf target

FROM scratch AS given
COPY foghorn /foghorn

FROM ${BINARY} AS chosen

FROM scratch AS binary
COPY --from=chosen /foghorn /foghorn

# Debian, not scratch: GitLab's runner needs a shell and grep in the image.
FROM ${DEBIAN} AS step
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates docker-buildx docker-cli git \
    && rm -rf /var/lib/apt/lists/*
COPY --from=chosen /foghorn /usr/local/bin/foghorn
LABEL org.opencontainers.image.title="foghorn" \
      org.opencontainers.image.source="https://github.com/foghorn-deploy/foghorn" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
# Root and no working directory of its own: GitHub mounts the checkout, the Docker socket and
# its command files, which belong to another user. Exec form: a shell in between would drop
# inputs with hyphens in their names, and signals.
ENTRYPOINT ["/usr/local/bin/foghorn"]

# Where no daemon can be reached: buildah builds inside the step's own container.
FROM step AS buildah
RUN apt-get update \
    && apt-get install -y --no-install-recommends buildah netavark \
    && rm -rf /var/lib/apt/lists/*

# The last stage is the one that is built when none is named.
FROM step
