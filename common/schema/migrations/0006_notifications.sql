-- Messages to people. Nothing sends them here; the tables are those that creating and deleting users touches.

CREATE TABLE public.notification_templates (
    id uuid NOT NULL PRIMARY KEY,
    name text NOT NULL,
    title_template text NOT NULL,
    body_template text NOT NULL,
    actions jsonb,
    "group" text,
    method public.notification_method,
    kind public.notification_template_kind NOT NULL DEFAULT 'system',
    enabled_by_default boolean NOT NULL DEFAULT true,
    CONSTRAINT notification_templates_name_key UNIQUE (name)
);

CREATE TABLE public.notification_messages (
    id uuid NOT NULL PRIMARY KEY,
    notification_template_id uuid NOT NULL REFERENCES public.notification_templates (id) ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES public.users (id) ON DELETE CASCADE,
    method public.notification_method NOT NULL,
    status public.notification_message_status NOT NULL DEFAULT 'pending',
    status_reason text,
    created_by text NOT NULL,
    payload jsonb NOT NULL,
    attempt_count integer DEFAULT 0,
    targets uuid[],
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz,
    leased_until timestamptz,
    next_retry_after timestamptz,
    queued_seconds double precision,
    dedupe_hash text
);
CREATE UNIQUE INDEX notification_messages_dedupe_hash_idx ON public.notification_messages (dedupe_hash);

CREATE TABLE public.notification_preferences (
    user_id uuid NOT NULL REFERENCES public.users (id) ON DELETE CASCADE,
    notification_template_id uuid NOT NULL REFERENCES public.notification_templates (id) ON DELETE CASCADE,
    disabled boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, notification_template_id)
);
