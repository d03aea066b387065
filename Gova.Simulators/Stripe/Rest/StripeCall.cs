namespace Gova.Simulators.Stripe.Rest;

/// <summary>One request to the api while it is answered.</summary>
internal sealed record StripeCall(string Id, string Method, string Path, string Body, FormNode Form, string? IdempotencyKey, string Version)
{
    private static readonly AsyncLocal<StripeCall?> Running = new();

    /// <summary>The request that is being answered, which events name as their cause; null when time is the cause.</summary>
    public static StripeCall? Current
    {
        get => Running.Value;
        set => Running.Value = value;
    }
}
