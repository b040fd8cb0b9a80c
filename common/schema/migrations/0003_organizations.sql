-- Organizations, who is in them, with which roles and in which groups.

CREATE TABLE public.organizations (
    id uuid NOT NULL PRIMARY KEY,
    name text NOT NULL,
    description text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    is_default boolean NOT NULL DEFAULT false,
    display_name text NOT NULL,
    icon text NOT NULL DEFAULT '',
    deleted boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX idx_organization_name_lower ON public.organizations (lower(name)) WHERE NOT deleted;
CREATE UNIQUE INDEX organizations_single_default_org ON public.organizations (is_default) WHERE is_default;

CREATE TABLE public.organization_members (
    user_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    roles text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (organization_id, user_id),
    CONSTRAINT organization_members_user_id_uuid_fkey
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE,
    CONSTRAINT organization_members_organization_id_uuid_fkey
        FOREIGN KEY (organization_id) REFERENCES public.organizations (id) ON DELETE CASCADE
);
CREATE INDEX idx_organization_member_user_id_uuid ON public.organization_members (user_id);
CREATE INDEX idx_organization_member_organization_id_uuid ON public.organization_members (organization_id);

CREATE TABLE public.custom_roles (
    name text NOT NULL,
    display_name text NOT NULL,
    site_permissions jsonb NOT NULL DEFAULT '[]',
    org_permissions jsonb NOT NULL DEFAULT '{}',  -- As Coder has it; whoever writes gives an array.
    user_permissions jsonb NOT NULL DEFAULT '[]',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    organization_id uuid,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    CONSTRAINT custom_roles_unique_key UNIQUE (name, organization_id)
);
CREATE UNIQUE INDEX idx_custom_roles_name_lower ON public.custom_roles (lower(name));
CREATE INDEX idx_custom_roles_id ON public.custom_roles (id);

CREATE TABLE public.groups (
    id uuid NOT NULL PRIMARY KEY,
    name text NOT NULL,
    organization_id uuid NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
    avatar_url text NOT NULL DEFAULT '',
    quota_allowance integer NOT NULL DEFAULT 0,
    display_name text NOT NULL DEFAULT '',
    source public.group_source NOT NULL DEFAULT 'user',
    CONSTRAINT groups_name_organization_id_key UNIQUE (name, organization_id)
);

CREATE TABLE public.group_members (
    user_id uuid NOT NULL REFERENCES public.users (id) ON DELETE CASCADE,
    group_id uuid NOT NULL REFERENCES public.groups (id) ON DELETE CASCADE,
    CONSTRAINT group_members_user_id_group_id_key UNIQUE (user_id, group_id)
);
