using System.Net;
using Gova.Simulators.Discord;
using Gova.Simulators.Stripe;

namespace Gova.Simulators.Control;

/// <summary>Lets only this machine steer the simulators, and turns refusals into problem details.</summary>
internal static class LoopbackOnly
{
    public static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        // In-process test servers have no remote address.
        if (invocation.HttpContext.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address))
        {
            return TypedResults.Problem("The simulators are steered from their own machine only.", statusCode: StatusCodes.Status403Forbidden);
        }

        try
        {
            return await next(invocation);
        }
        catch (DiscordException refusal)
        {
            return TypedResults.Problem(refusal.Message, statusCode: refusal.Status, extensions: new Dictionary<string, object?> { ["code"] = refusal.Code });
        }
        catch (StripeException refusal)
        {
            return TypedResults.Problem(refusal.Message, statusCode: refusal.Status);
        }
    }
}
