using System.Net;
using Gova.Data.Audit;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Audit;

public sealed class AuditLogTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_noted_with_who_and_only_what_differs()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);

        await ada.PostAsync($"{community.Path}/start", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        await ada.PostAsync($"{community.Path}/start", Stop).ProblemAsync(HttpStatusCode.Conflict, "invalid-transition", Stop);

        var entries = await host.UsingAsync(db => db.AuditLog.Where(e => e.ModeratorId == community.ModeratorId).OrderBy(e => e.At).ToListAsync(Stop));
        Assert.Equal(["moderator.created", "moderator.started"], entries.Select(e => e.Action));
        var started = entries[1];
        Assert.Equal(
            (AuditActor.User, "ada", "moderator", $"{community.ModeratorId}"),
            (started.ActorKind, started.ActorName, started.TargetKind, started.TargetId));
        Assert.Equal(("""{"status": "offline"}""", """{"status": "online"}"""), (started.Before, started.After));
    }
}
