using Gova.Data;
using Gova.Data.Encryption;
using Gova.ServiceDefaults;

namespace Gova.Api.Encryption;

/// <summary>
/// <c>Gova.Api.dll rotate-keys</c>: encrypts with <c>Encryption:CurrentKey</c> what other keys of <c>Encryption:Keys</c> have encrypted, and ends.
/// </summary>
internal static partial class RotateKeysVerb
{
    /// <returns>The process's exit code: 0 when nothing is left that another key encrypted.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.AddServiceDefaults();
        builder.AddGovaData();
        builder.Services.AddEncryption().AddSingleton<RotateKeys>();
        using var host = builder.Build();
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };
        try
        {
            var counts = await host.Services.GetRequiredService<RotateKeys>().ExecuteAsync(interrupted.Token);
            return counts.All(count => count.Unreadable == 0) ? 0 : 1;
        }
        catch (Exception e)
        {
            Log.Failed(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Gova.Api.Encryption"), e.Message, e);
            return 1;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "The rotation stopped: {Reason}. Run it again: it goes on from there")]
        public static partial void Failed(ILogger logger, string reason, Exception error);
    }
}
