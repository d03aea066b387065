using System.Text.RegularExpressions;

namespace Gova.Tests.Billing.Crashes;

/// <summary>
/// What Postgres is asked to do at once, where that changes something for good: a change of its own, or the end of a transaction. All
/// else is no step, since before and after it everything is as it was.
/// </summary>
/// <param name="Text">What tells it from others.</param>
internal sealed partial record SqlStep(string Text)
{
    /// <summary>Events are taken in.</summary>
    public const string Arrival = "INSERT INTO stripe_events";

    /// <summary>Events are taken to be handled; every second there is a look for some.</summary>
    public const string Claim = "UPDATE stripe_events e SET leased_until";

    private const int MaxLength = 90;
    private const string Begin = "BEGIN";
    private const string Commit = "COMMIT";
    private const string Rollback = "ROLLBACK";

    /// <summary>The driver's own, what only reads, and what has nothing to do with what is tested.</summary>
    private static readonly string[] Others =
        ["SELECT", "SAVEPOINT", "RELEASE", "DISCARD", "LISTEN", "UPDATE stripe_events SET payload = NULL"];

    /// <param name="transaction">Of the connection: what it did last in its transaction; null in none.</param>
    /// <returns>Null when it is no step.</returns>
    public static SqlStep? Of(IReadOnlyList<string> statements, ref string? transaction)
    {
        var texts = statements.Select(statement => Spaces().Replace(statement, " ").Trim())
            .Where(text => !Others.Any(other => text.StartsWith(other, StringComparison.Ordinal))).ToList();
        if (texts.Count == 0)
        {
            return null;
        }

        var text = string.Join(" + ", texts.Select(text => text.Length > MaxLength ? text[..MaxLength] : text));
        if (text.StartsWith(Begin, StringComparison.Ordinal) || text.StartsWith(Rollback, StringComparison.Ordinal))
        {
            transaction = text.StartsWith(Begin, StringComparison.Ordinal) ? "" : null;
            return null;
        }

        if (text == Commit)
        {
            var ended = transaction;
            transaction = null;
            // One that has only read, or looked whether there is something to publish, ends in nothing.
            return string.IsNullOrEmpty(ended) ? null : new SqlStep($"{Commit} of {ended}");
        }

        if (transaction is null)
        {
            return new SqlStep(text);
        }

        transaction = text;
        return null;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
