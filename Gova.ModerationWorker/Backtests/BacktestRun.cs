using Gova.Data.Backtests;
using Gova.Data.Budgets;
using Gova.Moderation.Backtests;
using Gova.Moderation.Policy;
using Gova.Moderation.Rules;
using Gova.ModerationWorker.Budgets;
using Gova.ModerationWorker.Llm;

namespace Gova.ModerationWorker.Backtests;

/// <summary>One backtest while this worker has it. It reads evaluations and writes its own row, and nothing else: nothing can come of it.</summary>
internal sealed class BacktestRun(
    ClaimedBacktest claimed,
    BacktestQueue queue,
    BacktestMessages messages,
    ModelBudgets budgets,
    LlmOptions llm,
    ModelClients models,
    GlobalBans globalBans,
    TimeProvider time)
{
    private const int PageSize = 500;

    /// <summary>With a model, progress shows and a cancellation counts sooner.</summary>
    private const int AskedPageSize = 100;

    /// <summary>Between pages the lanes go first.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private ClaimedBacktest _held = claimed;
    private int _total;
    private int _done;
    private BacktestReviews? _reviews;

    /// <summary>Longer than a request to the model takes with its repetitions.</summary>
    public static TimeSpan LeaseOf(LlmOptions llm) => TimeSpan.FromSeconds(60 + (4 * llm.TimeoutSeconds));

    /// <exception cref="BacktestLostException">It was cancelled, or another worker has it.</exception>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (ModeratorConfiguration.Parse(_held.Conf, out var problems) is not { } draft)
        {
            await FailAsync($"The draft cannot be used: {string.Join("; ", problems)}.", cancellationToken);
            return;
        }

        var isAsked = llm.IsConfigured && _held.Model is not null;
        if ((isAsked ? llm.PricesOfBacktest(_held.Model!) : llm.PricesOf(ModelUsageLedger.Backtest)) is not { } prices)
        {
            var others = string.Concat(llm.BacktestModels.Select(other => $", {other.Model}"));
            await FailAsync($"The model {_held.Model} cannot be asked here. These can: {llm.Model}{others}.", cancellationToken);
            return;
        }

        using var reviews = _reviews = isAsked ? new BacktestReviews(_held, draft, budgets, llm, prices, models.Backtest(_held.Model!)) : null;
        var replay = new Replay(draft, llm.IsConfigured, _held.Model, globalBans);
        (_total, var position) = await messages.FindAsync(_held.ModeratorId, _held.From, _held.Until, _held.MaxMessages, cancellationToken);
        await KeepAsync(cancellationToken);
        while (_done < _held.MaxMessages)
        {
            var limit = Math.Min(reviews is null ? PageSize : AskedPageSize, _held.MaxMessages - _done);
            var page = await messages.ReadAsync(_held.ModeratorId, position, _held.Until, limit, cancellationToken);
            if (page.Count == 0)
            {
                break;
            }

            await ReplayAsync(replay, page, cancellationToken);
            position = new EvaluationPosition(page[^1].CreatedAt, page[^1].EventId);
            _done += page.Count;
            await KeepAsync(cancellationToken);
            await Task.Delay(Pause, time, cancellationToken);
        }

        if (!await queue.CompleteAsync(_held, _done, Report(replay, prices).ToJson(), cancellationToken))
        {
            throw new BacktestLostException();
        }
    }

    /// <summary>The model could not be asked: tried again later, a limited number of times.</summary>
    public async Task PostponeAsync(string problem, CancellationToken cancellationToken)
    {
        const int MaxFailures = 20;
        if (_reviews is null || ++_reviews.Progress.Failures >= MaxFailures)
        {
            await FailAsync($"The model could not be asked {MaxFailures} times in a row. {problem}", cancellationToken);
            return;
        }

        await KeepAsync(cancellationToken);
        await queue.ReleaseAsync(_held, time.GetUtcNow() + TimeSpan.FromSeconds(30), cancellationToken);
    }

    public Task FailAsync(string error, CancellationToken cancellationToken) => queue.FailAsync(_held, error, cancellationToken);

    /// <summary>Another worker may go on at once.</summary>
    public Task GiveBackAsync(CancellationToken cancellationToken) => queue.ReleaseAsync(_held, time.GetUtcNow(), cancellationToken);

    private async Task ReplayAsync(Replay replay, IReadOnlyList<EvaluatedMessage> page, CancellationToken cancellationToken)
    {
        var read = page.Select(ReplayedMessage.Read).ToList();
        var judged = new List<(StoredMessage Message, DraftVerdict Verdict)>(page.Count);
        foreach (var message in read)
        {
            if (replay.Judge(message) is { } verdict)
            {
                judged.Add((message, verdict));
            }
        }

        if (_reviews is not null)
        {
            var left = judged.Where(item => item.Verdict.IsLeftToModel).Select(item => item.Message).ToList();
            await _reviews.AskAsync(read, left, () => KeepAsync(cancellationToken), cancellationToken);
        }

        foreach (var (message, verdict) in judged)
        {
            replay.Decide(message, verdict.IsLeftToModel ? Answer(replay, message, verdict) : verdict);
        }
    }

    private DraftVerdict Answer(Replay replay, StoredMessage message, DraftVerdict left) =>
        _reviews is null ? replay.WithoutModel(message, left)
        : _reviews.Progress.TryFind(message.At, message.EventId, out var verdict) ? replay.Answered(left, verdict)
        : replay.OverBudget(message, left);

    private BacktestReport Report(Replay replay, ModelPrices prices)
    {
        Func<long, long, decimal>? price = prices is { Input: 0, Output: 0 } ? null : (input, output) => prices.Of(input, output);
        return replay.Report(
            _reviews?.Progress is { } asked
                ? new ModelUse(asked.Calls, asked.InputTokens, asked.OutputTokens, price?.Invoke(asked.InputTokens, asked.OutputTokens))
                : null,
            price);
    }

    private async Task KeepAsync(CancellationToken cancellationToken) => _held =
        await queue.KeepAsync(_held, LeaseOf(llm), _total, _done, _reviews?.Progress.ToJson(), cancellationToken) ?? throw new BacktestLostException();
}

/// <summary>The backtest was cancelled, or another worker has it: there is nothing more to do.</summary>
internal sealed class BacktestLostException() : Exception("The backtest was cancelled, or another worker has it.");
