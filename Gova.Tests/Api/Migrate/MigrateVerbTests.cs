using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Gova.Api.Migrate;
using Gova.Data.Moderators;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Moderation.Policy;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Gova.Tests.Api.Migrate;

public sealed class MigrateVerbTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrating_twice_is_as_good_as_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var arguments = await ArgumentsAsync(database.OwnerConnectionString);

        Assert.Equal(0, await MigrateVerb.RunAsync(arguments));
        Assert.Equal(0, await MigrateVerb.RunAsync(arguments));
    }

    [Fact]
    public async Task The_demo_is_seeded_once_and_its_sign_in_works()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        string[] Demo(string password) => ["--Demo:Email=Demo@Gova.example", $"--Demo:Password={password}", "--Demo:GuildId=100000000000000001"];
        string[] arguments =
        [
            .. await ArgumentsAsync(host.Database.OwnerConnectionString), $"--Kafka:TopicPrefix={host.TopicPrefix}",
        ];

        Assert.Equal(0, await MigrateVerb.RunAsync([.. arguments, .. Demo("the first password")]));
        Assert.Equal(0, await MigrateVerb.RunAsync([.. arguments, .. Demo("the first password")]));
        Assert.Equal(0, await MigrateVerb.RunAsync([.. arguments, .. Demo("another password")]));

        var user = await host.UsingAsync(db => db.Users.SingleAsync(Stop));
        Assert.True(user.IsVerified);
        Assert.Equal("demo", user.Username);
        var moderator = await host.UsingAsync(db => db.Moderators.SingleAsync(Stop));
        Assert.Equal((ModeratorStatus.Online, user.UserId, "Birchwood keeper"), (moderator.Status, moderator.UserId, moderator.Name));
        Assert.NotNull(ModeratorConfiguration.Parse(moderator.Conf, out _));
        var row = Assert.Single(await host.OutboxAsync(Stop));
        Assert.Equal(
            new StartModeratorEvent(moderator.ModeratorId, moderator.Version), Envelope.Deserialize<StartModeratorEvent>(row.Payload).Data);
        using var client = host.CreateClient();
        await client.PostAsJsonAsync("/auth/login", new { email = "demo@gova.example", password = "another password" }, Stop)
            .JsonAsync(HttpStatusCode.OK, Stop);
    }

    [Fact]
    public async Task A_wrong_password_or_setting_ends_with_an_error_at_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var wrong = new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { Password = "wrong" };

        Assert.Equal(1, await MigrateVerb.RunAsync(await ArgumentsAsync(wrong.ConnectionString)));
        Assert.Equal(1, await MigrateVerb.RunAsync([]));
    }

    [Fact]
    public async Task An_unreachable_database_is_waited_for_a_minute_and_then_named()
    {
        var clock = new FakeClock();
        var port = FreePort();
        var started = clock.GetUtcNow();

        var waiting = new DatabaseWait(clock, NullLogger<DatabaseWait>.Instance)
            .UntilReachableAsync($"Host=127.0.0.1;Port={port};Username=nobody;Database=govadb", Stop);
        await Eventually.That(
            () => { clock.Advance(TimeSpan.FromSeconds(1)); return waiting.IsCompleted; }, TimeSpan.FromSeconds(30), "patience ends");

        var error = await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
        Assert.True(clock.GetUtcNow() - started >= DatabaseWait.Patience);
    }

    [Fact]
    public async Task Where_the_owner_is_known_the_api_migrates_when_it_starts()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: ("ConnectionStrings:govadb-owner", database.OwnerConnectionString));
        await database.ScalarAsync<int>("DELETE FROM \"__EFMigrationsHistory\"; DROP SCHEMA public CASCADE; CREATE SCHEMA public", Stop, asOwner: true);

        using var client = host.CreateClient();

        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM moderators", Stop));
    }

    private async Task<string[]> ArgumentsAsync(string owner) =>
    [
        $"--ConnectionStrings:govadb={owner}", $"--ConnectionStrings:kafka={await services.KafkaAsync(Stop)}",
        $"--Kafka:Compatibility={LocalServices.KafkaCompatibility}", "--Database:AppPassword=app-password",
    ];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
