using System.Net;
using Gova.Api.Features.Moderators;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.Api.Features.Moderators;

public sealed class ErasePastModeratorsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_arrives_late_is_erased_too_and_then_the_log_proves_it_and_nobody_looks_again()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await community.RecordAsync(Stop, community.Message());
        var (clock, now) = (new FakeClock(), TimeProvider.System.GetUtcNow());
        clock.Advance(now - clock.GetUtcNow());
        var erase = Create(host, clock);
        // Read before there is anything, so that what follows is found as what is new.
        Assert.Equal(0, await erase.ExecuteOnceAsync(Stop));
        await ada.DeleteAsync(community.Path, Stop).JsonAsync(HttpStatusCode.NoContent, Stop);

        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await erase.ExecuteOnceAsync(Stop));
        // From a worker that had it in its hands.
        await community.RecordAsync(Stop, community.Message());
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, await erase.ExecuteOnceAsync(Stop));
        clock.Advance(TimeSpan.FromMinutes(55));
        Assert.Equal(1, await erase.ExecuteOnceAsync(Stop));

        Assert.False(await host.UsingAsync(db => db.Evaluations.AnyAsync(Stop)));
        var proof = await host.UsingAsync(db => db.AuditLog.SingleAsync(e => e.Action == ErasePastModerators.Erased, Stop));
        Assert.Equal(($"{community.ModeratorId}", """{"rows": 2}"""), (proof.TargetId, proof.After));
        Assert.Contains(
            "moderator.erased", (await ada.GetAsync("/auth/audit-log", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetRawText(), StringComparison.Ordinal);
        await community.RecordAsync(Stop, community.Message());
        Assert.Equal(0, await erase.ExecuteOnceAsync(Stop));
        Assert.Equal(0, await Create(host, clock).ExecuteOnceAsync(Stop));
    }

    [Fact]
    public async Task A_restart_forgets_no_moderator()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await ada.DeleteAsync(community.Path, Stop).JsonAsync(HttpStatusCode.NoContent, Stop);
        await community.RecordAsync(Stop, community.Message());
        var clock = new FakeClock();
        clock.Advance(TimeProvider.System.GetUtcNow().AddDays(40) - clock.GetUtcNow());

        Assert.Equal(1, await Create(host, clock).ExecuteOnceAsync(Stop));

        Assert.Equal(1, await host.UsingAsync(db => db.AuditLog.CountAsync(e => e.Action == ErasePastModerators.Erased, Stop)));
    }

    private static ErasePastModerators Create(ApiHost host, TimeProvider clock) =>
        new(host.Services.GetRequiredService<IServiceScopeFactory>(), clock, NullLogger<ErasePastModerators>.Instance);
}
