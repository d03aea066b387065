using System.Text.Json;
using Gova.Billing.Stripe;
using Gova.Billing.Webhooks;
using Gova.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Billing.Reconciliations;

/// <summary>Puts events that Stripe has and that never arrived into the inbox, where they are handled as if they had.</summary>
internal sealed class FetchEvents(
    IDbContextFactory<GovaDbContext> contexts, StripeClient stripe, EventInbox inbox, EventKinds kinds, Pace pace,
    IOptions<StripeOptions> stripeOptions, IOptions<BillingOptions> options, TimeProvider time)
{
    private const int PageSize = 100;

    /// <summary>What is younger may be on its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public async Task ExecuteAsync(Report report, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var within = new StripeParameters
        {
            ["created"] = new StripeParameters { ["gte"] = now.AddDays(-options.Value.ReconcileEventDays), ["lte"] = now - Patience },
        };
        var ours = stripe.ListAsync<StripeEventMessage>("events", within, cancellationToken)
            .Select(message => ReceivedEvent.From(message, JsonSerializer.Serialize(message, StripeJson.Options)))
            .Where(received => kinds.ReasonToIgnore(received, stripeOptions.Value.IsLive) is null);
        await foreach (var page in ours.Chunk(PageSize).WithCancellation(cancellationToken))
        {
            await pace.WaitAsync(cancellationToken);
            foreach (var missing in await MissingAsync(page, cancellationToken))
            {
                await report.MendAsync(
                    new Finding(FindingKind.EventMissing, null, missing.CustomerId, $"{missing.Id} {missing.Type}", "nothing", $"{missing.CreatedAt:u}"),
                    () => inbox.AddAsync(missing, cancellationToken));
            }
        }
    }

    /// <returns>The oldest first, as they would have come.</returns>
    private async Task<IEnumerable<ReceivedEvent>> MissingAsync(IReadOnlyCollection<ReceivedEvent> page, CancellationToken cancellationToken)
    {
        var (ids, customers) = (page.Select(received => received.Id).ToList(), page.Select(received => received.CustomerId).Distinct().ToList());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await db.StripeEvents.Where(e => ids.Contains(e.EventId)).Select(e => e.EventId).ToHashSetAsync(cancellationToken);
        // Of whom no account knows, e.g. because it was erased, nothing is brought back.
        var ours = await db.Users.Where(u => customers.Contains(u.StripeCustomerId)).Select(u => u.StripeCustomerId).ToHashSetAsync(cancellationToken);
        return page.Where(received => !known.Contains(received.Id) && ours.Contains(received.CustomerId)).OrderBy(received => received.CreatedAt);
    }
}
