using System.ComponentModel.DataAnnotations;
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

    /// <summary>Calls stop well before the lease ends, so that no two executors ever call for one action.</summary>
    public TimeSpan Deadline => Lease * 0.75;

    [OptionsValidator]
    internal sealed partial class Validator : IValidateOptions<ActionOptions>;
}
