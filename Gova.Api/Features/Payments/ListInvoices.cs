using System.ComponentModel;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Gova.Api.Auth;
using Gova.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Payments;

/// <summary>An invoice, as Stripe has it.</summary>
/// <param name="Number">What stands on it.</param>
/// <param name="Status"><c>open</c>, <c>paid</c>, <c>uncollectible</c> or <c>void</c>.</param>
/// <param name="Currency">E.g. <c>usd</c>.</param>
/// <param name="Total">In the currency's smallest unit, as the other amounts.</param>
/// <param name="InvoiceUrl">Stripe's page, where it can be paid.</param>
/// <param name="PdfUrl">As a file.</param>
internal sealed record InvoiceResponse(
    string InvoiceId,
    string? Number,
    string? Status,
    string Currency,
    long Total,
    long AmountDue,
    long AmountPaid,
    DateTimeOffset CreatedAt,
    DateTimeOffset PeriodStart,
    DateTimeOffset PeriodEnd,
    string? InvoiceUrl,
    string? PdfUrl);

internal static partial class ListInvoices
{
    /// <summary>What the account was and is to pay, the newest first.</summary>
    public static async Task<Results<Ok<KeysetPage<InvoiceResponse>>, ValidationProblem, ProblemHttpResult>> Handle(
        int? limit,
        [Description("next_cursor of the page before.")] string? cursor,
        ClaimsPrincipal user,
        BillingClient billing,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        Paging.CheckLimit(limit, errors);
        errors.Require(string.IsNullOrEmpty(cursor) || InvoiceId().IsMatch(cursor), "cursor", "is not one of ours");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        try
        {
            var part = await billing.ListInvoicesAsync(user.Id(), limit ?? Paging.DefaultLimit, string.IsNullOrEmpty(cursor) ? null : cursor, cancellationToken);
            var data = part.Invoices.Select(i => new InvoiceResponse(
                i.Id, i.Number, i.Status, i.Currency, i.Total, i.AmountDue, i.AmountPaid, i.Created, i.PeriodStart, i.PeriodEnd,
                i.HostedInvoiceUrl, i.InvoicePdf)).ToList();
            return TypedResults.Ok(new KeysetPage<InvoiceResponse>(data.Count, part.Next is not null, data, part.Next));
        }
        catch (BillingException e) when (e.Problem == Problems.MalformedRequest)
        {
            return new FieldErrors().Require(false, "cursor", "is not one of ours").ToProblem();
        }
    }

    [GeneratedRegex("^in_[A-Za-z0-9_]{1,250}\\z", RegexOptions.None, 1000)]
    private static partial Regex InvoiceId();
}
