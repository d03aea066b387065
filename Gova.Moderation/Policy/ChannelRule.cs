using System.Text.Json.Serialization;

namespace Gova.Moderation.Policy;

/// <summary>What is different in one channel, and in its threads.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChannelRule
{
    /// <summary>The channel's snowflake.</summary>
    public string Channel { get; set; } = "";

    /// <summary>Guidelines that hold here beside the community's.</summary>
    public string? Guidelines { get; set; }

    /// <summary>Here it decides and records, and never acts.</summary>
    public bool Shadow { get; set; }

    /// <summary>Here it never writes into the channel.</summary>
    public bool Quiet { get; set; }

    internal void Check(Problems problems, string path)
    {
        problems.Require(ulong.TryParse(Channel, out _), $"{path}.channel", "must be an id");
        problems.RequireText(Guidelines, 4_000, $"{path}.guidelines");
    }
}
