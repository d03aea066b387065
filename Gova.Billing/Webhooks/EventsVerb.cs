using System.Globalization;
using Gova.Data;
using Gova.ServiceDefaults;

namespace Gova.Billing.Webhooks;

/// <summary>
/// <c>Gova.Billing.dll events</c> shows the events that are parked or wait; <c>replay &lt;event id&gt;|--parked</c> hands out again.
/// The running service takes them within a second.
/// </summary>
internal static partial class EventsVerb
{
    public const string Events = "events";
    public const string Replay = "replay";

    private const string AllParked = "--parked";

    /// <returns>The process's exit code: 0 when that was done.</returns>
    public static Task<int> ShowAsync(string[] args) => RunAsync(args, async (commands, stop) =>
    {
        var found = await commands.ListAsync(stop);
        foreach (var e in found)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{StatusNames.Of(e.Status),-8} {e.EventId} {e.Type} {e.CustomerId ?? "-"} received {e.ReceivedAt:yyyy-MM-dd HH:mm:ss} attempts {e.Attempts} next {e.NextAttemptAt:yyyy-MM-dd HH:mm:ss}: {e.Reason ?? "-"}"));
        }

        Console.WriteLine($"{found.Count} events.");
        return 0;
    });

    /// <returns>The process's exit code: 0 when that was done.</returns>
    public static Task<int> ReplayAsync(string[] args)
    {
        if (args is not [var what, .. var settings] || (what.StartsWith('-') && what != AllParked))
        {
            Console.Error.WriteLine($"Say which: {Replay} <event id> or {Replay} {AllParked}.");
            return Task.FromResult(1);
        }

        return RunAsync(settings, async (commands, stop) =>
        {
            if (what == AllParked)
            {
                Console.WriteLine($"{await commands.ReplayParkedAsync(stop)} events are handed out again.");
                return 0;
            }

            var isFound = await commands.ReplayAsync(what, stop);
            Console.WriteLine(isFound ? $"{what} is handed out again." : $"There is no event {what}.");
            return isFound ? 0 : 1;
        });
    }

    private static async Task<int> RunAsync(string[] args, Func<EventCommands, CancellationToken, Task<int>> run)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.AddServiceDefaults();
        builder.AddGovaData();
        builder.Services.AddSingleton<EventCommands>();
        using var host = builder.Build();
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };
        try
        {
            return await run(host.Services.GetRequiredService<EventCommands>(), interrupted.Token);
        }
        catch (Exception e)
        {
            Log.Failed(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Gova.Billing.Webhooks"), e.Message);
            return 1;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "The events cannot be reached: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
