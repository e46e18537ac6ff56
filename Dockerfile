# The step's image: foghorn, and what it builds images with.
#
#   docker build -t foghorn .

FROM rust:1.95-trixie AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY src src
COPY tests/main.rs tests/main.rs
COPY tests/matrix/main.rs tests/matrix/main.rs
RUN cargo build --release --locked --bin foghorn

# Debian, not scratch: GitLab's runner needs a shell and grep in the image.
FROM debian:trixie-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates docker-buildx docker-cli git \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/target/release/foghorn /usr/local/bin/foghorn
LABEL org.opencontainers.image.title="foghorn" \
      org.opencontainers.image.source="https://github.com/foghorn-deploy/foghorn" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
# Root and no working directory of its own: GitHub mounts the checkout, the Docker socket and
# its command files, which belong to another user. Exec form: a shell in between would drop
# inputs with hyphens in their names, and signals.
ENTRYPOINT ["/usr/local/bin/foghorn"]
