#!/bin/busybox sh
# The service behind the load balancer.
echo "shop-api: listening on :8080"
exec /bin/busybox httpd -f -v -p 8080 -h /www
