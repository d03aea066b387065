using System.Globalization;
using System.Text;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Moderators;
using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Commands.Text;
using Gova.DiscordGateway.Discord.Models;
using Gova.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Commands.Server;

/// <summary><c>/gova status</c>: what the server's moderator is doing, and what holds it back.</summary>
internal sealed class StatusCommand(
    IDbContextFactory<GovaDbContext> contexts, IOptions<ActionOptions> options, TimeProvider time) : ICommand
{
    public CommandInfo Info { get; } = new("gova status", "How Gova is doing in this server", Permissions.ModerateMembers);

    public async Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var moderator = context.RequireModerator();
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var switches = await db.KillSwitches.AsNoTracking()
            .Where(k => k.Scope == context.GuildId || k.Scope == KillSwitch.Everywhere).ToListAsync(cancellationToken);
        var enforced = await EnforcedActions.CountAsync(db, moderator.ModeratorId, context.GuildId, now, cancellationToken);
        var limits = options.Value.LimitsOf(moderator.Configuration);
        var awaiting = await db.Actions.CountAsync(
            a => a.GuildId == context.GuildId && a.Status == ActionStatus.AwaitingApproval && a.ExpiresAt > now, cancellationToken);

        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"**{SafeText.Escape(moderator.Name, 200)}** is {Name(moderator.Status)}. {Mode(moderator)}");
        foreach (var engaged in switches)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"🛑 The kill switch {Where(engaged)} is on since <t:{engaged.EngagedAt.ToUnixTimeSeconds()}:R>{By(engaged)}: no action of Gova's own is carried out.");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"Actions on its own: {enforced.LastMinute} in the last minute (of {limits.PerMinute}), {enforced.LastHour} in the last hour (of {limits.PerHour}).");
        text.AppendLine(CultureInfo.InvariantCulture, $"Awaiting a decision: {awaiting}, {Cards(moderator)}.");
        text.Append(CultureInfo.InvariantCulture, $"Gova heard of this command after {Lag(context.Interaction.Id, now)} ms.");
        return text.ToString();
    }

    private static string Name(ModeratorStatus status) => StatusNames.Of(status);

    private static string Mode(GuildModerator moderator) => moderator switch
    {
        { Status: ModeratorStatus.Offline } => "It judges nothing.",
        { Status: ModeratorStatus.Paused } => "It judges, and proposes nothing.",
        { Configuration.Shadow: true } => "It only watches: what it would do is recorded.",
        { ApprovalOnlySince: { } since } =>
            $"Since <t:{since.ToUnixTimeSeconds()}:R> people decide everything: {SafeText.Escape(moderator.ApprovalOnlyReason ?? "", 300)}",
        _ => "It acts as its settings allow.",
    };

    private static string Where(KillSwitch engaged) => engaged.Scope == KillSwitch.Everywhere ? "of all servers" : "of this server";

    private static string By(KillSwitch engaged) => engaged.Reason is null ? "" : $" ({SafeText.Escape(engaged.Reason, 300)})";

    private static string Cards(GuildModerator moderator) =>
        moderator.Configuration?.LogChannel is { } channel ? $"in <#{channel}>" : "and no log channel is set where they could be shown";

    /// <summary>Discord's clock may be behind ours.</summary>
    private static long Lag(long interactionId, DateTimeOffset now) =>
        Math.Max(0, (long)(now - Snowflake.CreatedAt(interactionId)).TotalMilliseconds);
}
