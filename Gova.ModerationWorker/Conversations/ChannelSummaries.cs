using Gova.Data.Conversations;
using Gova.Moderation.Conversations;
using Gova.Moderation.Policy;
using Gova.ModerationWorker.Budgets;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.Moderators;
using Microsoft.Extensions.AI;

namespace Gova.ModerationWorker.Conversations;

/// <summary>
/// Keeps the summaries of lively channels up to date, in the background and one at a time: reviews never wait for it. A summary that
/// cannot be had now is had after as many messages again.
/// </summary>
internal sealed partial class ChannelSummaries(
    ConversationBook book,
    StoredConversations stored,
    ModeratorDirectory directory,
    ModelBudgets budgets,
    LlmOptions llm,
    IServiceProvider services,
    TimeProvider time,
    ILogger<ChannelSummaries> logger) : BackgroundService
{
    private const int Messages = 100;
    private const int MaxTokens = 4_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!llm.IsConfigured || llm.SummaryAfterMessages == 0)
        {
            return;
        }

        var agent = new SummaryAgent(services.GetRequiredService<IChatClient>());
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var (platform, guildId, channelId) in book.TakeLively(llm.SummaryAfterMessages))
            {
                if (directory.TryFind(platform, guildId, out var moderator) && moderator.Configuration.ReviewMode != ReviewMode.Local)
                {
                    await RenewAsync(agent, moderator, channelId, stoppingToken);
                }
            }
        }
    }

    private async Task RenewAsync(SummaryAgent agent, ActiveModerator moderator, long channelId, CancellationToken cancellationToken)
    {
        try
        {
            if (await budgets.TryReserveAsync(moderator.ModeratorId, ModelTiers.Summary, SummaryAgent.Estimate(MaxTokens), cancellationToken) is not { } grant)
            {
                return;
            }

            var use = default(BudgetUse);
            try
            {
                var now = time.GetUtcNow();
                List<PastMessage> messages = [.. (await stored.MessagesAsync(moderator.ModeratorId, channelId, now, Messages, cancellationToken))
                    .Select(ReviewSurroundings.Read).OfType<PastMessage>()];
                var before = await stored.SummaryAsync(moderator.ModeratorId, channelId, cancellationToken);
                var (summary, call) = await agent.SummariseAsync(new ChannelContext(channelId, null, before, messages), MaxTokens, cancellationToken);
                use = new BudgetUse(messages.Count, call.InputTokens, call.OutputTokens);
                if (summary is not null)
                {
                    await stored.StoreSummaryAsync(
                        new ChannelSummary
                        {
                            ModeratorId = moderator.ModeratorId,
                            ChannelId = channelId,
                            Summary = summary,
                            ThroughMessageId = messages.Max(message => message.MessageId),
                            UpdatedAt = now,
                        },
                        cancellationToken);
                }
            }
            finally
            {
                await budgets.SettleAsync(grant, use, CancellationToken.None);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotRenewed(logger, moderator.ModeratorId, e);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The summary of a channel of moderator {ModeratorId} could not be renewed")]
        public static partial void NotRenewed(ILogger logger, Guid moderatorId, Exception error);
    }
}
