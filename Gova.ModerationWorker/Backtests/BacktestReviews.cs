using Gova.Data.Backtests;
using Gova.Data.Budgets;
using Gova.Moderation.Backtests;
using Gova.Moderation.Llm;
using Gova.Moderation.Policy;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Budgets;
using Gova.ModerationWorker.Llm;

namespace Gova.ModerationWorker.Backtests;

/// <summary>
/// Asks a backtest's model: one request after the other, within the moderator's budget for backtests, and never about what was asked
/// before an interruption.
/// </summary>
internal sealed class BacktestReviews : IDisposable
{
    /// <summary>What a request takes beside its messages, generously: it is settled afterwards.</summary>
    private const int TokensPerRequest = 4_000;

    private const int TokensPerMessage = 200;

    private readonly ClaimedBacktest _backtest;
    private readonly ModeratorConfiguration _draft;
    private readonly ModelBudgets _budgets;
    private readonly int _batchSize;
    private readonly UsageMeter _meter;
    private readonly ReviewAgent _agent;

    public BacktestReviews(ClaimedBacktest backtest, ModeratorConfiguration draft, ModelBudgets budgets, LlmOptions llm, TimeProvider time)
    {
        (_backtest, _draft, _budgets, _batchSize) = (backtest, draft, budgets, llm.BatchSize);
        Progress = BacktestProgress.Parse(backtest.Progress);
        var client = new OpenAiChatClient(new Uri(llm.Endpoint!), backtest.Model!, llm.ApiKey, time);
        _meter = new UsageMeter(new ResilientChatClient(client, ResilientChatClient.Patient(llm, time)));
        _agent = new ReviewAgent(_meter);
    }

    public BacktestProgress Progress { get; }

    /// <summary>Asks about all of these messages that were not asked about, as far as the budget goes.</summary>
    /// <param name="messages">In the order in which they were posted.</param>
    /// <param name="beforeRequest">Stores the progress; stops by throwing.</param>
    /// <exception cref="ModelUnavailableException">The model cannot be asked now. What it said until then stands in the progress.</exception>
    public async Task AskAsync(IReadOnlyList<StoredMessage> messages, Func<Task> beforeRequest, CancellationToken cancellationToken)
    {
        var unasked = messages.Where(message => !Progress.TryFind(message.At, message.EventId, out _)).ToList();
        foreach (var batch in unasked.GroupBy(message => message.ChannelId).SelectMany(channel => channel.Chunk(_batchSize)))
        {
            foreach (var alone in await AskTogetherAsync(batch, beforeRequest, cancellationToken))
            {
                await AskAloneAsync(alone, beforeRequest, cancellationToken);
            }
        }

        if (unasked.Count > 0 && !Progress.IsOverBudget)
        {
            Progress.MoveTo(messages[^1].At, messages[^1].EventId);
        }
    }

    public void Dispose() => _meter.Dispose();

    /// <returns>The messages that have to be asked about alone.</returns>
    private async Task<IReadOnlyList<StoredMessage>> AskTogetherAsync(
        StoredMessage[] batch, Func<Task> beforeRequest, CancellationToken cancellationToken)
    {
        if (batch.Length == 1)
        {
            return batch;
        }

        IReadOnlyList<Verdict?> verdicts = [];
        var isAsked = await RequestAsync(batch, beforeRequest, async () =>
            verdicts = await _agent.ReviewTogetherAsync(_draft, [.. batch.Select(Review)], cancellationToken), cancellationToken);
        if (!isAsked || verdicts.Count == 0)
        {
            return isAsked ? batch : [];
        }

        foreach (var (message, verdict) in batch.Zip(verdicts).Where(pair => pair.Second is not null))
        {
            Progress.Verdicts[message.EventId] = verdict;
        }

        return [.. batch.Where((_, i) => verdicts[i] is null)];
    }

    private async Task AskAloneAsync(StoredMessage message, Func<Task> beforeRequest, CancellationToken cancellationToken)
    {
        Verdict? verdict = null;
        var isAsked = await RequestAsync(
            [message], beforeRequest, async () => verdict = (await _agent.ReviewAloneAsync(_draft, Review(message), cancellationToken)).Verdict,
            cancellationToken);
        if (isAsked)
        {
            Progress.Verdicts[message.EventId] = verdict;
        }
    }

    /// <returns>False when the budget has no room for it.</returns>
    private async Task<bool> RequestAsync(
        StoredMessage[] messages, Func<Task> beforeRequest, Func<Task> request, CancellationToken cancellationToken)
    {
        if (Progress.IsOverBudget)
        {
            return false;
        }

        await beforeRequest();
        var estimate = TokensPerRequest + messages.Sum(message => TokensPerMessage + (message.Text!.Length / 2) + ((message.Quoted?.Text.Length ?? 0) / 2));
        if (await _budgets.TryReserveAsync(_backtest.ModeratorId, ModelUsageLedger.Backtest, estimate, cancellationToken) is not { } grant)
        {
            Progress.IsOverBudget = true;
            return false;
        }

        var (calls, input, output) = (_meter.Calls, _meter.InputTokens, _meter.OutputTokens);
        try
        {
            await request();
            Progress.Failures = 0;
        }
        catch (ModelRefusedRequestException)
        {
            // Without a verdict; of several messages each is asked about alone, to find the one that is to blame.
        }
        finally
        {
            var (inputUsed, outputUsed) = (_meter.InputTokens - input, _meter.OutputTokens - output);
            (Progress.Calls, Progress.InputTokens, Progress.OutputTokens) =
                (Progress.Calls + _meter.Calls - calls, Progress.InputTokens + inputUsed, Progress.OutputTokens + outputUsed);
            await _budgets.SettleAsync(grant, new BudgetUse(messages.Length, (int)inputUsed, (int)outputUsed), CancellationToken.None);
        }

        return true;
    }

    private static ReviewMessage Review(StoredMessage message) => new(message.AuthorName, message.Text!, message.Quoted);
}
