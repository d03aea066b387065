using Gova.Data.Actions;
using Gova.DiscordGateway.Actions.Guards;
using Gova.ServiceDefaults.Internal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.DiscordGateway.Internal;

/// <summary>The kill switch of one server and of all.</summary>
internal static class KillSwitchEndpoints
{
    private const int MaxLength = 200;

    /// <param name="By">Who does it, for people to read.</param>
    internal sealed record Request(string? By, string? Reason = null);

    /// <param name="Everywhere">It is the switch of all servers that stops this one.</param>
    internal sealed record Response(
        bool Engaged, bool Everywhere = false, string? By = null, string? Reason = null, DateTimeOffset? EngagedAt = null);

    public static Task<Ok<Response>> GetEverywhere(KillSwitches switches, CancellationToken cancellationToken) =>
        Get(KillSwitch.Everywhere, switches, cancellationToken);

    public static Task<Results<Ok<Response>, ProblemHttpResult>> EngageEverywhere(
        Request request, KillSwitches switches, CancellationToken cancellationToken) =>
        Engage(KillSwitch.Everywhere, request, switches, cancellationToken);

    public static Task<Results<Ok<Response>, ProblemHttpResult>> ReleaseEverywhere(
        string? by, KillSwitches switches, CancellationToken cancellationToken) =>
        Release(KillSwitch.Everywhere, by, switches, cancellationToken);

    public static async Task<Ok<Response>> Get(long guildId, KillSwitches switches, CancellationToken cancellationToken) => TypedResults.Ok(
        await switches.FindAsync(guildId, cancellationToken) is { } engaged
            ? new Response(true, engaged.Scope == KillSwitch.Everywhere, engaged.EngagedBy, engaged.Reason, engaged.EngagedAt)
            : new Response(false));

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Engage(
        long guildId, Request request, KillSwitches switches, CancellationToken cancellationToken)
    {
        if (request is not { By: { Length: > 0 and <= MaxLength } by, Reason: null or { Length: <= MaxLength } })
        {
            return InternalProblems.Malformed($"by must say who in at most {MaxLength} characters; reason may say why in as many.");
        }

        await switches.EngageAsync(guildId, by, request.Reason, cancellationToken);
        return await Get(guildId, switches, cancellationToken);
    }

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Release(
        long guildId, string? by, KillSwitches switches, CancellationToken cancellationToken)
    {
        if (by is not { Length: > 0 and <= MaxLength })
        {
            return InternalProblems.Malformed($"by must say who in at most {MaxLength} characters.");
        }

        await switches.ReleaseAsync(guildId, by, cancellationToken);
        return await Get(guildId, switches, cancellationToken);
    }
}
