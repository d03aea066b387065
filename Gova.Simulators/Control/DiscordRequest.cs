using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Rest;

namespace Gova.Simulators.Control;

/// <summary>
/// Absent members stay as they are. From <see cref="RequestHeartbeat"/> on it happens once, to every open connection or to that of one shard.
/// </summary>
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
    bool? IntegersAsStrings,
    int? FrameDelayMs,
    int? RefuseResumeNext,
    int? RefuseResumeWith,
    int? Shards,
    int? MaxConcurrency,
    int? IdentifyLimit,
    int? IdentifiesLeft,
    int? IdentifyIntervalMs,
    int? ShardId,
    bool RequestHeartbeat = false,
    bool MalformedFrame = false,
    string? RawFrame = null,
    DispatchRequest? Dispatch = null,
    int? StallMs = null,
    bool Reconnect = false,
    bool? InvalidSession = null,
    int? CloseCode = null,
    bool CutFrame = false,
    bool DropConnections = false);

/// <summary>An event of any type and content.</summary>
internal sealed record DispatchRequest(string T, JsonNode? D);
