# The server as an image: one static binary, no shell, an unprivileged user.
#
#   docker build -t cueslip .
#   docker run -p 127.0.0.1:8080:8080 -v cueslip:/data --read-only --cap-drop all --stop-timeout 30 cueslip
#
# GO_IMAGE, BASE_IMAGE and GOPROXY may be replaced, by mirrors or by the same
# images pinned to a digest.
ARG GO_IMAGE=golang:1.26-alpine
ARG BASE_IMAGE=gcr.io/distroless/static-debian12:nonroot

# The compiler runs on the builder's own architecture, whatever it builds for.
FROM --platform=$BUILDPLATFORM ${GO_IMAGE} AS build
ARG GOPROXY
ENV GOPROXY=$GOPROXY CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS=-trimpath
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG TARGETOS TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    GOOS=$TARGETOS GOARCH=$TARGETARCH go build -buildvcs=false -ldflags="-s -w" -o /out/cueslip ./cmd/cueslip \
    && mkdir -m 0700 /out/data

FROM ${BASE_IMAGE}
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Cueslip" \
      org.opencontainers.image.description="A live song-request board for DJs" \
      org.opencontainers.image.source="https://github.com/cueslip/cueslip" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
COPY --from=build /out/cueslip /usr/local/bin/cueslip
# A named volume takes its owner from here. A folder of the host has to belong
# to user 65532 already.
COPY --from=build --chown=65532:65532 /out/data /data

# The operators' listener stays inside the container unless told otherwise, so
# that a container on the host's network does not show it to the world.
ENV CUESLIP_ADDR=:8080 \
    CUESLIP_OPS_ADDR=127.0.0.1:9091 \
    CUESLIP_DATABASE_URL=sqlite:/data/cueslip.db \
    CUESLIP_LOG_JSON=true
USER 65532:65532
VOLUME /data
EXPOSE 8080 9091
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=4s --start-period=30s --retries=3 \
    CMD ["/usr/local/bin/cueslip", "health"]
ENTRYPOINT ["/usr/local/bin/cueslip"]
CMD ["serve"]
