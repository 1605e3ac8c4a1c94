"""Moto's S3 on a port of its own, with one bucket; prints the port, and ends with its input."""

import json
import sys

import boto3
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
client = boto3.client(
    "s3",
    endpoint_url=f"http://{host}:{port}",
    region_name="us-east-1",
    aws_access_key_id="S3RVER",
    aws_secret_access_key="S3RVER",
)
client.create_bucket(Bucket=sys.argv[1])
print(json.dumps({"port": port}), flush=True)
sys.stdin.read()
server.stop()
