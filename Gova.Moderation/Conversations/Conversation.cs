namespace Gova.Moderation.Conversations;

/// <summary>A message that was written before those which are judged.</summary>
/// <param name="ReplyTo">The message that it answers.</param>
/// <param name="ReplyText">What that one said, where it is not among the others.</param>
public sealed record PastMessage(
    long MessageId, long AuthorId, string Author, string Text, DateTimeOffset At, long? ReplyTo = null, string? ReplyText = null);

/// <summary>What is known of one channel.</summary>
/// <param name="Summary">What it has been talking about, in a model's words.</param>
/// <param name="Messages">What was written last, in any order.</param>
public sealed record ChannelContext(long ChannelId, string? Name, string? Summary, IReadOnlyList<PastMessage> Messages);

/// <summary>How an author stands in this community.</summary>
/// <param name="Score">0 to 1, lower is worse.</param>
/// <param name="Infractions">Severity and time of messages that were not harmless, the newest first.</param>
/// <param name="Actions">Kind and time of what was done, the newest first.</param>
public sealed record AuthorStanding(
    long AuthorId,
    string Author,
    double Score,
    IReadOnlyList<(double Severity, DateTimeOffset At)> Infractions,
    IReadOnlyList<(string Type, DateTimeOffset At)> Actions);

/// <summary>A past case of this community that is like a message at hand.</summary>
/// <param name="Decision">What people decided about it; null where that is not known, or not to be shown.</param>
public sealed record PastCase(Guid EventId, string Text, double Severity, double Similarity, string? Decision = null);

/// <summary>All that may be shown to the model beside the messages.</summary>
public sealed record Surroundings(
    IReadOnlyList<ChannelContext> Channels, IReadOnlyList<AuthorStanding> Authors, IReadOnlyList<PastCase> Cases)
{
    public static Surroundings None { get; } = new([], [], []);
}
