using System.Globalization;
using Gova.Data;
using Gova.Data.Moderators;
using Gova.DiscordGateway.Listening;
using Gova.Moderation.Policy;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Commands;

/// <summary>Finds the moderator of a server as it is now.</summary>
internal sealed class GuildModerators(IDbContextFactory<GovaDbContext> contexts)
{
    public async Task<GuildModerator?> FindAsync(long guildId, CancellationToken cancellationToken)
    {
        var server = guildId.ToString(CultureInfo.InvariantCulture);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var moderator = await db.Moderators.AsNoTracking()
            .SingleOrDefaultAsync(m => m.Platform == MemberMessages.Platform && m.PlatformServerId == server, cancellationToken);
        return moderator is null ? null : new GuildModerator(
            moderator.ModeratorId, moderator.Name, moderator.Status, moderator.ApprovalOnlySince, moderator.ApprovalOnlyReason,
            ModeratorConfiguration.Parse(moderator.Conf, out _));
    }
}

/// <param name="Configuration">Null when it cannot be read: then it names no moderators' roles and no log channel.</param>
internal sealed record GuildModerator(
    Guid ModeratorId,
    string Name,
    ModeratorStatus Status,
    DateTimeOffset? ApprovalOnlySince,
    string? ApprovalOnlyReason,
    ModeratorConfiguration? Configuration);
