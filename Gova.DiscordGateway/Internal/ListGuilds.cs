using Gova.ServiceDefaults.Internal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.DiscordGateway.Internal;

/// <summary>The guilds that the bot is in.</summary>
internal static class ListGuilds
{
    /// <param name="Icon">Hash of the picture.</param>
    internal sealed record Guild(string Id, string? Name, string? Icon);

    public static async Task<Ok<List<Guild>>> Handle(BotGuilds guilds, CancellationToken cancellationToken) => TypedResults.Ok(
        (await guilds.ListAsync(cancellationToken)).Select(guild => new Guild(InternalJson.Id(guild.Id), guild.Name, guild.Icon)).ToList());
}
