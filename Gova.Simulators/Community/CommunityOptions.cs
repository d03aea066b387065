using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Community;

/// <summary>Section <c>Community</c>: the demo server's chatter.</summary>
internal sealed class CommunityOptions
{
    public const string Section = "Community";

    /// <summary>Off: the server is there, but nobody speaks unless told to.</summary>
    public bool Enabled { get; set; } = true;

    public int Seed { get; set; } = 7;

    [Range(0.0, 10_000.0)]
    public double MessagesPerSecond { get; set; } = 2.5;

    /// <summary>When a kicked member comes back; 0 is never.</summary>
    [Range(0, 86_400)]
    public int RejoinAfterSeconds { get; set; } = 300;

    /// <summary>How soon a newcomer may take over from troublemakers who cannot speak.</summary>
    [Range(0, 86_400)]
    public int NewcomerEverySeconds { get; set; } = 20;
}

[OptionsValidator]
internal sealed partial class CommunityOptionsValidator : IValidateOptions<CommunityOptions>;
