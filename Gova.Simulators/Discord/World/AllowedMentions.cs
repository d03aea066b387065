using System.Text.RegularExpressions;

namespace Gova.Simulators.Discord.World;

/// <summary>Which of the mentions in a text may notify someone.</summary>
internal sealed partial record AllowedMentions(
    bool AllUsers, bool AllRoles, bool AtEveryone, IReadOnlySet<Snowflake> Users, IReadOnlySet<Snowflake> Roles, bool RepliedUser)
{
    private static readonly HashSet<Snowflake> Nobody = [];

    public static AllowedMentions Everything { get; } = new(true, true, true, Nobody, Nobody, true);

    public IReadOnlyList<User> Mentioned(string content, Message? repliedTo, Func<Snowflake, User?> find)
    {
        var users = UserMention().Matches(content)
            .Select(match => Snowflake.TryParse(match.Groups[1].Value, out var id) && (AllUsers || Users.Contains(id)) ? find(id) : null)
            .Append(RepliedUser ? repliedTo?.Author : null);
        return [.. users.OfType<User>().Distinct()];
    }

    public IReadOnlyList<Snowflake> MentionedRoles(string content, Guild? guild)
    {
        if (guild is null || !content.Contains("<@&", StringComparison.Ordinal))
        {
            return [];
        }

        var ids = RoleMention().Matches(content).Select(match => Snowflake.TryParse(match.Groups[1].Value, out var id) ? id : default);
        return [.. ids.Where(id => guild.Roles.ContainsKey(id) && (AllRoles || Roles.Contains(id))).Distinct()];
    }

    public bool MentionsEveryone(string content) =>
        AtEveryone && (content.Contains("@everyone", StringComparison.Ordinal) || content.Contains("@here", StringComparison.Ordinal));

    [GeneratedRegex("<@!?([0-9]{1,20})>")]
    private static partial Regex UserMention();

    [GeneratedRegex("<@&([0-9]{1,20})>")]
    private static partial Regex RoleMention();
}
