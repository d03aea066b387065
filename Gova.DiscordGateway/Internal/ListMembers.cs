using System.Collections.Concurrent;
using System.Globalization;
using Gova.DiscordGateway.Guilds;
using Gova.ServiceDefaults.Internal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.DiscordGateway.Internal;

/// <summary>How members of a guild are shown. Who is no member is missing from the answer.</summary>
internal static class ListMembers
{
    private const int MaxIds = 100;

    /// <summary>So many questions to Discord at a time: its rate limits are needed for actions.</summary>
    private const int AtOnce = 4;

    /// <param name="Avatar">Hash of the picture: the member's own in this guild, else the user's.</param>
    internal sealed record Member(string UserId, string Name, string? Nick, string? Avatar, IReadOnlyList<string> RoleIds, bool IsBot);

    /// <param name="ids">Up to 100 user ids, separated by commas.</param>
    public static async Task<Results<Ok<List<Member>>, ProblemHttpResult>> Handle(
        long guildId, string? ids, GuildModel guilds, CancellationToken cancellationToken)
    {
        if (Parse(ids) is not { Count: > 0 and <= MaxIds } userIds)
        {
            return InternalProblems.Malformed($"ids must be 1 to {MaxIds} user ids, separated by commas.");
        }

        if (await guilds.GetAsync(guildId, cancellationToken) is not { } guild)
        {
            return GatewayProblems.NotInGuild;
        }

        var found = new ConcurrentBag<GuildMember>();
        await Parallel.ForEachAsync(
            userIds, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (userId, stop) =>
            {
                if (await guilds.GetMemberAsync(guild, userId, stop) is { } member)
                {
                    found.Add(member);
                }
            });
        return TypedResults.Ok(found.OrderBy(member => member.UserId).Select(Describe).ToList());
    }

    private static Member Describe(GuildMember member) => new(
        InternalJson.Id(member.UserId), member.Name, member.Nick, member.Avatar, [.. member.RoleIds.Select(InternalJson.Id)], member.IsBot);

    /// <summary>Null when something in it is no id.</summary>
    private static HashSet<long>? Parse(string? ids)
    {
        var parsed = new HashSet<long>();
        foreach (var text in (ids ?? "").Split(','))
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id <= 0)
            {
                return null;
            }

            parsed.Add(id);
        }

        return parsed;
    }
}
