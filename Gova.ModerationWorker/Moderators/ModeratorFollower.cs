using System.Text.Json;
using Gova.Messaging;
using Gova.Messaging.Contracts;

namespace Gova.ModerationWorker.Moderators;

/// <summary>
/// Keeps the <see cref="ModeratorDirectory"/> current: remembers the ends of the moderators topic, loads from Postgres, follows
/// the topic, and compares with the database once a minute in case an event was lost. Waits for both as long as it takes.
/// </summary>
internal sealed partial class ModeratorFollower(
    ModeratorDirectory directory, TopicTail tail, Topics topics, TimeProvider time, ILogger<ModeratorFollower> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReloadInterval = TimeSpan.FromSeconds(60);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Task following = Task.CompletedTask;
        try
        {
            // Blocks its thread in calls to the Kafka client.
            await UntilDoneAsync(
                "read the ends of the moderators topic", _ => Task.Run(() => tail.StartAtEnd(topics.Moderators), stoppingToken), stoppingToken);
            await UntilDoneAsync("load the moderators", directory.ReloadAsync, stoppingToken);
            following = tail.FollowAsync(HandleAsync, stoppingToken);
            // Neither ends before the host does, unless it fails; then the host must not go on with what it knew.
            await await Task.WhenAny(following, ReloadPeriodicallyAsync(stoppingToken));
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The tail is disposed after this: closing the native client while a thread polls it corrupts memory.
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReloadPeriodicallyAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ReloadInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await UntilDoneAsync("reload the moderators", directory.ReloadAsync, cancellationToken);
        }
    }

    private Task HandleAsync(Record record, CancellationToken cancellationToken)
    {
        if (Read(record) is not { } change)
        {
            Log.NotUnderstood(logger, record.Partition, record.Offset);
            return Task.CompletedTask;
        }

        return UntilDoneAsync(
            "read a moderator that changed", token => directory.RefreshAsync(change.ModeratorId, change.Version, token), cancellationToken);
    }

    private static IModeratorEvent? Read(Record record)
    {
        try
        {
            return Envelope.ReadType(record.Value) switch
            {
                nameof(StartModeratorEvent) => Envelope.Deserialize<StartModeratorEvent>(record.Value).Data,
                nameof(StopModeratorEvent) => Envelope.Deserialize<StopModeratorEvent>(record.Value).Data,
                nameof(PauseModeratorEvent) => Envelope.Deserialize<PauseModeratorEvent>(record.Value).Data,
                nameof(UpdateConfigModeratorEvent) => Envelope.Deserialize<UpdateConfigModeratorEvent>(record.Value).Data,
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task UntilDoneAsync(string what, Func<CancellationToken, Task> attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await attempt(cancellationToken);
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Log.Waiting(logger, what, RetryDelay.TotalSeconds, e);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Could not {What}; next try in {Seconds} s")]
        public static partial void Waiting(ILogger logger, string what, double seconds, Exception error);

        [LoggerMessage(LogLevel.Warning, "A record on the moderators topic was not understood: partition {Partition}, offset {Offset}")]
        public static partial void NotUnderstood(ILogger logger, int partition, long offset);
    }
}
