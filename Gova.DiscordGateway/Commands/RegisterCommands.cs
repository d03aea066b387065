using System.Text.Json;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Commands;

/// <summary>
/// Registers the commands with Discord at the start, where they differ from what it has. What goes wrong is tried again, ever
/// more rarely: the gateway works without.
/// </summary>
internal sealed partial class RegisterCommands(
    DiscordRestClient rest, CommandCatalogue catalogue, TimeProvider time, ILogger<RegisterCommands> logger) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var delay = FirstDelay; !stoppingToken.IsCancellationRequested; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            try
            {
                await RegisterAsync(stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.NotRegistered(logger, e.Message, delay.TotalSeconds);
                await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>Whether Discord had to be told.</returns>
    internal async Task<bool> RegisterAsync(CancellationToken cancellationToken)
    {
        var application = await rest.GetApplicationAsync(cancellationToken);
        var registered = await rest.GetCommandsAsync(application.Id, cancellationToken);
        var wanted = catalogue.Registrations;
        if (Comparable(registered).SequenceEqual(Comparable(wanted)))
        {
            return false;
        }

        await rest.OverwriteCommandsAsync(application.Id, wanted, cancellationToken);
        Log.Registered(logger, wanted.Count);
        return true;
    }

    /// <summary>Discord fills in defaults, and servers differ in what they return: only what a user can tell apart counts.</summary>
    private static IEnumerable<string> Comparable(IEnumerable<ApplicationCommand> commands) => commands
        .Select(command => command with
        {
            Description = string.IsNullOrEmpty(command.Description) ? null : command.Description,
            Options = Comparable(command.Options),
            Contexts = null,
        })
        .Select(command => JsonSerializer.Serialize(command, InteractionJson.Default.ApplicationCommand))
        .Order(StringComparer.Ordinal);

    private static List<ApplicationCommandOption>? Comparable(IReadOnlyList<ApplicationCommandOption>? options) => options is null or []
        ? null
        : [.. options.Select(option => option with
        {
            Required = option.Required == true ? true : null,
            Autocomplete = option.Autocomplete == true ? true : null,
            Options = Comparable(option.Options),
        })];

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Count} commands are registered with Discord")]
        public static partial void Registered(ILogger logger, int count);

        [LoggerMessage(LogLevel.Warning, "The commands could not be registered ({Reason}); the next try is in {Seconds} s")]
        public static partial void NotRegistered(ILogger logger, string reason, double seconds);
    }
}
