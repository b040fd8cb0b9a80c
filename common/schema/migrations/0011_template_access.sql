-- Whom templates are shared with beyond roles: the id of a user or group, with the actions allowed to it.

ALTER TABLE public.templates
    ADD COLUMN user_acl jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN group_acl jsonb NOT NULL DEFAULT '{}';
