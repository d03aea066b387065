using Gova.Moderation.Policy;

namespace Gova.ModerationWorker.Reputation;

/// <summary>What the policy goes by of a message's author.</summary>
/// <param name="Score">0 to 1, lower is worse.</param>
/// <param name="Actions">What was done to the member; only where the community has an escalation ladder.</param>
internal sealed record MemberFacts(double Score, IReadOnlyList<PastAction> Actions)
{
    public static MemberFacts Unknown { get; } = new(1, []);
}
