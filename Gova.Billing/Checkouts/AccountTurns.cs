namespace Gova.Billing.Checkouts;

/// <summary>
/// One at a time per account within this process: of many clicks one asks Stripe, and the others find what it has done. Between
/// processes nothing depends on it: rows and idempotency keys keep their order there.
/// </summary>
internal sealed class AccountTurns
{
    private readonly Dictionary<Guid, Turn> _turns = [];

    public async Task<T> RunAsync<T>(Guid userId, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var turn = Enter(userId);
        try
        {
            await turn.Gate.WaitAsync(cancellationToken);
            try
            {
                return await work();
            }
            finally
            {
                turn.Gate.Release();
            }
        }
        finally
        {
            Leave(userId, turn);
        }
    }

    private Turn Enter(Guid userId)
    {
        lock (_turns)
        {
            if (!_turns.TryGetValue(userId, out var turn))
            {
                _turns[userId] = turn = new Turn();
            }

            turn.Waiting++;
            return turn;
        }
    }

    private void Leave(Guid userId, Turn turn)
    {
        lock (_turns)
        {
            if (--turn.Waiting == 0)
            {
                _turns.Remove(userId);
                turn.Dispose();
            }
        }
    }

    private sealed class Turn : IDisposable
    {
        public readonly SemaphoreSlim Gate = new(1);
        public int Waiting;

        public void Dispose() => Gate.Dispose();
    }
}
