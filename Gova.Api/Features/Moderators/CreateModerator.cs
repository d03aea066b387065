using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Gova.Api.Auth;
using Gova.Api.Discord;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Moderators;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
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

    /// <summary>Creates a moderator. It is offline until it is started.</summary>
    public static async Task<Results<Created<ModeratorResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request,
        ClaimsPrincipal user,
        HttpContext http,
        AllowedServers allowed,
        GatewayClient gateway,
        GovaDbContext db,
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

        if (!allowed.Contains(request.PlatformServerId!))
        {
            return Problems.Result(Problems.ServerNotAllowed, $"The operator of this installation lists the servers that it moderates in {AllowedServers.Key}.");
        }

        // Where the gateway cannot be asked the moderator is created: it hears nothing until the bot is there.
        if (await gateway.IsInAsync(request.PlatformServerId!, cancellationToken) == false)
        {
            return Problems.Result(Problems.BotNotInServer);
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
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation)
        {
            return Problems.Result(violation.ConstraintName == "ux_moderators_server" ? Problems.ServerTaken : Problems.NameTaken);
        }

        return TypedResults.Created($"/moderators/{moderator.ModeratorId}", ModeratorResponse.From(moderator));
    }

    // In canonical form, so that one server has one spelling.
    private static bool IsSnowflake(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && id > 0 && id.ToString(CultureInfo.InvariantCulture) == text;
}
