using System.Globalization;
using System.Text.Json;
using Gova.Data.Conversations;
using Gova.Data.Reputation;
using Gova.Moderation.Conversations;
using Gova.Moderation.Policy;
using Gova.Moderation.Reputation;
using Gova.Moderation.Review;
using Gova.Moderation.Triage;
using Gova.ModerationWorker.Embeddings;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.Moderators;
using Gova.ModerationWorker.Pipeline;
using Gova.ModerationWorker.Reputation;
using Gova.ModerationWorker.ReviewQueue;
using PastCase = Gova.Moderation.Conversations.PastCase;

namespace Gova.ModerationWorker.Conversations;

/// <summary>What a request is made of: the messages as the model sees them, and what it is shown beside them.</summary>
internal sealed record ReviewMaterial(IReadOnlyList<ReviewMessage> Messages, ReviewContext Context);

/// <summary>Gathers what is known around the messages of a request: conversation, summary, records, the channel's own guidelines.</summary>
internal sealed class ReviewSurroundings(
    ConversationBook book, StoredConversations stored, MemberRecords members, PastCases pastCases, LlmOptions llm)
{
    /// <summary>Messages of a request whose past cases are looked for.</summary>
    private const int MaxDoubtful = 3;

    public async Task<ReviewMaterial> GatherAsync(
        ActiveModerator moderator, IReadOnlyList<OpenReview> reviews, CancellationToken cancellationToken)
    {
        var channels = new List<ChannelContext>();
        foreach (var channel in reviews.GroupBy(item => item.Review.ChannelId))
        {
            channels.Add(await ChannelAsync(moderator, [.. channel], cancellationToken));
        }

        var messages = reviews.Select(item => Message(item, channels)).ToList();
        var around = new Surroundings(
            channels.ConvertAll(channel => Without(channel, reviews)),
            await StandingsAsync(moderator, reviews, cancellationToken),
            await CasesAsync(moderator, messages, cancellationToken));
        return new ReviewMaterial(messages, ContextBuilder.Build(around, messages, llm.ContextTokens, Guidelines(moderator.Configuration, reviews)));
    }

    /// <summary>What this process saw, else what is stored: the messages may have come through another worker, or before a restart.</summary>
    private async Task<ChannelContext> ChannelAsync(ActiveModerator moderator, List<OpenReview> reviews, CancellationToken cancellationToken)
    {
        var (newest, context) = (reviews.MaxBy(item => item.Review.MessageId)!.Review, reviews[0].Context);
        var messages = book.Recent(newest.ChannelId);
        if (messages.Count < ConversationBook.Kept / 2 || messages.All(message => message.MessageId != newest.MessageId))
        {
            messages = [.. (await stored.MessagesAsync(
                moderator.ModeratorId, newest.ChannelId, newest.EventCreatedAt, ConversationBook.Kept, cancellationToken)).Select(Read).OfType<PastMessage>()];
        }

        var summary = await stored.SummaryAsync(moderator.ModeratorId, newest.ChannelId, cancellationToken);
        return new ChannelContext(newest.ChannelId, context.ChannelName, summary, messages);
    }

    /// <summary>The channel before the newest of the messages at hand, and without these.</summary>
    private static ChannelContext Without(ChannelContext channel, IReadOnlyList<OpenReview> reviews)
    {
        var asked = reviews.Where(item => item.Review.ChannelId == channel.ChannelId).Select(item => item.Review.MessageId).ToHashSet();
        var newest = asked.Max();
        return channel with { Messages = [.. channel.Messages.Where(message => message.MessageId < newest && !asked.Contains(message.MessageId))] };
    }

    private static ReviewMessage Message(OpenReview item, List<ChannelContext> channels)
    {
        var context = item.Context;
        var answered = context.ReplyToMessageId is { } id
            ? channels.Find(channel => channel.ChannelId == item.Review.ChannelId)?.Messages.FirstOrDefault(message => message.MessageId == id)
            : null;
        var quoted = answered is not null ? new QuotedMessage(answered.Author, answered.Text)
            : context.ReplyToContent is { Length: > 0 } text ? new QuotedMessage("a member", ConversationBook.Cut(text))
            : null;
        return new ReviewMessage(
            context.AuthorName, JudgedText.Of(context.Content, context.AddedText, context.EmbedText), quoted, context.ChannelName,
            channels.Count > 1 ? 1 + channels.FindIndex(channel => channel.ChannelId == item.Review.ChannelId) : null);
    }

    /// <summary>Past cases like the messages that the local model does not take to be clean.</summary>
    private async Task<List<PastCase>> CasesAsync(ActiveModerator moderator, List<ReviewMessage> messages, CancellationToken cancellationToken)
    {
        var cases = new List<PastCase>();
        foreach (var message in messages.Where(message => Suspicion.IsDoubtful(message.Text, TriageModel.Default.Flagged(message.Text))).Take(MaxDoubtful))
        {
            cases.AddRange((await pastCases.FindAsync(moderator, message.Text, cancellationToken))
                .Select(item => new PastCase(item.EventId, item.Text, item.Severity, item.Similarity, item.Decision)));
        }

        return [.. cases.DistinctBy(item => item.EventId)];
    }

    private async Task<List<AuthorStanding>> StandingsAsync(
        ActiveModerator moderator, IReadOnlyList<OpenReview> reviews, CancellationToken cancellationToken)
    {
        var standings = new List<AuthorStanding>();
        await members.LoadAsync(
            [.. reviews.Select(item => new MemberKey(moderator.ModeratorId, item.Review.PlatformUserId)).Distinct()], cancellationToken);
        foreach (var item in reviews.DistinctBy(item => item.Review.PlatformUserId))
        {
            var author = long.Parse(item.Review.PlatformUserId, CultureInfo.InvariantCulture);
            if (await members.LoadAsync(moderator.ModeratorId, author, cancellationToken) is { Events.Count: > 0 } record)
            {
                var events = record.Events.Reverse().ToList();
                standings.Add(new AuthorStanding(
                    author, item.Context.AuthorName, record.Score(item.Review.EventCreatedAt),
                    [.. events.Where(e => e.Kind == BehaviourEventKind.Message).Select(e => (e.Severity ?? 0, e.At))],
                    [.. events.Where(e => e is { Kind: BehaviourEventKind.Action, Type: not null })
                        .Select(e => (JsonNamingPolicy.SnakeCaseLower.ConvertName(e.Type.ToString()!), e.At))]));
            }
        }

        return standings;
    }

    /// <summary>
    /// The channels' own guidelines; a thread has its channel's. Where there are several, under their numbers: a name is for members
    /// to choose, and these are instructions.
    /// </summary>
    private static string? Guidelines(ModeratorConfiguration configuration, IReadOnlyList<OpenReview> reviews)
    {
        var channels = reviews.DistinctBy(item => item.Review.ChannelId)
            .Select((item, at) => (Number: at + 1, configuration.RuleOf(item.Review.ChannelId, item.Context.ParentChannelId)?.Guidelines)).ToList();
        return channels is [var (_, only)] ? only
            : string.Join('\n', channels.Where(channel => !string.IsNullOrWhiteSpace(channel.Guidelines))
                .Select(channel => FormattableString.Invariant($"For messages with channel_number {channel.Number}: {channel.Guidelines}")));
    }

    /// <summary>A stored message; null when it cannot be read.</summary>
    internal static PastMessage? Read(StoredMessage message)
    {
        try
        {
            var context = MessageContext.Read(message.Context);
            return new PastMessage(
                message.MessageId, long.Parse(message.PlatformUserId, CultureInfo.InvariantCulture), context.AuthorName,
                ConversationBook.Cut(JudgedText.Of(context.Content, context.AddedText, context.EmbedText)), message.CreatedAt,
                context.ReplyToMessageId, context.ReplyToContent is { } text ? ConversationBook.Cut(text) : null);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
