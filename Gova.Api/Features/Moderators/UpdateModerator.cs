using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.Data.Teams;
using Gova.Messaging;
using Gova.Moderation.Policy;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Api.Features.Moderators;

internal static class UpdateModerator
{
    private const int MaxNote = 500;

    /// <param name="Name">1 to 100 characters; left out, it stays.</param>
    /// <param name="Description">Up to 200 characters; empty takes it away, left out it stays.</param>
    /// <param name="Conf">Its members replace those of the same name; null gives a member its default; what is left out stays.</param>
    /// <param name="Note">For the history of the configuration, up to 500 characters.</param>
    internal sealed record Request(string? Name = null, string? Description = null, JsonElement? Conf = null, string? Note = null);

    /// <summary>
    /// Changes a moderator. 200 when it is in force (offline, or nothing is different), 202 while the worker has to confirm it:
    /// then <c>in_force</c> of the moderator says when. With <c>If-Match</c> only the version that the caller has seen is changed.
    /// </summary>
    public static async Task<Results<Ok<ModeratorResponse>, Accepted<ModeratorResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        Topics topics,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var moderator = await db.ModeratorsOf(user.Id(), ModeratorRole.Admin).SingleOrDefaultAsync(m => m.ModeratorId == id, cancellationToken);
        if (moderator is null)
        {
            return await db.RefuseModeratorAsync(id, user.Id(), cancellationToken);
        }

        if (!ModeratorETag.Matches(http, moderator.Version))
        {
            return ModeratorETag.Mismatch(http, moderator.Version);
        }

        var errors = new FieldErrors()
            .Require(request.Description is null or { Length: <= 200 }, "description", "must have at most 200 characters")
            .Require(request.Note is null or { Length: <= MaxNote }, "note", $"must have at most {MaxNote} characters");
        if (request.Name is not null)
        {
            errors.RequireText(request.Name, "name", 1, 100);
        }

        var present = ModeratorConfiguration.Parse(moderator.Conf, out _)?.ToJson() ?? moderator.Conf;
        var conf = request.Conf is { } patch ? Merge(present, patch, errors) : present;
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var (now, name) = (time.GetUtcNow(), request.Name?.Trim() ?? moderator.Name);
        var description = request.Description is null ? moderator.Description : request.Description.Length == 0 ? null : request.Description;
        if (conf == present && name == moderator.Name && description == moderator.Description)
        {
            ModeratorETag.Set(http, moderator.Version);
            return TypedResults.Ok(await db.ShowAsync(id, user.Id(), now, cancellationToken));
        }

        var before = ModeratorSnapshot.Of(moderator.Name, moderator.Description, present);
        var changed = moderator.Change(name, description, conf!, now);
        if (conf != present)
        {
            db.ConfigurationVersions.Add(ConfigurationVersion.Of(moderator, user.Id(), now, note: request.Note));
        }

        db.Outbox.Add(OutboxMessage.For(topics.Moderators, id.ToString(), Envelope.Create(changed, now)));
        await AuditLog.AddAsync(
            db, http, "moderator.updated", AuditTarget.Moderator(id), before, ModeratorSnapshot.Of(name, description, conf!), cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { ConstraintName: "ux_moderators_user_name" })
        {
            return Problems.Result(Problems.NameTaken);
        }

        ModeratorETag.Set(http, moderator.Version);
        var response = await db.ShowAsync(id, user.Id(), now, cancellationToken);
        return moderator.Status == ModeratorStatus.Offline ? TypedResults.Ok(response) : TypedResults.Accepted($"/moderators/{id}", response);
    }

    /// <summary>The configuration with the members given in place of those of the same name.</summary>
    private static string? Merge(string present, JsonElement patch, FieldErrors errors)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            errors.Add("conf", "must be an object");
            return null;
        }

        var merged = JsonNode.Parse(present)!.AsObject();
        foreach (var member in patch.EnumerateObject())
        {
            merged.Remove(member.Name);
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                merged.Add(member.Name, JsonNode.Parse(member.Value.GetRawText()));
            }
        }

        return ConfigurationInput.Read(JsonSerializer.SerializeToElement(merged), errors)?.ToJson();
    }
}
