using System.Globalization;
using System.Text.Json;
using Gova.Messaging;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <content>Events: from the frame into the buffer.</content>
internal sealed partial class GatewayConnection
{
    /// <summary>False when the buffer is full: not counted as received, so that the resume brings it again.</summary>
    private bool TryDispatch(GatewayEvent received)
    {
        if (received.Type is GatewayEvent.Ready or GatewayEvent.Resumed)
        {
            Establish(received);
        }

        if (!events.TryWrite(received))
        {
            BufferWasFull = true;
            metrics.FullBuffers.Add(1);
            Log.BufferFull(logger, session.Shard);
            return false;
        }

        session.Received = Math.Max(session.Received, received.Sequence);
        return true;
    }

    /// <exception cref="IOException">READY names no session.</exception>
    private void Establish(GatewayEvent received)
    {
        if (received.Type == GatewayEvent.Ready)
        {
            var ready = received.Read(DiscordJson.Default.ReadyData);
            if (ready.SessionId is not { Length: > 0 } id)
            {
                throw new IOException("READY named no session.");
            }

            // Not every compatible server has addresses of its own for resumes.
            var named = Uri.TryCreate(ready.ResumeGatewayUrl, UriKind.Absolute, out var url)
                && url.Scheme is "ws" or "wss" && TransportSecurity.IsEnough(url);
            session.Establish(id, named ? url! : address, time.GetUtcNow());
        }
        else
        {
            metrics.Resumes.Add(1);
        }

        EstablishedAt = time.GetUtcNow();
        state.MarkConnected(session.Shard);
        Log.Established(logger, session.Shard, received.Type, session.Received);
    }

    /// <summary>A message's id carries its time; what was before a session is not in it.</summary>
    private DateTimeOffset? WhenHappened(string type, JsonElement data)
    {
        if (type == GatewayEvent.Ready)
        {
            return time.GetUtcNow();
        }

        return type == GatewayEvent.MessageCreate && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("id", out var id)
            && long.TryParse(id.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var snowflake) && snowflake > 0
            ? Snowflake.CreatedAt(snowflake)
            : null;
    }
}
