using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Gova.Simulators;

/// <summary>Section <c>Simulators</c>. What can change while running is set through <c>/simulator</c> instead.</summary>
internal sealed class SimulatorOptions
{
    public const string Section = "Simulators";

    [Required(AllowEmptyStrings = false)]
    public string DiscordToken { get; set; } = "simulated-bot-token";

    [Range(100, 3_600_000)]
    public int HeartbeatIntervalMs { get; set; } = 41_250;

    /// <summary>How long a session outlives its connection.</summary>
    [Range(1, 86_400)]
    public int ResumeWindowSeconds { get; set; } = 300;

    /// <summary>Events kept per session for a resume.</summary>
    [Range(1, 10_000_000)]
    public int ReplayBuffer { get; set; } = 100_000;

    /// <summary>Identifies allowed in 24 hours.</summary>
    [Range(0, 1_000_000)]
    public int IdentifyLimit { get; set; } = 1_000;

    /// <summary>What <c>GET /gateway/bot</c> recommends.</summary>
    [Range(1, 1_024)]
    public int Shards { get; set; } = 1;

    [Range(1, 1_024)]
    public int MaxConcurrency { get; set; } = 16;

    /// <summary>Time between two identifies of one concurrency bucket; Discord's is 5000, 0 does not enforce it.</summary>
    [Range(0, 60_000)]
    public int IdentifyIntervalMs { get; set; }

    /// <summary>The application that users let speak for them.</summary>
    [Required(AllowEmptyStrings = false)]
    public string OAuthClientId { get; set; } = "100000000000000002";

    [Required(AllowEmptyStrings = false)]
    public string OAuthClientSecret { get; set; } = "simulated-client-secret";

    /// <summary>Where users may be sent back to, separated by commas; compared as they are.</summary>
    [Required(AllowEmptyStrings = false)]
    public string OAuthRedirectUris { get; set; } = "http://localhost:5080/connections/discord/callback";

    /// <summary>Of a user's access token; Discord's is a week.</summary>
    [Range(1, 2_592_000)]
    public int OAuthTokenSeconds { get; set; } = 604_800;

    /// <summary>When set, the model asks for this bearer key.</summary>
    public string? LlmApiKey { get; set; }

    [Required(AllowEmptyStrings = false)]
    public string LlmModel { get; set; } = "simulated-moderator";

    [Range(0, 600_000)]
    public int LlmLatencyMs { get; set; } = 150;

    [Range(0, 600_000)]
    public int LlmJitterMs { get; set; } = 50;

    public int LlmSeed { get; set; } = 1;
}

[OptionsValidator]
internal sealed partial class SimulatorOptionsValidator : IValidateOptions<SimulatorOptions>;
