-- What every installation starts with: the default organization, its group Everyone, and the system user.

INSERT INTO public.organizations (id, name, display_name, description, created_at, updated_at, is_default)
VALUES (gen_random_uuid(), 'coder', 'Coder', 'Builtin default organization.', now(), now(), true);

INSERT INTO public.groups (id, name, organization_id)
SELECT id, 'Everyone', id FROM public.organizations WHERE is_default;

INSERT INTO public.users (id, email, username, name, hashed_password, created_at, updated_at, status, login_type,
                          is_system)
VALUES ('c42fdf75-3097-471c-8c33-fb52454d81c0', 'prebuilds@system', 'prebuilds', 'Prebuilds Owner', 'none', now(),
        now(), 'active', 'none', true);

INSERT INTO public.organization_members (organization_id, user_id, created_at, updated_at)
SELECT id, 'c42fdf75-3097-471c-8c33-fb52454d81c0', now(), now() FROM public.organizations WHERE is_default;
