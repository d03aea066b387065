namespace Gova.Simulators.Stripe.World;

/// <summary>What stands in lists.</summary>
internal interface IStripeObject
{
    string Id { get; }

    DateTimeOffset Created { get; }
}
