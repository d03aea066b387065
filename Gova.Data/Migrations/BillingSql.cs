namespace Gova.Data.Migrations;

/// <summary>The parts of the migration of billing that the model cannot express.</summary>
internal static class BillingSql
{
    /// <summary>What was counted today goes on counting, with what the models cost beside it.</summary>
    public const string RenameUsage =
        """
        ALTER TABLE message_usage RENAME TO account_usage;
        ALTER TABLE account_usage RENAME CONSTRAINT pk_message_usage TO pk_account_usage;
        ALTER TABLE account_usage RENAME CONSTRAINT fk_message_usage_users TO fk_account_usage_users;
        ALTER TABLE account_usage ADD COLUMN model_tokens bigint NOT NULL DEFAULT 0, ADD COLUMN model_cost numeric(14,8) NOT NULL DEFAULT 0;
        ALTER TABLE account_usage ALTER COLUMN model_tokens DROP DEFAULT, ALTER COLUMN model_cost DROP DEFAULT;
        INSERT INTO account_usage (user_id, day, messages, refused, model_tokens, model_cost)
        SELECT m.user_id, u.day, 0, 0, sum(u.input_tokens + u.output_tokens), sum(u.cost)
        FROM model_usage u JOIN moderators m ON m.moderator_id = u.moderator_id
        GROUP BY m.user_id, u.day
        ON CONFLICT (user_id, day) DO UPDATE SET model_tokens = excluded.model_tokens, model_cost = excluded.model_cost;
        """;

    public const string RestoreUsage =
        """
        ALTER TABLE account_usage DROP COLUMN model_tokens, DROP COLUMN model_cost;
        ALTER TABLE account_usage RENAME CONSTRAINT fk_account_usage_users TO fk_message_usage_users;
        ALTER TABLE account_usage RENAME CONSTRAINT pk_account_usage TO pk_message_usage;
        ALTER TABLE account_usage RENAME TO message_usage;
        """;

    /// <summary>
    /// Also takes out what people changed about an action on the member, and where other entries mention them. It must run while
    /// the actions are there.
    /// </summary>
    public const string RedactAudit =
        """
        CREATE OR REPLACE FUNCTION gova_redact_audit_of_member(moderator uuid, member text) RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
            changed integer;
            mention text := '(?<![0-9])' || member || '(?![0-9])';
        BEGIN
            UPDATE audit_log SET
                actor_name = CASE WHEN actor_platform_user_id = member THEN NULL ELSE actor_name END,
                actor_platform_user_id = nullif(actor_platform_user_id, member),
                before = CASE WHEN target_id = member THEN NULL ELSE before END,
                after = CASE WHEN target_id = member THEN NULL ELSE after END,
                target_id = CASE WHEN target_id = member THEN encode(sha256(convert_to(member, 'UTF8')), 'hex') ELSE target_id END
            WHERE moderator_id = moderator AND (actor_platform_user_id = member OR (target_kind = 'platform_user' AND target_id = member));
            GET DIAGNOSTICS changed = ROW_COUNT;
            UPDATE audit_log a SET before = NULL, after = NULL
            FROM action_events e
            WHERE e.moderator_id = moderator AND e.platform_user_id = member AND a.moderator_id = moderator
                AND a.target_kind = 'action' AND a.target_id = e.action_id::text AND (a.before IS NOT NULL OR a.after IS NOT NULL);
            IF member ~ '^[0-9]+$' THEN
                UPDATE audit_log SET
                    before = regexp_replace(before::text, mention, '0', 'g')::jsonb,
                    after = regexp_replace(after::text, mention, '0', 'g')::jsonb
                WHERE moderator_id = moderator AND position(member IN concat(before::text, after::text)) > 0;
            END IF;
            RETURN changed;
        END $$;
        """;
}
