// s3rver on a port of its own, with one bucket; prints the port, and ends with its input.

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const S3rver = require("s3rver");

const directory = fs.mkdtempSync(path.join(os.tmpdir(), "izin-s3rver-"));
const server = new S3rver({
  address: "127.0.0.1",
  port: 0,
  silent: true,
  directory,
  configureBuckets: [{ name: process.argv[2] }],
});

function end() {
  fs.rmSync(directory, { recursive: true, force: true });
  process.exit(0);
}

server.run().then(({ port }) => console.log(JSON.stringify({ port })));
process.stdin.resume();
process.stdin.on("end", end);
