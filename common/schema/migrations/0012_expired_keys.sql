-- Finds the keys that expired long ago without reading the others.

CREATE INDEX idx_api_keys_expires_at ON public.api_keys (expires_at);
