using Gova.Moderation.Policy;

namespace Gova.Api.Demo;

/// <summary>How the demo's moderator is set up: enough rules that something happens within a minute, without a model.</summary>
internal static class DemoModerator
{
    public const string Name = "Birchwood keeper";
    public const string Description = "Keeps the makers' club friendly and free of advertising.";

    /// <summary>The demo server's channel for its moderators.</summary>
    private const string LogChannel = "100000000000000004";

    private const int TenMinutes = 600;

    public static readonly ModeratorConfiguration Configuration = new()
    {
        Guidelines =
            """
            1. Be kind. Criticise the work, never the person.
            2. No advertising, giveaways or links that ask people to claim something.
            3. No personal insults, also not in disguise.
            4. Stay on the topic of making things; small talk is welcome.
            """,
        ServerSummary =
            "Birchwood Makers is a club of woodworkers and tinkerers, beginners and old hands. They share projects, ask about "
            + "tools and finishes, and meet at weekends. The tone is warm, with dry humour.",
        LogChannel = LogChannel,
        Limits = new(PerMinute: 120, PerHour: 100_000),
        Actions =
        [
            new(ActionType.Reply, DefaultParams: new(Content: "Please keep it friendly: criticise the work, not the person.")),
            new(ActionType.Delete),
            new(ActionType.Timeout, MinSeverity: 0.6, DefaultParams: new(Duration: TenMinutes)),
            new(ActionType.Kick, RequiresApproval: true),
        ],
        KeywordRules =
        [
            new(
                ["free nitro", "click my link", "free gift card", "crypto airdrop", "dm me for details", "huge giveaway"],
                0.8, ActionType.Delete, Reason: "Advertising or a giveaway."),
            new(["shut up", "nobody likes you"], 0.65, ActionType.Timeout, new(Duration: TenMinutes), "Hostile towards a member."),
            new(["stop whining", "dumb way", "stupid question"], 0.4, ActionType.Reply, Reason: "Rude in tone."),
            new(["you are worthless", "nobody wants you in this server"], 0.9, ActionType.Kick, Reason: "Drives a member out."),
        ],
    };
}
