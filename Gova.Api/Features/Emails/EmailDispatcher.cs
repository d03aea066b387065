using System.Text.Json;
using Gova.Data.Emails;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Emails;

/// <summary>
/// Sends what is queued. Each api does: who has an email holds it by a lease. While the provider is away emails wait, longer from
/// time to time, and after a day they are given up, codes as soon as they are over.
/// </summary>
internal sealed partial class EmailDispatcher(
    EmailClaims claims, IEmailSender sender, IOptions<EmailOptions> options, TimeProvider time, ILogger<EmailDispatcher> logger) : BackgroundService
{
    private const int BatchSize = 20;
    private const int AtOnce = 4;
    private const int MaxErrorLength = 300;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CleaningInterval = TimeSpan.FromHours(1);

    /// <summary>Longer than a batch can take, each email at its slowest.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(24);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Provider == EmailProvider.None)
        {
            Log.NoProvider(logger);
            return;
        }

        var cleanAt = time.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            var isMore = false;
            try
            {
                isMore = await DispatchAsync(stoppingToken) == BatchSize;
                if (time.GetUtcNow() >= cleanAt)
                {
                    await claims.ForgetAsync(time.GetUtcNow() - Kept, stoppingToken);
                    cleanAt = time.GetUtcNow() + CleaningInterval;
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Interrupted(logger, e);
            }

            if (!isMore)
            {
                await Task.Delay(PollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>How many were taken.</returns>
    internal async Task<int> DispatchAsync(CancellationToken cancellationToken)
    {
        var due = await claims.ClaimAsync(BatchSize, Lease, cancellationToken);
        await Parallel.ForEachAsync(
            due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (email, stop) => await SendAsync(email, stop));
        return due.Count;
    }

    private async Task SendAsync(ClaimedEmail email, CancellationToken cancellationToken)
    {
        try
        {
            if (time.GetUtcNow() >= email.CreatedAt + LifetimeOf(email))
            {
                throw new EmailRefusedException("It could not be sent in time.");
            }

            var rendered = EmailTemplates.Render(email.Template, email.Data, options.Value.SiteUrl);
            var providerId = await sender.SendAsync(
                new OutgoingEmail(
                    email.EmailId, options.Value.From, options.Value.FromName, email.Recipient, rendered.Subject, rendered.Text, rendered.Html,
                    email.CreatedAt, rendered.ReplyTo),
                cancellationToken);
            // It is sent: that must be written down even while the host stops.
            await claims.SentAsync(email, providerId, CancellationToken.None);
        }
        catch (EmailRefusedException e)
        {
            Log.GivenUp(logger, email.EmailId, email.Template, e.Message);
            await claims.GiveUpAsync(email, Short(e.Message), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var delay = DelayAfter(email.Attempt);
            Log.Failed(logger, email.EmailId, email.Template, email.Attempt, delay, e);
            await claims.RetryAsync(email, time.GetUtcNow() + delay, Short(e.Message), cancellationToken);
        }
    }

    /// <summary>A code is of no use when it is over.</summary>
    private static TimeSpan LifetimeOf(ClaimedEmail email) =>
        JsonDocument.Parse(email.Data).RootElement.TryGetProperty("minutes", out var minutes) && minutes.TryGetInt32(out var lifetime)
            ? TimeSpan.FromMinutes(lifetime)
            : GiveUpAfter;

    // With jitter, so that what failed together does not come back together.
    private static TimeSpan DelayAfter(int attempt)
    {
        var delay = FirstDelay * Math.Pow(2, Math.Min(attempt - 1, 20));
        return (delay < LongestDelay ? delay : LongestDelay) * (0.8 + (Random.Shared.NextDouble() * 0.4));
    }

    private static string Short(string text) => text.Length > MaxErrorLength ? text[..MaxErrorLength] : text;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Email:Provider is not set: emails wait in the database")]
        public static partial void NoProvider(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "Emails cannot be taken from the database now")]
        public static partial void Interrupted(ILogger logger, Exception error);

        [LoggerMessage(LogLevel.Warning, "Email {EmailId} ({Template}) failed at attempt {Attempt}; the next is in {Delay}")]
        public static partial void Failed(ILogger logger, Guid emailId, string template, int attempt, TimeSpan delay, Exception error);

        [LoggerMessage(LogLevel.Error, "Email {EmailId} ({Template}) is given up: {Reason}")]
        public static partial void GivenUp(ILogger logger, Guid emailId, string template, string reason);
    }
}
