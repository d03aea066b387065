using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Features.Webhooks.Delivery;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Encryption;
using Gova.Data.Teams;
using Gova.Data.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Webhooks;

internal static class CreateWebhook
{
    private const int MaxPerModerator = 10;

    /// <param name="Url">Where to send: a public https address.</param>
    /// <param name="EventTypes">E.g. <c>action.completed</c>, or <c>action.*</c> for all of a kind.</param>
    internal sealed record Request(string? Url, IReadOnlyList<string>? EventTypes, string? Description = null);

    /// <summary>
    /// Sends a moderator's events somewhere from now on, signed as Standard Webhooks has it. The secret is shown this once. An
    /// event may come more than once, with the same <c>webhook-id</c>, and later ones before earlier ones. What fails is tried
    /// again for some 28 hours; who fails for five days, or answers 410, is turned off.
    /// </summary>
    public static async Task<Results<Created<WebhookWithSecret>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, Request request, ClaimsPrincipal user, HttpContext http, GovaDbContext db, Encryptor encryptor, IOptions<WebhookOptions> options,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .Require(request.Url is not null, "url", "is missing")
            .Require(request.EventTypes is not null, "event_types", "is missing");
        WebhookInput.Check(errors, request.Url, request.Description, request.EventTypes, options.Value);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        // The moderator's row is held, so that the count holds too.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT FROM moderators WHERE moderator_id = {id} FOR UPDATE", cancellationToken);
        if (await db.RefusalAsync(id, user.Id(), ModeratorRole.Admin, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (await db.WebhookEndpoints.CountAsync(w => w.ModeratorId == id, cancellationToken) >= MaxPerModerator)
        {
            return Problems.Result(Problems.TooManyWebhooks, $"A moderator may have {MaxPerModerator}.");
        }

        var now = time.GetUtcNow();
        var (endpointId, secret) = (Guid.CreateVersion7(now), WebhookSignature.NewSecret());
        var encrypted = encryptor.Encrypt(secret, Purposes.WebhookSecret, endpointId);
        var webhook = new WebhookEndpoint
        {
            EndpointId = endpointId,
            ModeratorId = id,
            Url = request.Url!,
            Description = request.Description?.Trim(),
            Secret = encrypted.Bytes,
            KeyId = encrypted.KeyId,
            EventTypes = [.. request.EventTypes!.Distinct()],
            IsEnabled = true,
            CreatedBy = user.Id(),
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(webhook);
        await AuditLog.AddAsync(
            db, http, "webhook.created", AuditTarget.Of(id, "webhook", endpointId), null, WebhookResponse.Audited(webhook), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Created(
            $"/moderators/{id}/webhooks/{endpointId}", new WebhookWithSecret(WebhookResponse.From(webhook), secret));
    }
}
