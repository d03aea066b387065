using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Gova.Api.Auth;
using Gova.Api.Discord;
using Gova.Api.Features.Audit;
using Gova.Api.Features.Connections;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Budgets;
using Gova.Data.Moderators;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Gova.Api.Features.Moderators;

internal static class CreateModerator
{
    /// <param name="Name">1 to 100 characters, unique among the account's moderators.</param>
    /// <param name="Platform"><c>discord</c>.</param>
    /// <param name="PlatformServerId">The server's id (snowflake) as text. A server has one moderator.</param>
    /// <param name="Conf">What the community wants and what the moderator may do.</param>
    /// <param name="Description">Up to 200 characters.</param>
    internal sealed record Request(string? Name, string? Platform, string? PlatformServerId, JsonElement? Conf, string? Description = null);

    /// <summary>
    /// Creates a moderator. It is offline until it is started. The account proves by its linked Discord account that it may manage
    /// the server, unless the operator lists that server.
    /// </summary>
    public static async Task<Results<Created<ModeratorResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request,
        ClaimsPrincipal user,
        HttpContext http,
        AllowedServers allowed,
        DiscordConnection connection,
        GatewayClient gateway,
        GovaDbContext db,
        IOptions<TierOptions> tiers,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .RequireText(request.Name, "name", 1, 100)
            .Require(request.Description is null or { Length: <= 200 }, "description", "must have at most 200 characters")
            .Require(request.Platform == "discord", "platform", "must be discord")
            .Require(IsSnowflake(request.PlatformServerId), "platform_server_id", "must be the server's id: digits as text");
        var configuration = ConfigurationInput.Read(request.Conf, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!allowed.Contains(request.PlatformServerId!)
            && await connection.RefusalAsync(user.Id(), request.PlatformServerId!, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        // Where the gateway cannot be asked the moderator is created: it hears nothing until the bot is there.
        if (await gateway.IsInAsync(request.PlatformServerId!, cancellationToken) == false)
        {
            return Problems.Result(Problems.BotNotInServer);
        }

        // The account's row is held, so that those who create at once are counted one after the other.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var owner = await db.Users.FromSql($"SELECT * FROM users WHERE user_id = {user.Id()} FOR NO KEY UPDATE").AsNoTracking()
            .SingleOrDefaultAsync(cancellationToken);
        if (owner is not { DeletedAt: null })
        {
            // Deleted a moment ago, by another process.
            return Problems.Result(Problems.Unauthenticated);
        }

        var limit = tiers.Value.Of(owner.PricingTier).Moderators;
        if (await db.ModeratorsOwnedBy(owner.UserId).CountAsync(cancellationToken) >= limit)
        {
            return Problems.Result(
                Problems.ModeratorLimit, $"The tier {owner.PricingTier.ToString().ToUpperInvariant()} allows {limit} of one's own.");
        }

        var moderator = Moderator.Create(
            user.Id(), request.Name!, request.Description, request.Platform!, request.PlatformServerId!, configuration!.ToJson(), time.GetUtcNow());
        db.Moderators.Add(moderator);
        db.ConfigurationVersions.Add(ConfigurationVersion.Of(moderator, user.Id(), moderator.CreatedAt));
        await AuditLog.AddAsync(
            db, http, "moderator.created", AuditTarget.Moderator(moderator.ModeratorId), null,
            new { moderator.Name, moderator.Platform, moderator.PlatformServerId }, cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation)
        {
            return Problems.Result(violation.ConstraintName == "ux_moderators_server" ? Problems.ServerTaken : Problems.NameTaken);
        }

        ModeratorETag.Set(http, moderator.Version);
        var response = await db.ShowAsync(moderator.ModeratorId, user.Id(), moderator.CreatedAt, cancellationToken);
        return TypedResults.Created($"/moderators/{moderator.ModeratorId}", response);
    }

    // In canonical form, so that one server has one spelling.
    private static bool IsSnowflake(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && id > 0 && id.ToString(CultureInfo.InvariantCulture) == text;
}
