using System.ComponentModel.DataAnnotations;
using Gova.Moderation.Policy;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Actions;

/// <summary>Section <c>Actions</c>.</summary>
internal sealed partial class ActionOptions
{
    public const string Section = "Actions";

    /// <summary>How long an executor has an action; after that the sweeper takes it to have died.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00", ErrorMessage = "Actions:Lease must be between 2 seconds and 10 minutes.")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the sweeper looks.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00", ErrorMessage = "Actions:SweepInterval must be between 100 ms and 10 minutes.")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Actions that a moderator takes on its own in a server within a minute, before it must ask; its configuration may say otherwise.</summary>
    [Range(0, 100_000, ErrorMessage = "Actions:PerMinute must be between 0 and 100,000.")]
    public int PerMinute { get; set; } = 30;

    /// <summary>As <see cref="PerMinute"/>, within an hour.</summary>
    [Range(0, 100_000, ErrorMessage = "Actions:PerHour must be between 0 and 100,000.")]
    public int PerHour { get; set; } = 300;

    /// <summary>More than this no configuration can allow.</summary>
    [Range(0, 100_000, ErrorMessage = "Actions:MaxPerMinute must be between 0 and 100,000.")]
    public int MaxPerMinute { get; set; } = 120;

    /// <inheritdoc cref="MaxPerMinute"/>
    [Range(0, 100_000, ErrorMessage = "Actions:MaxPerHour must be between 0 and 100,000.")]
    public int MaxPerHour { get; set; } = 1_200;

    /// <summary>Calls stop well before the lease ends, so that no two executors ever call for one action.</summary>
    public TimeSpan Deadline => Lease * 0.75;

    /// <summary>What holds in a server: its configuration's limits, or else these, and never more than the highest allowed.</summary>
    public (int PerMinute, int PerHour) LimitsOf(ModeratorConfiguration? configuration) => (
        Math.Min(configuration?.Limits?.PerMinute ?? PerMinute, MaxPerMinute), Math.Min(configuration?.Limits?.PerHour ?? PerHour, MaxPerHour));

    [OptionsValidator]
    internal sealed partial class Validator : IValidateOptions<ActionOptions>;
}
