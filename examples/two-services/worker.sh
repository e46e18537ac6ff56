#!/bin/busybox sh
# The service nobody calls: takes work from a queue until it is told to stop.
: "${QUEUE_URL:?is not set: add it to the environment of the task definition}"
trap 'echo "shop-worker: stopping"; exit 0' TERM
echo "shop-worker: waiting for work"
while :; do
    /bin/busybox sleep 5 &
    wait $!
done
