using System.Net;
using System.Net.Http.Headers;
using Gova.Api.Features.Connections;
using Gova.Api.Features.Privacy;
using Gova.Data.Encryption;
using Gova.Data.Privacy;
using Gova.Messaging;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gova.Tests.Api.Features.Connections;

public sealed class RevokeConnectionsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_s_tokens_are_revoked_even_when_discord_is_down_while_the_rest_goes_at_once()
    {
        await using var stage = await ConnectionStage.StartAsync(services);
        using var ada = await stage.Host.SignUpAsync("ada", Stop);
        await stage.LinkAsync(ada);
        await Community.CreateAsync(stage.Host, ada, 100_000_000_000_000_001, Stop);
        var token = await TokenAsync(stage);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(stage, token));
        var (clock, runner) = await DeleteAsync(stage);

        await stage.Discord.PutAsync("/simulator/discord", new { fail_next = 1000, fail_status = 503 });
        Assert.True(await runner.RunAsync(Stop));
        Assert.False(await stage.Host.UsingAsync(db => db.Moderators.AnyAsync(Stop)));
        Assert.True(await stage.Host.UsingAsync(db => db.PlatformConnections.AnyAsync(Stop)));
        // However long it was settled: it is not over.
        clock.Advance(TimeSpan.FromHours(2));
        Assert.True(await runner.RunAsync(Stop));
        Assert.Equal(ErasureStatus.Running, await StatusAsync(stage));

        await stage.Discord.PutAsync("/simulator/discord", new { fail_next = 0 });
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await runner.RunAsync(Stop));

        Assert.Equal(ErasureStatus.Completed, await StatusAsync(stage));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(stage, token));
        Assert.False(await stage.Host.UsingAsync(db => db.Users.AnyAsync(Stop)));
    }

    [Fact]
    public async Task An_account_does_not_wait_for_discord_for_ever()
    {
        await using var stage = await ConnectionStage.StartAsync(services);
        using var ada = await stage.Host.SignUpAsync("ada", Stop);
        await stage.LinkAsync(ada);
        var (clock, runner) = await DeleteAsync(stage);
        await stage.Discord.PutAsync("/simulator/discord", new { fail_next = 1000, fail_status = 503 });

        clock.Advance(TimeSpan.FromDays(8));
        Assert.True(await runner.RunAsync(Stop));

        Assert.Equal(ErasureStatus.Completed, await StatusAsync(stage));
        Assert.False(await stage.Host.UsingAsync(db => db.Users.AnyAsync(Stop)));
    }

    private static async Task<(FakeClock Clock, ErasureRunner Runner)> DeleteAsync(ConnectionStage stage)
    {
        var (clock, database) = (new FakeClock(), stage.Host.Database);
        var contexts = new Contexts(database);
        await using (var db = database.CreateContext())
        {
            ErasureQueue.AddAccount(db, await db.Users.Select(u => u.UserId).SingleAsync(Stop), clock.GetUtcNow());
            await db.SaveChangesAsync(Stop);
        }

        return (clock, new ErasureRunner(
            new ErasureQueue(database.DataSource, contexts, clock), new EraseMember(database.DataSource),
            new EraseAccount(database.DataSource, contexts, new Topics("test."), clock), stage.Host.Services.GetRequiredService<RevokeConnections>(),
            stage.Host.Services.GetRequiredService<EraseAtStripe>(), Options.Create(new PrivacyOptions()), clock, NullLogger<ErasureRunner>.Instance));
    }

    private static Task<ErasureStatus> StatusAsync(ConnectionStage stage) =>
        stage.Host.UsingAsync(db => db.Erasures.AsNoTracking().Select(e => e.Status).SingleAsync(Stop));

    private static async Task<string> TokenAsync(ConnectionStage stage)
    {
        var stored = await stage.Host.UsingAsync(db => db.PlatformConnections.AsNoTracking().SingleAsync(Stop));
        return stage.Host.Services.GetRequiredService<Encryptor>().Decrypt(
            new EncryptedText(stored.AccessToken, stored.KeyId), Purposes.ConnectionAccessToken, stored.UserId);
    }

    private static async Task<HttpStatusCode> AskAsync(ConnectionStage stage, string token)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{stage.Discord.Address}api/v10/users/@me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request, Stop);
        return response.StatusCode;
    }
}
