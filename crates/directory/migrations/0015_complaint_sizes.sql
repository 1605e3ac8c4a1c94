-- How much strangers have filled: drafts that nobody writes to any more, and images.

-- How long the sealed image is, in bytes.
ALTER TABLE complaint_images ADD COLUMN bytes BIGINT;
UPDATE complaint_images SET bytes = LENGTH(image);
-- The sizes are summed up without the images being read.
CREATE INDEX complaint_images_by_size ON complaint_images (complaint, bytes);

-- Drafts that are over are deleted, and all there are counted.
CREATE INDEX complaints_by_state ON complaints (state, changed_at);
