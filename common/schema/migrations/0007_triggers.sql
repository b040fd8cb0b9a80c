-- What the tables do by themselves. Names of triggers are those of Coder; functions are ours.

CREATE FUNCTION public.drop_access_of_deleted_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM public.api_keys WHERE user_id = NEW.id;
    DELETE FROM public.user_links WHERE user_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER trigger_update_users AFTER INSERT OR UPDATE ON public.users
    FOR EACH ROW WHEN (NEW.deleted) EXECUTE FUNCTION public.drop_access_of_deleted_user();

CREATE FUNCTION public.record_user_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.status <> OLD.status THEN
        INSERT INTO public.user_status_changes (user_id, new_status, changed_at)
        VALUES (NEW.id, NEW.status, NEW.updated_at);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.deleted AND NOT OLD.deleted THEN
        INSERT INTO public.user_deleted (user_id, deleted_at) VALUES (NEW.id, NEW.updated_at);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER user_status_change_trigger AFTER INSERT OR UPDATE ON public.users
    FOR EACH ROW EXECUTE FUNCTION public.record_user_status();

-- The lock lets no deletion pass between the look and the insert: one under way is waited for and then seen; a later
-- one waits for us, and its trigger removes what we insert. Not FOR SHARE: two sharers that go on to update the same
-- user, as logins do, would wait for each other.
CREATE FUNCTION public.refuse_key_of_deleted_user() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone boolean;
BEGIN
    SELECT deleted INTO gone FROM public.users WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF gone THEN
        RAISE EXCEPTION 'Cannot create API key for deleted user';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trigger_insert_apikeys BEFORE INSERT ON public.api_keys
    FOR EACH ROW EXECUTE FUNCTION public.refuse_key_of_deleted_user();

CREATE FUNCTION public.refuse_link_of_deleted_user() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone boolean;
BEGIN
    SELECT deleted INTO gone FROM public.users WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF gone THEN
        RAISE EXCEPTION 'Cannot create user_link for deleted user';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trigger_upsert_user_links BEFORE INSERT OR UPDATE ON public.user_links
    FOR EACH ROW EXECUTE FUNCTION public.refuse_link_of_deleted_user();

CREATE FUNCTION public.leave_groups_of_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM public.group_members
    USING public.groups
    WHERE group_members.user_id = OLD.user_id
      AND group_members.group_id = groups.id
      AND groups.organization_id = OLD.organization_id;
    RETURN OLD;
END $$;
CREATE TRIGGER trigger_delete_group_members_on_org_member_delete BEFORE DELETE ON public.organization_members
    FOR EACH ROW EXECUTE FUNCTION public.leave_groups_of_organization();

CREATE FUNCTION public.take_role_from_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.organization_members SET roles = array_remove(roles, OLD.name)
    WHERE organization_id = OLD.organization_id AND OLD.name = ANY (roles);
    RETURN OLD;
END $$;
CREATE TRIGGER remove_organization_member_custom_role BEFORE DELETE ON public.custom_roles
    FOR EACH ROW WHEN (OLD.organization_id IS NOT NULL) EXECUTE FUNCTION public.take_role_from_members();

-- In Coder the default organization has provisioner keys, and is kept by them; here it is kept for what it is.
CREATE FUNCTION public.keep_organization_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    resources bigint;
    group_count bigint;
    member_count bigint;
BEGIN
    SELECT (SELECT count(*) FROM public.workspaces WHERE organization_id = OLD.id AND NOT deleted)
         + (SELECT count(*) FROM public.templates WHERE organization_id = OLD.id AND NOT deleted)
      INTO resources;
    SELECT count(*) INTO group_count FROM public.groups WHERE organization_id = OLD.id;
    SELECT count(*) INTO member_count
      FROM public.organization_members AS member JOIN public.users ON users.id = member.user_id
     WHERE member.organization_id = OLD.id AND NOT users.deleted;
    IF OLD.is_default THEN
        RAISE EXCEPTION 'cannot delete the default organization';
    ELSIF resources > 0 THEN
        RAISE EXCEPTION 'cannot delete an organization with % workspaces and templates', resources;
    ELSIF group_count > 1 THEN
        RAISE EXCEPTION 'cannot delete an organization with % groups beside Everyone', group_count - 1;
    ELSIF member_count > 1 THEN
        RAISE EXCEPTION 'cannot delete an organization with % members', member_count;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER protect_deleting_organizations BEFORE UPDATE ON public.organizations
    FOR EACH ROW WHEN (NEW.deleted AND NOT OLD.deleted) EXECUTE FUNCTION public.keep_organization_in_use();

CREATE FUNCTION public.forget_next_start() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.workspaces SET next_start_at = NULL WHERE id = NEW.id;
    RETURN NULL;
END $$;
-- The name is cut to the length of an identifier, as in Coder.
CREATE TRIGGER trigger_nullify_next_start_at_on_workspace_autostart_modificati AFTER UPDATE ON public.workspaces
    FOR EACH ROW WHEN (
        NEW.next_start_at IS NOT NULL AND (
            NEW.dormant_at IS NOT NULL
            OR (NEW.autostart_schedule IS DISTINCT FROM OLD.autostart_schedule
                AND NEW.next_start_at IS NOT DISTINCT FROM OLD.next_start_at)))
    EXECUTE FUNCTION public.forget_next_start();

CREATE FUNCTION public.inhibit_unwanted_message() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unwanted boolean;
BEGIN
    SELECT coalesce(preference.disabled, NOT template.enabled_by_default) INTO unwanted
      FROM public.notification_templates AS template
      LEFT JOIN public.notification_preferences AS preference
        ON preference.notification_template_id = template.id AND preference.user_id = NEW.user_id
     WHERE template.id = NEW.notification_template_id;
    IF unwanted THEN
        RAISE EXCEPTION 'message refused: notification is not enabled';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER inhibit_enqueue_if_disabled BEFORE INSERT ON public.notification_messages
    FOR EACH ROW EXECUTE FUNCTION public.inhibit_unwanted_message();

CREATE FUNCTION public.hash_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.dedupe_hash := md5(concat_ws(':', NEW.notification_template_id, NEW.user_id, NEW.method, NEW.payload,
                                     array_to_string(NEW.targets, ','),
                                     to_char(NEW.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')));
    RETURN NEW;
END $$;
CREATE TRIGGER update_notification_message_dedupe_hash BEFORE INSERT OR UPDATE ON public.notification_messages
    FOR EACH ROW EXECUTE FUNCTION public.hash_message();
