using System.Diagnostics;
using System.Globalization;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Outbox;
using Gova.Messaging;
using Gova.Moderation.Policy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.DiscordGateway.Actions;

/// <summary>Records what a person commands as an action, so that the one executor does it and it is kept like the machine's.</summary>
internal sealed class SubmitAction(IDbContextFactory<GovaDbContext> contexts, Topics topics, TimeProvider time)
{
    /// <summary>Safe to repeat with the same <see cref="NewCommand.ActionId"/>: the command is recorded once.</summary>
    public async Task<ActionEvent> SubmitAsync(NewCommand command, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            var (action, approved) = ActionEvent.CreateApproved(command.ActionId, Describe(command), now);
            db.Actions.Add(action);
            db.Outbox.Add(OutboxMessage.For(
                topics.Actions, action.GuildId.ToString(CultureInfo.InvariantCulture), Envelope.Create(approved, now, action.Traceparent)));
            await db.SaveChangesAsync(cancellationToken);
            return action;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return await db.Actions.AsNoTracking().SingleAsync(a => a.ActionId == command.ActionId, cancellationToken);
        }
    }

    private static NewAction Describe(NewCommand command) => new(
        command.ModeratorId, "discord", command.GuildId, StatusNames.Of(command.Type), command.Params.ToJson(), ActionOrigin.Command,
        command.TargetUserId, command.ChannelId, command.MessageId, command.Reason, DecidedByPlatformUserId: command.ByPlatformUserId,
        Traceparent: Activity.Current?.Id);
}

/// <summary>What a person wants done.</summary>
/// <param name="ActionId">Derived from the interaction, so that one that arrives again is the same command.</param>
/// <param name="ByPlatformUserId">Who wants it.</param>
/// <param name="TargetUserId">Empty when it concerns a channel or the server.</param>
/// <param name="Reason">For the audit log.</param>
internal sealed record NewCommand(
    Guid ActionId,
    Guid ModeratorId,
    long GuildId,
    ActionType Type,
    ActionParams Params,
    string ByPlatformUserId,
    string TargetUserId = "",
    long? ChannelId = null,
    long? MessageId = null,
    string? Reason = null);
