using Gova.Data.Actions;
using Gova.DiscordGateway.Commands.Text;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Commands.Cards;

/// <summary>
/// What a review card shows. Members' text is escaped and cut, so that the whole stays below Discord's 6000 characters; nobody is
/// notified.
/// </summary>
internal static class CardContent
{
    private const int MaxMessage = 2_500;
    private const int MaxReason = 900;
    private const int MaxError = 500;
    private const int MaxName = 100;

    private const int Amber = 0xF0B232;
    private const int Blue = 0x5865F2;
    private const int Green = 0x23A55A;
    private const int Grey = 0x80848E;
    private const int Red = 0xF23F43;

    /// <param name="link">To the message; null when the action is about none.</param>
    public static RichMessage Of(Guid actionId, CardSubject subject, string? link) => new(
        Embeds:
        [
            new Embed(
                Title(subject), Description(subject), link, Color(subject.Status), Fields(subject),
                new EmbedFooter($"{SafeText.Shorten(subject.ModeratorName, MaxName)} · {actionId}")),
        ],
        Components: subject.Status == ActionStatus.AwaitingApproval
            ? [
                MessageComponent.Row(
                    MessageComponent.Button(ButtonStyle.Success, "Approve", CardButton.Approve(actionId)),
                    MessageComponent.Button(ButtonStyle.Danger, "Reject", CardButton.Reject(actionId))),
            ]
            : [],
        AllowedMentions: AllowedMentions.None);

    /// <summary>Null when nobody has decided.</summary>
    public static string? Decider(string? platformUserId, string? account) =>
        platformUserId is not null ? $"<@{platformUserId}>" : account is not null ? $"{SafeText.Escape(account, MaxName)} (web app)" : null;

    private static string Title(CardSubject subject) => subject.Status switch
    {
        ActionStatus.AwaitingApproval => "⏳ Your decision, please",
        ActionStatus.Approved or ActionStatus.Executing => "▶️ Approved, under way",
        ActionStatus.Completed => "✅ Done",
        ActionStatus.Undone => "↩️ Done, and undone",
        ActionStatus.Rejected => "🚫 Rejected",
        ActionStatus.Expired => "⌛ Expired",
        ActionStatus.Unknown => "❔ Nobody knows whether it happened",
        _ => $"❌ {char.ToUpperInvariant(ActionText.Name(subject.Status)[0])}{ActionText.Name(subject.Status)[1..]}",
    };

    private static int Color(ActionStatus status) => status switch
    {
        ActionStatus.AwaitingApproval => Amber,
        ActionStatus.Approved or ActionStatus.Executing => Blue,
        ActionStatus.Completed => Green,
        ActionStatus.Failed or ActionStatus.Unknown => Red,
        _ => Grey,
    };

    private static string Description(CardSubject subject) => subject switch
    {
        { Content: { } content } when !string.IsNullOrWhiteSpace(content) => SafeText.Escape(content, MaxMessage),
        { MessageId: null } => "(about no message)",
        { Content: null } => "(the message is not kept any more)",
        _ => "(no text)",
    };

    private static List<EmbedField> Fields(CardSubject subject)
    {
        var fields = new List<EmbedField> { new("Action", ActionText.Describe(subject.ActionType, subject.ActionParams)) };
        if (subject.PlatformUserId.Length > 0)
        {
            var name = string.IsNullOrWhiteSpace(subject.AuthorName) ? "" : $" ({SafeText.Escape(subject.AuthorName, MaxName)})";
            fields.Add(new("Member", $"<@{subject.PlatformUserId}>{name}", Inline: true));
        }

        if (subject.ChannelId is { } channel)
        {
            fields.Add(new("Channel", $"<#{channel}>", Inline: true));
        }

        if (Score(subject) is { } score)
        {
            fields.Add(new("Score", score, Inline: true));
        }

        if (!string.IsNullOrWhiteSpace(subject.Reason))
        {
            fields.Add(new("Reason", SafeText.Escape(subject.Reason, MaxReason)));
        }

        if (subject.Status == ActionStatus.AwaitingApproval)
        {
            fields.Add(new("Expires", $"<t:{subject.ExpiresAt.ToUnixTimeSeconds()}:R>", Inline: true));
        }

        if (Decider(subject.DecidedByPlatformUserId, subject.DecidedByAccount) is { } decider)
        {
            fields.Add(new("Decided by", decider, Inline: true));
        }

        if (!string.IsNullOrWhiteSpace(subject.ErrorMsg))
        {
            fields.Add(new(subject.Status == ActionStatus.Rejected ? "Why rejected" : "Note", SafeText.Escape(subject.ErrorMsg, MaxError)));
        }

        return fields;
    }

    private static string? Score(CardSubject subject) => subject.SeverityScore is not { } severity ? null : FormattableString.Invariant(
        $"severity {severity:0.00}{(subject.BehaviourScore is { } standing ? $", standing {standing:0.00}" : "")}{By(subject.JudgedBy)}");

    private static string By(string? judge) => judge switch
    {
        "rule" => " (by a rule)",
        "model" => " (by the model)",
        _ => "",
    };
}
