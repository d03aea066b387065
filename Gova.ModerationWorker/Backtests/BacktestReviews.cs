using Gova.Data.Backtests;
using Gova.Data.Budgets;
using Gova.Moderation.Backtests;
using Gova.Moderation.Conversations;
using Gova.Moderation.Policy;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Budgets;
using Gova.ModerationWorker.Llm;
using Microsoft.Extensions.AI;

namespace Gova.ModerationWorker.Backtests;

/// <summary>
/// Asks a backtest's model: one request after the other, within the moderator's budget for backtests, and never about what was asked
/// before an interruption.
/// </summary>
internal sealed class BacktestReviews : IDisposable
{
    /// <summary>What a request takes beside its messages and their surroundings, generously: it is settled afterwards.</summary>
    private const int TokensPerRequest = 3_000;

    private const int TokensPerMessage = 200;

    private readonly ClaimedBacktest _backtest;
    private readonly ModeratorConfiguration _draft;
    private readonly ModelBudgets _budgets;
    private readonly LlmOptions _llm;
    private readonly ModelPrices _prices;
    private readonly UsageMeter _meter;
    private readonly ReviewAgent _agent;
    private readonly BacktestConversations _conversations;

    public BacktestReviews(
        ClaimedBacktest backtest, ModeratorConfiguration draft, ModelBudgets budgets, LlmOptions llm, ModelPrices prices, IChatClient client)
    {
        (_backtest, _draft, _budgets, _llm, _prices) = (backtest, draft, budgets, llm, prices);
        Progress = BacktestProgress.Parse(backtest.Progress);
        _meter = new UsageMeter(client);
        _agent = new ReviewAgent(_meter);
        _conversations = new BacktestConversations(draft, llm.ContextTokens);
    }

    public BacktestProgress Progress { get; }

    /// <summary>Asks about those of a page's messages that are left to the model and were not asked about, as far as the budget goes.</summary>
    /// <param name="page">In the order in which they were posted, without gaps.</param>
    /// <param name="left">Those that are left to the model.</param>
    /// <param name="beforeRequest">Stores the progress; stops by throwing.</param>
    /// <exception cref="ModelUnavailableException">The model cannot be asked now. What it said until then stands in the progress.</exception>
    public async Task AskAsync(
        IReadOnlyList<StoredMessage> page, IReadOnlyList<StoredMessage> left, Func<Task> beforeRequest, CancellationToken cancellationToken)
    {
        _conversations.Pass(page);
        var unasked = left.Where(message => !Progress.TryFind(message.At, message.EventId, out _)).ToList();
        foreach (var batch in unasked.GroupBy(message => message.ChannelId).SelectMany(channel => channel.Chunk(_llm.BatchSize)))
        {
            foreach (var alone in await AskTogetherAsync(batch, beforeRequest, cancellationToken))
            {
                await AskAloneAsync(alone, beforeRequest, cancellationToken);
            }
        }

        if (unasked.Count > 0 && !Progress.IsOverBudget)
        {
            Progress.MoveTo(left[^1].At, left[^1].EventId);
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
        {
            var answer = await _agent.ReviewTogetherAsync(
                _draft, [.. batch.Select(BacktestConversations.Review)], _conversations.Around(batch), cancellationToken);
            verdicts = answer.Verdicts;
        }, cancellationToken);
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
            [message], beforeRequest, async () =>
            {
                var answer = await _agent.ReviewAloneAsync(
                    _draft, BacktestConversations.Review(message), _conversations.Around([message]), cancellationToken);
                verdict = answer.Verdict;
            }, cancellationToken);
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
        var estimate = TokensPerRequest + _llm.ContextTokens
            + messages.Sum(message => TokensPerMessage + TokenEstimate.Of(message.Text!) + TokenEstimate.Of(message.Quoted?.Text ?? ""));
        if (await _budgets.TryReserveAsync(_backtest.ModeratorId, ModelUsageLedger.Backtest, estimate, _prices, cancellationToken) is not { } grant)
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
}
