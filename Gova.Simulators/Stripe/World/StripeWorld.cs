using Microsoft.Extensions.Options;

namespace Gova.Simulators.Stripe.World;

/// <summary>Everything that exists at Stripe. Whoever reads or changes it holds <see cref="Gate"/>, so events leave in the order of the changes.</summary>
internal sealed class StripeWorld
{
    public StripeWorld(StripeClock clock, IOptions<StripeSimulatorOptions> options)
    {
        Clock = clock;
        var (since, settings) = (clock.Now, options.Value);
        var product = new Product("prod_gova_pro", "Gova PRO", since);
        Products.Add(product.Id, product);
        Add(new Price("price_gova_pro_month", product, "month", settings.MonthlyAmount, "usd", "gova_pro_month", since));
        Add(new Price("price_gova_pro_year", product, "year", settings.YearlyAmount, "usd", "gova_pro_year", since));
    }

    public Lock Gate { get; } = new();
    public StripeClock Clock { get; }
    public OrderedDictionary<string, Product> Products { get; } = [];
    public OrderedDictionary<string, Price> Prices { get; } = [];
    public OrderedDictionary<string, Customer> Customers { get; } = [];
    public OrderedDictionary<string, CheckoutSession> Sessions { get; } = [];
    public OrderedDictionary<string, Subscription> Subscriptions { get; } = [];
    public OrderedDictionary<string, Invoice> Invoices { get; } = [];
    public OrderedDictionary<string, PortalSession> Portals { get; } = [];
    public OrderedDictionary<string, TestClock> Clocks { get; } = [];
    public OrderedDictionary<string, StripeEvent> Events { get; } = [];

    public void Add(Price price) => Prices.Add(price.Id, price);

    /// <param name="param">The parameter that names it, when it is not the path.</param>
    public Customer Customer(string id, string? param = null) =>
        Customers.GetValueOrDefault(id) is { Deleted: false } found ? found : throw StripeException.NoSuch("customer", id, param);

    public Price Price(string id, string? param = null) => Find(Prices, id, "price", param);

    public CheckoutSession Session(string id) => Find(Sessions, id, "checkout.session");

    public Subscription Subscription(string id, string? param = null) => Find(Subscriptions, id, "subscription", param);

    public Invoice Invoice(string id) => Find(Invoices, id, "invoice");

    public TestClock TestClock(string id, string? param = null) => Find(Clocks, id, "test_helpers.test_clock", param);

    public IEnumerable<Subscription> SubscriptionsOf(Customer customer) => Subscriptions.Values.Where(found => found.Customer == customer);

    private static T Find<T>(OrderedDictionary<string, T> shelf, string id, string kind, string? param = null)
        where T : class =>
        shelf.GetValueOrDefault(id) ?? throw StripeException.NoSuch(kind, id, param);
}
