using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Simulators.Discord;

/// <summary>The bot in <c>foreign-client</c>, run by Node with a Discord library that is not ours. The library is installed once per tree.</summary>
internal sealed class ForeignClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Source = Repository.File("Gova.Tests", "Simulators", "Discord", "foreign-client");
    private static readonly string Installed = Repository.File(".gova", "foreign-client");
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
    public static async Task<ForeignClient> StartAsync(SimulatorApp app, params string[] shards)
    {
        await InstallAsync();
        File.Copy(Path.Combine(Source, "client.mjs"), Path.Combine(Installed, "client.mjs"), overwrite: true);
        return new ForeignClient(Start("node", Installed, ["client.mjs", new Uri(app.Address, "api").ToString(), SimulatorApp.Token, .. shards]));
    }

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

    private static async Task InstallAsync()
    {
        var wanted = await File.ReadAllTextAsync(Path.Combine(Source, "package.json"), TestContext.Current.CancellationToken);
        var present = Path.Combine(Installed, "package.json");
        if (File.Exists(present) && await File.ReadAllTextAsync(present, TestContext.Current.CancellationToken) == wanted)
        {
            return;
        }

        // Installed beside and moved, so that an interrupted installation is never taken for a whole one.
        var beside = $"{Installed}.{Environment.ProcessId}";
        Directory.CreateDirectory(beside);
        await File.WriteAllTextAsync(Path.Combine(beside, "package.json"), wanted, TestContext.Current.CancellationToken);
        using var npm = Start("npm", beside, "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error");
        var output = Task.WhenAll(
            npm.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), npm.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await npm.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(npm.ExitCode == 0, $"npm could not install the foreign client's library:\n{string.Join('\n', await output)}");
        if (Directory.Exists(Installed))
        {
            Directory.Delete(Installed, recursive: true);
        }

        Directory.Move(beside, Installed);
    }

    private static Process Start(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException($"\"{program}\" is needed for the foreign client: install Node 20 or later, with npm.", missing);
        }
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
