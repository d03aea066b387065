using System.ComponentModel;
using System.Globalization;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Moderation.Policy;

namespace Gova.Api.Features.Actions;

/// <summary>Which actions: all that is given must hold.</summary>
internal readonly record struct ActionFilter(
    [property: Description("Statuses, comma-separated, e.g. awaiting_approval.")] string? Status,
    [property: Description("Types, comma-separated, e.g. timeout,kick.")] string? Type,
    [property: Description("Only on this platform user.")] string? User,
    [property: Description("Only in this channel.")] string? Channel,
    [property: Description("Only those that came about from here on.")] DateTimeOffset? From,
    [property: Description("Only those that came about before this.")] DateTimeOffset? Until)
{
    private const int MaxUser = 100;

    /// <returns>The query; to be used when nothing was wrong.</returns>
    public ActionQuery ToQuery(Guid moderatorId, FieldErrors errors)
    {
        var types = Csv.Parse<ActionType>(Type, "type", errors).Select(StatusNames.Of).ToList();
        var channel = default(long);
        errors.Require(
            string.IsNullOrEmpty(Channel) || long.TryParse(Channel, NumberStyles.None, CultureInfo.InvariantCulture, out channel),
            "channel", "must be a channel's id");
        errors.Require(User is null or { Length: <= MaxUser }, "user", $"must be text of at most {MaxUser} characters");
        errors.Require(From is null || Until is null || From < Until, "from", "must be before until");
        return new ActionQuery(moderatorId)
        {
            Statuses = Csv.Parse<ActionStatus>(Status, "status", errors).Distinct().ToList(),
            Types = types,
            User = string.IsNullOrEmpty(User) ? null : User,
            Channel = string.IsNullOrEmpty(Channel) ? null : channel,
            From = From?.ToUniversalTime(),
            Until = Until?.ToUniversalTime(),
        };
    }
}
