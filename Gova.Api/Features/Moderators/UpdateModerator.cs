using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Api.Http;
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
        Guid id, Request request, HttpContext http, SettingsChange change, CancellationToken cancellationToken)
    {
        var (moderator, problem) = await change.FindAsync(id, http, cancellationToken);
        if (moderator is null)
        {
            return problem!;
        }

        var errors = new FieldErrors()
            .Require(request.Description is null or { Length: <= 200 }, "description", "must have at most 200 characters")
            .Require(request.Note is null or { Length: <= MaxNote }, "note", $"must have at most {MaxNote} characters");
        if (request.Name is not null)
        {
            errors.RequireText(request.Name, "name", 1, 100);
        }

        var present = SettingsChange.ConfigurationOf(moderator);
        var conf = request.Conf is { } patch ? Merge(present, patch, errors) : present;
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var name = request.Name?.Trim() ?? moderator.Name;
        var description = request.Description is null ? moderator.Description : request.Description.Length == 0 ? null : request.Description;
        if (conf == present && name == moderator.Name && description == moderator.Description)
        {
            return TypedResults.Ok(await change.ShowAsync(moderator, http, cancellationToken));
        }

        try
        {
            return await change.SaveAsync(
                moderator, http, "moderator.updated", name, description, conf!, cancellationToken, request.Note);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { ConstraintName: "ux_moderators_user_name" })
        {
            return Problems.Result(Problems.NameTaken);
        }
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
