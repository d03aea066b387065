using System.Text.Json.Nodes;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Checks <c>allowed_mentions</c>: kinds and explicit ids exclude each other.</summary>
internal static class MentionsForm
{
    private const int MaxIds = 100;
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

        var (users, roles) = (Ids(form, "users", kinds), Ids(form, "roles", kinds));
        return new AllowedMentions(
            kinds.Contains("users"), kinds.Contains("roles"), kinds.Contains("everyone"), users, roles, form.Flag("replied_user") ?? false);
    }

    private static HashSet<Snowflake> Ids(RequestBody form, string kind, HashSet<string> kinds)
    {
        var ids = (form.List(kind) ?? []).Select(node => Id(kind, node)).ToHashSet();
        if (ids.Count > MaxIds)
        {
            throw Invalid(kind, "BASE_TYPE_MAX_LENGTH", $"Must be {MaxIds} or fewer in length.");
        }

        return ids.Count == 0 || !kinds.Contains(kind)
            ? ids
            : throw Invalid("parse", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", $"parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
    }

    private static Snowflake Id(string kind, JsonNode? node) =>
        Snowflake.TryParse(node?.ToString(), out var id) ? id : throw Invalid(kind, "NUMBER_TYPE_COERCE", "Value is not snowflake.");

    private static DiscordException Invalid(string field, string code, string message) =>
        DiscordException.InvalidForm($"allowed_mentions.{field}", code, message);
}
