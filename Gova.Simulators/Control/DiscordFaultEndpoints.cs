using Gova.Simulators.Discord;
using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.Rest;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Control;

/// <summary>Makes Discord slow, strict or faulty.</summary>
internal static class DiscordFaultEndpoints
{
    public static void MapDiscordFaults(this IEndpointRouteBuilder control)
    {
        control.MapGet("/discord", Get);
        control.MapPut("/discord", SetAsync);
    }

    private static DiscordView Get(DiscordFaults faults, RateLimiter limiter, SessionRegistry sessions) => new(
        limiter.PerBucket,
        limiter.Global,
        faults.FailNext,
        faults.RateLimitNext,
        faults.LoseResponseNext,
        faults.WithholdHeartbeatAcks,
        [.. sessions.Living().Select(View)]);

    private static SessionView View(GatewaySession session) => new(
        session.Id, session.DetachedAt is null, session.LastSequence, session.Shard.Id, session.Shard.Count, (int)session.Intents);

    private static async Task<Results<Ok<DiscordView>, ValidationProblem>> SetAsync(
        DiscordRequest request, DiscordFaults faults, RateLimiter limiter, SessionRegistry sessions, CancellationToken cancellationToken)
    {
        if (request.RateLimitScope is not (null or "user" or "global" or "shared"))
        {
            return Invalid.Field("rate_limit_scope", "Must be user, global or shared.");
        }

        if (new[] { request.PerBucket, request.Global }.Any(limit => limit is { Limit: < 0 } or { WindowMs: < 1 }))
        {
            return Invalid.Field("per_bucket, global", "A limit needs limit >= 0 and window_ms >= 1.");
        }

        limiter.PerBucket = request.PerBucket ?? limiter.PerBucket;
        limiter.Global = request.Global ?? limiter.Global;
        Change(request, faults);
        await Task.WhenAll(sessions.Connections.Select(connection => DisturbAsync(connection, request, cancellationToken)));
        return TypedResults.Ok(Get(faults, limiter, sessions));
    }

    private static void Change(DiscordRequest request, DiscordFaults faults)
    {
        faults.FailNext = request.FailNext ?? faults.FailNext;
        faults.FailStatus = request.FailStatus ?? faults.FailStatus;
        faults.RateLimitNext = request.RateLimitNext ?? faults.RateLimitNext;
        faults.RateLimitScope = request.RateLimitScope ?? faults.RateLimitScope;
        faults.RetryAfterSeconds = request.RetryAfterSeconds ?? faults.RetryAfterSeconds;
        faults.LoseResponseNext = request.LoseResponseNext ?? faults.LoseResponseNext;
        faults.WithholdHeartbeatAcks = request.WithholdHeartbeatAcks ?? faults.WithholdHeartbeatAcks;
        faults.AllowedIntents = (Intents?)request.AllowedIntents ?? faults.AllowedIntents;
        if (request.RestLatencyMs is { } latency)
        {
            faults.RestLatency = TimeSpan.FromMilliseconds(latency);
        }
    }

    private static async Task DisturbAsync(GatewayConnection connection, DiscordRequest request, CancellationToken cancellationToken)
    {
        if (request.RequestHeartbeat)
        {
            await connection.SendAsync(Opcode.Heartbeat, null, cancellationToken);
        }

        if (request.MalformedFrame)
        {
            await connection.SendMalformedAsync(cancellationToken);
        }

        if (request.Reconnect)
        {
            await connection.SendAsync(Opcode.Reconnect, null, cancellationToken);
        }

        if (request.InvalidSession is { } resumable)
        {
            await connection.InvalidateSessionAsync(resumable, cancellationToken);
        }

        if (request.CloseCode is { } code)
        {
            await connection.CloseAsync(code, "Closed by the simulator.", cancellationToken);
        }

        if (request.DropConnections)
        {
            connection.Abort();
        }
    }

    /// <summary>Absent members stay as they are; the last group happens once, to every open connection.</summary>
    internal sealed record DiscordRequest(
        RateLimit? PerBucket,
        RateLimit? Global,
        int? FailNext,
        int? FailStatus,
        int? RateLimitNext,
        string? RateLimitScope,
        double? RetryAfterSeconds,
        int? LoseResponseNext,
        int? RestLatencyMs,
        bool? WithholdHeartbeatAcks,
        int? AllowedIntents,
        bool RequestHeartbeat = false,
        bool MalformedFrame = false,
        bool Reconnect = false,
        bool? InvalidSession = null,
        int? CloseCode = null,
        bool DropConnections = false);

    internal sealed record DiscordView(
        RateLimit PerBucket,
        RateLimit Global,
        int FailNext,
        int RateLimitNext,
        int LoseResponseNext,
        bool WithholdHeartbeatAcks,
        IReadOnlyList<SessionView> Sessions);

    internal sealed record SessionView(string Id, bool Connected, long LastSequence, int ShardId, int ShardCount, int Intents);
}
