using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Guilds;
using Gova.ServiceDefaults.Internal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.DiscordGateway.Internal;

/// <summary>Channels and active threads of a guild.</summary>
internal static class ListChannels
{
    /// <param name="Type">Discord's number of the kind of channel.</param>
    /// <param name="ParentId">Of a thread: its channel; of a channel: its category.</param>
    /// <param name="CanRead">Whether the bot sees the channel.</param>
    /// <param name="CanWrite">Whether the bot may write there.</param>
    internal sealed record Channel(string Id, string? Name, int Type, string? ParentId, bool IsThread, bool CanRead, bool CanWrite);

    public static async Task<Results<Ok<List<Channel>>, ProblemHttpResult>> Handle(
        long guildId, GuildModel guilds, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await guilds.GetAsync(guildId, cancellationToken) is not { } guild
            || await guilds.GetBotAsync(guild, cancellationToken) is not { } bot)
        {
            return GatewayProblems.NotInGuild;
        }

        return TypedResults.Ok(guild.Channels.OrderBy(channel => channel.Id)
            .Select(channel => Describe(channel, PermissionCalculator.In(guild, channel, bot, time.GetUtcNow()))).ToList());
    }

    private static Channel Describe(DiscordChannel channel, Permissions granted) => new(
        InternalJson.Id(channel.Id), channel.Name, channel.Type, channel.ParentId is { } parent ? InternalJson.Id(parent) : null, channel.IsThread,
        granted.Has(Permissions.ViewChannel), granted.Has(PermissionCalculator.ToWriteIn(channel)));
}
