using System.Net.Http.Json;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Auth;

public sealed class ForgetExpiredTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task What_is_over_for_a_day_goes_and_what_is_good_stays()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, clock: _clock);
        using var client = await host.SignUpAsync("ada", Stop);
        await client.PostAsJsonAsync("/auth/forgot-password", new { email = "ada@example.org" }, Stop);
        _clock.Advance(TimeSpan.FromDays(14.5));
        using var later = await client.PostAsJsonAsync("/auth/login", new { email = "ada", password = ApiHost.Password }, Stop);
        await client.PostAsJsonAsync("/auth/forgot-password", new { email = "ada@example.org" }, Stop);

        // The first code goes, and not yet its session.
        await LeftAsync(host, sessions: 2, codes: 1);
        _clock.Advance(TimeSpan.FromHours(14));
        await LeftAsync(host, sessions: 1, codes: 1);
    }

    private static Task LeftAsync(ApiHost host, int sessions, int codes) => Eventually.That(
        async () => (await host.UsingAsync(db => db.UserSessions.CountAsync(Stop)), await host.UsingAsync(db => db.UserCodes.CountAsync(Stop))) == (sessions, codes),
        TimeSpan.FromSeconds(30), $"{sessions} sessions and {codes} codes are left");
}
