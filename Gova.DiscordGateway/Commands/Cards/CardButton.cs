namespace Gova.DiscordGateway.Commands.Cards;

/// <summary>What a card's buttons and its form carry: everything that is needed to handle them after a restart.</summary>
internal static class CardButton
{
    private const string ApprovePrefix = "gova:approve:";
    private const string RejectPrefix = "gova:reject:";

    public static string Approve(Guid actionId) => $"{ApprovePrefix}{actionId:N}";

    public static string Reject(Guid actionId) => $"{RejectPrefix}{actionId:N}";

    public static bool IsReject(string customId) => customId.StartsWith(RejectPrefix, StringComparison.Ordinal);

    /// <summary>Null when it is none of ours.</summary>
    public static (Guid ActionId, bool Approves)? Read(string? customId) => customId switch
    {
        not null when customId.StartsWith(ApprovePrefix, StringComparison.Ordinal) => Read(customId[ApprovePrefix.Length..], approves: true),
        not null when IsReject(customId) => Read(customId[RejectPrefix.Length..], approves: false),
        _ => null,
    };

    private static (Guid, bool)? Read(string id, bool approves) => Guid.TryParseExact(id, "N", out var actionId) ? (actionId, approves) : null;
}
