using Gova.Moderation.Policy;

namespace Gova.Moderation.Conversations;

/// <summary>What a request shows beside the messages.</summary>
/// <param name="Json">Conversation, summary, records and cases, or null when there are none; its texts are members' words.</param>
/// <param name="Guidelines">Of the channel, in the owner's words.</param>
/// <param name="Cases">The past cases that are in it.</param>
public sealed record ReviewContext(string? Json, string? Guidelines = null, IReadOnlyList<SimilarCase>? Cases = null)
{
    public static ReviewContext None { get; } = new(Json: null);
}
