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

    private static DiscordView Get(DiscordFaults faults, GatewayFaults gateway, IdentifyQuota identifies, RateLimiter limiter, SessionRegistry sessions) => new(
        limiter.PerBucket,
        limiter.Global,
        faults.FailNext,
        faults.RateLimitNext,
        faults.LoseResponseNext,
        gateway.WithholdHeartbeatAcks,
        gateway.Shards,
        identifies.Read().Remaining,
        gateway.Identifies,
        gateway.Resumes,
        [.. sessions.Living().Select(View)]);

    private static SessionView View(GatewaySession session) => new(
        session.Id, session.DetachedAt is null, session.LastSequence, session.Shard.Id, session.Shard.Count, (int)session.Intents);

    private static async Task<Results<Ok<DiscordView>, ValidationProblem>> SetAsync(
        DiscordRequest request,
        DiscordFaults faults,
        GatewayFaults gateway,
        IdentifyQuota identifies,
        RateLimiter limiter,
        SessionRegistry sessions,
        IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        if (request.RateLimitScope is not (null or "user" or "global" or "shared"))
        {
            return Invalid.Field("rate_limit_scope", "Must be user, global or shared.");
        }

        if (new[] { request.PerBucket, request.Global }.Any(limit => limit is { Limit: < 0 } or { WindowMs: < 1 }))
        {
            return Invalid.Field("per_bucket, global", "A limit needs limit >= 0 and window_ms >= 1.");
        }

        if (request.Shards < 1 || request.MaxConcurrency < 1 || request.IdentifyLimit < 0 || request.FrameDelayMs < 0 || request.StallMs < 0)
        {
            return Invalid.Field("shards, max_concurrency, identify_limit, frame_delay_ms, stall_ms", "Must be positive.");
        }

        limiter.PerBucket = request.PerBucket ?? limiter.PerBucket;
        limiter.Global = request.Global ?? limiter.Global;
        Change(request, faults);
        Change(request, gateway);
        Change(request, identifies);
        var disturbed = sessions.Connections.Where(connection => request.ShardId is null || connection.Shard?.Id == request.ShardId);
        await Task.WhenAll(disturbed.Select(connection => Disturbance.ApplyAsync(connection, request, lifetime.ApplicationStopping, cancellationToken)));
        return TypedResults.Ok(Get(faults, gateway, identifies, limiter, sessions));
    }

    private static void Change(DiscordRequest request, DiscordFaults faults)
    {
        faults.FailNext = request.FailNext ?? faults.FailNext;
        faults.FailStatus = request.FailStatus ?? faults.FailStatus;
        faults.RateLimitNext = request.RateLimitNext ?? faults.RateLimitNext;
        faults.RateLimitScope = request.RateLimitScope ?? faults.RateLimitScope;
        faults.RetryAfterSeconds = request.RetryAfterSeconds ?? faults.RetryAfterSeconds;
        faults.LoseResponseNext = request.LoseResponseNext ?? faults.LoseResponseNext;
        faults.RestLatency = request.RestLatencyMs is { } latency ? TimeSpan.FromMilliseconds(latency) : faults.RestLatency;
    }

    private static void Change(DiscordRequest request, GatewayFaults gateway)
    {
        gateway.Shards = request.Shards ?? gateway.Shards;
        gateway.WithholdHeartbeatAcks = request.WithholdHeartbeatAcks ?? gateway.WithholdHeartbeatAcks;
        gateway.AllowedIntents = (Intents?)request.AllowedIntents ?? gateway.AllowedIntents;
        gateway.IntegersAsStrings = request.IntegersAsStrings ?? gateway.IntegersAsStrings;
        gateway.RefuseResumeNext = request.RefuseResumeNext ?? gateway.RefuseResumeNext;
        gateway.RefuseResumeWith = request.RefuseResumeNext is null ? gateway.RefuseResumeWith : request.RefuseResumeWith;
        gateway.FrameDelay = request.FrameDelayMs is { } delay ? TimeSpan.FromMilliseconds(delay) : gateway.FrameDelay;
    }

    private static void Change(DiscordRequest request, IdentifyQuota identifies)
    {
        identifies.Total = request.IdentifyLimit ?? identifies.Total;
        identifies.MaxConcurrency = request.MaxConcurrency ?? identifies.MaxConcurrency;
        identifies.Interval = request.IdentifyIntervalMs is { } interval ? TimeSpan.FromMilliseconds(interval) : identifies.Interval;
        if (request.IdentifiesLeft is { } left)
        {
            identifies.SetRemaining(left);
        }
    }

    internal sealed record DiscordView(
        RateLimit PerBucket,
        RateLimit Global,
        int FailNext,
        int RateLimitNext,
        int LoseResponseNext,
        bool WithholdHeartbeatAcks,
        int Shards,
        int IdentifiesLeft,
        int Identifies,
        int Resumes,
        IReadOnlyList<SessionView> Sessions);

    internal sealed record SessionView(string Id, bool Connected, long LastSequence, int ShardId, int ShardCount, int Intents);
}
