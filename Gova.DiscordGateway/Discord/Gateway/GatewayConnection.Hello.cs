using System.Net.WebSockets;
using System.Text.Json;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <content>Hello and the heartbeat.</content>
internal sealed partial class GatewayConnection
{
    private static readonly TimeSpan HelloTimeout = TimeSpan.FromSeconds(20);

    /// <summary>For READY or RESUMED, and between the events that are sent again before the latter.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMinutes(1);

    private Heartbeat? _heartbeat;
    private Task _beating = Task.CompletedTask;
    private bool _isAnswered;

    private async Task GreetAsync(GatewayFrame frame, CancellationTokenSource hello, CancellationTokenSource life)
    {
        if (_heartbeat is not null || ReadInterval(frame) is not { } interval)
        {
            metrics.MalformedFrames.Add(1);
            return;
        }

        hello.CancelAfter(AnswerTimeout);
        _heartbeat = new Heartbeat(ct => _sender.BeatAsync(session.Received > 0 ? session.Received : null, ct), interval, time);
        _beating = BeatAsync(_heartbeat, life);
        await introduction.SendAsync(_sender, session, life.Token);
    }

    /// <summary>An event came: it is the answer, or of those that are sent before it.</summary>
    private void KeepWaitingForAnswer(CancellationTokenSource hello)
    {
        if (!_isAnswered)
        {
            _isAnswered = EstablishedAt is not null;
            hello.CancelAfter(_isAnswered ? Timeout.InfiniteTimeSpan : AnswerTimeout);
        }
    }

    private static TimeSpan? ReadInterval(GatewayFrame frame)
    {
        try
        {
            return frame.D.Deserialize(DiscordJson.Default.HelloData) is { HeartbeatInterval: > 0 } hello
                ? TimeSpan.FromMilliseconds(hello.HeartbeatInterval)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task BeatAsync(Heartbeat heartbeat, CancellationTokenSource life)
    {
        try
        {
            await heartbeat.RunAsync(life.Token);
            Log.Zombie(logger, session.Shard);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The reader notices the same end and says why.
        }

        await life.CancelAsync();
    }
}
