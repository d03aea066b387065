using Gova.Simulators.Community;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Control;

/// <summary>Many messages at once. With <c>per_second</c> the call returns at once and the run can be polled.</summary>
internal static class BurstEndpoints
{
    private const int MaxCount = 1_000_000;

    public static void MapBursts(this IEndpointRouteBuilder control)
    {
        control.MapPost("/messages/burst", StartAsync);
        control.MapGet("/messages/bursts/{id:int}", Get);
    }

    private static async Task<Results<Ok<BurstRun>, Accepted<BurstRun>, ValidationProblem>> StartAsync(
        BurstRequest request, DiscordWorld world, Finder find, BurstRunner runner, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        if (request.Count is < 1 or > MaxCount || request.PerSecond is <= 0 || (request.Label is { } label && !Label.All.Contains(label)))
        {
            return Invalid.Field("count, per_second, label", $"1 to {MaxCount} messages at a positive rate, with a label of: {string.Join(", ", Label.All)}.");
        }

        IReadOnlyList<Guild> guilds;
        lock (world.Gate)
        {
            guilds = request.AllGuilds ? [.. world.Guilds] : [find.Guild(request.GuildId)];
        }

        var plan = new BurstPlan(guilds, request.Count, request.PerSecond, request.Distinct, request.Label);
        var (run, finished) = runner.Start(plan, lifetime.ApplicationStopping);
        if (!(request.Wait ?? request.PerSecond is null))
        {
            return TypedResults.Accepted($"/simulator/messages/bursts/{run.Id}", run);
        }

        await finished.WaitAsync(cancellationToken);
        return TypedResults.Ok(run);
    }

    private static Results<Ok<BurstRun>, NotFound> Get(int id, BurstRunner runner) =>
        runner.Find(id) is { } run ? TypedResults.Ok(run) : TypedResults.NotFound();

    internal sealed record BurstRequest(int Count, double? PerSecond, Snowflake? GuildId, string? Label, bool? Wait, bool Distinct = true, bool AllGuilds = false);
}
