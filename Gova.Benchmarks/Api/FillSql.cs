namespace Gova.Benchmarks.Api;

/// <summary>A year of many communities, made in the database. One of them has half of all messages.</summary>
internal static class FillSql
{
    public const int Communities = 100;

    /// <summary>Who writes in the largest community; few write much.</summary>
    public const int LargeMembers = 20_000;

    /// <summary>Of the words of messages, named <c>word0</c>, <c>word1</c> and so on, the first are the most common.</summary>
    public const int Words = 5_000;

    /// <summary>A month for each of the year's, as nobody would have made them before.</summary>
    public const string Partitions =
        "SELECT count(gova_maintain_partitions(now() - make_interval(months => k), 0, 24)) FROM generate_series(11, 0, -1) k";

    /// <summary>The definitions of the indexes that messages are filled in without: made at once they take a fraction of the time.</summary>
    public const string Indexes =
        """
        SELECT c.relname, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = 'evaluation_events'::regclass AND NOT i.indisprimary
        """;

    /// <summary>
    /// Messages from $1 up to $2 of $3 in the 365 days before $4, of the moderators $5: every second one the largest's, the others
    /// by thousands the others'. One in twenty is flagged.
    /// </summary>
    public const string Messages =
        """
        INSERT INTO evaluation_events (event_id, created_at, moderator_id, platform_user_id, severity_score, behaviour_score, context,
            channel_id, message_id, revision, status, decided_by, reason, judged_at, explanation)
        SELECT (lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(i & 4095), 3, '0') || '8' || lpad(to_hex(i), 15, '0'))::uuid,
            to_timestamp(ms / 1000.0),
            moderator,
            author::text,
            severity,
            0.9,
            jsonb_build_object('content', content, 'author_name', 'member' || author, 'author_role_ids', '["500", "501"]'::jsonb,
                'guild_id', '200000000000000123', 'channel_name', 'general'),
            300 + i % 7,
            ((ms - 1420070400000) << 22) | (i & 4194303),
            0,
            'judged',
            CASE WHEN severity >= 0.3 THEN 'rule' ELSE 'triage' END,
            CASE WHEN severity >= 0.3 THEN 'Advertising.' END,
            to_timestamp(ms / 1000.0) + interval '5 milliseconds',
            CASE WHEN severity >= 0.3 THEN '{"rule": "rules.links"}' ELSE '{"labels": {"spam": 0.07}}' END::jsonb
        FROM (
            SELECT i,
                (extract(epoch FROM $4::timestamptz) * 1000)::bigint - ($3 - i) * (365 * 86400000::bigint / $3) AS ms,
                CASE WHEN i % 2 = 0 THEN ($5::uuid[])[1] ELSE ($5::uuid[])[2 + ((i / 2000) % (array_length($5, 1) - 1))::int] END AS moderator,
                400 + floor(20000 * r1 * r1 * r1)::int AS author,
                (CASE WHEN i % 20 IN (6, 13) AND r2 < 0.5 THEN 0.3 + 0.7 * r3 ELSE 0.19 * r3 END)::real AS severity,
                concat_ws(' ', 'word' || floor(5000 * r1 * r2)::int, 'word' || floor(5000 * r2 * r3)::int, 'word' || floor(5000 * r3 * r1)::int,
                    'word' || floor(5000 * r4 * r4)::int, 'word' || floor(5000 * r4)::int, 'and then some of what is always said') AS content
            FROM (
                SELECT i, random() AS r1, random() AS r2, random() AS r3, random() AS r4 FROM generate_series($1::bigint, $2::bigint - 1) i
            ) random
        ) message
        """;

    /// <summary>An action for two in five of what was flagged.</summary>
    public const string Actions =
        """
        INSERT INTO action_events (action_id, event_id, event_created_at, moderator_id, platform, guild_id, channel_id, message_id,
            platform_user_id, action_type, action_params, status, reason, expires_at, created_at, updated_at)
        SELECT gen_random_uuid(), event_id, created_at, moderator_id, 'discord', 200000000000000123, channel_id, message_id, platform_user_id,
            (ARRAY['delete', 'delete', 'delete', 'timeout', 'warn', 'kick'])[1 + message_id % 6], '{}',
            (ARRAY['completed', 'completed', 'completed', 'completed', 'rejected', 'undone', 'expired', 'failed'])[1 + message_id % 8],
            'Advertising.', created_at + interval '1 day', created_at, created_at
        FROM evaluation_events WHERE severity_score >= 0.3 AND severity_score < 0.58
        """;

    /// <summary>A record of everybody in the largest community who was ever flagged.</summary>
    public const string Members =
        """
        INSERT INTO member_records (moderator_id, platform_user_id, score, name, events, updated_at)
        SELECT moderator_id, platform_user_id, exp(-0.1 * least(count(*), 100))::real, max(context->>'author_name'), '[]', max(created_at)
        FROM evaluation_events WHERE severity_score >= 0.3 GROUP BY 1, 2
        """;
}
