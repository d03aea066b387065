using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gova.DiscordGateway.Discord.Rest;

/// <summary>One call before it is made.</summary>
/// <param name="Route">Method and path without ids: what rate limits go by.</param>
/// <param name="Major">The guild or channel, which has limits of its own.</param>
/// <param name="Path">Relative to the base address.</param>
internal sealed record RestCall(HttpMethod Method, string Route, long Major, string Path)
{
    /// <summary>JSON.</summary>
    public byte[]? Body { get; private init; }

    /// <summary>For the audit log.</summary>
    public string? Reason { get; init; }

    /// <summary>Executing it twice does no more than once.</summary>
    public bool MayRepeat { get; init; } = true;

    /// <summary>
    /// Answers an interaction: outside of the global limit, and authorised by the interaction's token, so that a refusal says
    /// nothing about the bot's.
    /// </summary>
    public bool IsInteraction { get; init; }

    public RestCall With<T>(T body, JsonTypeInfo<T> type) => this with { Body = JsonSerializer.SerializeToUtf8Bytes(body, type) };
}
