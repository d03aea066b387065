namespace Gova.Data.Migrations;

/// <summary>The parts of the first migration that the model cannot express.</summary>
internal static class InitialSql
{
    /// <summary>Partitioned by month; the default partition takes edits of messages older than the retention.</summary>
    public const string CreatePartitioned =
        """
        CREATE TABLE evaluation_events (
            event_id uuid NOT NULL,
            created_at timestamp with time zone NOT NULL,
            moderator_id uuid NOT NULL,
            platform_user_id text NOT NULL,
            severity_score real NULL,
            behaviour_score real NULL,
            context jsonb NOT NULL,
            channel_id bigint NOT NULL,
            message_id bigint NOT NULL,
            revision bigint NOT NULL,
            status text NOT NULL,
            decided_by text NOT NULL,
            reason text NULL,
            judged_at timestamp with time zone NULL,
            recorded_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
            CONSTRAINT pk_evaluation_events PRIMARY KEY (event_id, created_at),
            CONSTRAINT ck_evaluation_events_status CHECK (status IN ('pending_review', 'judged', 'no_verdict'))
        ) PARTITION BY RANGE (created_at);
        CREATE TABLE evaluation_events_default PARTITION OF evaluation_events DEFAULT;
        CREATE TABLE evaluation_embeddings (
            event_id uuid NOT NULL,
            created_at timestamp with time zone NOT NULL,
            moderator_id uuid NOT NULL,
            embedding halfvec(384) NOT NULL,
            CONSTRAINT pk_evaluation_embeddings PRIMARY KEY (event_id, created_at)
        ) PARTITION BY RANGE (created_at);
        CREATE TABLE evaluation_embeddings_default PARTITION OF evaluation_embeddings DEFAULT;
        """;

    public const string CaseInsensitiveAccounts =
        """
        CREATE UNIQUE INDEX ux_users_username ON users (lower(username));
        CREATE UNIQUE INDEX ux_users_email ON users (lower(email));
        """;

    /// <summary>Keeps the feed's cursor on updates, and wakes whoever tails; equal notifications of a transaction are sent once.</summary>
    public const string Feed =
        """
        CREATE FUNCTION gova_stamp_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.recorded_xid := pg_current_xact_id();
            RETURN NEW;
        END $$;
        CREATE FUNCTION gova_notify_feed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('gova_feed', '');
            RETURN NULL;
        END $$;
        CREATE TRIGGER tr_evaluation_events_recorded BEFORE UPDATE ON evaluation_events
            FOR EACH ROW EXECUTE FUNCTION gova_stamp_recorded();
        CREATE TRIGGER tr_action_events_recorded BEFORE UPDATE ON action_events
            FOR EACH ROW EXECUTE FUNCTION gova_stamp_recorded();
        CREATE TRIGGER tr_evaluation_events_feed AFTER INSERT OR UPDATE ON evaluation_events
            FOR EACH STATEMENT EXECUTE FUNCTION gova_notify_feed();
        CREATE TRIGGER tr_action_events_feed AFTER INSERT OR UPDATE ON action_events
            FOR EACH STATEMENT EXECUTE FUNCTION gova_notify_feed();
        """;

    public const string OutboxNotification =
        """
        CREATE FUNCTION gova_notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('gova_outbox', '');
            RETURN NULL;
        END $$;
        CREATE TRIGGER tr_outbox_messages_notify AFTER INSERT ON outbox_messages
            FOR EACH STATEMENT EXECUTE FUNCTION gova_notify_outbox();
        """;

    /// <summary>
    /// Creates the months to come and drops those past retention; the default partition keeps a row as long after its verdict.
    /// It runs as the owner, so that the app role needs no DDL, and takes only numbers and a time, so that nobody can make it
    /// touch another table.
    /// </summary>
    public const string MaintainPartitions =
        """
        CREATE FUNCTION gova_maintain_partitions(at timestamptz, months_ahead integer, months_kept integer) RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
            this_month timestamp := date_trunc('month', at AT TIME ZONE 'UTC');
            oldest timestamp := this_month - make_interval(months => greatest(months_kept, 1));
            month timestamp;
            parent text;
            partition_name text;
            changed integer := 0;
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtextextended('gova_maintain_partitions', 0));
            FOREACH parent IN ARRAY ARRAY['evaluation_events', 'evaluation_embeddings'] LOOP
                FOR i IN -1 .. least(months_ahead, 24) LOOP
                    month := this_month + make_interval(months => i);
                    partition_name := parent || to_char(month, '_YYYY_MM');
                    CONTINUE WHEN to_regclass(partition_name) IS NOT NULL;
                    BEGIN
                        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                            partition_name, parent, month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
                        changed := changed + 1;
                    EXCEPTION WHEN check_violation THEN
                        RAISE WARNING 'The default partition holds rows of %: they stay there.', partition_name;
                    END;
                END LOOP;
                FOR partition_name IN
                    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                    WHERE i.inhparent = parent::regclass AND c.relname ~ '_\d{4}_\d{2}$'
                      AND to_date(right(c.relname, 7), 'YYYY_MM') < oldest
                LOOP
                    EXECUTE format('DROP TABLE %I', partition_name);
                    changed := changed + 1;
                END LOOP;
            END LOOP;
            -- Its messages may be older than the retention from the start: what counts is when they were judged.
            DELETE FROM evaluation_events_default WHERE judged_at < oldest AT TIME ZONE 'UTC';
            DELETE FROM evaluation_embeddings_default d WHERE NOT EXISTS (
                SELECT FROM evaluation_events e WHERE e.event_id = d.event_id AND e.created_at = d.created_at);
            DELETE FROM review_queue q WHERE q.event_created_at < oldest AT TIME ZONE 'UTC' AND NOT EXISTS (
                SELECT FROM evaluation_events e WHERE e.event_id = q.event_id AND e.created_at = q.event_created_at);
            RETURN changed;
        END $$;
        REVOKE EXECUTE ON FUNCTION gova_maintain_partitions FROM PUBLIC;
        """;

    public const string Drop =
        """
        DROP TRIGGER tr_outbox_messages_notify ON outbox_messages;
        DROP TRIGGER tr_action_events_feed ON action_events;
        DROP TRIGGER tr_action_events_recorded ON action_events;
        DROP TRIGGER tr_evaluation_events_feed ON evaluation_events;
        DROP TRIGGER tr_evaluation_events_recorded ON evaluation_events;
        DROP FUNCTION gova_maintain_partitions, gova_notify_outbox, gova_notify_feed, gova_stamp_recorded;
        """;
}
