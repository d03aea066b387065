using System.Globalization;
using Gova.Api.Http;

namespace Gova.Api.Features.Payments;

/// <summary>Answers why billing does not do what was asked.</summary>
internal sealed class BillingTrouble : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BillingException e)
        {
            if (e.Problem == Problems.BillingUnavailable && e.RetryAfter is { } wait)
            {
                context.HttpContext.Response.Headers.RetryAfter =
                    Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            }

            return Problems.Result(e.Problem);
        }
    }
}
