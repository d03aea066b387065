using System.Globalization;
using System.Text.Json.Nodes;
using Gova.Moderation.Policy;
using Gova.Moderation.Review;

namespace Gova.Moderation.Conversations;

/// <summary>
/// Chooses what the model is shown beside the messages, within a bound of tokens: first the authors' records, then what the
/// channel was about, then past cases, then the conversation, the newest first. The same input gives the same bytes. What others
/// wrote does not get to speak to the reviewer: such texts are left out, also where only several together do.
/// </summary>
public static class ContextBuilder
{
    internal const string LeftOut = "[left out: it speaks to the reviewer]";

    private const int MaxText = 400;
    private const int MaxSummary = 1_200;
    private const int MaxCases = 3;
    private const int MaxEntries = 5;

    /// <summary>Records, summaries and cases each have at most so much of the room: most of it is the conversation's.</summary>
    private const double OthersShare = 0.2;

    /// <param name="messages">The messages at hand, which may not complete what a text in the context began.</param>
    /// <param name="guidelines">The channel's own, in the owner's words: they are not part of the bound.</param>
    public static ReviewContext Build(Surroundings around, IReadOnlyList<ReviewMessage> messages, int maxTokens, string? guidelines = null)
    {
        var space = new ContextSpace(maxTokens);
        var authors = space.Take("authors", around.Authors.OrderBy(author => author.AuthorId), Write, OthersShare);
        var channels = around.Channels.OrderBy(channel => channel.ChannelId).ToList();
        var summaries = space.Take("summaries", channels.Where(channel => !string.IsNullOrWhiteSpace(channel.Summary)), Summary, OthersShare);
        var cases = around.Cases.OrderByDescending(item => item.Similarity).ThenBy(item => item.EventId).Take(MaxCases).ToList();
        var shown = space.Take("past_cases", cases, Write, OthersShare);
        var conversation = space.Take("conversation", Newest(channels, messages), Write, share: 1);
        conversation.Reverse();

        var json = ContextSpace.Write(("authors", authors), ("summaries", summaries), ("past_cases", shown), ("conversation", conversation));
        return new ReviewContext(
            json, string.IsNullOrWhiteSpace(guidelines) ? null : guidelines,
            shown.Count == 0 ? null : [.. cases.Take(shown.Count).Select(item => new SimilarCase(item.EventId, Math.Round(item.Similarity, 3), item.Decision))]);
    }

    /// <summary>The conversation from its newest message back, resolved and without what tries to steer.</summary>
    private static IEnumerable<Line> Newest(List<ChannelContext> channels, IReadOnlyList<ReviewMessage> messages)
    {
        var lines = new List<Line>();
        foreach (var channel in channels)
        {
            var past = channel.Messages.OrderBy(message => message.MessageId).ToList();
            var safe = Safe(past, messages);
            var byId = past.Select((message, at) => (message.MessageId, At: at)).GroupBy(item => item.MessageId).ToDictionary(item => item.Key, item => item.First().At);
            for (var at = 0; at < past.Count; at++)
            {
                var message = past[at];
                lines.Add(new Line(
                    message.MessageId, channels.Count > 1 ? channel.Name ?? "another channel" : null,
                    Part(message.Author, message.Text, safe[at]), message.At, Answered(message)));
            }

            (string, string)? Answered(PastMessage message) =>
                message.ReplyTo is { } id && byId.TryGetValue(id, out var at) ? Part(past[at].Author, past[at].Text, safe[at])
                : message.ReplyText is { } text ? Part("a member", text, InjectionDetector.Find(text) == InjectionSignals.None)
                : null;
        }

        return lines.OrderByDescending(line => line.MessageId);
    }

    /// <summary>Which texts say nothing to the reviewer: neither on their own, nor together with others or with a message at hand.</summary>
    private static bool[] Safe(List<PastMessage> past, IReadOnlyList<ReviewMessage> messages)
    {
        var read = past.ConvertAll(message => new ReviewMessage(message.Author, message.Text));
        var silent = Enumerable.Range(0, past.Count).Where(at => read[at].Signals == InjectionSignals.None).ToList();
        var together = ReviewTogether.Split([.. silent.Select(at => read[at]), .. messages.Where(message => !message.Signals.IsAttempt())]);
        var safe = new bool[past.Count];
        for (var i = 0; i < silent.Count; i++)
        {
            safe[silent[i]] = together[i];
        }

        return safe;
    }

    private static (string Author, string Text) Part(string author, string text, bool isSafe) => isSafe ? (author, Cut(text, MaxText)) : ("a member", LeftOut);

    private static string Safe(string text, int length) => InjectionDetector.Find(text) == InjectionSignals.None ? Cut(text, length) : LeftOut;

    internal static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + "…";

    private static JsonObject Summary(ChannelContext channel) => new()
    {
        ["channel"] = Safe(channel.Name ?? "", 100),
        ["summary"] = Safe(channel.Summary!, MaxSummary),
    };

    private static JsonObject Write(AuthorStanding author) => new()
    {
        ["author"] = Safe(author.Author, 100),
        ["score"] = Math.Round(author.Score, 2),
        ["infractions"] = new JsonArray([.. author.Infractions.Take(MaxEntries).Select(item =>
            (JsonNode)new JsonObject { ["severity"] = Math.Round(item.Severity, 2), ["at"] = Time(item.At) })]),
        ["actions"] = new JsonArray([.. author.Actions.Take(MaxEntries).Select(item =>
            (JsonNode)new JsonObject { ["type"] = item.Type, ["at"] = Time(item.At) })]),
    };

    private static JsonObject Write(PastCase item)
    {
        var json = new JsonObject { ["text"] = Safe(item.Text, MaxText), ["severity"] = Math.Round(item.Severity, 2) };
        if (item.Decision is { } decision)
        {
            json["people_decided"] = decision;
        }

        return json;
    }

    private static JsonObject Write(Line line)
    {
        var json = new JsonObject { ["author"] = line.Said.Author, ["text"] = line.Said.Text, ["at"] = Time(line.At) };
        if (line.Channel is { } channel)
        {
            json["channel"] = Safe(channel, 100);
        }

        if (line.Answers is var (author, text))
        {
            json["answers"] = new JsonObject { ["author"] = author, ["text"] = text };
        }

        return json;
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private readonly record struct Line(
        long MessageId, string? Channel, (string Author, string Text) Said, DateTimeOffset At, (string Author, string Text)? Answers);
}
