using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Gova.Tests.Simulators.Discord;

/// <summary>The bot in <c>foreign-client</c>, run by Node with a Discord library that is not ours.</summary>
internal sealed class ForeignClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly NodePackage Package = new("foreign-client", "Gova.Tests", "Simulators", "Discord", "foreign-client");
    private readonly Process process;
    private readonly Channel<JsonNode> told = Channel.CreateUnbounded<JsonNode>();
    private readonly List<string> complaints = [];

    private ForeignClient(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Complain(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <param name="shards">"auto" asks the simulator how many; one without it.</param>
    public static async Task<ForeignClient> StartAsync(SimulatorApp app, params string[] shards) =>
        new(await Package.RunAsync("client.mjs", [new Uri(app.Address, "api").ToString(), SimulatorApp.Token, .. shards]));

    /// <summary>The next thing of that kind; what it tells before is skipped, but an error ends the test.</summary>
    public async Task<JsonNode> ToldAsync(string happened)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            while (true)
            {
                var next = await told.Reader.ReadAsync(deadline.Token);
                var kind = next["event"]!.ToString();
                Assert.False(kind is "error" or "warning", $"The foreign client complains: {next["message"]}");
                if (kind == happened)
                {
                    return next;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            throw new InvalidOperationException($"The foreign client never told \"{happened}\". It said: {string.Join('\n', Complaints())}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            told.Writer.TryComplete();
        }
        else if (line.StartsWith('{'))
        {
            told.Writer.TryWrite(JsonNode.Parse(line)!);
        }
        else
        {
            Complain(line);
        }
    }

    private void Complain(string? line)
    {
        lock (complaints)
        {
            complaints.Add(line ?? "");
        }
    }

    private string[] Complaints()
    {
        lock (complaints)
        {
            return [.. complaints];
        }
    }
}
