-- The types of what Coder's database has too. The order of the labels is part of the contract: they sort by it.

CREATE TYPE public.login_type AS ENUM ('password', 'github', 'oidc', 'token', 'none', 'oauth2_provider_app');
CREATE TYPE public.user_status AS ENUM ('active', 'suspended', 'dormant');
CREATE TYPE public.api_key_scope AS ENUM ('all', 'application_connect');
CREATE TYPE public.audit_action AS ENUM (
    'create', 'write', 'delete', 'start', 'stop', 'login', 'logout', 'register', 'request_password_reset',
    'connect', 'disconnect', 'open', 'close');
CREATE TYPE public.resource_type AS ENUM (
    'organization', 'template', 'template_version', 'user', 'workspace', 'git_ssh_key', 'api_key', 'group',
    'workspace_build', 'license', 'workspace_proxy', 'convert_login', 'health_settings', 'oauth2_provider_app',
    'oauth2_provider_app_secret', 'custom_role', 'organization_member', 'notifications_settings',
    'notification_template', 'idp_sync_settings_organization', 'idp_sync_settings_group',
    'idp_sync_settings_role', 'workspace_agent', 'workspace_app');
CREATE TYPE public.workspace_transition AS ENUM ('start', 'stop', 'delete');
CREATE TYPE public.build_reason AS ENUM (
    'initiator', 'autostart', 'autostop', 'dormancy', 'failedstop', 'autodelete');
CREATE TYPE public.provisioner_job_status AS ENUM (
    'pending', 'running', 'succeeded', 'canceling', 'canceled', 'failed', 'unknown');
CREATE TYPE public.provisioner_job_type AS ENUM (
    'template_version_import', 'workspace_build', 'template_version_dry_run');
CREATE TYPE public.provisioner_type AS ENUM ('echo', 'terraform');
CREATE TYPE public.provisioner_storage_method AS ENUM ('file');
CREATE TYPE public.group_source AS ENUM ('user', 'oidc');
CREATE TYPE public.automatic_updates AS ENUM ('always', 'never');
CREATE TYPE public.app_sharing_level AS ENUM ('owner', 'authenticated', 'public');
CREATE TYPE public.crypto_key_feature AS ENUM (
    'workspace_apps_token', 'workspace_apps_api_key', 'oidc_convert', 'tailnet_resume');
CREATE TYPE public.notification_method AS ENUM ('smtp', 'webhook', 'inbox');
CREATE TYPE public.notification_message_status AS ENUM (
    'pending', 'leased', 'sent', 'permanent_failure', 'temporary_failure', 'unknown', 'inhibited');
CREATE TYPE public.notification_template_kind AS ENUM ('system');
CREATE TYPE public.inbox_notification_read_status AS ENUM ('all', 'unread', 'read');
CREATE TYPE public.workspace_agent_lifecycle_state AS ENUM (
    'created', 'starting', 'start_timeout', 'start_error', 'ready', 'shutting_down', 'shutdown_timeout',
    'shutdown_error', 'off');
CREATE TYPE public.agent_key_scope_enum AS ENUM ('all', 'no_user_data');

CREATE TYPE public.name_organization_pair AS (name text, organization_id uuid);
CREATE TYPE public.agent_id_name_pair AS (id uuid, name text);

-- A map from strings to strings.
CREATE DOMAIN public.tagset AS jsonb CONSTRAINT tagset_validation CHECK (
    jsonb_typeof(VALUE) = 'object' AND NOT jsonb_path_exists(VALUE, '$.* ? (@.type() != "string")'));
