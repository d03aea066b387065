using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>All sessions that can receive or be resumed, and all open connections.</summary>
internal sealed class SessionRegistry(IOptions<SimulatorOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, GatewaySession> sessions = [];
    private readonly ConcurrentDictionary<GatewayConnection, bool> connections = [];
    private readonly TaskCompletionSource guildDelivered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a client has been sent its first guild: from then on nothing said is unseen.</summary>
    public Task GuildDelivered => guildDelivered.Task;

    public ICollection<GatewayConnection> Connections => connections.Keys;
    public ICollection<GatewaySession> Sessions => sessions.Values;

    public void MarkGuildDelivered() => guildDelivered.TrySetResult();

    public GatewaySession Create(Intents intents, Shard shard)
    {
        var session = new GatewaySession(Guid.NewGuid().ToString("N"), intents, shard, options.Value.ReplayBuffer);
        sessions[session.Id] = session;
        return session;
    }

    public GatewaySession? Find(string id)
    {
        ForgetExpired();
        return sessions.GetValueOrDefault(id);
    }

    public IEnumerable<GatewaySession> Living()
    {
        ForgetExpired();
        return sessions.Values;
    }

    public void Invalidate(GatewaySession session) => sessions.TryRemove(session.Id, out _);

    public void Opened(GatewayConnection connection) => connections[connection] = true;

    public void Closed(GatewayConnection connection) => connections.TryRemove(connection, out _);

    private void ForgetExpired()
    {
        var oldest = time.GetUtcNow().AddSeconds(-options.Value.ResumeWindowSeconds);
        foreach (var session in sessions.Values)
        {
            if (session.DetachedAt < oldest)
            {
                Invalidate(session);
            }
        }
    }
}
