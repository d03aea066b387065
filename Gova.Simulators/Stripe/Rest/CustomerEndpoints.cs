using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Rest;

/// <summary><c>/v1/customers</c>.</summary>
internal static class CustomerEndpoints
{
    private const string Url = "/v1/customers";

    public static void MapCustomers(this IEndpointRouteBuilder api)
    {
        api.MapPost("/customers", Create);
        api.MapGet("/customers", List);
        api.MapGet("/customers/{id}", Get);
        api.MapPost("/customers/{id}", Update);
        api.MapDelete("/customers/{id}", Delete);
    }

    private static JsonObject Create(Parameters parameters, StripeWorld world, Announcer announcer)
    {
        lock (world.Gate)
        {
            var clock = parameters.Text("test_clock") is { } id ? (BillingClock)world.TestClock(id, "test_clock") : world.Clock;
            var customer = new Customer { Clock = clock, Created = clock.Now };
            var change = Read(parameters, customer);
            parameters.Close();
            change();
            world.Customers.Add(customer.Id, customer);
            announcer.Tell("customer.created", customer);
            return CustomerJson.Customer(customer);
        }
    }

    private static JsonObject List(Parameters parameters, StripeWorld world)
    {
        var (page, email, clock) = (ListPage.Read(parameters), parameters.Text("email"), parameters.Text("test_clock"));
        parameters.Close();
        lock (world.Gate)
        {
            // Stripe compares the address as it was written.
            var found = world.Customers.Values.Where(customer => !customer.Deleted && (email is null || customer.Email == email)
                && (clock is null || (customer.Clock as TestClock)?.Id == clock));
            return page.Write(found, Url, CustomerJson.Customer);
        }
    }

    private static JsonObject Get(string id, Parameters parameters, StripeWorld world)
    {
        parameters.Close();
        lock (world.Gate)
        {
            return world.Customers.GetValueOrDefault(id) is { } customer ? CustomerJson.Customer(customer) : throw StripeException.NoSuch("customer", id);
        }
    }

    private static JsonObject Update(string id, Parameters parameters, StripeWorld world, Announcer announcer)
    {
        lock (world.Gate)
        {
            var customer = world.Customer(id);
            var change = Read(parameters, customer);
            parameters.Close();
            announcer.Change(customer, change);
            return CustomerJson.Customer(customer);
        }
    }

    private static JsonObject Delete(string id, Parameters parameters, StripeWorld world, Announcer announcer, Charges charges)
    {
        parameters.Close();
        lock (world.Gate)
        {
            var customer = world.Customer(id);
            foreach (var subscription in world.SubscriptionsOf(customer).Where(found => !found.Ended))
            {
                charges.End(subscription, "cancellation_requested");
            }

            announcer.Tell("customer.deleted", customer);
            customer.Deleted = true;
            return CustomerJson.Deleted(customer);
        }
    }

    private static Action Read(Parameters parameters, Customer customer)
    {
        var (email, name) = (parameters.Unsettable("email"), parameters.Unsettable("name"));
        var (description, phone) = (parameters.Unsettable("description"), parameters.Unsettable("phone"));
        var metadata = parameters.Metadata(customer.Metadata);
        if (email is { Length: > 0 } && (email.Length > 512 || !email.Contains('@', StringComparison.Ordinal)))
        {
            throw StripeException.Invalid($"Invalid email address: {email}", "email", "email_invalid");
        }

        return () =>
        {
            customer.Email = Changed(customer.Email, email);
            customer.Name = Changed(customer.Name, name);
            customer.Description = Changed(customer.Description, description);
            customer.Phone = Changed(customer.Phone, phone);
            customer.Metadata = metadata ?? customer.Metadata;
        };
    }

    private static string? Changed(string? present, string? given) => given is null ? present : given.Length == 0 ? null : given;
}
