namespace Gova.Data.Migrations;

/// <summary>The parts of the migration of Discord's actions that the model cannot express.</summary>
internal static class DiscordActionsSql
{
    /// <summary>
    /// Whoever changes an action's status makes its review card due in the same transaction, so that no card goes on showing what
    /// is over; and an action that awaits approval wakes those who post cards.
    /// </summary>
    public const string WakeReviewCards =
        """
        CREATE FUNCTION gova_wake_review_cards() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                UPDATE review_cards SET next_attempt_at = '-infinity' WHERE action_id = NEW.action_id;
                IF NOT FOUND AND NEW.status <> 'awaiting_approval' THEN
                    RETURN NULL;
                END IF;
            END IF;
            PERFORM pg_notify('gova_cards', '');
            RETURN NULL;
        END $$;
        CREATE TRIGGER tr_action_events_new_card AFTER INSERT ON action_events
            FOR EACH ROW WHEN (NEW.status = 'awaiting_approval') EXECUTE FUNCTION gova_wake_review_cards();
        CREATE TRIGGER tr_action_events_card AFTER UPDATE OF status ON action_events
            FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION gova_wake_review_cards();
        """;

    public const string Drop =
        """
        DROP TRIGGER tr_action_events_card ON action_events;
        DROP TRIGGER tr_action_events_new_card ON action_events;
        DROP FUNCTION gova_wake_review_cards;
        """;
}
