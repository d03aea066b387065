using System.ComponentModel.DataAnnotations;
using Gova.Moderation.Rules;

namespace Gova.ModerationWorker.Moderators;

/// <summary>Members whom this installation bans in every community that does not decline, from the section <c>GlobalBans</c>.</summary>
internal sealed class GlobalBanOptions : IValidatableObject
{
    /// <summary>Their ids on the platform, separated by commas.</summary>
    public string UserIds { get; set; } = "";

    private string[] Ids => UserIds.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public GlobalBans ToBans() => new(Ids);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Ids
        .Where(id => !ulong.TryParse(id, out _))
        .Select(id => new ValidationResult($"GlobalBans:UserIds must be ids separated by commas; '{id}' is none."));
}
