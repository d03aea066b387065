namespace Gova.Data.Statistics;

/// <summary>Counts one quarter of an hour of one moderator from what is stored: of every row <c>c (moderator_id, slot)</c>.</summary>
internal static class CountQuarterHour
{
    public const string Columns =
        """
        e.evaluations, e.flagged, e.pending, e.no_verdict, e.fine, e.minor, e.moderate, e.serious, e.severe, a.actions, a.by_type
        """;

    public const string Joins =
        """
        CROSS JOIN LATERAL (
            SELECT count(*) AS evaluations,
                count(*) FILTER (WHERE severity_score >= 0.3) AS flagged,
                count(*) FILTER (WHERE status = 'pending_review') AS pending,
                count(*) FILTER (WHERE status = 'no_verdict') AS no_verdict,
                count(*) FILTER (WHERE severity_score < 0.2::real) AS fine,
                count(*) FILTER (WHERE severity_score >= 0.2::real AND severity_score < 0.4::real) AS minor,
                count(*) FILTER (WHERE severity_score >= 0.4::real AND severity_score < 0.6::real) AS moderate,
                count(*) FILTER (WHERE severity_score >= 0.6::real AND severity_score < 0.8::real) AS serious,
                count(*) FILTER (WHERE severity_score >= 0.8::real) AS severe
            FROM evaluation_events
            WHERE moderator_id = c.moderator_id AND created_at >= c.slot AND created_at < c.slot + interval '15 minutes'
        ) e
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(counted), 0) AS actions, coalesce(jsonb_object_agg(action_type, statuses), '{}') AS by_type
            FROM (
                SELECT action_type, jsonb_object_agg(status, found) AS statuses, sum(counted) AS counted
                FROM (
                    SELECT action_type, status, count(*) AS found,
                        count(*) FILTER (WHERE origin IN ('policy', 'command') AND status NOT IN ('refused', 'shadowed')) AS counted
                    FROM action_events
                    WHERE moderator_id = c.moderator_id AND created_at >= c.slot AND created_at < c.slot + interval '15 minutes'
                    GROUP BY action_type, status
                ) by_status
                GROUP BY action_type
            ) by_type
        ) a
        """;
}
