using Gova.ServiceDefaults.Internal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.DiscordGateway.Internal;

/// <summary>The errors that only the gateway has.</summary>
internal static class GatewayProblems
{
    public static ProblemHttpResult NotInGuild => InternalProblems.Of("not-in-server", 404, "The bot is not in that server.");

    public static ProblemHttpResult DiscordUnavailable =>
        InternalProblems.Of("discord-unavailable", 503, "Discord does not answer just now.");
}
