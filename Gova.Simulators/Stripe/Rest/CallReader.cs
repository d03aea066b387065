using System.Text;

namespace Gova.Simulators.Stripe.Rest;

/// <summary>Whose call it is and what it says, before anything is done.</summary>
internal static class CallReader
{
    private const string TestKey = "sk_test_";

    /// <param name="only">The one key that is taken, unless every test key is.</param>
    public static void Authorize(HttpContext context, string? only)
    {
        var header = context.Request.Headers.Authorization.ToString().Split(' ', 2);
        var key = header switch
        {
            ["Bearer", var token] => token,
            ["Basic", var encoded] => UserName(encoded),
            _ => "",
        };
        if (key.Length == 0)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"Stripe\"";
            throw StripeException.Unauthorized("You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.");
        }

        if (only is not null ? key != only : !key.StartsWith(TestKey, StringComparison.Ordinal))
        {
            throw StripeException.Unauthorized($"Invalid API Key provided: {key[..Math.Min(key.Length, TestKey.Length)]}****");
        }
    }

    public static async Task<StripeCall> ReadAsync(HttpContext context, string id)
    {
        var (request, post) = (context.Request, HttpMethods.IsPost(context.Request.Method));
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        if (body.Length > 0 && !(request.ContentType ?? "").StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            throw StripeException.Invalid("Invalid request (check that your POST content type is application/x-www-form-urlencoded).");
        }

        var version = request.Headers["Stripe-Version"].ToString() is { Length: > 0 } asked ? asked : ApiVersion.Default;
        if (!ApiVersion.IsKnown(version))
        {
            throw StripeException.Invalid($"Invalid Stripe API version: {version}");
        }

        var key = request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } given && post ? given : null;
        if (key?.Length > 255)
        {
            throw StripeException.Invalid("Idempotency keys can be up to 255 characters.");
        }

        // A body counts for POST and DELETE, the query for what reads; a POST's parameters are documented in its body only.
        var parameters = body.Length > 0 ? body : (request.QueryString.Value ?? "").TrimStart('?');
        if (post && request.QueryString.HasValue)
        {
            throw StripeException.Invalid("Parameters of a POST belong into its body, not into the query.");
        }

        var call = new StripeCall(id, request.Method, request.Path, parameters, FormNode.Parse(parameters), key, version);
        context.Features.Set(call);
        return call;
    }

    private static string UserName(string encoded)
    {
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length).Split(':')[0] : "";
    }
}
