namespace Gova.Data.Migrations;

/// <summary>The parts of the migration of accounts and teams that the model cannot express.</summary>
internal static class AccountsSql
{
    /// <summary>
    /// The words of what was flagged, with the moderator in the same index, so that a word that all communities use costs one of
    /// them no more. Words and not trigrams: those know only ASCII where the database's character classes are those of C.
    /// </summary>
    public const string TextSearch =
        """
        CREATE INDEX ix_evaluation_events_text ON evaluation_events USING gin (moderator_id, to_tsvector('simple', lower(context->>'content')))
            WHERE severity_score >= 0.3;
        """;

    /// <summary>The history begins with what there is.</summary>
    public const string FirstConfigurations =
        """
        INSERT INTO moderator_configurations (moderator_id, version, conf, author, at)
        SELECT moderator_id, version, conf, user_id, updated_at FROM moderators;
        """;

    /// <summary>Run as the owner, so that the app role needs no right to change the audit log, and can only take out of it.</summary>
    public const string RedactAudit =
        """
        CREATE FUNCTION gova_redact_audit_of_account(account uuid) RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
            changed integer;
        BEGIN
            UPDATE audit_log SET
                actor_name = CASE WHEN actor_user_id = account THEN NULL ELSE actor_name END,
                ip_address = CASE WHEN actor_user_id = account THEN NULL ELSE ip_address END,
                before = CASE WHEN account_user_id = account OR target_id = account::text THEN NULL ELSE before END,
                after = CASE WHEN account_user_id = account OR target_id = account::text THEN NULL ELSE after END
            WHERE actor_user_id = account OR account_user_id = account OR target_id = account::text;
            GET DIAGNOSTICS changed = ROW_COUNT;
            RETURN changed;
        END $$;
        CREATE FUNCTION gova_redact_audit_of_member(moderator uuid, member text) RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
            changed integer;
        BEGIN
            UPDATE audit_log SET
                actor_name = CASE WHEN actor_platform_user_id = member THEN NULL ELSE actor_name END,
                actor_platform_user_id = nullif(actor_platform_user_id, member),
                before = CASE WHEN target_id = member THEN NULL ELSE before END,
                after = CASE WHEN target_id = member THEN NULL ELSE after END,
                target_id = CASE WHEN target_id = member THEN encode(sha256(convert_to(member, 'UTF8')), 'hex') ELSE target_id END
            WHERE moderator_id = moderator AND (actor_platform_user_id = member OR (target_kind = 'platform_user' AND target_id = member));
            GET DIAGNOSTICS changed = ROW_COUNT;
            RETURN changed;
        END $$;
        REVOKE EXECUTE ON FUNCTION gova_redact_audit_of_account, gova_redact_audit_of_member FROM PUBLIC;
        """;

    public const string Drop =
        """
        DROP FUNCTION gova_redact_audit_of_member, gova_redact_audit_of_account;
        DROP INDEX ix_evaluation_events_text;
        """;
}
