using System.Text.Json;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Data.Vectors;

/// <summary>Messages with a text, judged and recorded.</summary>
internal static class FlaggedTexts
{
    private static long lastMessage = 5_000;

    public static EvaluationRecord Of(
        Guid moderatorId, string text, float severity = 0.8f, string author = "42", DateTimeOffset? judgedAt = null, ActionStatus? action = null)
    {
        var at = judgedAt ?? Samples.Now;
        var record = Samples.Evaluation(moderatorId, Interlocked.Increment(ref lastMessage), action: action, createdAt: at);
        return record with
        {
            PlatformUserId = author,
            SeverityScore = severity,
            JudgedAt = at,
            Context = JsonSerializer.Serialize(new { content = text, author_name = "Ann", guild_id = "1" }),
        };
    }

    public static Task RecordAsync(TestDatabase database, params EvaluationRecord[] records) =>
        new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System).ExecuteAsync(records, TestContext.Current.CancellationToken);
}
