using System.Collections.Concurrent;

namespace Gova.Tests.Billing.Crashes;

/// <summary>
/// A connection to Postgres. What a client asks to be done together (a query, or all up to a Sync) is two steps: before the server
/// has it, and before the client hears that it was done.
/// </summary>
/// <remarks>See https://www.postgresql.org/docs/17/protocol-flow.html.</remarks>
internal sealed class PostgresSession(Stream client, Stream server, Steps steps)
{
    private const byte Query = (byte)'Q';
    private const byte Parse = (byte)'P';
    private const byte Bind = (byte)'B';
    private const byte Sync = (byte)'S';
    private const byte Ready = (byte)'Z';

    private readonly ConcurrentQueue<SqlStep?> _asked = new();
    private readonly Dictionary<string, string> _prepared = [];
    private string? _transaction;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await PostgresMessage.PassStartupAsync(client, server, cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (asking, answering) = (AskAsync(either.Token), AnswerAsync(either.Token));
        var first = await Task.WhenAny(asking, answering);
        await either.CancelAsync();
        await Task.WhenAll(asking, answering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var (unit, statements) = (new MemoryStream(), new List<string>());
        while (true)
        {
            var message = await PostgresMessage.ReadAsync(client, cancellationToken);
            await unit.WriteAsync(message.Bytes, cancellationToken);
            switch (message.Type)
            {
                case Query:
                    statements.Add(message.Text(0).Text);
                    break;
                case Parse:
                    var (name, end) = message.Text(0);
                    _prepared[name] = message.Text(end).Text;
                    break;
                case Bind:
                    statements.Add(_prepared[message.Text(message.Text(0).End).Text]);
                    break;
            }

            if (message.Type is Parse or Bind or (byte)'D' or (byte)'E' or (byte)'C')
            {
                // More belongs to it.
                continue;
            }

            if (message.Type is Query or Sync)
            {
                var step = SqlStep.Of(statements, ref _transaction);
                if (step is not null && !await steps.PassAsync(isDone: false, step.Text))
                {
                    return;
                }

                if (step is not null)
                {
                    steps.Enter();
                }

                _asked.Enqueue(step);
                statements.Clear();
            }

            await server.WriteAsync(unit.ToArray(), cancellationToken);
            unit.SetLength(0);
        }
    }

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        var (answer, isLoggedIn) = (new MemoryStream(), false);
        while (true)
        {
            var message = await PostgresMessage.ReadAsync(server, cancellationToken);
            await answer.WriteAsync(message.Bytes, cancellationToken);
            if (message.Type != Ready && !_asked.IsEmpty)
            {
                // Half an answer would tell how the whole will be.
                continue;
            }

            SqlStep? step = null;
            if (message.Type == Ready && isLoggedIn && _asked.TryDequeue(out step) && step is not null
                && !await steps.PassAsync(isDone: true, step.Text))
            {
                return;
            }

            isLoggedIn |= message.Type == Ready;
            await client.WriteAsync(answer.ToArray(), cancellationToken);
            answer.SetLength(0);
            if (step is not null)
            {
                steps.Leave();
            }
        }
    }
}
