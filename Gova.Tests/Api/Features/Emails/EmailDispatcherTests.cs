using System.Collections.Concurrent;
using Gova.Api.Features.Emails;
using Gova.Data.Emails;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gova.Tests.Api.Features.Emails;

public sealed class EmailDispatcherTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task What_is_queued_is_sent_once_by_however_many_hosts_and_its_code_is_forgotten()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await AddAsync(database, 50);
        var sender = new Outbox();
        var hosts = Enumerable.Range(0, 4).Select(_ => Dispatcher(database, sender)).ToList();

        while ((await Task.WhenAll(hosts.Select(host => host.DispatchAsync(Stop)))).Sum() > 0)
        {
        }

        Assert.Equal(50, sender.Sent.Select(e => e.Id).Distinct().Count());
        Assert.Equal(50, sender.Sent.Count);
        Assert.Equal(50, await database.ScalarAsync<long>("SELECT count(*) FROM emails WHERE status = 'sent' AND data IS NULL AND provider_id = 'theirs'", Stop));
    }

    [Fact]
    public async Task While_the_provider_is_away_nothing_is_lost()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await AddAsync(database, 1, new PasswordChanged("ada", _clock.GetUtcNow()));
        var sender = new Outbox { Fault = new HttpRequestException("away") };
        var dispatcher = Dispatcher(database, sender);

        Assert.Equal(1, await dispatcher.DispatchAsync(Stop));
        Assert.Equal(0, await dispatcher.DispatchAsync(Stop));
        for (var i = 0; i < 6; i++)
        {
            _clock.Advance(TimeSpan.FromHours(2));
            await dispatcher.DispatchAsync(Stop);
        }

        Assert.Empty(sender.Sent);
        Assert.Equal("away", await database.ScalarAsync<string>("SELECT error FROM emails WHERE status = 'pending' AND data IS NOT NULL", Stop));
        sender.Fault = null;
        _clock.Advance(TimeSpan.FromHours(2));
        await dispatcher.DispatchAsync(Stop);

        Assert.Contains("the password of your account was changed", Assert.Single(sender.Sent).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_or_too_late_is_given_up_with_its_reason_and_without_its_code()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await AddAsync(database, 1);
        var sender = new Outbox { Fault = new EmailRefusedException("no such user") };
        await Dispatcher(database, sender).DispatchAsync(Stop);
        Assert.Equal("no such user", await database.ScalarAsync<string>("SELECT error FROM emails WHERE status = 'failed' AND data IS NULL", Stop));

        // Its code is over after a quarter of an hour, a notice after a day.
        await AddAsync(database, 1);
        await AddAsync(database, 1, new PasswordChanged("ada", _clock.GetUtcNow()));
        sender.Fault = null;
        _clock.Advance(TimeSpan.FromMinutes(16));
        await Dispatcher(database, sender).DispatchAsync(Stop);

        Assert.Equal("Your password was changed", Assert.Single(sender.Sent).Subject);
        Assert.Equal(2, await database.ScalarAsync<long>("SELECT count(*) FROM emails WHERE status = 'failed'", Stop));
    }

    [Fact]
    public async Task A_dead_host_s_email_is_sent_by_another_under_the_same_key()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await AddAsync(database, 1, new PasswordChanged("ada", _clock.GetUtcNow()));
        var claims = new EmailClaims(database.DataSource, _clock);
        var dead = Assert.Single(await claims.ClaimAsync(10, TimeSpan.FromMinutes(10), Stop));
        var sender = new Outbox();
        Assert.Equal(0, await Dispatcher(database, sender).DispatchAsync(Stop));

        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await Dispatcher(database, sender).DispatchAsync(Stop));

        Assert.Equal(dead.EmailId, Assert.Single(sender.Sent).Id);
        await claims.RetryAsync(dead, _clock.GetUtcNow(), "late", Stop);
        Assert.Equal("sent", await database.ScalarAsync<string>("SELECT status FROM emails", Stop));
    }

    [Fact]
    public async Task What_is_over_is_forgotten_after_a_while()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await AddAsync(database, 2);
        await database.ScalarAsync<int>("UPDATE emails SET status = 'sent' WHERE email_id = (SELECT email_id FROM emails LIMIT 1)", Stop);

        Assert.Equal(1, await new EmailClaims(database.DataSource, _clock).ForgetAsync(_clock.GetUtcNow().AddSeconds(1), Stop));
    }

    private EmailDispatcher Dispatcher(TestDatabase database, IEmailSender sender) => new(
        new EmailClaims(database.DataSource, _clock), sender, Options.Create(new EmailOptions()), _clock, NullLogger<EmailDispatcher>.Instance);

    private async Task AddAsync(TestDatabase database, int count, Email? email = null)
    {
        await using var db = database.CreateContext();
        for (var i = 0; i < count; i++)
        {
            EmailQueue.Add(db, $"ada{i}@example.org", email ?? new VerifyEmail("ada", "K7P2QX", 15), _clock.GetUtcNow());
        }

        await db.SaveChangesAsync(Stop);
    }

    private sealed class Outbox : IEmailSender
    {
        public ConcurrentQueue<OutgoingEmail> Sent { get; } = [];

        public Exception? Fault { get; set; }

        public Task<string?> SendAsync(OutgoingEmail email, CancellationToken cancellationToken)
        {
            if (Fault is not null)
            {
                throw Fault;
            }

            Sent.Enqueue(email);
            return Task.FromResult<string?>("theirs");
        }
    }
}
