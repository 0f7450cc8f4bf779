-- Sessions that began at or before this moment are over, on every device.
ALTER TABLE account ADD COLUMN signed_out_at timestamptz;
