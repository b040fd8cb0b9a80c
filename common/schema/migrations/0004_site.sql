-- What belongs to the site as a whole: settings, licences, keys, and the record of who did what.

CREATE TABLE public.site_configs (
    key varchar(256) NOT NULL,
    value text NOT NULL,
    CONSTRAINT site_configs_key_key UNIQUE (key)
);

CREATE SEQUENCE public.licenses_id_seq AS integer;
CREATE TABLE public.licenses (
    id integer NOT NULL DEFAULT nextval('public.licenses_id_seq') PRIMARY KEY,
    uploaded_at timestamptz NOT NULL,
    jwt text NOT NULL,
    exp timestamptz NOT NULL,
    uuid uuid NOT NULL,
    CONSTRAINT licenses_jwt_key UNIQUE (jwt)
);
ALTER SEQUENCE public.licenses_id_seq OWNED BY public.licenses.id;

CREATE TABLE public.crypto_keys (
    feature public.crypto_key_feature NOT NULL,
    sequence integer NOT NULL,
    secret text,
    secret_key_id text REFERENCES public.dbcrypt_keys (active_key_digest),
    starts_at timestamptz NOT NULL,
    deletes_at timestamptz,
    PRIMARY KEY (feature, sequence)
);

-- No foreign keys: the record outlives what it speaks of.
CREATE TABLE public.audit_logs (
    id uuid NOT NULL PRIMARY KEY,
    "time" timestamptz NOT NULL,
    user_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    ip inet,
    user_agent varchar(256),
    resource_type public.resource_type NOT NULL,
    resource_id uuid NOT NULL,
    resource_target text NOT NULL,
    action public.audit_action NOT NULL,
    diff jsonb NOT NULL,
    status_code integer NOT NULL,
    additional_fields jsonb NOT NULL,
    request_id uuid NOT NULL,
    resource_icon text NOT NULL
);
CREATE INDEX idx_audit_logs_time_desc ON public.audit_logs ("time" DESC);
CREATE INDEX idx_audit_log_organization_id ON public.audit_logs (organization_id);
CREATE INDEX idx_audit_log_resource_id ON public.audit_logs (resource_id);
CREATE INDEX idx_audit_log_user_id ON public.audit_logs (user_id);
