using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gova.Api.Features.Connections;
using Gova.Api.Features.Exports;
using Gova.Api.Features.Privacy;
using Gova.Data.Actions;
using Gova.Data.Audit;
using Gova.Data.Billing;
using Gova.Data.Budgets;
using Gova.Data.Privacy;
using Gova.Data.Teams;
using Gova.Messaging;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gova.Tests.Api.Features.Privacy;

public sealed class ErasureTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_on_its_way_is_erased_with_the_rest_and_the_audit_log_proves_it()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var (clock, moderator) = (new FakeClock(), await Samples.AddModeratorAsync(database));
        await using var db = database.CreateContext();
        var erasure = ErasureQueue.AddMember(db, moderator.ModeratorId, "42", moderator.UserId, clock.GetUtcNow());
        await db.SaveChangesAsync(Stop);
        await RecordAsync(1, clock.GetUtcNow().AddHours(-1));
        var runner = Runner(database, clock);

        Assert.True(await runner.RunAsync(Stop));
        Assert.False(await runner.RunAsync(Stop));
        Assert.Equal((ErasureStatus.Running, "42"), await StatusAsync());
        // From Kafka, posted before it was asked for; and something posted after.
        await RecordAsync(2, clock.GetUtcNow().AddSeconds(-1));
        clock.Advance(TimeSpan.FromHours(1));
        await RecordAsync(3, clock.GetUtcNow());
        Assert.True(await runner.RunAsync(Stop));

        Assert.Equal((ErasureStatus.Completed, null), await StatusAsync());
        Assert.Equal(3, await database.ScalarAsync<long>("SELECT message_id FROM evaluation_events", Stop));
        var proof = await db.AuditLog.SingleAsync(e => e.Action == "platform_user.erased", Stop);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("42"u8)), proof.TargetId);
        Assert.Contains("\"evaluation_events\": 2", proof.After, StringComparison.Ordinal);
        Assert.False(await runner.RunAsync(Stop));

        async Task<(ErasureStatus, string?)> StatusAsync()
        {
            var now = await db.Erasures.AsNoTracking().SingleAsync(e => e.ErasureId == erasure.ErasureId, Stop);
            return (now.Status, now.Subject);
        }

        Task<IReadOnlySet<Guid>> RecordAsync(long message, DateTimeOffset at) =>
            new Gova.Data.Evaluations.RecordEvaluations(database.DataSource, new Topics("test."), TimeProvider.System)
                .ExecuteAsync([Samples.Evaluation(moderator.ModeratorId, message, reviewPriority: 1, createdAt: at)], Stop);
    }

    [Fact]
    public async Task A_dead_host_s_erasure_is_taken_over_and_cannot_be_ended_by_the_dead()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var (clock, moderator) = (new FakeClock(), await Samples.AddModeratorAsync(database));
        await using var db = database.CreateContext();
        ErasureQueue.AddMember(db, moderator.ModeratorId, "42", moderator.UserId, clock.GetUtcNow());
        await db.SaveChangesAsync(Stop);
        var queue = new ErasureQueue(database.DataSource, new Contexts(database), clock);
        var dead = await queue.ClaimAsync(TimeSpan.FromHours(2), Stop);
        Assert.False(await Runner(database, clock).RunAsync(Stop));
        clock.Advance(TimeSpan.FromHours(2));

        Assert.True(await Runner(database, clock).RunAsync(Stop));
        await queue.CompleteAsync(dead!, new Dictionary<string, long> { ["evaluation_events"] = 99 }, Stop);

        Assert.Equal("{}", await database.ScalarAsync<string>("SELECT counts::text FROM erasures WHERE status = 'completed'", Stop));
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM audit_log WHERE action = 'platform_user.erased'", Stop));
    }

    [Fact]
    public async Task An_account_goes_with_all_that_its_moderators_recorded_and_others_keep_what_they_had()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: [ApiHost.Background, ("Privacy:SettleTime", "00:00:00")]);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var (hers, his) = (await Community.CreateAsync(host, ada, 11, Stop), await Community.CreateAsync(host, bob, 12, Stop));
        await ada.PostAsync($"{hers.Path}/start", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        await hers.ActAsync(Stop);
        var decided = await his.ActAsync(Stop);
        await host.JoinAsync(his, "ada", ModeratorRole.Reviewer, Stop);
        await ada.PostAsync($"/actions/{decided}/reject", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var id = await host.UsingAsync(db => db.Users.Where(u => u.Username == "ada").Select(u => u.UserId).SingleAsync(Stop));

        await host.UsingAsync(async db =>
        {
            ErasureQueue.AddAccount(db, id, TimeProvider.System.GetUtcNow());
            return await db.SaveChangesAsync(Stop);
        });
        await Eventually.That(
            () => host.UsingAsync(db => db.Erasures.AnyAsync(e => e.Status == ErasureStatus.Completed, Stop)), TimeSpan.FromSeconds(90), "it is erased");

        Assert.False(await host.UsingAsync(db => db.Users.AnyAsync(u => u.UserId == id, Stop)));
        Assert.False(await host.UsingAsync(db => db.Moderators.AnyAsync(m => m.ModeratorId == hers.ModeratorId, Stop)));
        Assert.Equal(1, await host.UsingAsync(db => db.Evaluations.CountAsync(Stop)));
        var action = await host.UsingAsync(db => db.Actions.SingleAsync(Stop));
        Assert.Equal((decided, ActionStatus.Rejected, null), (action.ActionId, action.Status, action.DecidedBy));
        Assert.DoesNotContain(await host.UsingAsync(db => db.AuditLog.ToListAsync(Stop)), e => e.ActorName == "ada");
        // Whoever works for the moderator is told that it stopped.
        Assert.Contains(
            await host.OutboxAsync(Stop), m => Encoding.UTF8.GetString(m.Payload) is var text && text.Contains("StopModeratorEvent", StringComparison.Ordinal));
        await bob.GetAsync(his.Path, Stop).JsonAsync(HttpStatusCode.OK, Stop);
    }

    [Fact]
    public async Task An_admin_exports_and_erases_a_member_and_nobody_else_does()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: [ApiHost.Background]);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await host.JoinAsync(community, "bob", ModeratorRole.Reviewer, Stop);
        await community.ActAsync(Stop);
        await community.RecordAsync(Stop, community.Message(author: "43"));
        var path = $"{community.Path}/members/42";

        foreach (var verb in (string[])["export", "erase"])
        {
            await bob.PostAsync($"{path}/{verb}", Stop).ProblemAsync(HttpStatusCode.Forbidden, "role-too-low", Stop);
            await eve.PostAsync($"{path}/{verb}", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        }

        var export = await ada.PostAsync($"{path}/export", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal("hello", Assert.Single(export.GetProperty("evaluations").EnumerateArray()).GetProperty("context").GetProperty("content").GetString());
        Assert.Equal("kick", Assert.Single(export.GetProperty("actions").EnumerateArray()).GetProperty("action_type").GetString());

        var first = await ada.PostAsync($"{path}/erase", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        var again = await ada.PostAsync($"{path}/erase", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        Assert.Equal(first.GetProperty("erasure_id").GetGuid(), again.GetProperty("erasure_id").GetGuid());
        await Eventually.That(
            () => host.UsingAsync(async db => !await db.Evaluations.AnyAsync(e => e.PlatformUserId == "42", Stop)), TimeSpan.FromSeconds(60), "it is erased");
        Assert.Equal(1, await host.UsingAsync(db => db.Evaluations.CountAsync(Stop)));

        var one = await ada.GetAsync($"{community.Path}/erasures/{first.GetProperty("erasure_id").GetGuid()}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("42"u8)), one.GetProperty("subject_hash").GetString());
        Assert.Equal(1, (await ada.GetAsync($"{community.Path}/erasures", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("total").GetInt32());
        await bob.GetAsync($"{community.Path}/erasures", Stop).ProblemAsync(HttpStatusCode.Forbidden, "role-too-low", Stop);
        await eve.GetAsync($"{community.Path}/erasures/{Guid.NewGuid()}", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
    }

    [Fact]
    public async Task What_a_reviewer_changed_about_an_action_goes_from_the_audit_log_and_what_concerns_others_stays()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: [ApiHost.Background]);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        foreach (var (author, text) in new[] { ("42", "Be nice, Eve."), ("43", "Be nice, Bob; 42 was.") })
        {
            var message = community.Message(0.9f, author);
            await community.RecordAsync(Stop, message with { Actions = [community.Draft(message, "reply")] });
            var id = await host.UsingAsync(db => db.Actions.Where(a => a.EventId == message.EventId).Select(a => a.ActionId).SingleAsync(Stop));
            await ada.PostAsJsonAsync($"/actions/{id}/approve", new { action_params = new { content = text } }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        }

        Assert.Equal(2, (await ApprovalsAsync()).Count(after => after!.Contains("Be nice", StringComparison.Ordinal)));

        await ada.PostAsync($"{community.Path}/members/42/erase", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        await Eventually.That(
            () => host.UsingAsync(async db => !await db.Evaluations.AnyAsync(e => e.PlatformUserId == "42", Stop)), TimeSpan.FromSeconds(60), "it is erased");

        var left = await ApprovalsAsync();
        Assert.Null(left[0]);
        Assert.Contains("Be nice, Bob; 0 was.", left[1], StringComparison.Ordinal);

        Task<List<string?>> ApprovalsAsync() => host.UsingAsync(db =>
            db.AuditLog.Where(e => e.Action == "action.approved").OrderBy(e => e.At).Select(e => e.After).ToListAsync(Stop));
    }

    [Fact]
    public async Task An_erasure_is_not_over_without_its_proof()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var (clock, moderator) = (new FakeClock(), await Samples.AddModeratorAsync(database));
        await using var db = database.CreateContext();
        var erasure = ErasureQueue.AddMember(db, moderator.ModeratorId, "42", moderator.UserId, clock.GetUtcNow());
        // Its place is taken, so the proof cannot be written.
        db.Add(new AuditEntry { AuditId = erasure.ErasureId, At = clock.GetUtcNow(), Action = "test", TargetKind = "test" });
        await db.SaveChangesAsync(Stop);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.True(await Runner(database, clock).RunAsync(Stop));

        Assert.Equal("running 42", await database.ScalarAsync<string>("SELECT status || ' ' || subject FROM erasures", Stop));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("%28")]
    [InlineData("4%202")]
    public async Task Only_an_id_is_erased(string notAnId)
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);

        await ada.PostAsync($"{community.Path}/members/x{notAnId}/erase", Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "platform_user_id");
    }

    [Fact]
    public async Task An_export_of_a_member_takes_one_of_the_places_for_exports()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var taken = Enumerable.Range(0, ExportSlots.Count).Select(_ => host.Services.GetRequiredService<ExportSlots>().TryTake()!).ToList();

        await ada.PostAsync($"{community.Path}/members/42/export", Stop).ProblemAsync(HttpStatusCode.TooManyRequests, "rate-limited", Stop);
        taken.ForEach(slot => slot.Dispose());

        for (var i = 0; i <= ExportSlots.Count; i++)
        {
            await ada.PostAsync($"{community.Path}/members/42/export", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        }
    }

    [Fact]
    public async Task An_account_s_export_holds_what_is_kept_and_no_secret()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        await Community.CreateAsync(host, ada, 11, Stop);

        await host.UsingAsync(async db =>
        {
            var id = await db.Users.Select(u => u.UserId).SingleAsync(Stop);
            db.Add(new Subscription { SubscriptionId = "sub_1", UserId = id, Status = SubscriptionStatus.PastDue, CreatedAt = Community.Now });
            db.Add(new Checkout { CheckoutId = Guid.NewGuid(), UserId = id, Interval = "month", SessionId = "cs_1", CreatedAt = Community.Now });
            db.Add(new AccountUsage { UserId = id, Day = new DateOnly(2026, 11, 20), Messages = 7 });
            return await db.SaveChangesAsync(Stop);
        });

        var export = await ada.PostAsync("/auth/export", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal("ada@example.org", export.GetProperty("account").GetProperty("email").GetString());
        Assert.Equal("Be kind to each other.", export.GetProperty("moderators")[0].GetProperty("conf").GetProperty("guidelines").GetString());
        Assert.Equal("past_due", export.GetProperty("subscriptions")[0].GetProperty("status").GetString());
        Assert.Equal("cs_1", export.GetProperty("checkouts")[0].GetProperty("session_id").GetString());
        Assert.Equal(7, export.GetProperty("usage")[0].GetProperty("messages").GetInt64());
        Assert.DoesNotContain("hash", export.GetRawText(), StringComparison.OrdinalIgnoreCase);
        using var nobody = host.CreateClient();
        await nobody.PostAsync("/auth/export", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
    }

    [Fact]
    public async Task An_account_s_export_tells_of_others_only_by_their_ids()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await host.JoinAsync(community, "bob", ModeratorRole.Viewer, Stop);
        var bobId = await host.UsingAsync(db => db.Users.Where(u => u.Username == "bob").Select(u => u.UserId).SingleAsync(Stop));
        await ada.PatchAsJsonAsync($"{community.Path}/team/{bobId}", new { role = "reviewer" }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var message = community.Message(0.9f);
        await community.RecordAsync(Stop, message with { Actions = [community.Draft(message, "reply")] });
        var action = await host.UsingAsync(db => db.Actions.Select(a => a.ActionId).SingleAsync(Stop));
        await ada.PostAsJsonAsync($"/actions/{action}/approve", new { action_params = new { content = "Be nice, Eve." } }, Stop).JsonAsync(HttpStatusCode.OK, Stop);

        var (hers, his) = (await ExportAsync(ada), await ExportAsync(bob));

        Assert.Contains(hers, e => e.GetProperty("action").GetString() == "action.approved" && e.GetProperty("target_id").GetGuid() == action);
        Assert.DoesNotContain("Be nice", string.Concat(hers), StringComparison.Ordinal);
        Assert.DoesNotContain("reviewer", string.Concat(hers), StringComparison.Ordinal);
        Assert.Contains("\"role\":\"reviewer\"", string.Concat(his), StringComparison.Ordinal);

        static async Task<List<JsonElement>> ExportAsync(HttpClient client) =>
            [.. (await client.PostAsync("/auth/export", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("audit_log").EnumerateArray()];
    }

    private static ErasureRunner Runner(TestDatabase database, TimeProvider clock) => new(
        new ErasureQueue(database.DataSource, new Contexts(database), clock), new EraseMember(database.DataSource),
        new EraseAccount(database.DataSource, new Contexts(database), new Topics("test."), clock),
        new RevokeConnections(NoScopes, Options.Create(new DiscordOauthOptions()), NullLogger<RevokeConnections>.Instance),
        new EraseAtStripe(NoScopes, NullLogger<EraseAtStripe>.Instance), Options.Create(new PrivacyOptions()), clock,
        NullLogger<ErasureRunner>.Instance);

    /// <summary>For the erasure of members, who link nothing and pay nothing.</summary>
    private static IServiceScopeFactory NoScopes => new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>();
}
