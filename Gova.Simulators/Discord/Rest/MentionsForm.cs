using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Checks <c>allowed_mentions</c>: kinds and explicit ids exclude each other.</summary>
internal static class MentionsForm
{
    private const int MaxUsers = 100;
    private static readonly HashSet<string> Kinds = ["users", "roles", "everyone"];

    public static AllowedMentions Read(RequestBody? form)
    {
        if (form is null)
        {
            return AllowedMentions.Everything;
        }

        var kinds = (form.List("parse") ?? []).Select(kind => kind?.ToString() ?? "").ToHashSet();
        if (kinds.FirstOrDefault(kind => !Kinds.Contains(kind)) is { } unknown)
        {
            throw Invalid("parse", "BASE_TYPE_CHOICES", $"Value \"{unknown}\" must be one of ('users', 'roles', 'everyone').");
        }

        var users = (form.List("users") ?? []).Select(User).ToHashSet();
        if (users.Count > MaxUsers)
        {
            throw Invalid("users", "BASE_TYPE_MAX_LENGTH", $"Must be {MaxUsers} or fewer in length.");
        }

        if (users.Count > 0 && kinds.Contains("users"))
        {
            throw Invalid("parse", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "parse:[\"users\"] and users: [ids...] are mutually exclusive.");
        }

        return new AllowedMentions(kinds.Contains("users"), kinds.Contains("everyone"), users, form.Flag("replied_user") ?? false);
    }

    private static Snowflake User(System.Text.Json.Nodes.JsonNode? node) =>
        Snowflake.TryParse(node?.ToString(), out var id) ? id : throw Invalid("users", "NUMBER_TYPE_COERCE", "Value is not snowflake.");

    private static DiscordException Invalid(string field, string code, string message) =>
        DiscordException.InvalidForm($"allowed_mentions.{field}", code, message);
}
