"""A real registry on loopback, Debian's docker-registry, and images put into it as they are."""

import hashlib
import http.client
import json
import shutil
import socket
import subprocess
import tempfile
import time

IMAGE = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"
CONFIG = "application/vnd.oci.image.config.v1+json"
MIB = 2**20


class Registry:
    """An empty registry. It ends, with all that is in it, when the block is left."""

    def __enter__(self):
        self.directory = tempfile.mkdtemp(prefix="foghorn-bench-")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        config = f"{self.directory}/config.yml"
        with open(config, "w") as file:
            json.dump({
                "version": "0.1",
                "log": {"level": "error", "accesslog": {"disabled": True}},
                "storage": {"filesystem": {"rootdirectory": f"{self.directory}/data"}},
                "http": {"addr": self.address},
            }, file)
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(["docker-registry", "serve", config], **silent)
        host, port = self.address.split(":")
        for _ in range(500):
            try:
                socket.create_connection((host, port)).close()
                return self
            except ConnectionRefusedError:
                time.sleep(0.02)
        raise RuntimeError("docker-registry does not listen")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.directory)

    def _send(self, method, path, body=b"", kind="application/octet-stream", length=None):
        connection = http.client.HTTPConnection(self.address)
        size = len(body) if length is None else length
        connection.request(method, path, body, {"Content-Type": kind, "Content-Length": str(size)})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text}")
        return answer

    def blob(self, repository, pieces, kind=LAYER):
        """Puts a blob that is made of pieces, a function that yields them. Returns its descriptor."""
        sum256, size = hashlib.sha256(), 0
        for piece in pieces():
            sum256.update(piece)
            size += len(piece)
        digest = f"sha256:{sum256.hexdigest()}"
        place = self._send("POST", f"/v2/{repository}/blobs/uploads/").getheader("Location")
        place = place[place.index("/v2/"):]
        self._send("PUT", f"{place}&digest={digest}", pieces(), length=size)
        return {"mediaType": kind, "digest": digest, "size": size}

    def manifest(self, repository, kind, body, tag=None):
        """Puts a manifest. Returns its descriptor."""
        text = json.dumps({"schemaVersion": 2, "mediaType": kind, **body}).encode()
        digest = f"sha256:{hashlib.sha256(text).hexdigest()}"
        self._send("PUT", f"/v2/{repository}/manifests/{tag or digest}", text, kind)
        return {"mediaType": kind, "digest": digest, "size": len(text)}

    def image(self, repository, architecture, layers):
        """Puts an image. Its layers are so many MiB each, and no two are alike."""
        config = json.dumps({"os": "linux", "architecture": architecture, "rootfs": {"type": "layers", "diff_ids": []}})
        config = self.blob(repository, lambda: [config.encode()], CONFIG)
        listed = [self.blob(repository, noise(f"{architecture} {number}", mebibytes)) for number, mebibytes in enumerate(layers)]
        image = self.manifest(repository, IMAGE, {"config": config, "layers": listed})
        return {**image, "platform": {"os": "linux", "architecture": architecture}}

    def index(self, repository, images):
        """Puts an index, tagged `v1`, and returns its digest."""
        return self.manifest(repository, INDEX, {"manifests": images}, "v1")["digest"]


def noise(name, mebibytes):
    """Returns what yields so many MiB, always the same for a name."""
    seed = hashlib.shake_256(name.encode()).digest(MIB - 8)
    return lambda: (number.to_bytes(8, "big") + seed for number in range(mebibytes))
