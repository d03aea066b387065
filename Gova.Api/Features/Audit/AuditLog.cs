using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Audit;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Audit;

/// <summary>Notes who changed what.</summary>
internal static class AuditLog
{
    private static readonly JsonSerializerOptions Options = CreateOptions();

    /// <summary>
    /// Adds an entry to what the caller saves, so that both come about or neither. Of both states only the members that differ are
    /// kept. Neither may hold a secret (password, token, key, code) or what a member of a community wrote.
    /// </summary>
    /// <param name="action">The noun and what became of it, e.g. <c>moderator.updated</c>.</param>
    /// <param name="before">The state before, as an object; null for something new.</param>
    /// <param name="after">The state after, as an object; null for something that is gone.</param>
    public static Task AddAsync(
        GovaDbContext db, HttpContext http, string action, AuditTarget target, object? before, object? after, CancellationToken cancellationToken) =>
        AddAsync(db, http, action, [new AuditChange(target, before, after)], cancellationToken);

    /// <summary>The same change of many things.</summary>
    public static async Task AddAsync(
        GovaDbContext db, HttpContext http, string action, IReadOnlyCollection<AuditChange> changes, CancellationToken cancellationToken)
    {
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        Guid? actor = http.User.Identity is { IsAuthenticated: true } ? http.User.Id() : null;
        var name = await db.Users.AsNoTracking().Where(u => u.UserId == actor).Select(u => u.Username).SingleOrDefaultAsync(cancellationToken);
        foreach (var (target, before, after) in changes)
        {
            var (was, became) = Difference(Object(before), Object(after));
            db.AuditLog.Add(new AuditEntry
            {
                AuditId = Guid.CreateVersion7(now),
                At = now,
                ActorKind = KindOf(http.User, actor),
                ActorUserId = actor,
                ActorName = name,
                ModeratorId = target.ModeratorId,
                AccountUserId = target.AccountUserId,
                Action = action,
                TargetKind = target.Kind,
                TargetId = target.Id,
                Before = was?.ToJsonString(),
                After = became?.ToJsonString(),
                IpAddress = http.Connection.RemoteIpAddress,
            });
        }
    }

    private static AuditActor KindOf(ClaimsPrincipal user, Guid? actor) =>
        actor is null ? AuditActor.System : user.IsApiKey() ? AuditActor.ApiKey : AuditActor.User;

    private static JsonObject? Object(object? state) => state is null ? null : JsonSerializer.SerializeToNode(state, Options)!.AsObject();

    private static (JsonObject? Before, JsonObject? After) Difference(JsonObject? before, JsonObject? after)
    {
        if (before is null || after is null)
        {
            return (before, after);
        }

        foreach (var (member, value) in before.ToList())
        {
            if (after.TryGetPropertyValue(member, out var other) && JsonNode.DeepEquals(value, other))
            {
                before.Remove(member);
                after.Remove(member);
            }
        }

        return (before, after);
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions();
        Json.Configure(options);
        return options;
    }
}

/// <summary>What became of one thing.</summary>
/// <param name="Before">As <see cref="AuditLog.AddAsync(GovaDbContext, HttpContext, string, AuditTarget, object, object, CancellationToken)"/> has it.</param>
/// <param name="After">The same.</param>
internal sealed record AuditChange(AuditTarget Target, object? Before, object? After);
