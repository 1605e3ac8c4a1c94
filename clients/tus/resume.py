"""Sends a file with tuspy, for tus.test.js: `resume.py ENDPOINT TOKEN FILE STORAGE [STOP_AT]`.

The address of what was begun is kept in STORAGE, so that another process goes on with it. Each piece has a checksum. Says on
standard output how far it is after each piece, and the upload's address at the end."""

import sys

from tusclient.client import TusClient
from tusclient.storage.filestorage import FileStorage

PIECE_BYTES = 64 * 1024

endpoint, token, path, storage, *stop_at = sys.argv[1:]
client = TusClient(endpoint, headers={"Authorization": f"Bearer {token}"})
uploader = client.uploader(
    path,
    chunk_size=PIECE_BYTES,
    upload_checksum=True,
    store_url=True,
    url_storage=FileStorage(storage),
    metadata={"filename": "tuspy.csv"},
)
end = int(stop_at[0]) if stop_at else uploader.get_file_size()
while uploader.offset < end:
    uploader.upload_chunk()
    print(uploader.offset, flush=True)
print(uploader.url, flush=True)
