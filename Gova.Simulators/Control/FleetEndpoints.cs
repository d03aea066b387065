using Gova.Simulators.Community;
using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Control;

/// <summary>Many guilds at once, spread evenly over any number of shards, for load tests.</summary>
internal static class FleetEndpoints
{
    private const int MaxGuilds = 10_000;
    private const int MaxMembers = 1_000_000;
    private const int ShardBits = 22;
    private static readonly TimeSpan Age = TimeSpan.FromDays(365);

    public static void MapFleets(this IEndpointRouteBuilder control) => control.MapPost("/fleet", Add);

    private static Results<Ok<FleetView>, ValidationProblem> Add(FleetRequest request, DiscordWorld world, SessionGreeter greeter)
    {
        if (request.Guilds is < 1 or > MaxGuilds || request.Channels is < 1 or > 500
            || request.Members < 1 || (long)request.Guilds * request.Members > MaxMembers)
        {
            return Invalid.Field("guilds, channels, members", $"1 to {MaxGuilds} guilds with 1 to 500 channels, and at most {MaxMembers} members in all.");
        }

        lock (world.Gate)
        {
            // Shards are told apart by the bits above the 22nd: consecutive milliseconds.
            var first = (ulong)((world.Now - Age).ToUnixTimeMilliseconds() - Snowflake.Epoch + world.Guilds.Count);
            var guilds = Enumerable.Range(0, request.Guilds)
                .Select(number => Build(new Snowflake((first + (ulong)number) << ShardBits), number, request, world))
                .ToList();
            foreach (var guild in guilds)
            {
                world.Add(guild);
                greeter.Announce(guild);
            }

            return TypedResults.Ok(new FleetView([.. guilds.Select(guild => guild.Id)]));
        }
    }

    private static Guild Build(Snowflake id, int number, FleetRequest request, DiscordWorld world)
    {
        var builder = new GuildBuilder(id, $"Guild {number + 1}", world.NextId, world.Now);
        for (var channel = 1; channel <= request.Channels; channel++)
        {
            builder.AddChannel($"room-{channel}", $"Room {channel}.");
        }

        builder.AddMembers(request.Members);
        return builder.Build();
    }

    internal sealed record FleetRequest(int Guilds, int Channels = 2, int Members = 10);

    internal sealed record FleetView(IReadOnlyList<Snowflake> GuildIds);
}
