using System.ComponentModel;
using System.Globalization;
using Gova.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Connections;

internal static class GetBotInvite
{
    // View Channels, Send Messages (also in threads), Embed Links, Read Message History; Manage Messages, Moderate Members,
    // Kick Members, Ban Members, View Audit Log. Never Administrator.
    private const string Permissions = "1374389628038";

    /// <param name="Url">Discord's page, where whoever manages the server lets the bot in.</param>
    internal sealed record Response(string Url);

    /// <summary>The address that invites the bot with no more permissions than it needs.</summary>
    public static Results<Ok<Response>, ValidationProblem, ProblemHttpResult> Handle(
        [FromQuery(Name = "guild_id"), Description("The server to choose beforehand.")] string? guildId, IOptions<DiscordOauthOptions> options)
    {
        var isId = guildId is null || ulong.TryParse(guildId, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        var errors = new FieldErrors().Require(isId, "guild_id", "must be the server's id: digits as text");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!options.Value.IsConfigured)
        {
            return Problems.Result(Problems.DiscordNotConfigured);
        }

        var query = new Dictionary<string, string?>
        {
            ["client_id"] = options.Value.ClientId,
            ["scope"] = "bot applications.commands",
            ["permissions"] = Permissions,
            ["guild_id"] = guildId,
            ["disable_guild_select"] = guildId is null ? null : "true",
        };
        return TypedResults.Ok(new Response(QueryHelpers.AddQueryString(options.Value.AuthorizeUrl, query)));
    }
}
