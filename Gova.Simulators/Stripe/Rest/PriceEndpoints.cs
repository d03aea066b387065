using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Rest;

/// <summary><c>/v1/prices</c> and <c>/v1/products</c>, to be read; what is for sale is there from the start.</summary>
internal static class PriceEndpoints
{
    public static void MapPrices(this IEndpointRouteBuilder api)
    {
        api.MapGet("/prices", List);
        api.MapGet("/prices/{id}", Get);
        api.MapGet("/products", ListProducts);
        api.MapGet("/products/{id}", GetProduct);
    }

    private static JsonObject List(Parameters parameters, StripeWorld world)
    {
        var (page, active, product) = (ListPage.Read(parameters), parameters.Flag("active"), parameters.Text("product"));
        var (keys, type, currency) = (parameters.Texts("lookup_keys"), parameters.Choice("type", "one_time", "recurring"), parameters.Text("currency"));
        var recurring = parameters.Object("recurring");
        var interval = recurring?.Choice("interval", "day", "week", "month", "year");
        if (keys.Count > 10)
        {
            throw StripeException.Invalid("You may only specify up to 10 lookup_keys.", "lookup_keys");
        }

        parameters.Close();
        lock (world.Gate)
        {
            var found = world.Prices.Values.Where(price => active != false && type != "one_time" && (product is null || price.Product.Id == product)
                && (keys.Count == 0 || keys.Contains(price.LookupKey)) && (currency is null || price.Currency == currency)
                && (interval is null || price.Interval == interval));
            return page.Write(found, "/v1/prices", PriceJson.Price);
        }
    }

    private static JsonObject Get(string id, Parameters parameters, StripeWorld world)
    {
        parameters.Close();
        lock (world.Gate)
        {
            return PriceJson.Price(world.Price(id));
        }
    }

    private static JsonObject ListProducts(Parameters parameters, StripeWorld world)
    {
        var (page, active) = (ListPage.Read(parameters), parameters.Flag("active"));
        parameters.Close();
        lock (world.Gate)
        {
            return page.Write(world.Products.Values.Where(_ => active != false), "/v1/products", PriceJson.Product);
        }
    }

    private static JsonObject GetProduct(string id, Parameters parameters, StripeWorld world)
    {
        parameters.Close();
        lock (world.Gate)
        {
            return PriceJson.Product(world.Products.GetValueOrDefault(id) ?? throw StripeException.NoSuch("product", id));
        }
    }
}
