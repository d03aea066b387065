using System.Globalization;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Outbox;
using Gova.Data.Teams;
using Gova.Messaging;
using Gova.Moderation.Policy;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Actions;

internal static class ApproveAction
{
    /// <param name="ActionParams">In place of what was proposed, which stays known as <c>proposed_params</c>; what was proposed unless given.</param>
    internal sealed record Request(ActionParams? ActionParams = null);

    /// <summary>
    /// Lets an action happen, as proposed or with other parameters. Of those who decide at once one wins, and the others are told
    /// what it became; while another reviewer has claimed it, nobody else decides.
    /// </summary>
    public static async Task<Results<Ok<ActionResponse>, ProblemHttpResult, ValidationProblem>> Handle(
        [FromRoute(Name = "action_id")] Guid actionId,
        Request? request,
        HttpContext http,
        GovaDbContext db,
        Topics topics,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var actionParams = (string?)null;
        if (request?.ActionParams is { } changed)
        {
            var errors = new FieldErrors();
            actionParams = await CheckAsync(db, http.User.Id(), actionId, changed, errors, cancellationToken);
            if (errors.Any)
            {
                return errors.ToProblem();
            }
        }

        return await ReviewAction.ExecuteAsync(
            db, http, actionId, "action.approved",
            action =>
            {
                var now = time.GetUtcNow();
                var approved = action.Approve(http.User.Id(), now, actionParams);
                db.Outbox.Add(OutboxMessage.For(
                    topics.Actions, action.GuildId.ToString(CultureInfo.InvariantCulture), Envelope.Create(approved, now, action.Traceparent)));
            },
            cancellationToken);
    }

    /// <returns>The parameters as stored; null when nobody may know of the action, which is told later.</returns>
    private static async Task<string?> CheckAsync(
        GovaDbContext db, Guid userId, Guid actionId, ActionParams changed, FieldErrors errors, CancellationToken cancellationToken)
    {
        var type = await db.ActionsOf(userId, ModeratorRole.Reviewer).Where(a => a.ActionId == actionId)
            .Select(a => a.ActionType).SingleOrDefaultAsync(cancellationToken);
        if (type is null)
        {
            return null;
        }

        if (!StatusNames.TryParse<ActionType>(type, out var known))
        {
            errors.Add("action_params", "of this type of action cannot be changed");
            return null;
        }

        foreach (var problem in changed.Check(known, "action_params"))
        {
            var parts = problem.Split(": ", 2);
            errors.Add(parts[0], parts[1]);
        }

        return changed.ToJson();
    }
}
