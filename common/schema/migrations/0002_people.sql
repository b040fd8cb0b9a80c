-- Users, what belongs to them, and their keys.

CREATE TABLE public.users (
    id uuid NOT NULL PRIMARY KEY,
    email text NOT NULL,
    username text NOT NULL DEFAULT '',
    hashed_password bytea NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    status public.user_status NOT NULL DEFAULT 'dormant',
    rbac_roles text[] NOT NULL DEFAULT '{}',
    login_type public.login_type NOT NULL DEFAULT 'password',
    avatar_url text NOT NULL DEFAULT '',
    deleted boolean NOT NULL DEFAULT false,
    last_seen_at timestamp NOT NULL DEFAULT '0001-01-01 00:00:00',  -- UTC wall clock
    quiet_hours_schedule text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    github_com_user_id bigint,
    hashed_one_time_passcode bytea,
    one_time_passcode_expires_at timestamptz,
    is_system boolean NOT NULL DEFAULT false,
    CONSTRAINT one_time_passcode_set CHECK (
        (hashed_one_time_passcode IS NULL) = (one_time_passcode_expires_at IS NULL))
);
-- The plain ones first: an exact duplicate is reported under their names, a case variant under the others.
CREATE UNIQUE INDEX idx_users_email ON public.users (email) WHERE NOT deleted;
CREATE UNIQUE INDEX idx_users_username ON public.users (username) WHERE NOT deleted;
CREATE UNIQUE INDEX users_email_lower_idx ON public.users (lower(email)) WHERE NOT deleted;
CREATE UNIQUE INDEX users_username_lower_idx ON public.users (lower(username)) WHERE NOT deleted;

-- The keys that tokens of other services are encrypted with. Postern writes none; links refer to them.
CREATE TABLE public.dbcrypt_keys (
    number integer NOT NULL PRIMARY KEY,
    active_key_digest text UNIQUE,
    revoked_key_digest text UNIQUE,
    created_at timestamptz DEFAULT now(),
    revoked_at timestamptz,
    test text NOT NULL
);

CREATE TABLE public.user_links (
    user_id uuid NOT NULL REFERENCES public.users (id) ON DELETE CASCADE,
    login_type public.login_type NOT NULL,
    linked_id text NOT NULL DEFAULT '',
    oauth_access_token text NOT NULL DEFAULT '',
    oauth_refresh_token text NOT NULL DEFAULT '',
    oauth_expiry timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00',
    oauth_access_token_key_id text REFERENCES public.dbcrypt_keys (active_key_digest),
    oauth_refresh_token_key_id text REFERENCES public.dbcrypt_keys (active_key_digest),
    claims jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (user_id, login_type)
);
CREATE UNIQUE INDEX user_links_linked_id_login_type_idx ON public.user_links (linked_id, login_type)
    WHERE linked_id <> '';

CREATE TABLE public.user_deleted (
    id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES public.users (id),
    deleted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_user_deleted_deleted_at ON public.user_deleted (deleted_at);

CREATE TABLE public.user_status_changes (
    id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES public.users (id),
    new_status public.user_status NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_user_status_changes_changed_at ON public.user_status_changes (changed_at);

CREATE TABLE public.user_configs (
    user_id uuid NOT NULL REFERENCES public.users (id) ON DELETE CASCADE,
    key varchar(256) NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (user_id, key)
);

CREATE TABLE public.gitsshkeys (
    user_id uuid NOT NULL PRIMARY KEY REFERENCES public.users (id),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    private_key text NOT NULL,
    public_key text NOT NULL
);

CREATE TABLE public.api_keys (
    id text NOT NULL PRIMARY KEY,
    hashed_secret bytea NOT NULL,
    user_id uuid NOT NULL,
    last_used timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    login_type public.login_type NOT NULL,
    lifetime_seconds bigint NOT NULL DEFAULT 86400,
    ip_address inet NOT NULL DEFAULT '0.0.0.0',
    scope public.api_key_scope NOT NULL DEFAULT 'all',
    token_name text NOT NULL DEFAULT '',
    CONSTRAINT api_keys_user_id_uuid_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX idx_api_key_name ON public.api_keys (user_id, token_name) WHERE login_type = 'token';
CREATE INDEX idx_api_keys_user ON public.api_keys (user_id);
