-- Workspaces and what they stand on. Postern only counts them; the tables are as wide as counting needs.

CREATE TABLE public.templates (
    id uuid NOT NULL PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    organization_id uuid NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
    deleted boolean NOT NULL DEFAULT false,
    name varchar(64) NOT NULL,
    provisioner public.provisioner_type NOT NULL,
    active_version_id uuid NOT NULL,
    created_by uuid NOT NULL REFERENCES public.users (id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX templates_organization_id_name_idx ON public.templates (organization_id, lower(name))
    WHERE NOT deleted;

CREATE TABLE public.template_versions (
    id uuid NOT NULL PRIMARY KEY,
    template_id uuid REFERENCES public.templates (id) ON DELETE CASCADE,
    organization_id uuid NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    name varchar(64) NOT NULL,
    readme varchar(1048576) NOT NULL,
    job_id uuid NOT NULL,
    created_by uuid NOT NULL REFERENCES public.users (id) ON DELETE RESTRICT,
    CONSTRAINT template_versions_template_id_name_key UNIQUE (template_id, name)
);

CREATE TABLE public.template_version_presets (
    id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    template_version_id uuid NOT NULL REFERENCES public.template_versions (id) ON DELETE CASCADE,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE public.provisioner_jobs (
    id uuid NOT NULL PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    started_at timestamptz,
    canceled_at timestamptz,
    completed_at timestamptz,
    error text,
    organization_id uuid NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
    initiator_id uuid NOT NULL,
    provisioner public.provisioner_type NOT NULL,
    storage_method public.provisioner_storage_method NOT NULL,
    type public.provisioner_job_type NOT NULL,
    input jsonb NOT NULL,
    worker_id uuid,
    file_id uuid NOT NULL,
    tags jsonb NOT NULL DEFAULT '{"scope": "organization"}',
    error_code text,
    trace_metadata jsonb,
    job_status public.provisioner_job_status NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN error <> '' THEN 'failed'::public.provisioner_job_status
            WHEN completed_at IS NOT NULL AND canceled_at IS NOT NULL THEN 'canceled'::public.provisioner_job_status
            WHEN completed_at IS NOT NULL THEN 'succeeded'::public.provisioner_job_status
            WHEN canceled_at IS NOT NULL THEN 'canceling'::public.provisioner_job_status
            WHEN started_at IS NULL THEN 'pending'::public.provisioner_job_status
            ELSE 'running'::public.provisioner_job_status
        END) STORED
);
CREATE INDEX idx_provisioner_jobs_status ON public.provisioner_jobs (job_status);
CREATE INDEX provisioner_jobs_started_at_idx ON public.provisioner_jobs (started_at) WHERE started_at IS NULL;

CREATE TABLE public.workspaces (
    id uuid NOT NULL PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    owner_id uuid NOT NULL REFERENCES public.users (id) ON DELETE RESTRICT,
    organization_id uuid NOT NULL REFERENCES public.organizations (id) ON DELETE RESTRICT,
    template_id uuid NOT NULL REFERENCES public.templates (id) ON DELETE RESTRICT,
    deleted boolean NOT NULL DEFAULT false,
    name varchar(64) NOT NULL,
    autostart_schedule text,
    ttl bigint,
    last_used_at timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00',
    dormant_at timestamptz,
    deleting_at timestamptz,
    automatic_updates public.automatic_updates NOT NULL DEFAULT 'never',
    favorite boolean NOT NULL DEFAULT false,
    next_start_at timestamptz
);
CREATE UNIQUE INDEX workspaces_owner_id_lower_idx ON public.workspaces (owner_id, lower(name)) WHERE NOT deleted;
CREATE INDEX workspace_template_id_idx ON public.workspaces (template_id) WHERE NOT deleted;
CREATE INDEX workspace_next_start_at_idx ON public.workspaces (next_start_at) WHERE NOT deleted;

CREATE TABLE public.workspace_builds (
    id uuid NOT NULL PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    workspace_id uuid NOT NULL REFERENCES public.workspaces (id) ON DELETE CASCADE,
    template_version_id uuid NOT NULL REFERENCES public.template_versions (id) ON DELETE CASCADE,
    build_number integer NOT NULL,
    transition public.workspace_transition NOT NULL,
    initiator_id uuid NOT NULL,
    provisioner_state bytea,
    job_id uuid NOT NULL REFERENCES public.provisioner_jobs (id) ON DELETE CASCADE,
    deadline timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00',
    reason public.build_reason NOT NULL DEFAULT 'initiator',
    daily_cost integer NOT NULL DEFAULT 0,
    max_deadline timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00',
    template_version_preset_id uuid REFERENCES public.template_version_presets (id) ON DELETE SET NULL,
    CONSTRAINT workspace_builds_job_id_key UNIQUE (job_id),
    CONSTRAINT workspace_builds_workspace_id_build_number_key UNIQUE (workspace_id, build_number)
);

CREATE TABLE public.workspace_agent_stats (
    id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    user_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    workspace_id uuid NOT NULL,
    template_id uuid NOT NULL,
    connections_by_proto jsonb NOT NULL DEFAULT '{}',
    connection_count bigint NOT NULL DEFAULT 0,
    rx_packets bigint NOT NULL DEFAULT 0,
    rx_bytes bigint NOT NULL DEFAULT 0,
    tx_packets bigint NOT NULL DEFAULT 0,
    tx_bytes bigint NOT NULL DEFAULT 0,
    connection_median_latency_ms double precision NOT NULL DEFAULT -1,
    session_count_vscode bigint NOT NULL DEFAULT 0,
    session_count_jetbrains bigint NOT NULL DEFAULT 0,
    session_count_reconnecting_pty bigint NOT NULL DEFAULT 0,
    session_count_ssh bigint NOT NULL DEFAULT 0,
    usage boolean NOT NULL DEFAULT false,
    CONSTRAINT agent_stats_pkey PRIMARY KEY (id)
);
CREATE INDEX idx_agent_stats_created_at ON public.workspace_agent_stats (created_at);
CREATE INDEX idx_agent_stats_user_id ON public.workspace_agent_stats (user_id);
CREATE INDEX workspace_agent_stats_template_id_created_at_user_id_idx
    ON public.workspace_agent_stats (template_id, created_at, user_id)
    INCLUDE (session_count_vscode, session_count_jetbrains, session_count_reconnecting_pty, session_count_ssh,
             connection_median_latency_ms)
    WHERE connection_count > 0;
