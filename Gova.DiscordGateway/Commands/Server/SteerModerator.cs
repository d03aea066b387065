using System.Globalization;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.DiscordGateway.Listening;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Moderation.Policy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.DiscordGateway.Commands.Server;

/// <summary>
/// Changes how the server's moderator works, in one transaction with the notice in the log channel that says who did it. The
/// notice's id derives from the command, so that a command that arrives again changes nothing.
/// </summary>
internal sealed class SteerModerator(IDbContextFactory<GovaDbContext> contexts, Topics topics, TimeProvider time)
{
    /// <param name="change">Changes entities of the context; returns what was done, for people to read.</param>
    /// <exception cref="CommandRefusedException">There is nothing to change, or somebody else changed it at the same moment.</exception>
    public async Task<string> ChangeAsync(
        CommandContext context, Func<Steering, CancellationToken, Task<string>> change, CancellationToken cancellationToken)
    {
        var found = context.RequireModerator();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var moderator = await db.Moderators.SingleAsync(m => m.ModeratorId == found.ModeratorId, cancellationToken);
        var steering = new Steering(db, topics, moderator, context.GuildId, context.UserText, time.GetUtcNow());
        try
        {
            var done = await change(steering, cancellationToken);
            if (found.Configuration?.LogChannel is not null)
            {
                AddNotice(db, context, found, $"{done} — <@{context.UserText}>");
            }

            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return $"✅ {done}";
        }
        catch (InvalidTransitionException e)
        {
            throw new CommandRefusedException(e.Message);
        }
        catch (DbUpdateException e) when (e is DbUpdateConcurrencyException || e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw new CommandRefusedException("Somebody changed the same thing at this moment; look at `/gova status`.");
        }
    }

    private void AddNotice(GovaDbContext db, CommandContext context, GuildModerator moderator, string text)
    {
        var now = time.GetUtcNow();
        var (notice, approved) = ActionEvent.CreateApproved(
            CommandActionId.Of("steer", context.Interaction.Id),
            new NewAction(
                moderator.ModeratorId, MemberMessages.Platform, context.GuildId, StatusNames.Of(ActionType.Notify),
                new ActionParams(Content: text).ToJson(), ActionOrigin.Command, DecidedByPlatformUserId: context.UserText),
            now);
        db.Actions.Add(notice);
        db.Outbox.Add(OutboxMessage.For(
            topics.Actions, context.GuildId.ToString(CultureInfo.InvariantCulture), Envelope.Create(approved, now)));
    }
}

/// <summary>A moderator that is being changed, in a transaction.</summary>
/// <param name="By">The platform user.</param>
internal sealed record Steering(GovaDbContext Db, Topics Topics, Moderator Moderator, long GuildId, string By, DateTimeOffset Now)
{
    /// <summary>Tells the workers.</summary>
    public void Announce<T>(T changed)
        where T : notnull, IModeratorEvent =>
        Db.Outbox.Add(OutboxMessage.For(Topics.Moderators, Moderator.ModeratorId.ToString(), Envelope.Create(changed, Now)));
}
