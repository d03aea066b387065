using System.Net;
using System.Text.Json.Nodes;

namespace Gova.Tests.Simulators.Stripe.Rest;

public sealed class CustomerEndpointsTests
{
    [Fact]
    public async Task Lists_go_forward_and_back_newest_first()
    {
        await using var app = await SimulatorApp.StartAsync();
        var ids = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            ids.Insert(0, await app.CustomerAsync(("name", $"{number}")));
        }

        await PageAsync([ids[0], ids[1]], more: true, ("limit", "2"));
        await PageAsync([ids[2], ids[3]], more: true, ("limit", "2"), ("starting_after", ids[1]));
        await PageAsync([ids[4]], more: false, ("limit", "2"), ("starting_after", ids[3]));
        await PageAsync([ids[1], ids[2]], more: true, ("limit", "2"), ("ending_before", ids[3]));
        await PageAsync([], more: false, ("email", "nobody@gova.example"));
        await PageAsync([], more: false, ("created[gt]", "4000000000"));
        await PageAsync([.. ids], more: false, ("created[gte]", "1"), ("created[lt]", "4000000000"));
        await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "customers", ("starting_after", "cus_none"));
        await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "customers", ("limit", "101"));

        async Task PageAsync(string[] expected, bool more, params (string Name, string Value)[] query)
        {
            var page = await app.StripeGetAsync("customers", query);
            Assert.Equal(("list", "/v1/customers", more), (page["object"]!.ToString(), page["url"]!.ToString(), (bool)page["has_more"]!));
            Assert.Equal(expected, page["data"]!.AsArray().Select(customer => customer!["id"]!.ToString()));
        }
    }

    [Fact]
    public async Task Metadata_is_merged_and_unset_and_a_change_of_nothing_is_no_event()
    {
        await using var app = await SimulatorApp.StartAsync();
        var id = await app.CustomerAsync(("metadata[a]", "1"), ("metadata[b]", "2"), ("name", "Owner"));
        var changed = await app.StripePostAsync($"customers/{id}", ("metadata[a]", ""), ("metadata[c]", "3"), ("name", ""));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"b":"2","c":"3"}"""), changed["metadata"]), $"{changed["metadata"]}");
        Assert.Null(changed["name"]);
        await app.StripePostAsync($"customers/{id}", ("metadata[c]", "3"));
        Assert.Equal("{}", (await app.StripePostAsync($"customers/{id}", ("metadata", "")))["metadata"]!.ToJsonString());
        Assert.Equal(["customer.created", "customer.updated", "customer.updated"], await app.EventTypesAsync());
    }

    [Fact]
    public async Task A_deleted_customer_is_a_stub_and_its_subscriptions_are_over()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (customer, subscription) = await app.SubscribedAsync();
        Assert.True((bool)(await app.StripeAsync(HttpMethod.Delete, $"customers/{customer}"))["deleted"]!);
        Assert.True((bool)(await app.StripeGetAsync($"customers/{customer}"))["deleted"]!);
        Assert.Equal("canceled", (await app.StripeGetAsync($"subscriptions/{subscription}"))["status"]!.ToString());
        Assert.Empty((await app.StripeGetAsync("customers"))["data"]!.AsArray());
        await app.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"customers/{customer}", ("name", "x"));
        var refused = await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "billing_portal/sessions", ("customer", customer));
        Assert.Equal(("resource_missing", "customer"), (refused["code"]!.ToString(), refused["param"]!.ToString()));
        Assert.Equal(["customer.subscription.deleted", "customer.deleted"], (await app.EventTypesAsync())[^2..]);
    }
}
