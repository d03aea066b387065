using System.Globalization;
using Gova.Api.Auth;
using Gova.Data.Outbox;
using Gova.Messaging;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Actions;

internal static class ApproveMany
{
    /// <param name="Token">Of the selection.</param>
    internal sealed record Request(string Token);

    /// <summary>Lets the actions of a selection happen, as proposed. What changed since it was made stays as it is, and is told.</summary>
    public static Task<Results<Ok<BulkResponse>, ProblemHttpResult, ValidationProblem>> Handle(
        Guid id, Request? request, HttpContext http, DecideMany decide, Topics topics, CancellationToken cancellationToken) =>
        decide.ExecuteAsync(
            http, id, request?.Token, "action.approved",
            (db, action, now) => db.Outbox.Add(OutboxMessage.For(
                topics.Actions, action.GuildId.ToString(CultureInfo.InvariantCulture),
                Envelope.Create(action.Approve(http.User.Id(), now), now, action.Traceparent))),
            cancellationToken);
}
