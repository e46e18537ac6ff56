#!/bin/busybox sh
# Serves /www on port 8080; refuses to start without its secret, as a real service would.
: "${DATABASE_URL:?is not set: add it to the secrets of the task definition}"
echo "product-api: listening on :8080, log level ${LOG_LEVEL:-info}"
exec /bin/busybox httpd -f -v -p 8080 -h /www
